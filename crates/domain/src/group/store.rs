//! Port: entities and categories.

use async_trait::async_trait;

use super::{Group, GroupKind, GroupOrder, GroupRefusal};
use crate::activity::Trail;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Entities and categories of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait GroupStore: Send + Sync {
    /// All of a kind, by id, retired ones too.
    async fn list(&self, workspace: &WorkspaceId, kind: GroupKind) -> Result<Vec<Group>, StoreError>;
    /// Adds one. `Taken` for an id in use, by a retired one too.
    async fn create(
        &self,
        workspace: &WorkspaceId,
        kind: GroupKind,
        group: &Group,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// Changes one as [`GroupOrder::on`] says; the group afterwards. `None` for an unknown one.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        kind: GroupKind,
        id: &str,
        order: &GroupOrder,
    ) -> Result<Option<Result<Group, GroupRefusal>>, StoreError>;
}
