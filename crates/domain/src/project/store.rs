//! Port: projects.

use async_trait::async_trait;

use super::{Project, ProjectId, ProjectQuery};
use crate::activity::Trail;
use crate::person::Withdrawn;
use crate::storage::{Page, StoreError};
use crate::workspace::{View, WorkspaceId};

/// Projects of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait ProjectStore: Send + Sync {
    /// Adds a project. `Taken` for an id in use.
    async fn create(
        &self,
        workspace: &WorkspaceId,
        project: &Project,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// A public project.
    async fn find_public(&self, view: &View, id: &ProjectId) -> Result<Option<Project>, StoreError>;
    /// A public list; members and coordinators are left out.
    async fn list_public(&self, view: &View, query: &ProjectQuery) -> Result<Page<Project>, StoreError>;
    /// Projects that left the public set at or after `since` and are not back.
    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError>;
    /// All projects of a workspace, newest first, public or not.
    async fn list_all(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Project>, StoreError>;
}
