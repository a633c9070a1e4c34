//! Works: the list (the Integrations surface shows the same one), and one work.

use domain::partial_date::PartialDate;
use domain::registry::OtherId;
use domain::work::{Work, WorkId, WorkSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, Open, ReadsCatalogue, scopes};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{
    Deleted, IdPath, PageInfo, Word, WorkParams, deleted, direction_schema, encode_segment, render,
    work_sort_schema,
};

/// A work in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkItem {
    /// Identifier.
    #[schema(example = "tide-tables-2024")]
    id: String,
    /// Plain text.
    #[schema(example = "Tide tables 2024")]
    title: String,
    /// A word of our vocabulary.
    #[schema(required = true, example = "report")]
    work_type: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2024")]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true, example = 2024)]
    publication_year: Option<i32>,
    /// Unix seconds.
    #[schema(example = 1_790_000_000)]
    created_at: i64,
    /// Where the whole work is.
    #[schema(format = "uri", example = "https://api.example.org/v1/works/tide-tables-2024")]
    href: String,
}

impl WorkItem {
    fn new(found: WorkSummary, base: &str) -> Self {
        Self {
            href: address(base, &found.id),
            id: found.id.as_str().to_owned(),
            title: found.title,
            work_type: found.work_type,
            publication_date: found.publication_date,
            publication_year: found.publication_year,
            created_at: found.created_at,
        }
    }
}

fn address(base: &str, id: &WorkId) -> String {
    format!("{base}/v1/works/{}", encode_segment(id.as_str()))
}

/// One page of works.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkList {
    /// This page.
    works: Vec<WorkItem>,
    #[serde(flatten)]
    page: PageInfo,
    #[serde(flatten)]
    applied: AppliedWorkFilters,
    /// What left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
}

/// Order and filters as applied.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppliedWorkFilters {
    /// Sort field.
    #[schema(schema_with = work_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Type filter.
    #[schema(required = true)]
    work_type: Option<String>,
    /// Year filter.
    #[schema(required = true)]
    publication_year: Option<i32>,
    /// Change filter.
    #[schema(required = true)]
    updated_since: Option<i64>,
}

impl From<&WorkParams> for AppliedWorkFilters {
    fn from(params: &WorkParams) -> Self {
        Self {
            sort: params.order.sort.word(),
            dir: params.order.dir.word(),
            q: params.words.q.clone(),
            work_type: params.filter.work_type.clone(),
            publication_year: params.filter.publication_year,
            updated_since: params.filter.updated_since,
        }
    }
}

/// An identifier of a work.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkIdentifier {
    /// `isbn`, `handle`, `uri`, …
    #[schema(example = "isbn")]
    r#type: String,
    /// As given.
    value: String,
}

impl From<OtherId> for WorkIdentifier {
    fn from(id: OtherId) -> Self {
        Self {
            r#type: id.kind,
            value: id.value,
        }
    }
}

/// A work.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkDetail {
    /// Identifier.
    #[schema(example = "tide-tables-2024")]
    id: String,
    /// Plain text.
    title: String,
    /// A word of our vocabulary.
    #[schema(required = true, example = "report")]
    work_type: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>)]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true)]
    publication_year: Option<i32>,
    /// Journal, publisher or series.
    #[schema(required = true)]
    container_title: Option<String>,
    /// Web page.
    #[schema(required = true)]
    url: Option<String>,
    /// Plain text.
    #[schema(required = true)]
    r#abstract: Option<String>,
    /// Its identifiers, as given.
    identifiers: Vec<WorkIdentifier>,
    /// ORCID iDs of the centre's people who made it.
    #[schema(example = json!(["0000-0002-1825-0097"]))]
    person_orcids: Vec<String>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds.
    updated_at: i64,
    /// Where this answer is.
    #[schema(format = "uri")]
    href: String,
}

impl WorkDetail {
    fn new(found: Work, base: &str) -> Self {
        let fields = found.fields;
        Self {
            href: address(base, &found.id),
            id: found.id.as_str().to_owned(),
            title: fields.title.any().to_owned(),
            work_type: fields.work_type,
            publication_date: fields.publication_date,
            publication_year: fields.publication_date.map(PartialDate::year),
            container_title: fields.container_title,
            url: fields.url,
            r#abstract: fields.abstract_text.map(|text| text.any().to_owned()),
            identifiers: fields.identifiers.into_iter().map(Into::into).collect(),
            person_orcids: found
                .people
                .iter()
                .map(|orcid| orcid.as_str().to_owned())
                .collect(),
            created_at: found.created_at,
            updated_at: found.updated_at,
        }
    }
}

/// Answers with a page of works, at whichever address of the two surfaces.
pub(crate) async fn list_of_works<A: ReadsCatalogue>(call: &Call<A, WorkParams>, path: &str) -> Answer {
    let params = &call.input;
    let resource = format!("{path}?{}", params.canonical(params.paging.page));
    let build = async {
        let base = call.base();
        let view = &call.caller.reader().view;
        let works = &call.services().works;
        let found = works.list_public(view, &params.query()).await?;
        let gone = match params.filter.updated_since {
            Some(since) => Some(works.withdrawn_since(view.workspace(), since).await?),
            None => None,
        };
        render(&WorkList {
            page: PageInfo::new(&found, params.paging, |page| {
                format!("{base}{path}?{}", params.canonical(page))
            }),
            works: found
                .items
                .into_iter()
                .map(|work| WorkItem::new(work, &base))
                .collect(),
            applied: params.into(),
            deleted: gone.map(deleted),
        })
    };
    call.answer(&resource, build).await
}

/// List public works
///
/// Verified works with search, sort and filters. Without a key the deployment's public workspace answers, with
/// one the key's.
#[utoipa::path(
    get,
    path = "/v1/works",
    operation_id = "listWorks",
    tag = "Works",
    params(WorkParams),
    responses((status = 200, description = "Paginated public work list.", body = WorkList))
)]
pub(crate) async fn list(call: Call<Open<scopes::Works>, WorkParams>) -> Answer {
    list_of_works(&call, "/v1/works").await
}

/// Get public work by ID
///
/// A verified work with its people and identifiers.
#[utoipa::path(
    get,
    path = "/v1/works/{id}",
    operation_id = "getWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    responses(
        (status = 200, description = "Public work detail payload.", body = WorkDetail),
        (status = 404, description = "Work not found or not public.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<Open<scopes::Works>, IdPath>) -> Answer {
    let id = WorkId::new(call.input.0.as_str());
    let build = async {
        let view = &call.caller.reader().view;
        let found = call.services().works.find_public(view, &id).await?;
        let found = found.ok_or_else(|| Problem::missing(Code::WorkNotFound))?;
        render(&WorkDetail::new(found, &call.base()))
    };
    call.answer(&format!("/v1/works/{id}"), build).await
}
