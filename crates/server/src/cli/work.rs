//! `legaciti work …`: works without a DOI, from files.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::work::{Work, WrittenWork};
use serde_json::{Value, json};

use super::input::documents;
use super::output::table;
use super::session::workspace;
use super::{CliError, Session};

/// What to do with works.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the work, or the list of works, of a JSON file
    Create(Create),
    /// List works, newest first, unverified ones too
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
        let written: Vec<WrittenWork> = documents(&self.file)?;
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let mut ids = Vec::new();
        for work in written {
            ids.push(
                system
                    .works()
                    .create(&workspace.id, work, Actor::Operator)
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
        let works = system.stores.works.list_all(&workspace.id, self.limit).await?;
        let all: Vec<Value> = works.iter().map(document).collect();
        session.output.show(&json!({ "works": all }), || {
            let row = |work: &Work| {
                let verified = if work.verified { "verified" } else { "unverified" };
                [
                    work.id.to_string(),
                    verified.to_owned(),
                    work.fields.title.any().to_owned(),
                ]
            };
            let rows: Vec<_> = works.iter().map(row).collect();
            table(["ID", "STATE", "TITLE"], &rows, "no works")
        })
    }
}

fn document(work: &Work) -> Value {
    let people: Vec<&str> = work
        .people
        .iter()
        .map(domain::identifier::Orcid::as_str)
        .collect();
    let mut document = json!(work.fields);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("id".to_owned(), json!(work.id));
        fields.insert("person_orcids".to_owned(), json!(people));
        fields.insert("verified".to_owned(), json!(work.verified));
        fields.insert("created_at".to_owned(), json!(work.created_at));
        fields.insert("updated_at".to_owned(), json!(work.updated_at));
    }
    document
}
