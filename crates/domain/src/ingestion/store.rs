//! Ports: the durable queue, and what is known of DOI agencies.

use async_trait::async_trait;

use super::{Job, JobId, JobOutcome, NewJob, Progress, QueueCounts};
use crate::activity::Trail;
use crate::identifier::Orcid;
use crate::registry::Agency;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// The queue. A claim is a lease: whoever stops renewing it loses the job to the next worker.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait JobStore: Send + Sync {
    /// Queues jobs; iDs with an open job are left out. Returns the iDs that got one.
    async fn enqueue(
        &self,
        workspace: &WorkspaceId,
        jobs: &[NewJob],
        now: i64,
        trail: &Trail,
    ) -> Result<Vec<Orcid>, StoreError>;
    /// Leases up to `limit` due jobs of all workspaces until `now + lease_seconds`: queued ones whose time has
    /// come, and those whose lease has ended. Writes an `ingestion.started` event for each first claim (ids from
    /// `event_ids`, one for each job that may be claimed).
    async fn claim(
        &self,
        worker: &str,
        limit: u32,
        now: i64,
        lease_seconds: u32,
        event_ids: Vec<String>,
    ) -> Result<Vec<Job>, StoreError>;
    /// Renews the leases that this worker holds; returns the jobs that it still holds.
    async fn renew(&self, worker: &str, now: i64, lease_seconds: u32) -> Result<Vec<JobId>, StoreError>;
    /// Saves progress; `false` where the lease is lost.
    async fn save_progress(&self, job: &Job, worker: &str, progress: &Progress) -> Result<bool, StoreError>;
    /// Ends a pass, with its events; `false` where the lease is lost (then nothing is written).
    async fn finish(
        &self,
        job: &Job,
        worker: &str,
        outcome: &JobOutcome,
        now: i64,
        trail: &Trail,
    ) -> Result<bool, StoreError>;
    /// Gives all leases of this worker back: the jobs are queued again, at once.
    async fn give_back(&self, worker: &str, now: i64) -> Result<u32, StoreError>;
    /// The jobs with these ids, in any order.
    async fn jobs(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Job>, StoreError>;
    /// Jobs by state; of one workspace, or of all.
    async fn counts(&self, workspace: Option<WorkspaceId>) -> Result<QueueCounts, StoreError>;
}

/// What was learnt about agencies: facts of the world, shared by all workspaces.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait AgencyStore: Send + Sync {
    /// What is remembered for these keys (whole DOIs or prefixes), learnt at or after `since`.
    async fn remembered(&self, keys: &[String], since: i64) -> Result<Vec<(String, Agency)>, StoreError>;
    /// Remembers the agency of a prefix or of a single DOI.
    async fn remember(&self, key: &str, agency: &Agency, now: i64) -> Result<(), StoreError>;
}
