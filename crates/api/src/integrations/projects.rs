//! Projects for installations, with their funding.

use domain::partial_date::PartialDate;
use domain::project::Project;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::auth::{Call, Installed, ReadsCatalogue, scopes};
use crate::consumer::{AppliedProjectFilters, project_address};
use crate::problem::Problem;
use crate::routes::Answer;
use crate::wire::{Deleted, PageInfo, ProjectParams, currency_schema, deleted, render};

/// A project in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsProject {
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
    /// The centre's share.
    #[schema(required = true, example = 125_000.0)]
    cesam_funding_amount: Option<f64>,
    #[schema(schema_with = currency_schema)]
    cesam_funding_currency: &'static str,
    /// The whole budget.
    #[schema(required = true, example = 250_000.0)]
    total_funding_amount: Option<f64>,
    #[schema(schema_with = currency_schema)]
    total_funding_currency: &'static str,
    /// Who funds it: names or objects, as the centre keeps them.
    funding_entities: Vec<Value>,
    /// Who proposed it.
    #[schema(required = true)]
    proponent_institution: Option<String>,
    /// An image: `url`, `alt`, …
    #[schema(required = true, value_type = Option<Object>)]
    project_logo: Option<Map<String, Value>>,
    /// Images of the funders.
    #[schema(value_type = Vec<Object>)]
    funding_partner_images: Vec<Map<String, Value>>,
    /// Unix seconds.
    created_at: i64,
    /// Where the whole project is.
    #[schema(format = "uri", example = "https://api.example.org/v1/projects/deep-sea")]
    href: String,
}

impl IntegrationsProject {
    fn new(found: Project, base: &str) -> Self {
        let fields = found.fields;
        Self {
            href: project_address(base, &found.id),
            id: found.id.as_str().to_owned(),
            programme: fields.programme,
            title: fields.title.any().to_owned(),
            r#abstract: fields.abstract_text.map(|text| text.any().to_owned()),
            start_date: fields.start_date,
            end_date: fields.end_date,
            cesam_funding_amount: fields.cesam_funding_amount,
            cesam_funding_currency: fields.cesam_funding_currency.as_str(),
            total_funding_amount: fields.total_funding_amount,
            total_funding_currency: fields.total_funding_currency.as_str(),
            funding_entities: fields.funding_entities,
            proponent_institution: fields.proponent_institution,
            project_logo: fields.project_logo,
            funding_partner_images: fields.funding_partner_images,
            created_at: found.created_at,
        }
    }
}

/// One page of projects.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsProjectList {
    /// This page.
    projects: Vec<IntegrationsProject>,
    #[serde(flatten)]
    page: PageInfo,
    #[serde(flatten)]
    applied: AppliedProjectFilters,
    /// What left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
}

type ProjectsCall = Call<Installed<scopes::Projects>, ProjectParams>;

/// List projects for integrations consumers
///
/// Visible projects with their funding.
#[utoipa::path(
    get,
    path = "/integrations/v1/projects",
    operation_id = "listIntegrationsProjects",
    tag = "Integrations",
    params(ProjectParams),
    responses((
        status = 200,
        description = "Filtered projects visible to the integrations consumer.",
        body = IntegrationsProjectList
    ))
)]
pub(crate) async fn list(call: ProjectsCall) -> Answer {
    let path = "/integrations/v1/projects";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    call.answer(&resource, page(&call, path)).await
}

async fn page(call: &ProjectsCall, path: &str) -> Result<Vec<u8>, Problem> {
    let params = &call.input;
    let base = call.base();
    let projects = &call.services().projects;
    let view = &call.caller.reader().view;
    let found = projects.list_public(view, &params.query()).await?;
    let gone = match params.filter.updated_since {
        Some(since) => Some(projects.withdrawn_since(view.workspace(), since).await?),
        None => None,
    };
    render(&IntegrationsProjectList {
        page: PageInfo::new(&found, params.paging, |page| {
            format!("{base}{path}?{}", params.canonical(page))
        }),
        projects: found
            .items
            .into_iter()
            .map(|project| IntegrationsProject::new(project, &base))
            .collect(),
        applied: params.into(),
        deleted: gone.map(deleted),
    })
}
