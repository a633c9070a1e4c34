//! Port: who works in a workspace.

use async_trait::async_trait;

use super::{TeamChange, TeamMember, TeamRefusal};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// The members of workspaces.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait TeamStore: Send + Sync {
    /// The members, by e-mail address, each once with their highest role. Bans that are over by `now` (Unix
    /// milliseconds) count as none.
    async fn team(&self, workspace: &WorkspaceId, now: i64) -> Result<Vec<TeamMember>, StoreError>;
    /// Changes the team as [`TeamChange::on`] says, alone among those who do so; the member afterwards. Sessions of
    /// somebody who leaves no longer work in the workspace. [`StoreError::Conflict`] where the user is gone.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        change: &TeamChange,
    ) -> Result<Result<Option<TeamMember>, TeamRefusal>, StoreError>;
}
