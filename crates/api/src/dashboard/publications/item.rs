//! Parts that the staff's answers share: rows of lists, linked people, pages, times.

use domain::partial_date::PartialDate;
use domain::publication::LinkOrigin;
use domain::publication::MatchState;
use domain::publication::curation::{LinkedPerson, StaffSummary};
use domain::storage::Page;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::citation::citations;
use crate::problem::Problem;
use crate::state::Services;
use crate::wire::StaffPaging;

/// A person linked to a publication.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffLink {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// As lists of people show them.
    name: String,
    /// Author position from 1; null where it is not known.
    #[schema(required = true, example = 1)]
    position: Option<u32>,
    /// How the link was found: `orcid`, `name`, `record` (the person's own ORCID record) or `manual`.
    #[schema(value_type = String, example = "orcid")]
    origin: LinkOrigin,
    /// 0 to 1: how sure the position is.
    score: f64,
    /// The person's own ORCID record lists the publication.
    claimed: bool,
    /// Made or confirmed by staff: the service never takes it away.
    confirmed: bool,
    /// The person holds an open internal membership.
    internal: bool,
}

impl From<&LinkedPerson> for StaffLink {
    fn from(person: &LinkedPerson) -> Self {
        Self {
            orcid_id: person.orcid.as_str().to_owned(),
            name: person.name.clone(),
            position: person.position,
            origin: person.origin,
            score: person.score,
            claimed: person.claimed,
            confirmed: person.confirmed,
            internal: person.internal,
        }
    }
}

/// The linked people's iDs.
pub(super) fn orcids(people: &[LinkedPerson]) -> Vec<String> {
    people
        .iter()
        .map(|person| person.orcid.as_str().to_owned())
        .collect()
}

/// The word of a match state.
pub(super) fn match_word(state: MatchState) -> &'static str {
    match state {
        MatchState::Complete => "complete",
        MatchState::NeedsAttention => "needs_attention",
    }
}

/// Schema of a match state.
pub(super) fn match_state_schema() -> Object {
    let words = [MatchState::NeedsAttention, MatchState::Complete].map(match_word);
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .description(Some(
            "`needs_attention` where somebody should look at the authors.",
        ))
        .build()
}

/// RFC 3339, UTC.
pub(in crate::dashboard) fn rfc3339(seconds: i64) -> String {
    // Out of jiff's range only after the year 9999; the epoch then says "long ago".
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// A publication in a staff list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffPublication {
    /// The DOI: normal form, lower-case, without scheme.
    #[schema(example = "10.5555/12345678")]
    id: String,
    /// Stable and unique in the centre.
    slug: String,
    /// ORCID iDs of the linked people.
    person_orcids: Vec<String>,
    /// The linked people, by author position.
    person: Vec<StaffLink>,
    /// In the language asked for, where there is such a text.
    #[schema(required = true)]
    title: Option<String>,
    /// APA 7, plain text.
    #[schema(required = true)]
    apa_citation: Option<String>,
    /// The DOI as a URL.
    #[schema(format = "uri", example = "https://doi.org/10.5555/12345678")]
    doi_url: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2008-08")]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true, example = 2008)]
    publication_year: Option<i32>,
    /// A word of our vocabulary.
    #[schema(required = true, example = "journal-article")]
    publication_type: Option<String>,
    /// Journal, book or series.
    #[schema(required = true)]
    journal: Option<String>,
    /// The largest count that any source knows.
    #[schema(required = true)]
    cited_by_count: Option<i64>,
    /// `complete`, or `needs_attention` where somebody should look at the authors.
    #[schema(schema_with = match_state_schema)]
    author_match_state: &'static str,
    /// Unix seconds of the last answer of a registry.
    last_fetched_at: i64,
    /// Unix seconds of the last edit by hand.
    #[schema(required = true)]
    last_edited_at: Option<i64>,
    /// Accepted patches that changed something.
    edit_count: i64,
    /// Not hidden.
    visible: bool,
    /// When it was deleted (RFC 3339, UTC); null while it is in the catalogue.
    #[schema(required = true, example = json!(null))]
    deleted_at: Option<String>,
}

/// Rows as lists show them; titles in this language, where there are such.
pub(super) async fn items(
    services: &Services,
    mut found: Vec<StaffSummary>,
    locale: &str,
) -> Result<Vec<StaffPublication>, Problem> {
    let records = found.iter_mut().map(|row| std::mem::take(&mut row.merged));
    let citations = citations(services, records.collect()).await?;
    let items = found
        .into_iter()
        .zip(citations)
        .map(|(row, apa_citation)| StaffPublication {
            id: row.doi.as_str().to_owned(),
            doi_url: row.doi.url(),
            slug: row.slug,
            person_orcids: orcids(&row.people),
            person: row.people.iter().map(StaffLink::from).collect(),
            title: row.title.map(|title| title.in_language(locale).to_owned()),
            apa_citation,
            publication_date: row.publication_date,
            publication_year: row.publication_year,
            publication_type: row.publication_type,
            journal: row.journal,
            cited_by_count: row.cited_by_count,
            author_match_state: match_word(row.match_state),
            last_fetched_at: row.last_fetched_at,
            last_edited_at: row.last_edited_at,
            edit_count: row.edit_count,
            visible: row.visible,
            deleted_at: row.deleted_at.map(rfc3339),
        });
    Ok(items.collect())
}

/// Where in a list the answer is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dashboard) struct PublicationsPage {
    /// This page, from 1.
    #[schema(example = 1)]
    page: u32,
    /// Items per page.
    #[schema(example = 20)]
    per_page: u32,
    /// Items in the whole list.
    #[schema(example = 41)]
    total: u64,
    /// Pages in the whole list.
    #[schema(example = 3)]
    pages: u64,
}

impl PublicationsPage {
    /// Describes a page.
    pub(in crate::dashboard) fn new<T>(found: &Page<T>, StaffPaging { page, per_page }: StaffPaging) -> Self {
        Self {
            page,
            per_page,
            total: found.total,
            pages: found.pages(per_page),
        }
    }
}
