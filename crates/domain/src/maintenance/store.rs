//! Port: maintenance.

use async_trait::async_trait;

use super::{Difference, Reset, ResetCounts};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Maintenance of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait MaintenanceStore: Send + Sync {
    /// Recomputes every flag and count that reads rely on; where they differ from what is kept.
    async fn differences(&self, workspace: &WorkspaceId) -> Result<Vec<Difference>, StoreError>;
    /// What a reset would take away now.
    async fn reset_counts(
        &self,
        workspace: &WorkspaceId,
        clear_jobs: bool,
    ) -> Result<ResetCounts, StoreError>;
    /// Erases the catalogue in one transaction, with its event; what was taken away. Clients who ask what left the
    /// public set are told of each record.
    async fn reset(&self, workspace: &WorkspaceId, order: &Reset) -> Result<ResetCounts, StoreError>;
}
