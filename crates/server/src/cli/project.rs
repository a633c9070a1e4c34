//! `legaciti project …`: funded projects, from files.

use clap::Subcommand;
use domain::activity::Actor;
use domain::identifier::Orcid;
use domain::project::{Project, WrittenProject};
use serde_json::{Value, json};

use super::output::table;
use super::records::{Create, List, added};
use super::{CliError, Session};

/// What to do with projects.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the project, or the list of projects, of a JSON file
    Create(Create),
    /// List projects, newest first, hidden ones too
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
    let (written, system, workspace) = asked.open::<WrittenProject>(session).await?;
    let (projects, mut ids) = (system.projects(), Vec::new());
    for project in written {
        let id = projects.create(&workspace.id, project, Actor::Operator).await?;
        ids.push(id.to_string());
    }
    added(session, &ids)
}

async fn list(asked: &List, session: &Session) -> Result<(), CliError> {
    let (system, workspace) = asked.place.open(session).await?;
    let projects = system
        .stores
        .projects
        .list_all(&workspace.id, asked.limit)
        .await?;
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
