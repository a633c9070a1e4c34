//! `legaciti project …`: funded projects, from files.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::identifier::Orcid;
use domain::project::{Project, WrittenProject};
use serde_json::{Value, json};

use super::input::documents;
use super::output::table;
use super::session::workspace;
use super::{CliError, Session};

/// What to do with projects.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the project, or the list of projects, of a JSON file
    Create(Create),
    /// List projects, newest first, hidden ones too
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// JSON file; - is standard input
    #[arg(long)]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    limit: u32,
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
        let written: Vec<WrittenProject> = documents(&self.file)?;
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let mut ids = Vec::new();
        for project in written {
            ids.push(
                system
                    .projects()
                    .create(&workspace.id, project, Actor::Operator)
                    .await?
                    .to_string(),
            );
        }
        let document = json!({ "id": ids.first(), "ids": ids });
        session.output.show(&document, || ids.join("\n"))
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let projects = system.stores.projects.list_all(&workspace.id, self.limit).await?;
        let all: Vec<Value> = projects.iter().map(document).collect();
        session.output.show(&json!({ "projects": all }), || {
            let row = |p: &Project| {
                [
                    p.id.to_string(),
                    p.fields.programme.clone(),
                    p.fields.title.any().to_owned(),
                ]
            };
            let rows: Vec<_> = projects.iter().map(row).collect();
            table(["ID", "PROGRAMME", "TITLE"], &rows, "no projects")
        })
    }
}

fn document(project: &Project) -> Value {
    let people = |orcids: &[Orcid]| -> Vec<String> { orcids.iter().map(ToString::to_string).collect() };
    let mut document = json!(project.fields);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("id".to_owned(), json!(project.id));
        fields.insert("member_orcids".to_owned(), json!(people(&project.members)));
        fields.insert(
            "coordinator_orcids".to_owned(),
            json!(people(&project.coordinators)),
        );
        fields.insert("visible".to_owned(), json!(project.visible));
        fields.insert("created_at".to_owned(), json!(project.created_at));
        fields.insert("updated_at".to_owned(), json!(project.updated_at));
    }
    document
}
