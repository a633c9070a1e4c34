//! What every storage port shares: its error, and pages.

use std::error::Error;

/// The cause behind a storage error, for the log only.
pub type Source = Box<dyn Error + Send + Sync>;

/// Why a store could not answer. "Not there" is no error: look-ups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another row has this value already.
    #[error("{0} is taken")]
    Taken(UniqueKey),
    /// The row changed since it was read, or a referenced row is gone.
    #[error("the record changed in between")]
    Conflict,
    /// A stored value cannot be read back (`table.column`).
    #[error("unreadable value in {place}")]
    Corrupt {
        /// `table.column`
        place: &'static str,
    },
    /// The use of an API key could not be written to its log; nothing else was written either.
    #[error("the use of the API key could not be logged")]
    KeyLog(#[source] Source),
    /// The database cannot be reached now, or is busy; try again.
    #[error("the database is not available")]
    Unavailable(#[source] Source),
    /// Anything else; a bug or a broken installation.
    #[error("the database refused")]
    Failed(#[source] Source),
}

/// The unique constraints that a caller can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueKey {
    /// `workspaces.slug`
    WorkspaceSlug,
    /// `entities.id` inside a workspace
    Entity,
    /// `projects.id` inside a workspace
    Project,
    /// `works.id` inside a workspace
    Work,
    /// One origin is listed once in an installation
    Origin,
    /// `user.email`
    UserEmail,
    /// Any other unique index
    Other,
}

impl std::fmt::Display for UniqueKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::WorkspaceSlug => "this workspace slug",
            Self::Entity => "this entity id",
            Self::Project => "this project id",
            Self::Work => "this work id",
            Self::Origin => "this origin",
            Self::UserEmail => "this e-mail address",
            Self::Other => "this value",
        })
    }
}

/// Which slice of a list: pages count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// From 1.
    pub page: u32,
    /// 1 to 100.
    pub per_page: u32,
}

impl PageRequest {
    /// How many rows lie before this page.
    pub fn offset(self) -> i64 {
        i64::from(self.page.saturating_sub(1)) * i64::from(self.per_page)
    }
}

/// One page and the exact number of rows in the whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page; empty past the end.
    pub items: Vec<T>,
    /// All rows that match, not only this page's.
    pub total: u64,
}

impl<T> Page<T> {
    /// `ceil(total / per_page)`.
    pub fn pages(&self, per_page: u32) -> u64 {
        self.total.div_ceil(u64::from(per_page.max(1)))
    }
}

/// Sort direction. Nulls are last in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    #[default]
    Descending,
}
