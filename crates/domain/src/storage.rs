//! What every storage port shares: its error, and pages.

use std::error::Error;
use std::fmt::{self, Display, Write as _};
use std::str::FromStr;

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
    /// `categories.id` inside a workspace
    Category,
    /// One origin is listed once in an installation
    Origin,
    /// `user.email`
    UserEmail,
    /// `integrations.name`, whatever its case
    Integration,
    /// Any other unique index
    Other,
}

impl Display for UniqueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WorkspaceSlug => "this workspace slug",
            Self::Entity => "this entity id",
            Self::Project => "this project id",
            Self::Work => "this work id",
            Self::Category => "this category id",
            Self::Origin => "this origin",
            Self::UserEmail => "this e-mail address",
            Self::Integration => "this integration name",
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

/// A place in a list that is ordered by a time or a name, then by id. What joins the list elsewhere does not move it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Unix seconds; 0 in lists without times.
    pub at: i64,
    /// The id (or name) of the last row.
    pub id: String,
}

/// Text that is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor that this service has given out")]
pub struct InvalidCursor;

/// Hexadecimal, so that nobody is tempted to read or build one.
impl Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for byte in format!("{}~{}", self.at, self.id).bytes() {
            write!(text, "{byte:02x}")?;
        }
        f.write_str(&text)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let digits: Vec<u8> = text
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or(InvalidCursor)?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => Some(high * 16 + low),
                _ => None,
            })
            .collect::<Option<_>>()
            .ok_or(InvalidCursor)?;
        let plain = String::from_utf8(bytes).ok().ok_or(InvalidCursor)?;
        let (at, id) = plain.split_once('~').ok_or(InvalidCursor)?;
        if id.is_empty() || id.contains(char::is_control) {
            return Err(InvalidCursor);
        }
        Ok(Self {
            at: at.parse().ok().ok_or(InvalidCursor)?,
            id: id.to_owned(),
        })
    }
}

/// Which part of a list that is walked by cursor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SliceRequest {
    /// Go on after this row; from the beginning where there is none.
    pub after: Option<Cursor>,
    /// Rows at most, from 1.
    pub limit: u32,
}

/// A part of a list that is walked by cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The place of the last of them, where more follow.
    pub next: Option<Cursor>,
}

impl<T> Slice<T> {
    /// From rows of which one more was read than is asked for, so that it is known whether more follow.
    pub fn of(mut rows: Vec<T>, limit: u32, place: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self {
            next: rows.last().filter(|_| more).map(place),
            items: rows,
        }
    }

    /// The same part with each row turned into something else.
    pub fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Slice<U>, E> {
        Ok(Slice {
            items: self.items.into_iter().map(turn).collect::<Result<_, _>>()?,
            next: self.next,
        })
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
