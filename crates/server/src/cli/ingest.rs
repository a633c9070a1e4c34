//! `legaciti ingest ORCID…`: researchers into the queue, and with `--wait` into the catalogue.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use domain::activity::Actor;
use domain::ingestion::{Enqueue, Queued};
use domain::workspace::Workspace;
use serde_json::json;

use super::session::workspace;
use super::{CliError, Session, input};
use crate::ingested::Ingested;
use crate::shutdown;
use crate::watch::{Watch, progress_bar, waiting};
use crate::wire::{self, System};

/// Whom to ingest.
#[derive(Debug, Args)]
pub(super) struct Ingest {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// A file with one iD a line; - is standard input
    #[arg(long)]
    file: Option<PathBuf>,
    /// Leave out people who are in the catalogue already
    #[arg(long)]
    skip_existing: bool,
    /// Work the queue until these are done; exit code 1 if not one of them succeeded
    #[arg(long)]
    wait: bool,
    /// iDs, in any of their forms
    #[arg(value_name = "ORCID", required_unless_present = "file")]
    orcids: Vec<String>,
}

impl Ingest {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        let mut orcid_ids = self.orcids;
        if let Some(file) = &self.file {
            orcid_ids.extend(input::lines(&input::text(file)?));
        }
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let asked = Enqueue {
            orcid_ids,
            skip_existing: self.skip_existing,
            trigger_source: None,
            actor: Actor::Operator,
            key_use: None,
        };
        let queued = system.queue().enqueue(&workspace.id, asked).await?;
        if self.wait {
            return wait(session, &system, &workspace, &queued).await;
        }
        let document = json!({ "requested": queued.requested, "queued": queued.queued.len() });
        session.output.show(&document, || {
            format!("{} of {} iDs queued", queued.queued.len(), queued.requested)
        })
    }
}

/// Leases make it safe to work the queue beside other workers, so nobody has to find out whether there are any.
async fn wait(
    session: &Session,
    system: &System,
    workspace: &Workspace,
    queued: &Queued,
) -> Result<(), CliError> {
    let jobs = &system.stores.jobs;
    let waited = waiting(jobs.as_ref(), &workspace.id, &queued.orcids, &queued.queued).await?;
    let registries = wire::connect(&wire::registry_settings(&session.config)?, &system.clock)?;
    let settings = wire::worker_settings(&session.config, system.ids.as_ref());
    let worker = system.worker(&registries, settings);
    let stop = shutdown::on_signal()?;
    let working = tokio::spawn(worker.run(stop.clone()));
    let watch = Watch::new(Arc::clone(jobs), workspace.id.clone());
    let bar = progress_bar(true);
    let ended = tokio::select! {
        ended = watch.follow(&waited, &bar) => Some(ended),
        () = stop.cancelled() => None,
    };
    stop.cancel();
    if working.await.is_err() {
        tracing::error!("the worker panicked");
    }
    let Some(ended) = ended else {
        return Err(CliError::failed(
            "interrupted: what is not done yet stays in the queue",
        ));
    };
    let ingested = Ingested::count(&system.stores, &workspace.id, &ended?, queued).await?;
    session.output.show(&ingested, || ingested.to_string())?;
    if ingested.failed > 0 && ingested.complete == 0 {
        return Err(CliError::failed("not one of the iDs could be ingested"));
    }
    Ok(())
}
