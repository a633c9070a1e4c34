//! Projects as the staff see them.

use domain::identifier::{Doi, Orcid};
use domain::partial_date::PartialDate;
use domain::project::curation::StaffProject;
use domain::text::Localised;
use domain::work::WorkId;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::body::{abstract_schema, title_schema};
use crate::dashboard::publications::rfc3339;
use crate::wire::currency_schema;

/// A project in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffProjectItem {
    /// Identifier.
    #[schema(example = "deep-sea")]
    id: String,
    /// Funding programme.
    #[schema(example = "Horizon Europe")]
    programme: String,
    /// In the language asked for, where there is such a text.
    title: String,
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
    /// Not hidden.
    visible: bool,
    /// When it was deleted (RFC 3339, UTC); null while it is in the catalogue.
    #[schema(required = true)]
    deleted_at: Option<String>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds.
    updated_at: i64,
}

impl StaffProjectItem {
    /// A row; the title in this language, where there is such.
    pub(super) fn new(found: StaffProject, locale: &str) -> Self {
        let StaffProject {
            project, deleted_at, ..
        } = found;
        let fields = project.fields;
        Self {
            id: project.id.as_str().to_owned(),
            programme: fields.programme,
            title: fields.title.in_language(locale).to_owned(),
            start_date: fields.start_date,
            end_date: fields.end_date,
            cesam_funding_amount: fields.cesam_funding_amount,
            cesam_funding_currency: fields.cesam_funding_currency.as_str(),
            total_funding_amount: fields.total_funding_amount,
            total_funding_currency: fields.total_funding_currency.as_str(),
            visible: project.visible,
            deleted_at: deleted_at.map(rfc3339),
            created_at: project.created_at,
            updated_at: project.updated_at,
        }
    }
}

/// A project in full.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffProjectDetail {
    /// Identifier.
    #[schema(example = "deep-sea")]
    id: String,
    /// Funding programme.
    #[schema(example = "Horizon Europe")]
    programme: String,
    /// Text, or language code → text.
    #[schema(schema_with = title_schema)]
    title: Localised,
    /// Text, or language code → text.
    #[schema(required = true, schema_with = abstract_schema)]
    r#abstract: Option<Localised>,
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
    /// Anything else that the centre shows.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
    /// ORCID iDs of the members.
    member_orcids: Vec<String>,
    /// ORCID iDs of the coordinators.
    coordinator_orcids: Vec<String>,
    /// DOIs of the publications that came out of it.
    publication_ids: Vec<String>,
    /// Ids of the works that came out of it.
    work_ids: Vec<String>,
    /// Not hidden.
    visible: bool,
    /// When it was deleted (RFC 3339, UTC); null while it is in the catalogue.
    #[schema(required = true)]
    deleted_at: Option<String>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds.
    updated_at: i64,
}

impl From<StaffProject> for StaffProjectDetail {
    fn from(found: StaffProject) -> Self {
        let StaffProject {
            project,
            deleted_at,
            works,
            publications,
        } = found;
        let fields = project.fields;
        let orcids = |list: &[Orcid]| list.iter().map(|orcid| orcid.as_str().to_owned()).collect();
        Self {
            id: project.id.as_str().to_owned(),
            programme: fields.programme,
            title: fields.title,
            r#abstract: fields.abstract_text,
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
            data: fields.data,
            member_orcids: orcids(&project.members),
            coordinator_orcids: orcids(&project.coordinators),
            publication_ids: publications
                .iter()
                .map(|doi| Doi::as_str(doi).to_owned())
                .collect(),
            work_ids: works.iter().map(|id| WorkId::as_str(id).to_owned()).collect(),
            visible: project.visible,
            deleted_at: deleted_at.map(rfc3339),
            created_at: project.created_at,
            updated_at: project.updated_at,
        }
    }
}
