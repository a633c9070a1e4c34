//! Port: the history of edits.

use async_trait::async_trait;

use super::entry::Entry;
use super::revert::{Revert, RevertRefusal};
use crate::identifier::Doi;
use crate::publication::curation::EditOutcome;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// A part of a history, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryQuery {
    /// At most so many.
    pub limit: u32,
    /// Only entries before this place.
    pub before: Option<i64>,
}

/// An entry, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastEntry {
    /// The edit.
    pub entry: Entry,
    /// The entry that took it back, where that holds.
    pub reverted_by: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Newest first.
    pub entries: Vec<PastEntry>,
    /// All entries of the publication.
    pub total: u64,
    /// Where older ones follow.
    pub next: Option<i64>,
}

/// Every edit of publications by hand. Entries are written by whatever edits ([`super::super::CurationStore::edit`]).
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait HistoryStore: Send + Sync {
    /// A part of a publication's history; `None` for an unknown publication.
    async fn list(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        query: HistoryQuery,
    ) -> Result<Option<HistoryPage>, StoreError>;
    /// Takes an edit back ([`Revert::decide`]) as an entry of its own, with its event; `None` for an unknown publication.
    /// What is refused or changes nothing writes nothing.
    async fn revert(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        revert: &Revert,
    ) -> Result<Option<Result<EditOutcome, RevertRefusal>>, StoreError>;
}
