//! Ports: API keys, their log, and rate limits that hold across processes.

use async_trait::async_trait;

use super::{ApiKey, KeyChange, KeyRefusal, Rotated, Rotation};
use crate::activity::{KeyUse, Trail};
use crate::identifier::KeyHash;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// API keys of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Adds a key.
    async fn create(&self, key: &ApiKey, trail: &Trail) -> Result<(), StoreError>;
    /// All keys of a workspace, newest first.
    async fn list(&self, workspace: &WorkspaceId) -> Result<Vec<ApiKey>, StoreError>;
    /// Switches a key off for good; the key afterwards. Revoking twice changes nothing; `None` for an unknown key.
    async fn revoke(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        now: i64,
        trail: &Trail,
    ) -> Result<Option<ApiKey>, StoreError>;
    /// Changes a key as [`KeyChange::apply`] says; the key afterwards. `None` for an unknown key.
    async fn change(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        change: &KeyChange,
    ) -> Result<Option<Result<ApiKey, KeyRefusal>>, StoreError>;
    /// Puts a new key in the place of another as [`Rotation::apply`] says. `None` for an unknown key.
    async fn rotate(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        rotation: &Rotation,
    ) -> Result<Option<Result<Rotated, KeyRefusal>>, StoreError>;
    /// By the hash of the key, in whichever workspace. At most one second old where another process wrote.
    async fn by_key(&self, key_hash: &KeyHash) -> Result<Option<ApiKey>, StoreError>;
    /// Logs a use that no write of ours carries in its own transaction ([`StoreError::KeyLog`] where it cannot).
    async fn log_use(&self, workspace: &WorkspaceId, key_use: &KeyUse) -> Result<(), StoreError>;
}

/// Requests that a process may let through before it asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Requests granted now; 0 when the window is used up.
    pub granted: u32,
    /// Requests granted in this window to all processes, this lease included.
    pub used: u32,
}

/// Fixed windows of one minute, shared by all processes of a database. A process leases several requests at once,
/// so that not every request is a write.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait RateLimitStore: Send + Sync {
    /// Leases up to `wanted` requests of the window that starts at `window` (Unix seconds), never more than
    /// `limit` in all.
    async fn lease(
        &self,
        key_hash: &KeyHash,
        window: i64,
        wanted: u32,
        limit: u32,
    ) -> Result<Lease, StoreError>;
}
