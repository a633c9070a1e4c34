//! Port: projects as the staff see and edit them.

use async_trait::async_trait;

use super::draft::ProjectChange;
use super::model::{ProjectOutcome, ProjectRefusal, ProjectRemoval, StaffProject, StaffProjectQuery};
use crate::activity::Trail;
use crate::project::ProjectId;
use crate::storage::{Page, StoreError};
use crate::workspace::WorkspaceId;

/// Projects of a workspace, hidden and deleted ones too. Every write keeps the public set and the revision true in the same
/// transaction.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait ProjectCuration: Send + Sync {
    /// A list; people, works and publications are left out.
    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffProjectQuery,
    ) -> Result<Page<StaffProject>, StoreError>;
    /// One project in full.
    async fn find(&self, workspace: &WorkspaceId, id: &ProjectId)
    -> Result<Option<StaffProject>, StoreError>;
    /// Adds a project. `Taken` for an id in use.
    async fn create(
        &self,
        workspace: &WorkspaceId,
        project: &StaffProject,
        trail: &Trail,
    ) -> Result<Result<StaffProject, ProjectRefusal>, StoreError>;
    /// Changes a project ([`ProjectChange::decide`]) and leaves its event; `None` for an unknown one. What is refused or
    /// changes nothing writes nothing.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
        change: &ProjectChange,
    ) -> Result<Option<Result<ProjectOutcome, ProjectRefusal>>, StoreError>;
    /// Deletes or restores a project; whether that changed anything. `None` for an unknown one.
    async fn remove(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
        removal: &ProjectRemoval,
    ) -> Result<Option<bool>, StoreError>;
}
