//! One pass of a worker over one job: run, then write how it ended.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use domain::activity::{Actor, Event, Trail};
use domain::ingestion::pipeline::PassError;
use domain::ingestion::{Job, JobOutcome, Progress};
use domain::storage::StoreError;
use futures_util::FutureExt;
use metrics::{counter, histogram};
use tokio::time::{Instant, sleep};

use super::{Worker, because};

/// Pauses between two tries to write an outcome: the first, and the longest.
const REWRITE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));
/// An outcome that the database refuses so often is given up for a bare one.
const REFUSALS: u32 = 3;
/// Seconds before a pass is repeated that broke off because the database could not be reached.
const AFTER_OUTAGE: u32 = 5;

impl Worker {
    /// Runs a pass and writes its outcome, unless the lease is lost.
    pub(super) async fn work(self: Arc<Self>, job: Job) {
        let begun = Instant::now();
        let pass = self.ports.runner.run(&job, &self.settings.name);
        let ended = AssertUnwindSafe(pass).catch_unwind().await;
        self.running.end(&job.id);
        histogram!("legaciti_job_pass_seconds").record(begun.elapsed().as_secs_f64());
        let outcome = match ended {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(PassError::LeaseLost)) => {
                tracing::debug!(job = job.id.as_str(), "the lease is lost");
                return;
            }
            Ok(Err(PassError::Store(error))) => self.after_store_error(&job, &error),
            Err(_panic) => {
                tracing::error!(job = job.id.as_str(), "the pass panicked");
                self.broken(&job, "the pass broke off: a fault of the service")
            }
        };
        self.finish(&job, outcome).await;
    }

    /// An outage of the database is no fault of the job: it waits, however often that happens.
    fn after_store_error(&self, job: &Job, error: &StoreError) -> JobOutcome {
        tracing::warn!(
            job = job.id.as_str(),
            error = because(error),
            "the pass broke off"
        );
        if let StoreError::Unavailable(_) = error {
            return JobOutcome::Again(job.progress.clone(), error.to_string(), AFTER_OUTAGE);
        }
        self.broken(job, &error.to_string())
    }

    fn broken(&self, job: &Job, reason: &str) -> JobOutcome {
        let effort = self.settings.effort;
        if job.attempts < effort.max_passes {
            JobOutcome::Again(job.progress.clone(), reason.to_owned(), effort.retry_seconds)
        } else {
            JobOutcome::Failed(job.progress.clone(), reason.to_owned())
        }
    }

    /// Writes the outcome. Leases are renewed for all jobs of a worker at once, so a job must not be left
    /// behind: this goes on until the outcome is written or the lease is lost.
    async fn finish(&self, job: &Job, mut outcome: JobOutcome) {
        let mut pause = REWRITE.0;
        let mut refused = 0;
        loop {
            let now = self.ports.clock.now();
            let trail = self.trail(job, &outcome, now);
            match self
                .ports
                .jobs
                .finish(job, &self.settings.name, &outcome, now, &trail)
                .await
            {
                Ok(true) => return count(&outcome),
                Ok(false) => {
                    tracing::debug!(job = job.id.as_str(), "the lease is lost: the outcome is dropped");
                    return;
                }
                Err(error) => {
                    tracing::warn!(
                        job = job.id.as_str(),
                        error = because(&error),
                        "the outcome could not be written"
                    );
                    refused += u32::from(!matches!(error, StoreError::Unavailable(_)));
                }
            }
            if refused == REFUSALS {
                let reason = "the database refuses the outcome of the pass".to_owned();
                outcome = JobOutcome::Failed(Progress::default(), reason);
            }
            sleep(pause).await;
            pause = (pause * 2).min(REWRITE.1);
        }
    }

    /// The end of a job is an event; a pass to be repeated is none.
    fn trail(&self, job: &Job, outcome: &JobOutcome, now: i64) -> Trail {
        let orcid = &job.orcid;
        let (kind, progress, message, reason) = match outcome {
            JobOutcome::Again(..) => return Trail::default(),
            JobOutcome::Complete(progress) => {
                let message = format!(
                    "ingestion of {orcid}: {} of {} stored, {} failed",
                    progress.done, progress.total, progress.failed
                );
                ("ingestion.completed", progress, message, None)
            }
            JobOutcome::Failed(progress, reason) => {
                let message = format!("ingestion of {orcid} failed: {reason}");
                ("ingestion.failed", progress, message, Some(reason))
            }
        };
        let event = Event {
            id: self.ports.ids.id(),
            at: now,
            kind: kind.to_owned(),
            actor: Actor::System,
            subject_kind: "job".to_owned(),
            subject_id: job.id.as_str().to_owned(),
            message,
            details: serde_json::json!({
                "orcid_id": orcid.as_str(),
                "attempts": job.attempts,
                "total": progress.total,
                "done": progress.done,
                "failed": progress.failed,
                "reason": reason,
            }),
        };
        Trail::from(event)
    }
}

/// Metrics of a pass whose outcome is written.
fn count(outcome: &JobOutcome) {
    let (word, progress) = match outcome {
        JobOutcome::Complete(progress) => ("complete", progress),
        JobOutcome::Failed(progress, _) => ("failed", progress),
        JobOutcome::Again(progress, ..) => ("again", progress),
    };
    counter!("legaciti_job_passes_total", "outcome" => word).increment(1);
    counter!("legaciti_publications_total", "result" => "stored").increment(u64::from(progress.done));
    counter!("legaciti_publications_total", "result" => "failed").increment(u64::from(progress.failed));
}
