//! The staff edit a person's name, biography and categories.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use domain::profile::{CategoryId, Change, ProfileEdit, texts};
use domain::text::Localised;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type,
};
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, OrcidText, StaffPersonPath, given, language_schema};

/// What to change.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileBody {
    /// The name to show: text, or language code → text (at most 20 languages, 300 characters each). ORCID's own
    /// name gives up the edit.
    #[schema(schema_with = text_schema)]
    name: Localised,
    /// The biography to show, in the same form (5000 characters each). Null gives up the edit, so that ORCID's shows
    /// again; left out, it stays.
    #[serde(default, deserialize_with = "change")]
    #[schema(schema_with = clearable_text_schema, required = false)]
    biography: Change<Localised>,
    /// All categories from now on; left out, they stay.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 50, message = "must have at most 50 items"))]
    #[schema(schema_with = category_ids_schema, required = false)]
    category_ids: Option<Vec<String>>,
}

/// Something that can be seen: neither blank nor made of control characters.
fn some_text() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .pattern(Some("[^\\s\\x00-\\x1f\\x7f-\\x9f]"))
}

/// Text, or language code → text.
pub(crate) fn text_or_languages() -> OneOfBuilder {
    let languages = languages()
        .min_properties(Some(1))
        .max_properties(Some(texts::MOST_LANGUAGES));
    OneOfBuilder::new().item(some_text()).item(languages)
}

/// The same as the published contract has it: how many languages there may be stands in words.
fn published() -> OneOfBuilder {
    OneOfBuilder::new().item(some_text()).item(languages())
}

fn languages() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property_names(Some(language_schema().max_length(Some(35)).build()))
        .additional_properties(Some(AdditionalProperties::from(some_text())))
}

fn text_schema() -> Schema {
    let text = "The name to show: text, or language code → text (at most 20 languages, 300 characters each). \
                ORCID's own name gives up the edit.";
    Schema::OneOf(published().description(Some(text)).build())
}

fn clearable_text_schema() -> Schema {
    let text = "The biography to show, in the same form (5000 characters each). Null gives up the edit, so that \
                ORCID's shows again; left out, it stays.";
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(published().item(null).description(Some(text)).build())
}

fn category_ids_schema() -> Schema {
    let ids = ArrayBuilder::new()
        .items(some_text())
        .max_items(Some(50))
        .description(Some("All categories from now on; left out, they stay."))
        .examples([json!(["phd-students"])]);
    Schema::Array(ids.build())
}

/// Null gives up what was there.
fn change<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Change<Localised>, D::Error> {
    let value = Option::<Localised>::deserialize(deserializer)?;
    Ok(value.map_or(Change::Clear, Change::Set))
}

/// The change was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
}

impl ProfileBody {
    fn checked(&self) -> Result<ProfileEdit, Problem> {
        let mut faults = BTreeMap::new();
        let mut keep = |field: &'static str, text: Result<Localised, texts::TextFault>| match text {
            Ok(text) => Some(text),
            Err(why) => {
                faults.insert(field, why.to_string());
                None
            }
        };
        let name = keep("name", texts::name(self.name.clone()));
        let biography = match self.biography.clone() {
            Change::Set(text) => keep("biography", texts::biography(text)).map(Change::Set),
            other => Some(other),
        };
        let (Some(name), Some(biography)) = (name, biography) else {
            let message = "some fields of the body cannot be used";
            return Err(Problem::fields(Code::InvalidBody, message, &faults));
        };
        let ids = self.category_ids.as_ref();
        Ok(ProfileEdit {
            name,
            biography,
            categories: ids.map(|ids| ids.iter().map(CategoryId::new).collect()),
        })
    }
}

/// Update person profile
///
/// Edits the name and biography that are shown, and the categories. Edits stay when ORCID is read again, and show in
/// the public answers at once. The slug stays, and authors go on being matched by the names that ORCID gives.
#[utoipa::path(
    patch,
    path = "/api/people/{orcid}",
    operation_id = "dashboardEditPerson",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = ProfileBody,
    responses(
        (status = 200, description = "The person was changed.", body = EditAnswer),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
        (status = 409, description = "Some categories take nobody new (`category_retired`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn edit(call: Call<Staff<roles::Editor>, (StaffPersonPath, Json<ProfileBody>)>) -> Answer {
    let (StaffPersonPath(orcid), Json(body)) = &call.input;
    let member = &call.caller.member;
    let edit = body.checked()?;
    let profiles = &call.services().profiles;
    profiles
        .edit(&member.workspace.id, orcid, &edit, member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(EditAnswer { success: true }))
}
