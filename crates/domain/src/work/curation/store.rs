//! Port: works as the staff see and edit them.

use async_trait::async_trait;

use super::draft::WorkChange;
use super::model::{Promotion, StaffWork, StaffWorkQuery, WorkOutcome, WorkRefusal, WorkRemoval};
use crate::activity::Trail;
use crate::publication::StoredPublication;
use crate::storage::{Page, StoreError};
use crate::work::WorkId;
use crate::workspace::WorkspaceId;

/// Works of a workspace, hidden, unverified and deleted ones too. Every write keeps the public set and the revision true in the
/// same transaction.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait WorkCuration: Send + Sync {
    /// A list; projects are left out.
    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffWorkQuery,
    ) -> Result<Page<StaffWork>, StoreError>;
    /// One work in full.
    async fn find(&self, workspace: &WorkspaceId, id: &WorkId) -> Result<Option<StaffWork>, StoreError>;
    /// Adds a work. `Taken` for an id in use.
    async fn create(
        &self,
        workspace: &WorkspaceId,
        work: &StaffWork,
        trail: &Trail,
    ) -> Result<Result<StaffWork, WorkRefusal>, StoreError>;
    /// Changes a work ([`WorkChange::decide`]) and leaves its event; `None` for an unknown one. What is refused or changes
    /// nothing writes nothing.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        change: &WorkChange,
    ) -> Result<Option<Result<WorkOutcome, WorkRefusal>>, StoreError>;
    /// Deletes or restores a work ([`WorkRemoval::decide`]); whether that changed anything. `None` for an unknown one.
    async fn remove(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        removal: &WorkRemoval,
    ) -> Result<Option<Result<bool, WorkRefusal>>, StoreError>;
    /// Makes a publication of a work: writes the contribution for the work's people, moves its projects to it, and takes
    /// the work out of the catalogue, all in one transaction. `None` for an unknown one.
    async fn promote(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        promotion: &Promotion,
    ) -> Result<Option<Result<StoredPublication, WorkRefusal>>, StoreError>;
}
