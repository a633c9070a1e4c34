//! Port: publications as the staff see and edit them.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{
    Curated, Edit, EditOutcome, PatchRefusal, Payload, Removal, Removed, StaffQuery, StaffSummary, Totals,
};
use crate::identifier::Doi;
use crate::storage::{Page, StoreError};
use crate::workspace::WorkspaceId;

/// Publications of a workspace, hidden and deleted ones too. Every write keeps the public set and the revision true in
/// the same transaction.
///
/// Methods that take several DOIs for one publication look for them in their order, by own DOI and by alias.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait CurationStore: Send + Sync {
    /// A publication in full.
    async fn find(&self, workspace: &WorkspaceId, dois: &[Doi]) -> Result<Option<Curated>, StoreError>;
    /// What providers answered, word by word; nothing for an unknown publication.
    async fn payloads(&self, workspace: &WorkspaceId, doi: &Doi) -> Result<Vec<Payload>, StoreError>;
    /// A list.
    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffQuery,
    ) -> Result<Page<StaffSummary>, StoreError>;
    /// Sizes of the catalogue.
    async fn totals(&self, workspace: &WorkspaceId) -> Result<Totals, StoreError>;
    /// Day (number since 1970-01-01, UTC) → publications that came in on it, from this day on. Deleted ones count: they
    /// came in.
    async fn arrivals(
        &self,
        workspace: &WorkspaceId,
        first_day: i64,
    ) -> Result<BTreeMap<i64, u64>, StoreError>;
    /// Applies an edit ([`Edit::decide`]) and leaves its event; `None` for an unknown publication. An edit that is
    /// refused or changes nothing writes nothing.
    async fn edit(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        edit: &Edit,
    ) -> Result<Option<Result<EditOutcome, PatchRefusal>>, StoreError>;
    /// Deletes or restores, all of them or none ([`Removal::decide`]), with an event for each that changes.
    async fn remove(&self, workspace: &WorkspaceId, removal: &Removal) -> Result<Removed, StoreError>;
}
