//! Entities and categories on the command line: what is asked for, and how it is answered.

use clap::Args;
use domain::group::Group;
use domain::workspace::Workspace;
use serde_json::{Value, json};

use super::output::table;
use super::session::Place;
use super::words::slug;
use super::{CliError, Session};

#[derive(Debug, Args)]
pub(super) struct New {
    #[command(flatten)]
    pub(super) place: Place,
    /// Its id: a-z, 0-9, hyphens
    #[arg(long, value_parser = slug)]
    pub(super) id: String,
}

fn document(group: &Group) -> Value {
    json!({ "id": group.id, "name": group.name, "created_at": group.created_at, "retired_at": group.retired_at })
}

/// Answers with a group that was added.
pub(super) fn created(
    session: &Session,
    kind: &str,
    group: &Group,
    workspace: &Workspace,
) -> Result<(), CliError> {
    session.output.show(&document(group), || {
        format!("{kind} {} in {}", group.id, workspace.slug)
    })
}

/// Answers with all groups of a kind, which has this name in the plural.
pub(super) fn listed(session: &Session, kind: &str, groups: &[Group]) -> Result<(), CliError> {
    let all: Vec<Value> = groups.iter().map(document).collect();
    session.output.show(&json!({ kind: all }), || {
        let row = |group: &Group| [group.id.clone(), group.name.any().to_owned()];
        let rows: Vec<_> = groups.iter().map(row).collect();
        table(["ID", "NAME"], &rows, &format!("no {kind}"))
    })
}
