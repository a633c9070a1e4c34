//! What is known of a researcher.

use serde::{Deserialize, Serialize};

use crate::identifier::Orcid;
use crate::storage::PageRequest;
use crate::text::Localised;

/// A person's names as a registry gives them. Any of them may be missing: names can be private at ORCID.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonNames {
    /// Given names.
    pub given: Option<String>,
    /// Family names.
    pub family: Option<String>,
    /// The name the person wants to be credited with.
    pub credit: Option<String>,
    /// Further spellings.
    pub other: Vec<String>,
}

/// A person as ORCID tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryPerson {
    /// The primary iD.
    pub orcid: Orcid,
    /// Names as given.
    pub names: PersonNames,
    /// Plain text.
    pub biography: Option<String>,
    /// Language code of the record's owner, such as `pt`.
    pub locale: Option<String>,
    /// Unix seconds.
    pub fetched_at: i64,
}

/// How far the ingestion of a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncStatus {
    /// A job waits.
    Pending,
    /// A worker is at it.
    Processing,
    /// The last job succeeded.
    Complete,
    /// The last job failed.
    Failed,
}

impl SyncStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Complete => "complete",
            Self::Failed => "failed",
        }
    }

    /// From the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pending, Self::Processing, Self::Complete, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// A person as the catalogue shows them: the registry's values under the staff's edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Primary iD.
    pub orcid: Orcid,
    /// Names as the registry gives them, for matching.
    pub names: PersonNames,
    /// The name shown: edited, else credit name, else given and family, else the iD.
    pub name: Localised,
    /// Biography, localised where the staff translated it.
    pub biography: Option<Localised>,
    /// At most 500 characters.
    pub photo_url: Option<String>,
    /// Stable, unique in the workspace, never given to another person.
    pub slug: String,
    /// Free word of the centre: `researcher`, `phd-student`, …
    pub people_type: Option<String>,
    /// Unix seconds of the last registry answer; `None` before the first.
    pub last_fetched_at: Option<i64>,
    /// State of ingestion.
    pub sync_status: SyncStatus,
    /// Publications of theirs in the public set.
    pub public_publication_count: u32,
}

/// A person in a public list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// Primary iD.
    pub orcid: Orcid,
    /// The name shown.
    pub name: Localised,
    /// At most 500 characters.
    pub photo_url: Option<String>,
    /// Stable.
    pub slug: String,
    /// Free word of the centre.
    pub people_type: Option<String>,
    /// Unix seconds of the last change that a public answer can show.
    pub changed_at: i64,
    /// Publications of theirs in the public set.
    pub public_publication_count: u32,
}

/// Which people a public list shows; order: name, then iD.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonQuery {
    /// Folded prefix search over names and iD; empty = all.
    pub q: String,
    /// Only what changed at or after this time (Unix seconds).
    pub updated_since: Option<i64>,
    /// Slice.
    pub page: PageRequest,
}

/// What an upsert from the registry did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpsertedPerson {
    /// The person was not known before.
    pub created: bool,
    /// Matching has to be done again: new person, or other names.
    pub names_changed: bool,
}

/// Something that left the public set: consumers delete their copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// DOI, ORCID iD, or the id of a work or project.
    pub external_id: String,
    /// Unix seconds.
    pub at: i64,
}
