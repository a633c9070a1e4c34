//! Port: publications.

use async_trait::async_trait;

use super::{Contribution, PublicPublication, PublicationQuery, PublicationSummary, StoredPublication};
use crate::activity::Trail;
use crate::identifier::{Doi, Orcid};
use crate::person::Withdrawn;
use crate::storage::{Page, StoreError};
use crate::workspace::{View, WorkspaceId};

/// What matching one person against stored publications did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rematched {
    /// Publications looked at.
    pub examined: u32,
    /// Publications whose links changed.
    pub changed: u32,
}

/// Publications of a workspace. Every write keeps the public set, its counts and the revision true in the same
/// transaction.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait PublicationStore: Send + Sync {
    /// Merges contributions into what is stored ([`Contribution::revise`], [`super::Revised::link`]), all in one
    /// transaction. Writing the same contribution twice changes nothing the second time.
    async fn contribute(
        &self,
        workspace: &WorkspaceId,
        contributions: Vec<Contribution>,
        trail: &Trail,
    ) -> Result<Vec<StoredPublication>, StoreError>;
    /// Of these DOIs (or aliases of stored ones), those whose every provider answered at or after `since`:
    /// asking again would be a waste. Each comes with the DOI it is stored under.
    async fn fresh(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        since: i64,
    ) -> Result<Vec<(Doi, Doi)>, StoreError>;
    /// Matches one person (new, or newly named) against the stored publications that may name them.
    /// `now` in Unix seconds.
    async fn rematch_person(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        now: i64,
    ) -> Result<Rematched, StoreError>;
    /// A public publication by DOI or alias.
    async fn find_public(&self, view: &View, doi: &Doi) -> Result<Option<PublicPublication>, StoreError>;
    /// A public list.
    async fn list_public(
        &self,
        view: &View,
        query: &PublicationQuery,
    ) -> Result<Page<PublicationSummary>, StoreError>;
    /// Publications that left the public set at or after `since` and are not back.
    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError>;
}
