//! `legaciti import-doi DOI…`: single publications, now.

use clap::Args;
use domain::activity::Actor;
use domain::publication::usecases::{ImportDoi, ImportError};
use serde_json::{Value, json};

use super::session::workspace;
use super::{CliError, Session};
use crate::wire;

/// Which publications.
#[derive(Debug, Args)]
pub(super) struct ImportDois {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Somebody of the workspace whose publications they are; repeat for more
    #[arg(long = "person", value_name = "ORCID")]
    people: Vec<String>,
    /// DOIs, in any of their forms
    #[arg(required = true, value_name = "DOI")]
    dois: Vec<String>,
}

impl ImportDois {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let settings = wire::registry_settings(&session.config)?;
        let importer = system.importer(&wire::connect(&settings, &system.clock)?);
        let (mut stored_dois, mut failed): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        let mut lines = Vec::new();
        for doi in self.dois {
            let asked = ImportDoi {
                doi: doi.clone(),
                person_orcids: self.people.clone(),
                actor: Actor::Operator,
            };
            match importer.import(&workspace.id, asked).await {
                Ok(stored) => {
                    let state = if stored.created { "new" } else { "renewed" };
                    lines.push(format!("{} {state}", stored.doi));
                    stored_dois.push(json!({ "doi": stored.doi.as_str(), "created": stored.created }));
                }
                // These would befall every other DOI too.
                Err(error @ (ImportError::Store(_) | ImportError::People(_))) => return Err(error.into()),
                Err(error) => {
                    lines.push(format!("{doi} failed: {error}"));
                    failed.push(json!({ "doi": doi, "reason": error.to_string() }));
                }
            }
        }
        let count = failed.len();
        session
            .output
            .show(&json!({ "imported": stored_dois, "failed": failed }), || {
                lines.join("\n")
            })?;
        match count {
            0 => Ok(()),
            1 => Err(CliError::failed("a DOI could not be imported")),
            _ => Err(CliError::failed(format!("{count} DOIs could not be imported"))),
        }
    }
}
