//! Port: the queue of deliveries. It has a lane for each installation, in which events wait in order, and a lane for
//! each task.

use async_trait::async_trait;

use super::{Addresses, Answer, Verdict};
use crate::event::IntegrationEvent;
use crate::identifier::KeyHash;
use crate::installation::InstallationStatus;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// One lane: what waits in it is delivered one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lane {
    /// Where.
    pub workspace: WorkspaceId,
    /// The installation's id, or the task's event's.
    pub name: String,
}

/// An event whose turn it is, with what its delivery needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// What to deliver.
    pub event: IntegrationEvent,
    /// From 1; the attempt is noted as under way.
    pub attempt: u32,
    /// Failures since it was last queued.
    pub failures: u32,
    /// When it was due first (Unix seconds).
    pub since: i64,
    /// Where it may go.
    pub addresses: Addresses,
    /// Of the secret of the integration.
    pub secret_hash: Option<KeyHash>,
    /// The status of the installation; `None` for tasks, and where the installation is gone.
    pub installation: Option<InstallationStatus>,
}

/// An attempt that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What came of it.
    pub answer: Answer,
    /// How long it took.
    pub duration_ms: i64,
    /// What comes of the event.
    pub verdict: Verdict,
}

/// How much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Events.
    pub events: u64,
    /// When the oldest of them happened (Unix seconds).
    pub oldest: Option<i64>,
}

/// The queue of deliveries. A lane belongs to the worker that has leased it.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait DeliveryQueue: Send + Sync {
    /// Leases up to `limit` lanes in which something is due, and which nobody works on.
    async fn claim(
        &self,
        worker: &str,
        limit: u32,
        now: i64,
        lease_seconds: u32,
    ) -> Result<Vec<Lane>, StoreError>;
    /// Begins the next attempt in a lane and renews the lease. `None` where nothing is due or the lease is lost; then
    /// the lane is given back. An attempt that another worker has left half-way counts as failed.
    async fn begin(
        &self,
        lane: &Lane,
        worker: &str,
        now: i64,
        lease_seconds: u32,
    ) -> Result<Option<Due>, StoreError>;
    /// Writes what came of an attempt. False, and nothing is done, where the lease is lost.
    async fn settle(
        &self,
        lane: &Lane,
        worker: &str,
        due: &Due,
        attempt: &Attempt,
    ) -> Result<bool, StoreError>;
    /// Gives one lane back, or all that a worker has; it comes after those that are due already.
    async fn give_back(&self, worker: &str, lane: Option<Lane>, now: i64) -> Result<u32, StoreError>;
    /// How much waits.
    async fn waiting(&self) -> Result<Waiting, StoreError>;
    /// Removes up to `limit` events that happened before `before` (Unix seconds) and do not wait, with their attempts.
    async fn clean(&self, before: i64, limit: u32) -> Result<u32, StoreError>;
}
