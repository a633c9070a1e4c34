//! Words of the wire for the domain's choices: sort keys, directions, currencies.

use domain::activity::{Outcome, Severity};
use domain::project::{Currency, ProjectSort};
use domain::publication::PublicationSort;
use domain::storage::Direction;
use domain::work::WorkSort;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

/// A choice with one word for each value; the first is the default.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// All values and their words, the default first.
    const WORDS: &'static [(&'static str, Self)];

    /// The word of a value.
    fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, value)| *value == self)
            .map_or("", |(word, _)| word)
    }

    /// The value of a word.
    fn from_word(text: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| *value)
    }

    /// The words, as a sentence names them.
    fn choices() -> String {
        let words: Vec<&str> = Self::WORDS.iter().map(|(word, _)| *word).collect();
        words.join(", ")
    }
}

impl Word for PublicationSort {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("last_fetched_at", Self::LastFetchedAt),
        ("publication_date", Self::PublicationDate),
        ("cited_by_count", Self::CitedByCount),
    ];
}

impl Word for WorkSort {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("created_at", Self::CreatedAt),
        ("publication_date", Self::PublicationDate),
        ("publication_year", Self::PublicationYear),
    ];
}

impl Word for ProjectSort {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("created_at", Self::CreatedAt),
        ("start_date", Self::StartDate),
        ("end_date", Self::EndDate),
    ];
}

impl Word for Direction {
    const WORDS: &'static [(&'static str, Self)] = &[("desc", Self::Descending), ("asc", Self::Ascending)];
}

impl Word for bool {
    const WORDS: &'static [(&'static str, Self)] = &[("false", false), ("true", true)];
}

impl Word for Currency {
    const WORDS: &'static [(&'static str, Self)] = &[("EUR", Self::Eur), ("USD", Self::Usd)];
}

impl Word for Severity {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("info", Self::Info),
        ("warning", Self::Warning),
        ("error", Self::Error),
    ];
}

impl Word for Outcome {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("success", Self::Success),
        ("partial", Self::Partial),
        ("failure", Self::Failure),
        ("pending", Self::Pending),
    ];
}

/// Schema of a choice without a default.
pub(super) fn words<T: Word>() -> ObjectBuilder {
    let words = T::WORDS.iter().map(|(word, _)| *word);
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
}

pub(super) fn sort_schema<T: Word>() -> Object {
    with_default::<T>("Sort field; equal values are in the order of the records' ids, absent ones last.")
}

pub(super) fn with_default<T: Word>(text: &str) -> Object {
    let default = T::WORDS.first().map(|(word, _)| serde_json::Value::from(*word));
    words::<T>().default(default).description(Some(text)).build()
}

/// Schema of a publication sort key.
pub(crate) fn publication_sort_schema() -> Object {
    sort_schema::<PublicationSort>()
}

/// Schema of a work sort key.
pub(crate) fn work_sort_schema() -> Object {
    sort_schema::<WorkSort>()
}

/// Schema of a project sort key.
pub(crate) fn project_sort_schema() -> Object {
    sort_schema::<ProjectSort>()
}

/// Schema of a direction.
pub(crate) fn direction_schema() -> Object {
    with_default::<Direction>("Sort direction.")
}

/// Schema of how much an event matters.
pub(crate) fn severity_schema() -> Object {
    words::<Severity>()
        .description(Some("Only this severity."))
        .build()
}

/// Schema of how something ended.
pub(crate) fn outcome_schema() -> Object {
    words::<Outcome>().description(Some("Only this outcome.")).build()
}

/// Schema of a currency.
pub(crate) fn currency_schema() -> Object {
    words::<Currency>().description(Some("ISO 4217 code.")).build()
}
