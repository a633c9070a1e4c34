//! Rows of publications, and how they are read.

use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use domain::identifier::Doi;
use domain::publication::search::{search_text, sort_title};
use domain::publication::{LinkedWrite, MatchState, PublicationId, PublicationSummary, Record, Resolution};
use domain::text::Localised;

use crate::error::DbError;
use crate::json::Json;
use crate::schema::publications;
use crate::search::indexed;

/// `cited_by_sort` where no count is known: below every count.
pub(super) const NO_COUNT: i64 = -1;

/// What lists show.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publications)]
pub(super) struct SummaryRow {
    pub(super) id: i64,
    doi: String,
    slug: String,
    title: Option<Json<Localised>>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    publication_type: Option<String>,
    cited_by_count: Option<i64>,
    last_fetched_at: i64,
    author_match_state: String,
    journal: Option<String>,
    abstract_text: Option<String>,
}

impl TryFrom<SummaryRow> for PublicationSummary {
    type Error = DbError;

    fn try_from(row: SummaryRow) -> Result<Self, DbError> {
        let SummaryRow {
            id,
            doi,
            slug,
            title,
            publication_date,
            publication_year,
            publication_type,
            cited_by_count,
            last_fetched_at,
            author_match_state,
            journal,
            abstract_text,
        } = row;
        let date = publication_date.map(|text| text.parse()).transpose();
        Ok(Self {
            id: PublicationId(id),
            doi: doi_of(&doi)?,
            slug,
            title: title.map(|Json(title)| title),
            publication_date: date
                .ok()
                .ok_or(DbError::Corrupt("publications.publication_date"))?,
            publication_year,
            publication_type,
            cited_by_count,
            last_fetched_at,
            author_match_state: match_state(&author_match_state)?,
            journal,
            abstract_text,
            people: Vec::new(),
        })
    }
}

/// What is projected from the record into the row.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = publications, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct Projection {
    doi: String,
    title: Option<Json<Localised>>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    publication_type: Option<String>,
    cited_by_count: Option<i64>,
    author_match_state: String,
    journal: Option<String>,
    date_sort: i32,
    cited_by_sort: i64,
    resolution: String,
    abstract_text: Option<String>,
    search_title: String,
    search_authors: String,
    sort_title: String,
}

impl Projection {
    pub(super) fn of(doi: &Doi, write: &LinkedWrite) -> Self {
        let record: &Record = &write.revised.merged;
        let text = search_text(record);
        let cited_by = record
            .cited_by_count
            .map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        Self {
            doi: doi.as_str().to_owned(),
            title: record.title.clone().map(Json),
            publication_date: record.publication_date.map(|date| date.to_string()),
            publication_year: record.publication_year,
            publication_type: record.publication_type.clone(),
            cited_by_count: cited_by,
            author_match_state: match_state_word(write.match_state).to_owned(),
            journal: record.container_title.clone(),
            date_sort: record
                .publication_date
                .map_or(0, domain::partial_date::PartialDate::sort_key),
            cited_by_sort: cited_by.unwrap_or(NO_COUNT),
            resolution: resolution_word(write.revised.resolution).to_owned(),
            abstract_text: record.abstract_text.clone(),
            search_title: indexed(&text.title),
            search_authors: indexed(&text.authors),
            sort_title: sort_title(record),
        }
    }
}

pub(super) fn doi_of(text: &str) -> Result<Doi, DbError> {
    Doi::from_stored(text)
        .ok()
        .ok_or(DbError::Corrupt("publications.doi"))
}

/// The word that is stored.
pub(super) fn match_state_word(state: MatchState) -> &'static str {
    match state {
        MatchState::Complete => "complete",
        MatchState::NeedsAttention => "needs_attention",
    }
}

pub(super) fn match_state(word: &str) -> Result<MatchState, DbError> {
    match word {
        "complete" => Ok(MatchState::Complete),
        "needs_attention" => Ok(MatchState::NeedsAttention),
        _ => Err(DbError::Corrupt("publications.author_match_state")),
    }
}

const RESOLUTIONS: [(Resolution, &str); 3] = [
    (Resolution::Registered, "registered"),
    (Resolution::Unresolved, "unresolved"),
    (Resolution::Pending, "pending"),
];

fn resolution_word(resolution: Resolution) -> &'static str {
    RESOLUTIONS
        .iter()
        .find(|(own, _)| *own == resolution)
        .map_or("pending", |(_, word)| word)
}

pub(super) fn resolution(word: &str) -> Result<Resolution, DbError> {
    let found = RESOLUTIONS.iter().find(|(_, own)| *own == word);
    found
        .map(|(own, _)| *own)
        .ok_or(DbError::Corrupt("publications.resolution"))
}
