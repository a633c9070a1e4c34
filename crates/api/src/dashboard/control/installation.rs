//! One installation: reading, changing, uninstalling it.

use actix_web::HttpResponse;
use domain::installation::change::missing;
use domain::installation::{
    InstallationFile, InstallationPatch, InstallationStatus, Missing, Scope, Selection,
};
use domain::workspace::EntityId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use validator::Validate;

use super::bodies::{InstallationBody, scopes_schema, word_schema, words_schema};
use super::installations::distinct;
use super::reach;
use crate::auth::{Call, Party, Staff, roles};
use crate::dashboard::ingestion::plain;
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{InstallationPath, OptionalJson, given};

/// Longest name that an integration gives an installation, in characters.
const MAX_EXTERNAL_ID: usize = 200;
/// Names that an integration may give one installation.
const MAX_EXTERNAL_IDS: usize = 5;

/// An installation, and what it lacks.
#[derive(Serialize, ToSchema)]
pub(super) struct InstallationDetail {
    #[serde(flatten)]
    installation: InstallationBody,
    /// What it lacks to be of use.
    #[schema(schema_with = missing_schema)]
    missing: Vec<Missing>,
}

impl InstallationDetail {
    fn new(file: InstallationFile, now: i64) -> Self {
        Self {
            missing: missing(&file, now),
            installation: file.installation.into(),
        }
    }
}

/// Schema of what an installation lacks.
pub(super) fn missing_schema() -> Schema {
    let words = Missing::ALL.iter().map(|missing| missing.as_str());
    words_schema(words, "What it lacks to be of use.")
}

/// Get a specific integration's installation by its ID
///
/// Archived ones can still be read here.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}",
    operation_id = "getIntegrationInstallation",
    tag = "Installations",
    params(InstallationPath),
    responses(
        (status = 200, description = "The installation.", body = InstallationDetail),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn read(call: Call<Party<roles::Viewer>, InstallationPath>) -> Answer {
    let path = &call.input;
    let of = (&path.integration, &path.installation);
    let (_, file) = reach::file(call.services(), &call.caller.caller, of).await?;
    call.current(None, &InstallationDetail::new(file, call.state().now()))
}

/// New values; what is left out stays. An integration itself changes `externalIds` only.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InstallationPatchBody {
    /// What the integration calls it.
    #[serde(rename = "externalIds", deserialize_with = "given")]
    #[schema(required = false, schema_with = external_ids_schema)]
    external_ids: Option<Vec<String>>,
    /// Whether it sees all entities, or those of `spaces`.
    #[serde(deserialize_with = "given")]
    #[schema(required = false, schema_with = selection_schema)]
    space_selection: Option<Selection>,
    /// Ids of entities.
    #[serde(deserialize_with = "given")]
    #[validate(length(max = 1000, message = "must hold at most 1000 ids"))]
    #[schema(value_type = Vec<String>, required = false, max_items = 1000, example = json!(["cesam"]))]
    spaces: Option<Vec<EntityId>>,
    /// Whether it is enabled on all sites of the workspace, or on its own verified ones.
    #[serde(deserialize_with = "given")]
    #[schema(required = false, schema_with = selection_schema)]
    site_selection: Option<Selection>,
    /// What people call it.
    #[serde(deserialize_with = "given")]
    #[validate(length(min = 1, max = 120, message = "must have between 1 and 120 characters"))]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120,
             pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]")]
    display_name: Option<String>,
    /// More words; an empty text takes them away.
    #[serde(deserialize_with = "given")]
    #[validate(length(max = 2048, message = "must have at most 2048 characters"))]
    #[schema(value_type = String, required = false, max_length = 2048)]
    description: Option<String>,
    /// What it may read, within what the integration asks for.
    #[serde(deserialize_with = "given")]
    #[schema(required = false, schema_with = scopes_schema)]
    scopes: Option<Vec<Scope>>,
    /// Its next status; uninstalling is a DELETE.
    #[serde(deserialize_with = "given")]
    #[schema(required = false, schema_with = status_schema)]
    status: Option<InstallationStatus>,
}

/// Schema of what an integration calls an installation.
fn external_ids_schema() -> Schema {
    let id = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_EXTERNAL_ID))
        .pattern(Some(
            "^[^\\s\\x00-\\x1f\\x7f-\\x9f]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f])?$",
        ));
    let ids = ArrayBuilder::new()
        .items(id)
        .max_items(Some(MAX_EXTERNAL_IDS))
        .unique_items(true)
        .description(Some("What the integration calls it."))
        .examples([serde_json::json!(["blog-7"])]);
    Schema::Array(ids.build())
}

/// At most five different ids.
fn check_external_ids(ids: &[String]) -> Result<(), Problem> {
    let fits = |id: &String| {
        (1..=MAX_EXTERNAL_ID).contains(&id.chars().count())
            && id.trim() == id
            && !id.contains(char::is_control)
    };
    let mut distinct: Vec<&String> = ids.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if ids.len() <= MAX_EXTERNAL_IDS && distinct.len() == ids.len() && ids.iter().all(fits) {
        return Ok(());
    }
    let why = format!(
        "must hold at most {MAX_EXTERNAL_IDS} different ids of 1 to {MAX_EXTERNAL_ID} characters, without blanks around"
    );
    Err(reach::body_fault("externalIds", &why))
}

fn selection_schema() -> Schema {
    let words = Selection::ALL.iter().map(|selection| selection.as_str());
    word_schema(words, "All, or those that were chosen.")
}

fn status_schema() -> Schema {
    let words = InstallationStatus::ALL
        .into_iter()
        .filter(|status| *status != InstallationStatus::Archived)
        .map(InstallationStatus::as_str);
    word_schema(words, "Its next status.")
}

impl InstallationPatchBody {
    fn patch(&self) -> Result<InstallationPatch, Problem> {
        let display_name = self.display_name.as_deref().map(plain);
        if display_name.as_ref().is_some_and(String::is_empty) {
            return Err(reach::body_fault("display_name", "must not be blank"));
        }
        self.external_ids.as_deref().map_or(Ok(()), check_external_ids)?;
        if self.status == Some(InstallationStatus::Archived) {
            return Err(reach::body_fault("status", "uninstall with DELETE instead"));
        }
        let mut entities = self.spaces.clone();
        if let Some(entities) = &mut entities {
            entities.sort_unstable();
            entities.dedup();
        }
        Ok(InstallationPatch {
            external_ids: self.external_ids.clone(),
            space_selection: self.space_selection,
            entities,
            site_selection: self.site_selection,
            display_name,
            description: self.description.clone(),
            scopes: self.scopes.as_deref().map(distinct),
            status: self.status,
        })
    }
}

/// Update external IDs and configurations of an integration's installation
///
/// What is left out stays. Becoming active takes a verified site and a scope; `revoked` is for good and revokes its
/// credentials. The integration itself may change what it calls the installation, and nothing else.
#[utoipa::path(
    patch,
    path = "/api/integrations/{integrationName}/installations/{installationId}",
    operation_id = "updateInstallation",
    tag = "Installations",
    params(InstallationPath),
    request_body(content = InstallationPatchBody, description = "What to change."),
    responses(
        (status = 200, description = "The installation as it is now.", body = InstallationDetail),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "Its status does not allow it: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn update(call: UpdateCall) -> Answer {
    let (path, OptionalJson(body)) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let place = reach::place(caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    let file = desk.change(&place, &integration, body.patch()?, caller).await?;
    Ok(HttpResponse::Ok().json(InstallationDetail::new(file, call.state().now())))
}

type UpdateCall = Call<Party<roles::WorkspaceAdmin>, (InstallationPath, OptionalJson<InstallationPatchBody>)>;

/// Uninstall the integration from a target organization
///
/// The installation is archived and its credentials are revoked; its events are kept. Once is enough.
#[utoipa::path(
    delete,
    path = "/api/integrations/{integrationName}/installations/{installationId}",
    operation_id = "uninstallIntegration",
    tag = "Installations",
    params(InstallationPath),
    responses(
        (status = 204, description = "It is uninstalled."),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn uninstall(call: Call<Staff<roles::WorkspaceAdmin>, InstallationPath>) -> Answer {
    let (services, path) = (call.services(), &call.input);
    let caller = reach::as_caller(&call.caller.member);
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    services.installation_desk.uninstall(&place, &caller).await?;
    Ok(HttpResponse::NoContent().finish())
}
