//! Port: the timeline outside of other writes.

use async_trait::async_trait;

use super::{ActivityQuery, CleanUp, Event, Timeline};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// The timeline.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait ActivityStore: Send + Sync {
    /// Adds events that belong to no other write.
    async fn record(&self, workspace: &WorkspaceId, events: &[Event]) -> Result<(), StoreError>;
    /// The newest events, newest first.
    async fn latest(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Event>, StoreError>;
    /// A part of the timeline.
    async fn list(&self, workspace: &WorkspaceId, query: &ActivityQuery) -> Result<Timeline, StoreError>;
    /// Deletes events and records that ([`CleanUp::recorded`]); how many are gone.
    async fn clean_up(&self, workspace: &WorkspaceId, order: &CleanUp) -> Result<u64, StoreError>;
}
