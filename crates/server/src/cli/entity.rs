//! `legaciti entity …`: the units of a workspace.

use clap::{Args, Subcommand};
use domain::group::Group;
use domain::text::Localised;
use domain::workspace::{Entity, EntityId};

use super::groups::{New, created, listed};
use super::session::{Place, trail};
use super::{CliError, Session};

/// What to do with entities.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an entity
    Create(Create),
    /// List all entities of a workspace
    List(Place),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    new: New,
    /// What people call it
    #[arg(long)]
    name: String,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(place) => list(&place, session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, workspace) = self.new.place.open(session).await?;
        let entity = Entity {
            id: EntityId::new(self.new.id),
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
        created(session, "entity", &entity.into(), &workspace)
    }
}

async fn list(place: &Place, session: &Session) -> Result<(), CliError> {
    let (system, workspace) = place.open(session).await?;
    let found = system.stores.workspaces.entities(&workspace.id).await?;
    let groups: Vec<Group> = found.into_iter().map(Group::from).collect();
    listed(session, "entities", &groups)
}
