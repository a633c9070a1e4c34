//! The shape of a publication: the merged record (one JSON shape everywhere), list rows, queries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::matching::MatchState;
use crate::identifier::{Doi, Orcid};
use crate::partial_date::PartialDate;
use crate::registry::{Funder, License, Provider, RawType, Relation, Update};
use crate::storage::{Direction, PageRequest};
use crate::text::Localised;

/// A publication's row number inside the database; clients know it by its DOI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicationId(pub i64);

/// The merged record: one shape for `original`, `merged` and `data`. Absent values are `null`, absent lists `[]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// Normal form.
    pub doi: String,
    /// Plain text, or texts by language.
    pub title: Option<Localised>,
    /// Plain text.
    pub subtitle: Option<String>,
    /// Safe HTML: `i b sub sup` only.
    pub title_markup: Option<String>,
    /// In order, from position 1.
    pub authors: Vec<Contributor>,
    /// In order, from position 1.
    pub editors: Vec<Contributor>,
    /// Earliest and most precise of all.
    pub publication_date: Option<PartialDate>,
    /// Online publication.
    pub published_online: Option<PartialDate>,
    /// Print publication.
    pub published_print: Option<PartialDate>,
    /// Year of `publication_date`.
    pub publication_year: Option<i32>,
    /// A word of our vocabulary.
    pub publication_type: Option<String>,
    /// The registry's own word.
    pub raw_type: Option<RawType>,
    /// Journal, book or series; institution or group title on posted content.
    pub container_title: Option<String>,
    /// Abbreviated.
    pub short_container_title: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages, whole.
    pub page: Option<String>,
    /// Article number.
    pub article_number: Option<String>,
    /// ISSNs.
    pub issn: Vec<String>,
    /// ISBNs.
    pub isbn: Vec<String>,
    /// Plain text.
    #[serde(rename = "abstract")]
    pub abstract_text: Option<String>,
    /// Safe HTML.
    pub abstract_markup: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Subjects, topics.
    pub keywords: Vec<String>,
    /// Licences.
    pub licenses: Vec<License>,
    /// Funders.
    pub funders: Vec<Funder>,
    /// Relations to other works.
    pub relations: Vec<Relation>,
    /// Notices about this work, or what this notice is about.
    pub updates: Vec<Update>,
    /// Landing page.
    pub url: Option<String>,
    /// The largest count known.
    pub cited_by_count: Option<u64>,
    /// Counts by source.
    pub cited_by: CitedBy,
    /// Some source says so.
    pub is_retracted: bool,
    /// What is known about it, and from whom.
    pub retraction: Retraction,
    /// Open access.
    pub open_access: OpenAccessStatus,
    /// Kind → value: `pmid`, `pmcid`, `arxiv`, `openalex`, …
    pub identifiers: BTreeMap<String, String>,
    /// Further titles, as plain text.
    pub alternate_titles: Vec<String>,
    /// Further container titles, as plain text.
    pub alternate_container_titles: Vec<String>,
}

/// An author or editor of the merged record.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contributor {
    /// From 1.
    pub position: u32,
    /// Given names.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Suffix.
    pub suffix: Option<String>,
    /// Organisations and single or unsplit names, whole.
    pub name: Option<String>,
    /// Normal form.
    pub orcid: Option<String>,
    /// The registry vouches for it.
    pub orcid_authenticated: bool,
    /// In order.
    pub affiliations: Vec<Affiliation>,
    /// `author`, `editor`, …
    pub role: Option<String>,
}

/// An affiliation of a contributor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Affiliation {
    /// Plain text.
    pub name: Option<String>,
    /// ROR id as URL.
    pub ror: Option<String>,
}

/// Citation counts by source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CitedBy {
    /// Crossref (or DataCite) count.
    pub crossref: Option<u64>,
    /// DataCite count.
    pub datacite: Option<u64>,
    /// OpenAlex count.
    pub openalex: Option<u64>,
}

/// Whether a work is retracted, as far as the sources say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetractionStatus {
    /// Some source says it is.
    Yes,
    /// A source that would know says it is not.
    No,
    /// No source could be asked.
    #[default]
    Unknown,
}

/// Retraction with its source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Retraction {
    /// Yes, no or unknown.
    pub status: RetractionStatus,
    /// Who says so: `publisher`, `retraction-watch`, `openalex`, …
    pub source: Option<String>,
}

/// Open access of the merged record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenAccessStatus {
    /// `diamond`, `gold`, `green`, `hybrid`, `bronze`, `closed`.
    pub status: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
}

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Which provider.
    pub source: Provider,
    /// Unix seconds of that provider's answer.
    pub fetched_at: i64,
}

/// How the last question to a provider went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderState {
    /// Unix seconds.
    pub fetched_at: i64,
    /// `ok`, `not_found`, `failed` or `skipped`.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
}

/// Something a curator should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// No provider has a title.
    MissingTitle,
    /// No provider has a usable date.
    MissingDate,
    /// A date lies outside 1000 … two years from now.
    ImplausibleDate,
    /// An author's ORCID iD fails its check digit.
    InvalidOrcid,
    /// An author's ORCID iD lies outside ORCID's assigned blocks.
    UnassignedOrcid,
    /// One ORCID iD stands at two authors or more.
    RepeatedOrcid,
    /// An author's ORCID iD is a person's whose names have nothing in common with the author's.
    OrcidNameConflict,
    /// No registry knows the DOI.
    Unresolved,
    /// The title says that the work is retracted, but no registry does, or the reverse.
    RetractionUnclear,
    /// Its registry says that the DOI was deleted.
    DeletedDoi,
    /// Somebody's ORCID record lists a chapter under this DOI, which is its book's.
    ClaimedAsChapter,
}

/// How a publication's DOI was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// A registry describes it.
    Registered,
    /// No registry knows it: kept from an ORCID summary.
    Unresolved,
    /// Its registry could not be asked yet, or does not describe it yet: kept from an ORCID summary until then.
    Pending,
}

/// Sort keys of public publication lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PublicationSort {
    /// Last registry answer; the default.
    #[default]
    LastFetchedAt,
    /// Publication date; a year sorts before its months, a month before its days.
    PublicationDate,
    /// Largest citation count known.
    CitedByCount,
}

/// What narrows a public publication list. Filters combine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PublicationFilter {
    /// Every word must begin a word of the title; empty = all.
    pub q: String,
    /// A word of our vocabulary.
    pub publication_type: Option<String>,
    /// Exactly this year.
    pub publication_year: Option<i32>,
    /// At least so many citations.
    pub min_cited_by: Option<i64>,
    /// Only this person's.
    pub person: Option<Orcid>,
    /// Only what changed at or after this time (Unix seconds).
    pub updated_since: Option<i64>,
}

/// A public publication list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicationQuery {
    /// What.
    pub filter: PublicationFilter,
    /// By what; ties by id.
    pub sort: PublicationSort,
    /// Which way.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
    /// Journal, abstract and people are wanted too (they cost a second query).
    pub with_people: bool,
}

/// A person named by a publication, as public answers show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// The person.
    pub orcid: Orcid,
    /// Author position from 1; `None` where it is not known.
    pub position: Option<u32>,
}

/// A row of a publication list.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicationSummary {
    /// Row number, the tie-breaker.
    pub id: PublicationId,
    /// Normal form.
    pub doi: Doi,
    /// Stable, unique in the workspace, `[a-z0-9-]{1,190}`.
    pub slug: String,
    /// Title.
    pub title: Option<Localised>,
    /// Partial date.
    pub publication_date: Option<PartialDate>,
    /// Its year.
    pub publication_year: Option<i32>,
    /// Word of our vocabulary.
    pub publication_type: Option<String>,
    /// Largest count known.
    pub cited_by_count: Option<i64>,
    /// Unix seconds.
    pub last_fetched_at: i64,
    /// Whether the staff should look at its authors.
    pub author_match_state: MatchState,
    /// Container title.
    pub journal: Option<String>,
    /// Plain text; only where asked for.
    pub abstract_text: Option<String>,
    /// The workspace's internal people among its authors, by position; only where asked for.
    pub people: Vec<PersonRef>,
}

/// A publication's public detail.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicPublication {
    /// Normal form.
    pub doi: Doi,
    /// Stable.
    pub slug: String,
    /// What everyone sees.
    pub data: Record,
    /// Provider → state of its last answer.
    pub providers: BTreeMap<Provider, ProviderState>,
    /// Registered or not.
    pub resolution: Resolution,
    /// Unix seconds.
    pub last_fetched_at: i64,
    /// Unix seconds of the last edit by hand.
    pub last_edited_at: Option<i64>,
    /// Accepted edits.
    pub edit_count: i64,
    /// The workspace's internal people among its authors.
    pub people: Vec<PersonRef>,
}

/// What a store says about a contribution it has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPublication {
    /// Row number.
    pub id: PublicationId,
    /// The DOI it is stored under.
    pub doi: Doi,
    /// It was not there before.
    pub created: bool,
}

impl Record {
    /// The record with fields replaced by hand-made values. A value that does not fit its field is left out:
    /// edits are checked when they are made, so this only happens to values stored by older versions. The year follows
    /// an edited date, and markup an edited text, unless they are edited themselves.
    #[must_use]
    pub fn with_edits(&self, edited: &BTreeMap<String, Value>) -> Self {
        if edited.is_empty() {
            return self.clone();
        }
        let Ok(Value::Object(fields)) = serde_json::to_value(self) else {
            return self.clone();
        };
        let mut edits: Vec<(&String, &Value)> = edited
            .iter()
            .filter(|(name, _)| name.as_str() != "doi" && fields.contains_key(*name))
            .collect();
        let with = |edits: &[(&String, &Value)]| {
            let mut fields = fields.clone();
            fields.extend(
                edits
                    .iter()
                    .map(|(name, value)| ((*name).clone(), (*value).clone())),
            );
            serde_json::from_value::<Self>(Value::Object(fields)).ok()
        };
        let merged = with(&edits).or_else(|| {
            edits.retain(|edit| with(&[*edit]).is_some());
            with(&edits)
        });
        let Some(mut merged) = merged else {
            return self.clone();
        };
        let is_edited = |field: &str| edits.iter().any(|(name, _)| name.as_str() == field);
        if is_edited("publication_date") && !is_edited("publication_year") {
            merged.publication_year = merged.publication_date.map(PartialDate::year);
        }
        // The markup of another text would say something else than the text.
        if is_edited("title") && !is_edited("title_markup") {
            merged.title_markup = merged.title.as_ref().map(|title| escaped(title.any()));
        }
        if is_edited("abstract") && !is_edited("abstract_markup") {
            merged.abstract_markup = merged.abstract_text.as_deref().map(escaped);
        }
        merged
    }
}

/// Plain text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Record {
        Record {
            doi: "10.5555/a".to_owned(),
            title: Some("Salt".into()),
            publication_date: Some("2019".parse().unwrap()),
            publication_year: Some(2019),
            volume: Some("3".to_owned()),
            ..Record::default()
        }
    }

    fn edited(edits: &[(&str, Value)]) -> Record {
        let edits = edits
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        record().with_edits(&edits)
    }

    #[test]
    fn edits_replace_whole_fields() {
        assert_eq!(record().with_edits(&BTreeMap::new()), record());
        let merged = edited(&[
            ("title", json!({ "en": "Salt", "pt": "Sal" })),
            ("volume", Value::Null),
            ("abstract", json!("On salt.")),
            ("authors", json!([{ "position": 1, "family": "Lind" }])),
        ]);
        assert_eq!(merged.title.unwrap().in_language("pt"), "Sal");
        assert_eq!(merged.volume, None);
        assert_eq!(merged.abstract_text.as_deref(), Some("On salt."));
        assert_eq!(merged.authors[0].family.as_deref(), Some("Lind"));
        assert_eq!(merged.publication_year, Some(2019));
    }

    #[test]
    fn the_year_follows_an_edited_date() {
        let merged = edited(&[("publication_date", json!("2021"))]);
        assert_eq!(merged.publication_year, Some(2021));
        assert_eq!(
            edited(&[("publication_date", Value::Null)]).publication_year,
            None
        );
        let both = edited(&[
            ("publication_date", json!("2021")),
            ("publication_year", json!(2020)),
        ]);
        assert_eq!(both.publication_year, Some(2020));
    }

    #[test]
    fn what_does_not_fit_is_left_out_alone() {
        let merged = edited(&[
            ("doi", json!("10.5555/b")),
            ("issn", Value::Null),
            ("publication_date", json!("next spring")),
            ("q", json!("Q1")),
            ("issue", json!(7)),
            ("page", json!("1-3")),
        ]);
        assert_eq!(
            merged,
            Record {
                page: Some("1-3".to_owned()),
                ..record()
            }
        );
    }
}
