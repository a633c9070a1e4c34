//! Port: installations.

use async_trait::async_trait;

use super::{
    Credential, CredentialId, Installation, InstallationId, InstallationOrigin, InstallationStatus, OriginId,
};
use crate::activity::Trail;
use crate::identifier::KeyHash;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// A credential and the installation it belongs to.
pub type CredentialRecord = (Installation, Credential);

/// Installations of a workspace, their origins and credentials.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait InstallationStore: Send + Sync {
    /// Adds an installation with its origins, and a credential if one is given.
    async fn create(
        &self,
        installation: &Installation,
        credential: Option<Credential>,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// All installations of a workspace, newest first.
    async fn list(&self, workspace: &WorkspaceId) -> Result<Vec<Installation>, StoreError>;
    /// One installation.
    async fn find(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
    ) -> Result<Option<Installation>, StoreError>;
    /// Changes the status if [`InstallationStatus::may_become`] allows it from the present one (`Conflict`
    /// otherwise). `None` for an unknown installation.
    async fn set_status(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        status: InstallationStatus,
        trail: &Trail,
    ) -> Result<Option<Installation>, StoreError>;
    /// Adds an origin, or keeps what verification found out about it (matched by its id). `Taken` for an origin
    /// that the installation has under another id.
    async fn put_origin(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        origin: &InstallationOrigin,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// Adds a credential.
    async fn add_credential(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        credential: Credential,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// By the hash of the key, in whichever workspace. At most one second old where another process wrote.
    async fn by_key(&self, key_hash: &KeyHash) -> Result<Option<CredentialRecord>, StoreError>;
    /// By origin id, in whichever workspace.
    async fn origin(&self, id: &OriginId) -> Result<Option<InstallationOrigin>, StoreError>;
    /// Whether any active installation of the deployment has this verified origin: preflight requests carry no
    /// credential. At most one second old.
    async fn is_verified_origin(&self, origin: &str) -> Result<bool, StoreError>;
    /// Notes that a credential was used, to the minute; cheap to call on every request.
    async fn touch(&self, credential: &CredentialId, at: i64) -> Result<(), StoreError>;
}
