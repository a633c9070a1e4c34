//! A job queue that rings a bell when this process adds to it, so that its own worker need not wait to look.

use std::sync::Arc;

use async_trait::async_trait;
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::ingestion::{Job, JobId, JobOutcome, JobStore, NewJob, Progress, QueueCounts};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use tokio::sync::Notify;

/// A [`JobStore`] and a bell.
pub struct WakingJobs {
    /// Where the jobs are.
    pub inner: Arc<dyn JobStore>,
    /// Rung after each enqueueing.
    pub bell: Arc<Notify>,
}

#[async_trait]
impl JobStore for WakingJobs {
    async fn enqueue(
        &self,
        workspace: &WorkspaceId,
        jobs: &[NewJob],
        now: i64,
        trail: &Trail,
    ) -> Result<Vec<Orcid>, StoreError> {
        let queued = self.inner.enqueue(workspace, jobs, now, trail).await?;
        if !queued.is_empty() {
            self.bell.notify_one();
        }
        Ok(queued)
    }

    async fn claim(
        &self,
        worker: &str,
        limit: u32,
        now: i64,
        lease_seconds: u32,
        event_ids: Vec<String>,
    ) -> Result<Vec<Job>, StoreError> {
        self.inner
            .claim(worker, limit, now, lease_seconds, event_ids)
            .await
    }

    async fn renew(&self, worker: &str, now: i64, lease_seconds: u32) -> Result<Vec<JobId>, StoreError> {
        self.inner.renew(worker, now, lease_seconds).await
    }

    async fn save_progress(&self, job: &Job, worker: &str, progress: &Progress) -> Result<bool, StoreError> {
        self.inner.save_progress(job, worker, progress).await
    }

    async fn finish(
        &self,
        job: &Job,
        worker: &str,
        outcome: &JobOutcome,
        now: i64,
        trail: &Trail,
    ) -> Result<bool, StoreError> {
        self.inner.finish(job, worker, outcome, now, trail).await
    }

    async fn give_back(&self, worker: &str, now: i64) -> Result<u32, StoreError> {
        self.inner.give_back(worker, now).await
    }

    async fn jobs(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Job>, StoreError> {
        self.inner.jobs(workspace, orcids).await
    }

    async fn counts(&self, workspace: Option<WorkspaceId>) -> Result<QueueCounts, StoreError> {
        self.inner.counts(workspace).await
    }
}
