//! `legaciti workspace …`: the research centres of a deployment.

use clap::{Args, Subcommand};
use domain::membership::MembershipStatus;
use domain::workspace::{EntityId, Workspace, WorkspaceId};
use serde_json::{Value, json};

use super::output::table;
use super::session::trail;
use super::words::{membership_status, slug};
use super::{CliError, Session};

/// What to do with workspaces.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a workspace with its default entity
    Create(Create),
    /// List all workspaces
    List,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Its name in URLs: a-z, 0-9, hyphens
    #[arg(long, value_parser = slug)]
    slug: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// Id of the organization that Better Auth made for it [default: a new one]
    #[arg(long)]
    id: Option<String>,
    /// Id of the entity that ingested people belong to [default: the slug]
    #[arg(long, value_name = "ID", value_parser = slug)]
    entity: Option<String>,
    /// Membership status of ingested people
    #[arg(long, default_value = "cesam", value_parser = membership_status())]
    default_status: MembershipStatus,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List => list(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let Self {
            slug,
            name,
            id,
            entity,
            default_status,
        } = self;
        let workspace = Workspace {
            id: WorkspaceId::new(id.unwrap_or_else(|| system.ids.id())),
            default_entity: EntityId::new(entity.unwrap_or_else(|| slug.clone())),
            slug,
            name,
            default_status,
            created_at: system.clock.now(),
        };
        let message = format!("workspace {} was created", workspace.slug);
        let trail = trail(
            &system,
            "workspace.created",
            ("workspace", workspace.id.as_str()),
            message,
        );
        system.stores.workspaces.create(&workspace, &trail).await?;
        session.output.show(&document(&workspace), || {
            format!("workspace {} ({})", workspace.slug, workspace.id)
        })
    }
}

async fn list(session: &Session) -> Result<(), CliError> {
    let workspaces = session.open().await?.stores.workspaces.list().await?;
    let all: Vec<Value> = workspaces.iter().map(document).collect();
    session.output.show(&json!({ "workspaces": all }), || {
        let row = |w: &Workspace| {
            [
                w.slug.clone(),
                w.name.clone(),
                w.default_entity.to_string(),
                w.id.to_string(),
            ]
        };
        let rows: Vec<_> = workspaces.iter().map(row).collect();
        table(["SLUG", "NAME", "DEFAULT ENTITY", "ID"], &rows, "no workspaces")
    })
}

fn document(workspace: &Workspace) -> Value {
    json!({
        "id": workspace.id,
        "slug": workspace.slug,
        "name": workspace.name,
        "default_entity": workspace.default_entity,
        "default_status": workspace.default_status.as_str(),
        "created_at": workspace.created_at,
    })
}
