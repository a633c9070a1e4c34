//! `legaciti entity …`: the units of a workspace.

use clap::{Args, Subcommand};
use domain::text::Localised;
use domain::workspace::{Entity, EntityId};
use serde_json::{Value, json};

use super::output::table;
use super::session::{trail, workspace};
use super::words::slug;
use super::{CliError, Session};

/// What to do with entities.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an entity
    Create(Create),
    /// List all entities of a workspace
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Its id: a-z, 0-9, hyphens
    #[arg(long, value_parser = slug)]
    id: String,
    /// What people call it
    #[arg(long)]
    name: String,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(list) => list.run(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let entity = Entity {
            id: EntityId::new(self.id),
            name: Localised::Plain(self.name),
            created_at: system.clock.now(),
            retired_at: None,
        };
        let message = format!("entity {} was created", entity.id);
        let trail = trail(&system, "entity.created", ("entity", entity.id.as_str()), message);
        system
            .stores
            .workspaces
            .create_entity(&workspace.id, &entity, &trail)
            .await?;
        session.output.show(&document(&entity), || {
            format!("entity {} in {}", entity.id, workspace.slug)
        })
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let entities = system.stores.workspaces.entities(&workspace.id).await?;
        let all: Vec<Value> = entities.iter().map(document).collect();
        session.output.show(&json!({ "entities": all }), || {
            let row = |entity: &Entity| [entity.id.to_string(), entity.name.any().to_owned()];
            let rows: Vec<_> = entities.iter().map(row).collect();
            table(["ID", "NAME"], &rows, "no entities")
        })
    }
}

fn document(entity: &Entity) -> Value {
    json!({ "id": entity.id, "name": entity.name, "created_at": entity.created_at, "retired_at": entity.retired_at })
}
