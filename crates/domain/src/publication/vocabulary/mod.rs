//! Our publication types, and how the registries' words map to them.
//!
//! The agency's word counts first. Where it only says that the work is something else, the people who list the
//! work are asked, then OpenAlex. A word that nobody here knows is `other`; the raw word is always kept beside.
//!
//! Decisions where the vocabularies leave a choice: `working-paper` is a report (a preprint only where a registry
//! says so); posted content without a subtype is a preprint, Crossref's default; Crossref's `component` and
//! OpenAlex's supplementary materials are `component`, `journal-volume` is `journal-issue`, awards are `grant`;
//! OpenAlex's `paratext` says nothing about a journal article.

mod words;

use self::words::{crossref, csl, datacite, openalex, orcid};
use crate::registry::{Provider, ProviderRecord};

/// All our types.
pub const TYPES: [&str; 35] = [
    "journal-article",
    "review-article",
    "editorial",
    "letter",
    "correction",
    "retraction-notice",
    "preprint",
    "conference-paper",
    "conference-abstract",
    "poster",
    "presentation",
    "proceedings",
    "book",
    "edited-book",
    "book-chapter",
    "reference-entry",
    "book-review",
    "thesis",
    "report",
    "standard",
    "dataset",
    "software",
    "data-management-plan",
    "peer-review",
    "blog-post",
    "webpage",
    "magazine-article",
    "newspaper-article",
    "patent",
    "media",
    "component",
    "journal",
    "journal-issue",
    "grant",
    OTHER,
];

/// The type of what we cannot tell.
pub const OTHER: &str = "other";

/// Words that callers use for our types in filters.
const ALIASES: [(&str, &str); 8] = [
    ("article", "journal-article"),
    ("article-journal", "journal-article"),
    ("chapter", "book-chapter"),
    ("data-set", "dataset"),
    ("dissertation", "thesis"),
    ("dissertation-thesis", "thesis"),
    ("monograph", "book"),
    ("proceedings-article", "conference-paper"),
];

/// A type, and whose record decided it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classified<'a> {
    /// A word of [`TYPES`].
    pub word: &'static str,
    /// The record that decided.
    pub by: &'a ProviderRecord,
}

/// Whether a word is one of ours.
pub fn is_known_type(word: &str) -> bool {
    TYPES.contains(&word)
}

/// Our types that a filter word means; none for an unknown word.
pub fn filter_words(word: &str) -> Vec<&'static str> {
    let word = word.trim().to_ascii_lowercase();
    let own = TYPES.into_iter().filter(|known| **known == word);
    let meant = ALIASES
        .into_iter()
        .filter(|(alias, _)| **alias == word)
        .map(|(_, known)| known);
    own.chain(meant).collect()
}

/// Our type for a word of ORCID's (works without a DOI have no other).
pub fn from_orcid(word: &str) -> &'static str {
    orcid(&word.trim().to_ascii_lowercase().replace('_', "-"))
}

/// The type of the work with this DOI, from its records in the order in which they count. `None` where no
/// record has a type.
pub fn classify<'a>(doi: &str, records: &[&'a ProviderRecord]) -> Option<Classified<'a>> {
    let typed = || records.iter().copied().filter(|record| record.raw_type.is_some());
    let said = || {
        typed().map(|by| Classified {
            word: word_of(by),
            by,
        })
    };
    // The first that says more than "other"; else the first.
    let base = said()
        .find(|classified| classified.word != OTHER)
        .or_else(|| said().next())?;
    if let Some(word) = notice(doi, base.by) {
        return Some(Classified { word, by: base.by });
    }
    if base.word == "journal-article"
        && let Some(by) = typed().find(|record| record.provider == Provider::Openalex)
        && let Some(word) = refinement(by)
    {
        return Some(Classified { word, by });
    }
    Some(base)
}

/// Our word for a record's raw type.
fn word_of(record: &ProviderRecord) -> &'static str {
    let Some(raw) = &record.raw_type else { return OTHER };
    let value = raw.value.trim();
    let (word, detail) = value
        .split_once(':')
        .map_or((value, ""), |(word, detail)| (word.trim(), detail.trim()));
    match record.provider {
        Provider::Crossref => crossref(word, detail),
        Provider::Datacite => datacite(word, detail, !record.editors.is_empty()),
        Provider::DoiOrg => csl(word, detail, record.container_title.is_some()),
        Provider::Openalex => openalex(
            word,
            detail,
            record.container_kind.as_deref(),
            !record.issn.is_empty(),
        ),
        Provider::Orcid => from_orcid(word),
    }
}

/// A record that is a notice about another work. New versions are works like any other.
fn notice(doi: &str, record: &ProviderRecord) -> Option<&'static str> {
    let about_another =
        |update: &&crate::registry::Update| !update.incoming && !update.doi.trim().eq_ignore_ascii_case(doi);
    let mut kinds = record
        .updates
        .iter()
        .filter(about_another)
        .map(|update| update.kind.as_str());
    if kinds.clone().any(is_retraction_word) {
        return Some("retraction-notice");
    }
    kinds.any(is_correction_word).then_some("correction")
}

/// Notices that take a whole work back.
pub(super) fn is_retraction_word(kind: &str) -> bool {
    matches!(spelled(kind).as_str(), "retraction" | "removal" | "withdrawal")
}

/// Notices that change a work, or warn of it.
fn is_correction_word(kind: &str) -> bool {
    matches!(
        spelled(kind).as_str(),
        "addendum"
            | "clarification"
            | "correction"
            | "corrigendum"
            | "err"
            | "erratum"
            | "expression-of-concern"
            | "partial-retraction"
    )
}

fn spelled(kind: &str) -> String {
    kind.trim().to_ascii_lowercase().replace([' ', '_'], "-")
}

/// What OpenAlex may make of a journal article.
fn refinement(record: &ProviderRecord) -> Option<&'static str> {
    let value = record.raw_type.as_ref()?.value.trim();
    match value.split(':').next()? {
        "review" => Some("review-article"),
        "book-review" => Some("book-review"),
        "editorial" => Some("editorial"),
        "letter" => Some("letter"),
        "erratum" => Some("correction"),
        "retraction" => Some("retraction-notice"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
