//! Port: profiles and categories.

use async_trait::async_trait;

use super::amend::Amendment;
use super::edit::{EditRefusal, ProfileEdit, Stamp};
use super::model::{Category, Profile, ProfileDetail, ProfileQuery};
use crate::activity::Trail;
use crate::identifier::Orcid;
use crate::storage::{Page, StoreError};
use crate::workspace::WorkspaceId;

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditOutcome {
    /// There is no such person.
    NoPerson,
    /// The edit cannot be made; nothing was written.
    Refused(EditRefusal),
    /// It was made, or there was nothing to change.
    Done,
}

/// What became of an amendment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendOutcome {
    /// There is no such person.
    NoPerson,
    /// Somebody else has the slug, or once had it; nothing was written.
    SlugTaken,
    /// It was made, or there was nothing to change.
    Done,
}

/// People of a workspace as the staff see them.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait ProfileStore: Send + Sync {
    /// People, public or not.
    async fn list(&self, workspace: &WorkspaceId, query: &ProfileQuery) -> Result<Page<Profile>, StoreError>;
    /// By primary iD or alias.
    async fn find(&self, workspace: &WorkspaceId, orcid: &Orcid)
    -> Result<Option<ProfileDetail>, StoreError>;
    /// Applies an edit ([`ProfileEdit::on`]) and renews what follows from it: sort name, search words, the
    /// revision. An edit that changes nothing writes nothing.
    async fn edit(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        edit: &ProfileEdit,
        stamp: &Stamp,
    ) -> Result<EditOutcome, StoreError>;
    /// Applies an amendment ([`Amendment::on`]) and renews what follows from it: the public set, the revision. An
    /// amendment that changes nothing writes nothing.
    async fn amend(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        amendment: &Amendment,
        stamp: &Stamp,
    ) -> Result<AmendOutcome, StoreError>;
    /// Adds a category. `Taken` for an id in use.
    async fn create_category(
        &self,
        workspace: &WorkspaceId,
        category: &Category,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// All categories of a workspace, by id.
    async fn categories(&self, workspace: &WorkspaceId) -> Result<Vec<Category>, StoreError>;
}
