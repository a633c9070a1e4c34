//! Projects: the list, and one project.

use domain::partial_date::PartialDate;
use domain::project::{Project, ProjectId};
use domain::text::Localised;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::item::any_text;
use crate::auth::{Call, Open, ReadsCatalogue, scopes};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{
    Deleted, IdPath, PageInfo, ProjectParams, Word, deleted, direction_schema, encode_segment,
    optional_currency_schema, project_sort_schema, render,
};

/// A project in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectItem {
    /// Identifier.
    #[schema(example = "deep-sea")]
    id: String,
    /// Funding programme.
    #[schema(example = "Horizon Europe")]
    programme: String,
    /// Plain text.
    title: String,
    /// Plain text.
    #[schema(required = true)]
    r#abstract: Option<String>,
    /// First day, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2024-01-01")]
    start_date: Option<PartialDate>,
    /// Last day, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2026-12")]
    end_date: Option<PartialDate>,
    /// Where the whole project is.
    #[schema(format = "uri", example = "https://api.example.org/v1/projects/deep-sea")]
    href: String,
}

/// Where the whole project is.
pub(crate) fn address(base: &str, id: &ProjectId) -> String {
    format!("{base}/v1/projects/{}", encode_segment(id.as_str()))
}

/// One page of projects.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectList {
    /// This page.
    projects: Vec<ProjectItem>,
    #[serde(flatten)]
    page: PageInfo,
    #[serde(flatten)]
    applied: AppliedProjectFilters,
    /// What left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
}

/// Order and filters as applied.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppliedProjectFilters {
    /// Sort field.
    #[schema(schema_with = project_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Currency filter.
    #[schema(required = true, schema_with = optional_currency_schema)]
    funding_currency: Option<&'static str>,
    /// Change filter.
    #[schema(required = true)]
    updated_since: Option<i64>,
}

impl From<&ProjectParams> for AppliedProjectFilters {
    fn from(params: &ProjectParams) -> Self {
        Self {
            sort: params.order.sort.word(),
            dir: params.order.dir.word(),
            q: params.words.q.clone(),
            funding_currency: params.filter.funding_currency.map(Word::word),
            updated_since: params.filter.updated_since,
        }
    }
}

/// A project.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectDetail {
    /// Identifier.
    #[schema(example = "deep-sea")]
    id: String,
    /// Funding programme.
    programme: String,
    /// Plain text.
    title: String,
    /// Plain text.
    #[schema(required = true)]
    r#abstract: Option<String>,
    /// First day, as precise as it is known.
    #[schema(required = true, value_type = Option<String>)]
    start_date: Option<PartialDate>,
    /// Last day, as precise as it is known.
    #[schema(required = true, value_type = Option<String>)]
    end_date: Option<PartialDate>,
    /// ORCID iDs of the members.
    member_orcids: Vec<String>,
    /// ORCID iDs of the coordinators.
    coordinator_orcids: Vec<String>,
    /// Funding, images, times, and whatever else the centre shows.
    #[schema(value_type = Object, example = json!({"total_funding_amount": 250_000.0, "total_funding_currency": "EUR"}))]
    data: Map<String, Value>,
}

impl From<Project> for ProjectDetail {
    fn from(found: Project) -> Self {
        let orcids = |people: &[domain::identifier::Orcid]| {
            people.iter().map(|orcid| orcid.as_str().to_owned()).collect()
        };
        Self {
            id: found.id.as_str().to_owned(),
            programme: found.fields.programme.clone(),
            title: found.fields.title.any().to_owned(),
            r#abstract: any_text(found.fields.abstract_text.as_ref()),
            start_date: found.fields.start_date,
            end_date: found.fields.end_date,
            member_orcids: orcids(&found.members),
            coordinator_orcids: orcids(&found.coordinators),
            data: rest(found),
        }
    }
}

/// Texts in several languages, where there are such: field → language → text.
fn translations(found: &Project) -> Map<String, Value> {
    let texts = [
        ("title", Some(&found.fields.title)),
        ("abstract", found.fields.abstract_text.as_ref()),
    ];
    let translated = texts.into_iter().filter_map(|(name, text)| match text {
        Some(text @ Localised::ByLanguage(_)) => Some((name.to_owned(), json!(text))),
        _ => None,
    });
    translated.collect()
}

/// The fields that have no place of their own; the centre's free ones never hide ours.
fn rest(found: Project) -> Map<String, Value> {
    let translations = translations(&found);
    let fields = found.fields;
    let mut data = fields.data;
    let own = [
        ("cesam_funding_amount", json!(fields.cesam_funding_amount)),
        ("cesam_funding_currency", json!(fields.cesam_funding_currency)),
        ("total_funding_amount", json!(fields.total_funding_amount)),
        ("total_funding_currency", json!(fields.total_funding_currency)),
        ("funding_entities", json!(fields.funding_entities)),
        ("proponent_institution", json!(fields.proponent_institution)),
        ("project_logo", json!(fields.project_logo)),
        ("funding_partner_images", json!(fields.funding_partner_images)),
        ("created_at", json!(found.created_at)),
        ("updated_at", json!(found.updated_at)),
    ];
    data.extend(own.map(|(name, value)| (name.to_owned(), value)));
    if !translations.is_empty() {
        data.insert("translations".to_owned(), Value::Object(translations));
    }
    data
}

/// List public projects
///
/// Visible projects with search, sort and filters. Without a key the deployment's public workspace answers, with
/// one the key's.
#[utoipa::path(
    get,
    path = "/v1/projects",
    operation_id = "listProjects",
    tag = "Projects",
    params(ProjectParams),
    responses((status = 200, description = "Paginated public project list.", body = ProjectList))
)]
pub(crate) async fn list(call: Call<Open<scopes::Projects>, ProjectParams>) -> Answer {
    let path = "/v1/projects";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    call.answer(&resource, page(&call, path)).await
}

async fn page(call: &Call<Open<scopes::Projects>, ProjectParams>, path: &str) -> Result<Vec<u8>, Problem> {
    let params = &call.input;
    let base = call.base();
    let view = &call.caller.reader().view;
    let projects = &call.services().projects;
    let found = projects.list_public(view, &params.query()).await?;
    let gone = match params.filter.updated_since {
        Some(since) => Some(projects.withdrawn_since(view.workspace(), since).await?),
        None => None,
    };
    let item = |project: Project| ProjectItem {
        href: address(&base, &project.id),
        id: project.id.as_str().to_owned(),
        programme: project.fields.programme,
        title: project.fields.title.any().to_owned(),
        r#abstract: any_text(project.fields.abstract_text.as_ref()),
        start_date: project.fields.start_date,
        end_date: project.fields.end_date,
    };
    render(&ProjectList {
        page: PageInfo::new(&found, params.paging, |page| {
            format!("{base}{path}?{}", params.canonical(page))
        }),
        projects: found.items.into_iter().map(item).collect(),
        applied: params.into(),
        deleted: gone.map(deleted),
    })
}

/// Get public project by ID
///
/// A visible project with its members and coordinators.
#[utoipa::path(
    get,
    path = "/v1/projects/{id}",
    operation_id = "getProject",
    tag = "Projects",
    params(("id" = String, Path, description = "Project identifier.", example = "deep-sea")),
    responses(
        (status = 200, description = "Public project detail payload.", body = ProjectDetail),
        (status = 404, description = "Project not found or not public.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<Open<scopes::Projects>, IdPath>) -> Answer {
    let id = ProjectId::new(call.input.0.as_str());
    let build = async {
        let view = &call.caller.reader().view;
        let found = call.services().projects.find_public(view, &id).await?;
        let found = found.ok_or_else(|| Problem::missing(Code::ProjectNotFound))?;
        render(&ProjectDetail::from(found))
    };
    call.answer(&format!("/v1/projects/{id}"), build).await
}
