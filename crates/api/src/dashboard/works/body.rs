//! Works as the staff write them; the domain reads what stands here.

use std::borrow::Cow;

use domain::publication::vocabulary;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::dashboard::projects::{
    abstract_schema, date_schema, optional_line_schema, orcids_schema, title_schema,
};
use crate::wire::changes_of;

/// A new work. What is left out is absent; the work waits for somebody to verify it, unless it says otherwise.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes what the domain reads")]
pub(super) struct NewWorkBody {
    /// A slug of your choice; a fresh identifier where left out.
    #[schema(
        nullable = false,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length = 190,
        example = "tide-tables-2024"
    )]
    id: Option<String>,
    /// Text, or language code → text.
    #[schema(schema_with = title_schema)]
    title: Value,
    /// A word of our vocabulary; null where it cannot be told.
    #[schema(schema_with = work_type_schema, required = false)]
    work_type: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null where it is not known.
    #[schema(schema_with = date_schema, required = false)]
    publication_date: Option<String>,
    /// Journal, publisher or series; null where there is none.
    #[schema(schema_with = optional_line_schema, required = false)]
    container_title: Option<String>,
    /// Its page, `http` or `https`; null where it has none.
    #[schema(
        format = "uri",
        pattern = "^[Hh][Tt][Tt][Pp][Ss]?://",
        example = "https://www.example.org/reports/1"
    )]
    url: Option<String>,
    /// Text, or language code → text; null takes it away.
    #[schema(schema_with = abstract_schema, required = false)]
    r#abstract: Option<Value>,
    /// Its identifiers, at most 100.
    #[schema(nullable = false, max_items = 100)]
    identifiers: Option<Vec<IdentifierBody>>,
    /// All of the workspace's people who made it, from now on, by ORCID iD.
    #[schema(schema_with = orcids_schema, required = false)]
    person_orcids: Option<Vec<String>>,
    /// All projects that it came out of, from now on, by id.
    #[schema(schema_with = named_projects_schema, required = false)]
    project_ids: Option<Vec<String>>,
    /// Whether a person has checked it: only then it is public.
    #[schema(nullable = false)]
    verified: Option<bool>,
    /// Whether it is shown.
    #[schema(nullable = false)]
    visible: Option<bool>,
}

/// What is to change of a work; what is left out stays.
pub(super) struct WorkChangeBody;

impl PartialSchema for WorkChangeBody {
    fn schema() -> RefOr<Schema> {
        changes_of(
            NewWorkBody::schema(),
            "What is to change; what is left out stays.",
        )
    }
}

impl ToSchema for WorkChangeBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("WorkChangeBody")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        NewWorkBody::schemas(schemas);
    }
}

/// An identifier of a work.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain reads")]
pub(super) struct IdentifierBody {
    /// `isbn`, `handle`, `uri`, …
    #[schema(min_length = 1, pattern = "\\S", example = "isbn")]
    r#type: String,
    /// As given.
    #[schema(min_length = 1, pattern = "\\S", example = "978-0-00-000000-2")]
    value: String,
}

fn work_type_schema() -> Schema {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(vocabulary::TYPES))
        .examples([json!("report")]);
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(OneOfBuilder::new().item(word).item(null).build())
}

fn named_projects_schema() -> Schema {
    let id = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(190))
        .pattern(Some("^[^\\x00-\\x1f\\x7f-\\x9f]+$"));
    let ids = ArrayBuilder::new()
        .items(id)
        .max_items(Some(1_000))
        .description(Some("All projects that it came out of, from now on, by id."))
        .examples([json!(["deep-sea"])]);
    Schema::Array(ids.build())
}

/// Schema of a list of project ids.
pub(super) fn project_ids_schema() -> Schema {
    let ids = ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::String))
        .description(Some("Projects that it came out of."))
        .examples([json!(["deep-sea"])]);
    Schema::Array(ids.build())
}
