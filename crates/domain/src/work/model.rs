//! What is known of a work.

use serde::{Deserialize, Serialize};

use crate::form::InvalidField;
use crate::identifier::{Orcid, opaque_id};
use crate::partial_date::PartialDate;
use crate::profile::texts;
use crate::project::model::{LONGEST_ABSTRACT, LONGEST_TITLE, one_line};
use crate::publication::vocabulary;
use crate::registry::{OtherId, ProviderRecord};
use crate::storage::{Direction, PageRequest};
use crate::text::address::is_web_address;
use crate::text::{Localised, markup};

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
    /// Plain text, or language code → text; never empty.
    pub title: Localised,
    /// Word of our vocabulary.
    #[serde(default)]
    pub work_type: Option<String>,
    /// Partial date.
    #[serde(default)]
    pub publication_date: Option<PartialDate>,
    /// Journal, publisher or series.
    #[serde(default)]
    pub container_title: Option<String>,
    /// Web page.
    #[serde(default)]
    pub url: Option<String>,
    /// Plain text, or language code → text.
    #[serde(default, rename = "abstract")]
    pub abstract_text: Option<Localised>,
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
            title: plain(&record.title).map_or_else(|| UNTITLED.into(), Localised::from),
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
            abstract_text: plain(&record.abstract_text).map(Localised::from),
            identifiers: record.identifiers.clone(),
        }
    }

    /// The fields as they are kept: a title that says something, texts within their bounds, a plausible date, a type of
    /// the vocabulary, an address of the web. `now` (Unix seconds) decides which years are plausible.
    pub fn checked(mut self, now: i64) -> Result<Self, InvalidField> {
        let invalid = |field, reason: &str| Err(InvalidField::new(field, reason));
        let unfit = |field| move |why: texts::TextFault| InvalidField::new(field, why.to_string());
        self.title = texts::line(self.title, LONGEST_TITLE).map_err(unfit("title"))?;
        self.abstract_text = self
            .abstract_text
            .map(|text| texts::lines(text, LONGEST_ABSTRACT).map_err(unfit("abstract")))
            .transpose()?;
        self.container_title = self
            .container_title
            .map(|text| one_line("container_title", text))
            .transpose()?;
        if self.url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return invalid("url", "must be a web address: http or https");
        }
        let is_unknown = |word: &str| !vocabulary::is_known_type(word);
        if self.work_type.as_deref().is_some_and(is_unknown) {
            let words = vocabulary::TYPES.join(", ");
            return Err(InvalidField::new(
                "work_type",
                format!("must be null or one of {words}"),
            ));
        }
        if self.publication_date.is_some_and(|date| !date.is_plausible(now)) {
            return invalid(
                "publication_date",
                "must be a year from 1000 to the second one after this",
            );
        }
        let is_blank = |id: &OtherId| id.kind.trim().is_empty() || id.value.trim().is_empty();
        if self.identifiers.len() > MOST_IDENTIFIERS || self.identifiers.iter().any(is_blank) {
            return invalid(
                "identifiers",
                "must hold at most 100 items, each with a type and a value",
            );
        }
        Ok(self)
    }
}

/// Most identifiers that somebody may write.
const MOST_IDENTIFIERS: usize = 100;

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// 2026-06-01
    const NOW: i64 = 1_780_272_000;

    #[test]
    fn what_people_write_of_a_work_is_checked() {
        let with = |name: &str, value: Value| {
            let mut fields = json!({ "title": "Tide tables" });
            fields[name] = value;
            serde_json::from_value::<WorkFields>(fields).unwrap().checked(NOW)
        };
        for (name, value, field) in [
            ("title", json!({ "en": "Tide tables", "pt": "Marés" }), None),
            ("title", json!(" "), Some("title")),
            ("work_type", json!("report"), None),
            ("work_type", json!("pamphlet"), Some("work_type")),
            ("publication_date", json!("2024-05"), None),
            ("publication_date", json!("2569"), Some("publication_date")),
            ("url", json!("https://example.org/x"), None),
            ("url", json!("javascript:alert(1)"), Some("url")),
            ("abstract", json!(""), Some("abstract")),
            ("container_title", json!("\t"), Some("container_title")),
            (
                "identifiers",
                json!([{ "type": "isbn", "value": "978-0-00-000000-2" }]),
                None,
            ),
            (
                "identifiers",
                json!([{ "type": "isbn", "value": " " }]),
                Some("identifiers"),
            ),
            (
                "identifiers",
                json!(vec![json!({ "type": "a", "value": "b" }); 101]),
                Some("identifiers"),
            ),
        ] {
            let found = with(name, value.clone()).err().map(|fault| fault.field);
            assert_eq!(found, field, "{name} {value}");
        }
    }
}
