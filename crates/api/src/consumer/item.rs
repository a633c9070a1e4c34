//! Parts that answers of this surface share: names in languages, people of a publication.

use domain::publication::PersonRef;
use domain::text::Localised;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type};

fn text_or_map() -> OneOfBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let map = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::from(
            ObjectBuilder::new().schema_type(Type::String),
        )));
    OneOfBuilder::new().item(text).item(map)
}

/// Text, or language → text.
pub(crate) fn localised_schema() -> Schema {
    let text = "Text, or language code → text.";
    Schema::OneOf(text_or_map().description(Some(text)).build())
}

/// Text, language → text, or null.
pub(crate) fn optional_localised_schema() -> Schema {
    let text = "Text, language code → text, or null.";
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(text_or_map().item(null).description(Some(text)).build())
}

/// Schema of the identifier that CMS plugins keep their copies under.
pub(crate) fn external_doi_schema() -> utoipa::openapi::Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("The DOI: what copies of this record are kept under."))
        .examples([serde_json::json!("10.5555/12345678")])
        .build()
}

/// What a person did for a publication.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Wrote it.
    Author,
}

/// A person of the centre among a publication's authors.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PublicationPerson {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    external_id: String,
    /// What they did.
    role: Role,
    /// Author position from 1; null where it is not known.
    #[schema(required = true, example = 1)]
    position: Option<u32>,
}

/// People as answers show them.
pub(crate) fn people(refs: &[PersonRef]) -> Vec<PublicationPerson> {
    refs.iter()
        .map(|person| PublicationPerson {
            external_id: person.orcid.as_str().to_owned(),
            role: Role::Author,
            position: person.position,
        })
        .collect()
}

/// One text for readers whose language is not known.
pub(crate) fn any_text(text: Option<&Localised>) -> Option<String> {
    text.map(|text| text.any().to_owned())
}
