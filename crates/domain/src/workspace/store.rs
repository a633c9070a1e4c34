//! Port: workspaces and entities.

use async_trait::async_trait;

use super::{Entity, EntityId, Workspace, WorkspaceChange, WorkspaceId, WorkspaceRefusal, WorkspaceRevision};
use crate::activity::Trail;
use crate::storage::StoreError;

/// Workspaces, their entities and revisions.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait WorkspaceStore: Send + Sync {
    /// Adds a workspace with its default entity (named as the workspace). `Taken` for a slug in use.
    async fn create(&self, workspace: &Workspace, trail: &Trail) -> Result<(), StoreError>;
    /// Changes a workspace as [`WorkspaceChange::on`] says; the workspace afterwards. `None` where there is none.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        change: &WorkspaceChange,
    ) -> Result<Option<Result<Workspace, WorkspaceRefusal>>, StoreError>;
    /// All workspaces, by slug.
    async fn list(&self) -> Result<Vec<Workspace>, StoreError>;
    /// By id or by slug.
    async fn find(&self, id_or_slug: &str) -> Result<Option<Workspace>, StoreError>;
    /// The present revision; at most one second old where another process wrote.
    async fn revision(&self, workspace: &WorkspaceId) -> Result<WorkspaceRevision, StoreError>;
    /// Adds an entity. `Taken` for an id in use.
    async fn create_entity(
        &self,
        workspace: &WorkspaceId,
        entity: &Entity,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// All entities of a workspace, by id.
    async fn entities(&self, workspace: &WorkspaceId) -> Result<Vec<Entity>, StoreError>;
    /// One entity.
    async fn find_entity(&self, workspace: &WorkspaceId, id: &EntityId)
    -> Result<Option<Entity>, StoreError>;
}
