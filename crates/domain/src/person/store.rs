//! Port: people.

use async_trait::async_trait;

use super::{Person, PersonQuery, PersonSummary, RegistryPerson, UpsertedPerson, Withdrawn};
use crate::identifier::Orcid;
use crate::storage::{Page, StoreError};
use crate::workspace::{View, WorkspaceId};

/// People of a workspace.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait PersonStore: Send + Sync {
    /// Takes over what the registry says; hand-made edits stay. A new person gets a slug and an open membership
    /// (workspace's default entity and status) in the same transaction. `aliases` are deprecated iDs of the
    /// same person.
    async fn upsert(
        &self,
        workspace: &WorkspaceId,
        person: &RegistryPerson,
        aliases: &[Orcid],
    ) -> Result<UpsertedPerson, StoreError>;
    /// By primary iD or alias, public or not.
    async fn find(&self, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Option<Person>, StoreError>;
    /// Which of these are known (by primary iD or alias).
    async fn known(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Orcid>, StoreError>;
    /// A person with at least one public publication.
    async fn find_public(&self, view: &View, orcid: &Orcid) -> Result<Option<Person>, StoreError>;
    /// Whose slug this is or once was, public or not.
    async fn named(&self, workspace: &WorkspaceId, slug: &str) -> Result<Option<Orcid>, StoreError>;
    /// People with at least one public publication.
    async fn list_public(&self, view: &View, query: &PersonQuery) -> Result<Page<PersonSummary>, StoreError>;
    /// People who left the public set at or after `since` and are not back.
    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError>;
}
