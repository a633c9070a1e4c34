//! Publications: the list, and the record of a DOI.

use std::collections::BTreeMap;

use domain::identifier::Doi;
use domain::partial_date::PartialDate;
use domain::publication::{
    CitedBy, OpenAccessStatus, PublicPublication, PublicationStore, Record, Resolution,
};
use domain::registry::Provider;
use domain::workspace::View;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::item::{PublicationPerson, any_text, external_doi_schema, people};
use super::publication_list::{ListRequest, PublicationList};
use crate::auth::{Call, Open, ReadsCatalogue, scopes};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{DoiPath, DoiText, PublicationParams, render};

/// A publication's public record.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicationDetail {
    /// Normal form: lower-case, without scheme.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    #[schema(schema_with = external_doi_schema)]
    external_id: String,
    /// Stable and unique in the centre.
    slug: String,
    /// The DOI as a URL.
    #[schema(format = "uri", example = "https://doi.org/10.5555/12345678")]
    doi_url: String,
    /// Plain text.
    #[schema(required = true)]
    title: Option<String>,
    /// The merged record: authors, dates, container, licences, funders, identifiers, …
    #[schema(value_type = Object, example = json!({
        "doi": "10.5555/12345678",
        "title": "Toward a Unified Theory of High-Energy Metaphysics",
        "authors": [{"position": 1, "given": "Josiah", "family": "Carberry", "orcid": "0000-0002-1825-0097"}],
        "publication_date": "2008-08",
        "container_title": "Journal of Psychoceramics"
    }))]
    data: Record,
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
    #[schema(required = true)]
    cited_by_count: Option<u64>,
    /// Some source says that it is retracted.
    is_retracted: bool,
    /// `diamond`, `gold`, `green`, `hybrid`, `bronze` or `closed`.
    #[schema(required = true, example = "gold")]
    open_access_status: Option<String>,
    /// What each provider said when it was last asked, and what it adds: provider → state.
    #[schema(required = true, value_type = Option<Object>, example = json!({
        "crossref": {"fetched_at": 1_790_000_000, "status": "ok", "cited_by_count": 7},
        "openalex": {"fetched_at": 1_790_000_000, "status": "ok", "cited_by_count": 9,
                     "open_access": {"status": "gold", "url": null}}
    }))]
    enriched_metadata: Option<BTreeMap<&'static str, Value>>,
    /// Whether a registry describes the DOI: `registered`, `unresolved` or `pending`.
    #[schema(value_type = String, example = "registered")]
    resolution: Resolution,
    /// Unix seconds of the last answer of a registry.
    last_fetched_at: i64,
    /// Unix seconds of the last edit by hand.
    #[schema(required = true)]
    last_edited_at: Option<i64>,
    /// Accepted edits by hand.
    edit_count: i64,
    /// The centre's people among the authors.
    people: Vec<PublicationPerson>,
}

impl From<PublicPublication> for PublicationDetail {
    fn from(found: PublicPublication) -> Self {
        Self {
            external_id: found.doi.as_str().to_owned(),
            doi: found.doi.as_str().to_owned(),
            doi_url: found.doi.url(),
            title: any_text(found.data.title.as_ref()),
            publication_date: found.data.publication_date,
            publication_year: found.data.publication_year,
            publication_type: found.data.publication_type.clone(),
            cited_by_count: found.data.cited_by_count,
            is_retracted: found.data.is_retracted,
            open_access_status: found.data.open_access.status.clone(),
            enriched_metadata: (!found.providers.is_empty()).then(|| enriched(&found)),
            resolution: found.resolution,
            last_fetched_at: found.last_fetched_at,
            last_edited_at: found.last_edited_at,
            edit_count: found.edit_count,
            people: people(&found.people),
            slug: found.slug,
            data: found.data,
        }
    }
}

/// Provider → state, with the citation count and open access that it brought. Reasons of failures stay inside:
/// they are for the staff.
fn enriched(found: &PublicPublication) -> BTreeMap<&'static str, Value> {
    let state_of = |(provider, state): (&Provider, &domain::publication::ProviderState)| {
        let mut entry = json!({ "fetched_at": state.fetched_at, "status": state.status });
        let CitedBy {
            crossref,
            datacite,
            openalex,
        } = &found.data.cited_by;
        let cited_by = match provider {
            Provider::Crossref => *crossref,
            Provider::Datacite => *datacite,
            Provider::Openalex => *openalex,
            Provider::DoiOrg | Provider::Orcid => None,
        };
        if let Some(fields) = entry.as_object_mut() {
            if let Some(count) = cited_by {
                fields.insert("cited_by_count".to_owned(), json!(count));
            }
            if *provider == Provider::Openalex {
                let OpenAccessStatus { status, url } = &found.data.open_access;
                fields.insert("open_access".to_owned(), json!({ "status": status, "url": url }));
            }
        }
        (provider.as_str(), entry)
    };
    found.providers.iter().map(state_of).collect()
}

/// List visible publications
///
/// Public publications with search, sort and filters. Without a key the deployment's public workspace answers,
/// with one the key's.
#[utoipa::path(
    get,
    path = "/v1/publications",
    operation_id = "listPublications",
    tag = "Publications",
    params(PublicationParams),
    responses((status = 200, description = "Paginated public publication list.", body = PublicationList))
)]
pub(crate) async fn list(call: Call<Open<scopes::Publications>, PublicationParams>) -> Answer {
    let path = "/v1/publications";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    let request = ListRequest {
        store: &call.services().publications,
        reader: call.caller.reader(),
        params: &call.input,
        person: None,
        address: call.base() + path,
    };
    call.answer(&resource, request.render()).await
}

/// Get visible publication by DOI
///
/// The merged record of a DOI, when it is public. The DOI may be percent-encoded or stand in the path as it is,
/// slashes included.
#[utoipa::path(
    get,
    path = "/v1/doi/{doi}",
    operation_id = "getPublicationByDoi",
    tag = "Publications",
    params(("doi" = inline(DoiText), Path, description = "DOI, URL-encoded if necessary.", example = "10.5555/12345678")),
    responses(
        (status = 200, description = "Public publication detail payload.", body = PublicationDetail),
        (status = 404, description = "Publication not found or not public.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<Open<scopes::Publications>, DoiPath>) -> Answer {
    let DoiPath(doi) = &call.input;
    let build = async {
        let store = call.services().publications.as_ref();
        let found = find(store, &call.caller.reader().view, doi).await?;
        let found = found.ok_or_else(|| Problem::missing(Code::PublicationNotFound))?;
        render(&PublicationDetail::from(found))
    };
    call.answer(&format!("/v1/doi/{doi}"), build).await
}

/// The DOI as given first; then without what may have stuck to its end.
async fn find(
    store: &dyn PublicationStore,
    view: &View,
    doi: &Doi,
) -> Result<Option<PublicPublication>, Problem> {
    for candidate in doi.candidates() {
        if let Some(found) = store.find_public(view, &candidate).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
