//! `legaciti work …`: works without a DOI, from files.

use clap::Subcommand;
use domain::activity::Actor;
use domain::work::{Work, WrittenWork};
use serde_json::{Value, json};

use super::output::table;
use super::records::{Create, List, added};
use super::{CliError, Session};

/// What to do with works.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the work, or the list of works, of a JSON file
    Create(Create),
    /// List works, newest first, unverified ones too
    List(List),
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(asked) => create(&asked, session).await,
            Self::List(asked) => list(&asked, session).await,
        }
    }
}

async fn create(asked: &Create, session: &Session) -> Result<(), CliError> {
    let (written, system, workspace) = asked.open::<WrittenWork>(session).await?;
    let (works, mut ids) = (system.works(), Vec::new());
    for work in written {
        let id = works.create(&workspace.id, work, Actor::Operator).await?;
        ids.push(id.to_string());
    }
    added(session, &ids)
}

async fn list(asked: &List, session: &Session) -> Result<(), CliError> {
    let (system, workspace) = asked.place.open(session).await?;
    let works = system.stores.works.list_all(&workspace.id, asked.limit).await?;
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
