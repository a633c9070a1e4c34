//! Port: works.

use async_trait::async_trait;

use super::{NewWork, Work, WorkId, WorkQuery, WorkSummary};
use crate::activity::Trail;
use crate::person::Withdrawn;
use crate::storage::{Page, StoreError};
use crate::workspace::{View, WorkspaceId};

/// Works of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait WorkStore: Send + Sync {
    /// Adds works, or renews what ingestion found under the same [`super::OrcidKey`]: fields of a verified work
    /// stay as the staff left them. All in one transaction.
    async fn upsert(
        &self,
        workspace: &WorkspaceId,
        works: Vec<NewWork>,
        trail: &Trail,
    ) -> Result<Vec<WorkId>, StoreError>;
    /// A public work.
    async fn find_public(&self, view: &View, id: &WorkId) -> Result<Option<Work>, StoreError>;
    /// A public list.
    async fn list_public(&self, view: &View, query: &WorkQuery) -> Result<Page<WorkSummary>, StoreError>;
    /// Works that left the public set at or after `since` and are not back.
    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError>;
    /// All works of a workspace, newest first, public or not.
    async fn list_all(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Work>, StoreError>;
}
