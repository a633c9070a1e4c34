//! Port: integrations.

use async_trait::async_trait;

use super::publishing::{Publication, PublishRefusal, Published, Unpublication, UnpublishRefusal};
use super::{Artwork, CatalogueQuery, Integration, IntegrationName, ScriptName};
use crate::activity::Trail;
use crate::identifier::{KeyHash, WebAddress};
use crate::storage::{Slice, StoreError};
use crate::workspace::WorkspaceId;

/// An integration in development: its deliveries go elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Development {
    /// Which.
    pub integration: IntegrationName,
    /// Deliveries about this workspace.
    pub workspace: WorkspaceId,
    /// And about all others.
    pub all: bool,
    /// Where to.
    pub tunnel: WebAddress,
    /// Unix seconds.
    pub since: i64,
}

/// Integrations of the deployment. Withdrawn ones are not there.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait IntegrationStore: Send + Sync {
    /// Those that a query finds, by name.
    async fn list(&self, query: &CatalogueQuery) -> Result<Slice<Integration>, StoreError>;
    /// One integration.
    async fn find(&self, name: &IntegrationName) -> Result<Option<Integration>, StoreError>;
    /// Its pictures.
    async fn artwork(&self, name: &IntegrationName) -> Result<Artwork, StoreError>;
    /// Publishes or renews an integration as [`Publication::decide`] says.
    async fn publish(&self, order: &Publication) -> Result<Result<Published, PublishRefusal>, StoreError>;
    /// Withdraws an integration as [`Unpublication::decide`] says; its installations are archived. `None` for an
    /// unknown one.
    async fn unpublish(
        &self,
        order: &Unpublication,
    ) -> Result<Option<Result<(), UnpublishRefusal>>, StoreError>;
    /// By the hash of its secret.
    async fn by_secret(&self, secret_hash: &KeyHash) -> Result<Option<Integration>, StoreError>;
    /// Sets the development mode of an integration, or ends it.
    async fn develop(
        &self,
        name: &IntegrationName,
        mode: Option<Development>,
        workspace: &WorkspaceId,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// A version of a script, whichever integration's it is or was.
    async fn script(&self, name: &ScriptName) -> Result<Option<String>, StoreError>;
}
