//! Projects as the staff write them; the domain reads what stands here.

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::dashboard::people::text_or_languages;
use crate::wire::{changes_of, currency_schema, doi_schema, orcid_schema};

/// A new project. What is left out is absent, and the project is shown.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes what the domain reads")]
pub(super) struct NewProjectBody {
    /// A slug of your choice; a fresh identifier where left out.
    #[schema(
        nullable = false,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length = 190,
        example = "deep-sea"
    )]
    id: Option<String>,
    /// Funding programme.
    #[schema(schema_with = line_schema, example = "Horizon Europe")]
    programme: String,
    /// Text, or language code → text.
    #[schema(schema_with = title_schema)]
    title: Value,
    /// Text, or language code → text; null takes it away.
    #[schema(schema_with = abstract_schema, required = false)]
    r#abstract: Option<Value>,
    /// First day: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null where it is not known.
    #[schema(schema_with = date_schema, required = false)]
    start_date: Option<String>,
    /// Last day, not before the first.
    #[schema(schema_with = date_schema, required = false)]
    end_date: Option<String>,
    /// The centre's share; null where it is not known.
    #[schema(minimum = 0, example = 125_000.0)]
    cesam_funding_amount: Option<f64>,
    #[schema(schema_with = currency_schema, required = false)]
    cesam_funding_currency: Option<String>,
    /// The whole budget; null where it is not known.
    #[schema(minimum = 0, example = 250_000.0)]
    total_funding_amount: Option<f64>,
    #[schema(schema_with = currency_schema, required = false)]
    total_funding_currency: Option<String>,
    /// Who funds it: names or objects, as the centre keeps them; at most 100.
    #[schema(nullable = false, max_items = 100)]
    funding_entities: Option<Vec<Value>>,
    /// Who proposed it; null where nobody did.
    #[schema(schema_with = optional_line_schema, required = false)]
    proponent_institution: Option<String>,
    /// An image: `url` (of the web, or relative), `alt`, …; null where there is none.
    #[schema(value_type = Option<Object>, example = json!({"url": "https://www.example.org/logo.png", "alt": "Deep sea"}))]
    project_logo: Option<Map<String, Value>>,
    /// Images of the funders; at most 100.
    #[schema(value_type = Vec<Object>, required = false, max_items = 100)]
    funding_partner_images: Option<Vec<Map<String, Value>>>,
    /// Anything else that the centre wants to show.
    #[schema(value_type = Object, required = false)]
    data: Option<Map<String, Value>>,
    /// All members from now on, by ORCID iD; they need not be in the catalogue.
    #[schema(schema_with = orcids_schema, required = false)]
    member_orcids: Option<Vec<String>>,
    /// All coordinators from now on, likewise.
    #[schema(schema_with = orcids_schema, required = false)]
    coordinator_orcids: Option<Vec<String>>,
    /// All publications that came out of it from now on, by DOI; they have to be in the catalogue.
    #[schema(schema_with = publications_schema, required = false)]
    publication_ids: Option<Vec<String>>,
    /// Whether it is shown.
    #[schema(nullable = false)]
    visible: Option<bool>,
}

/// What is to change of a project; what is left out stays.
pub(super) struct ProjectChangeBody;

impl PartialSchema for ProjectChangeBody {
    fn schema() -> RefOr<Schema> {
        changes_of(
            NewProjectBody::schema(),
            "What is to change; what is left out stays.",
        )
    }
}

impl ToSchema for ProjectChangeBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ProjectChangeBody")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        NewProjectBody::schemas(schemas);
    }
}

fn line() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(300))
        .pattern(Some("[^\\s\\x00-\\x1f\\x7f-\\x9f]"))
}

pub(in crate::dashboard) fn line_schema() -> Schema {
    Schema::Object(line().build())
}

pub(in crate::dashboard) fn optional_line_schema() -> Schema {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    let either = utoipa::openapi::schema::OneOfBuilder::new()
        .item(line())
        .item(null);
    Schema::OneOf(either.build())
}

pub(in crate::dashboard) fn title_schema() -> Schema {
    let text = "Text of at most 1,000 characters, or language code → text (at most 20 languages).";
    Schema::OneOf(text_or_languages().description(Some(text)).build())
}

pub(in crate::dashboard) fn abstract_schema() -> Schema {
    let text = "Text of at most 20,000 characters, or language code → text; null takes it away.";
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(text_or_languages().item(null).description(Some(text)).build())
}

/// Parts of a date; months and days of 0 count as absent.
const DATE: &str = "^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])(-00(-00)?|-(0[1-9]|1[0-2])(-(0[0-9]|[12][0-9]|3[01]))?)?$";

pub(in crate::dashboard) fn date_schema() -> Schema {
    let date = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(DATE))
        .examples([json!("2024-05")]);
    let null = ObjectBuilder::new().schema_type(Type::Null);
    let either = utoipa::openapi::schema::OneOfBuilder::new().item(date).item(null);
    Schema::OneOf(either.build())
}

pub(in crate::dashboard) fn orcids_schema() -> Schema {
    let ids = ArrayBuilder::new()
        .items(orcid_schema())
        .max_items(Some(1_000))
        .examples([json!(["0000-0002-1825-0097"])]);
    Schema::Array(ids.build())
}

fn publications_schema() -> Schema {
    let ids = ArrayBuilder::new()
        .items(doi_schema())
        .max_items(Some(1_000))
        .examples([json!(["10.5555/12345678"])]);
    Schema::Array(ids.build())
}
