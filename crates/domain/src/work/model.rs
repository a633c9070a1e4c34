//! What is known of a work.

use serde::{Deserialize, Serialize};

use crate::identifier::{Orcid, opaque_id};
use crate::partial_date::PartialDate;
use crate::publication::vocabulary;
use crate::registry::{OtherId, ProviderRecord};
use crate::storage::{Direction, PageRequest};
use crate::text::markup;

opaque_id! {
    /// A work's identifier: UUIDv7, or a slug chosen by a person.
    WorkId
}

/// Stands where a registry has no title.
pub const UNTITLED: &str = "Untitled";

/// Which entry of whose ORCID record a work is: the key by which ingestion finds it again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrcidKey {
    /// Whose record.
    pub orcid: Orcid,
    /// Which entry.
    pub put_code: i64,
}

/// What a work says, apart from who made it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkFields {
    /// Plain text; never empty.
    pub title: String,
    /// Word of our vocabulary.
    pub work_type: Option<String>,
    /// Partial date.
    pub publication_date: Option<PartialDate>,
    /// Journal, publisher or series.
    #[serde(default)]
    pub container_title: Option<String>,
    /// Web page.
    #[serde(default)]
    pub url: Option<String>,
    /// Plain text.
    #[serde(default, rename = "abstract")]
    pub abstract_text: Option<String>,
    /// Its identifiers, as given.
    #[serde(default)]
    pub identifiers: Vec<OtherId>,
}

impl WorkFields {
    /// What an ORCID summary says of a work. One without a title is kept under [`UNTITLED`], for somebody to complete.
    /// `now` (Unix seconds) decides which years are plausible.
    pub fn from_orcid(record: &ProviderRecord, now: i64) -> Self {
        let plain = |text: &Option<String>| text.as_deref().and_then(markup::plain);
        let date = record.dates.first().map(|dated| dated.date);
        Self {
            title: plain(&record.title).unwrap_or_else(|| UNTITLED.to_owned()),
            work_type: record
                .raw_type
                .as_ref()
                .map(|raw| vocabulary::from_orcid(&raw.value).to_owned()),
            publication_date: date.filter(|date| date.is_plausible(now)),
            container_title: plain(&record.container_title),
            url: record
                .url
                .clone()
                .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            abstract_text: plain(&record.abstract_text),
            identifiers: record.identifiers.clone(),
        }
    }
}

/// A work to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWork {
    /// Used only if the work is new.
    pub id: WorkId,
    /// Where ingestion found it; `None` for works made by people.
    pub orcid_key: Option<OrcidKey>,
    /// What it says.
    pub fields: WorkFields,
    /// Whose it is.
    pub people: Vec<Orcid>,
    /// A person has checked it.
    pub verified: bool,
    /// Shown if verified.
    pub visible: bool,
    /// Unix seconds.
    pub now: i64,
}

/// A work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Identifier.
    pub id: WorkId,
    /// What it says.
    pub fields: WorkFields,
    /// The workspace's people who made it.
    pub people: Vec<Orcid>,
    /// A person has checked it.
    pub verified: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

/// A row of a work list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkSummary {
    /// Identifier.
    pub id: WorkId,
    /// Plain text.
    pub title: String,
    /// Word of our vocabulary.
    pub work_type: Option<String>,
    /// Partial date.
    pub publication_date: Option<PartialDate>,
    /// Its year.
    pub publication_year: Option<i32>,
    /// Unix seconds.
    pub created_at: i64,
}

/// Sort keys of work lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum WorkSort {
    /// Newest in the catalogue; the default.
    #[default]
    CreatedAt,
    /// Publication date.
    PublicationDate,
    /// Publication year.
    PublicationYear,
}

/// What narrows a work list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct WorkFilter {
    /// Every word must begin a word of the title; empty = all.
    pub q: String,
    /// A word of our vocabulary.
    pub work_type: Option<String>,
    /// Exactly this year.
    pub publication_year: Option<i32>,
    /// Only what changed at or after this time (Unix seconds).
    pub updated_since: Option<i64>,
}

/// A public work list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkQuery {
    /// What.
    pub filter: WorkFilter,
    /// By what; ties by id.
    pub sort: WorkSort,
    /// Which way.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}
