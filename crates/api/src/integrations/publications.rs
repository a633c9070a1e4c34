//! Publications for installations.

use domain::partial_date::PartialDate;
use domain::publication::{MatchState, PublicationSummary};
use domain::text::Localised;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, Installed, ReadsCatalogue, scopes};
use crate::consumer::{AppliedPublicationFilters, optional_localised_schema};
use crate::problem::Problem;
use crate::routes::Answer;
use crate::wire::{Deleted, PageInfo, PublicationParams, deleted, render};

/// Whether the staff should look at a publication's authors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthorMatchState {
    /// Somebody should look.
    NeedsAttention,
    /// Every linked person has an author position, and nobody is undecided.
    Complete,
}

/// A publication in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsPublication {
    /// Normal form: lower-case, without scheme.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    /// Whether the staff should look at the authors.
    author_match_state: AuthorMatchState,
    #[schema(required = true, schema_with = optional_localised_schema)]
    title: Option<Localised>,
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
    /// The largest count that any source knows.
    #[schema(required = true, example = 7)]
    cited_by_count: Option<i64>,
    /// Unix seconds of the last answer of a registry.
    #[schema(example = 1_790_000_000)]
    last_fetched_at: i64,
}

impl From<PublicationSummary> for IntegrationsPublication {
    fn from(found: PublicationSummary) -> Self {
        Self {
            doi_url: found.doi.url(),
            doi: found.doi.as_str().to_owned(),
            author_match_state: match found.author_match_state {
                MatchState::Complete => AuthorMatchState::Complete,
                MatchState::NeedsAttention => AuthorMatchState::NeedsAttention,
            },
            title: found.title,
            publication_date: found.publication_date,
            publication_year: found.publication_year,
            publication_type: found.publication_type,
            cited_by_count: found.cited_by_count,
            last_fetched_at: found.last_fetched_at,
        }
    }
}

/// One page of publications.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsPublicationList {
    /// This page.
    publications: Vec<IntegrationsPublication>,
    #[serde(flatten)]
    page: PageInfo,
    #[serde(flatten)]
    applied: AppliedPublicationFilters,
    /// What left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
}

type PublicationsCall = Call<Installed<scopes::Publications>, PublicationParams>;

/// List publications for integrations consumers
///
/// The publications that the Consumer API lists, with the state of author matching.
#[utoipa::path(
    get,
    path = "/integrations/v1/publications",
    operation_id = "listIntegrationsPublications",
    tag = "Integrations",
    params(PublicationParams),
    responses((
        status = 200,
        description = "Filtered publications visible to the integrations consumer.",
        body = IntegrationsPublicationList
    ))
)]
pub(crate) async fn list(call: PublicationsCall) -> Answer {
    let path = "/integrations/v1/publications";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    call.answer(&resource, page(&call, path)).await
}

async fn page(call: &PublicationsCall, path: &str) -> Result<Vec<u8>, Problem> {
    let params = &call.input;
    let store = &call.services().publications;
    let view = &call.caller.reader().view;
    let found = store.list_public(view, &params.query(None, false)).await?;
    let gone = match params.filter.updated_since {
        Some(since) => Some(store.withdrawn_since(view.workspace(), since).await?),
        None => None,
    };
    render(&IntegrationsPublicationList {
        page: PageInfo::new(&found, params.paging, |page| {
            format!("{}{path}?{}", call.base(), params.canonical(page))
        }),
        publications: found.items.into_iter().map(Into::into).collect(),
        applied: params.into(),
        deleted: gone.map(deleted),
    })
}
