//! `legaciti check`: whether what is kept for reading is what the records say.

use clap::Args;
use domain::maintenance::Difference;
use serde_json::json;

use super::output::table;
use super::session::workspace;
use super::{CliError, Session};

/// What to check.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Slug or id [default: all workspaces]
    #[arg(long)]
    workspace: Option<String>,
}

impl Check {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspaces = match &self.workspace {
            Some(name) => vec![workspace(&system, Some(name)).await?],
            None => system.stores.workspaces.list().await?,
        };
        let faults = system.database.faults().await?;
        let mut differences = Vec::new();
        for workspace in &workspaces {
            let found = system.stores.maintenance.differences(&workspace.id).await?;
            differences.extend(found.into_iter().map(|difference| (workspace, difference)));
        }
        let wrong = faults.len() + differences.len();
        let list: Vec<_> = differences
            .iter()
            .map(|(workspace, found)| json!({ "workspace": workspace.slug, "difference": found }))
            .collect();
        let document = json!({ "ok": wrong == 0, "differences": list, "faults": faults });
        session.output.show(&document, || {
            let row = |place: &str, subject: &str, kept: String, recomputed: String| {
                [place.to_owned(), subject.to_owned(), kept, recomputed]
            };
            let mut rows: Vec<_> = differences
                .iter()
                .map(|(_, found)| {
                    let Difference {
                        place,
                        subject,
                        kept,
                        recomputed,
                    } = found;
                    row(place, subject, kept.to_string(), recomputed.to_string())
                })
                .collect();
            rows.extend(
                faults
                    .iter()
                    .map(|fault| row("file", fault, String::new(), String::new())),
            );
            table(["PLACE", "SUBJECT", "KEPT", "RECOMPUTED"], &rows, "no difference")
        })?;
        if wrong > 0 {
            return Err(CliError::failed(format!(
                "{wrong} values are not what they should be"
            )));
        }
        Ok(())
    }
}
