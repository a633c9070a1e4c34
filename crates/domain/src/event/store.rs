//! Port: the log of events.

use async_trait::async_trait;

use super::{EventId, IntegrationEvent, LoggedEvent};
use crate::integration::IntegrationName;
use crate::storage::{Slice, SliceRequest, StoreError};
use crate::workspace::WorkspaceId;

/// Which events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this integration.
    pub integration: IntegrationName,
    /// In this workspace; `None`: in all, for the integration itself.
    pub workspace: Option<WorkspaceId>,
}

/// What comes of an event that is to be delivered again.
#[derive(Debug, Clone, PartialEq)]
pub enum Redelivery {
    /// It is queued. It was waiting anyhow, or waits behind those that wait already.
    Queued(LoggedEvent),
    /// There is nowhere to deliver to.
    NoTarget,
}

/// The log of events and their deliveries.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Events, newest first.
    async fn page(
        &self,
        filter: &EventFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<LoggedEvent>, StoreError>;
    /// One event.
    async fn find(&self, filter: &EventFilter, id: &EventId) -> Result<Option<LoggedEvent>, StoreError>;
    /// Logs an event and queues its delivery for `due_at` (Unix seconds). Where the integration has nowhere to
    /// deliver to nothing is done, and the answer is false.
    async fn post(&self, event: &IntegrationEvent, due_at: i64) -> Result<bool, StoreError>;
    /// Queues an event once more, however it ended. One that waits for its next attempt is due now. `None` for an unknown
    /// one.
    async fn deliver_again(
        &self,
        filter: &EventFilter,
        id: &EventId,
        now: i64,
    ) -> Result<Option<Redelivery>, StoreError>;
}
