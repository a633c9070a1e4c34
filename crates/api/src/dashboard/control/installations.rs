//! Where an integration is installed, and installing it.

use actix_web::HttpResponse;
use domain::installation::{InstallationFilter, NewInstall, Scope};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::bodies::{InstallationBody, list_body, scopes_schema};
use super::reach;
use crate::auth::{Call, Party, Staff, roles};
use crate::dashboard::ingestion::plain;
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{InstallationParams, IntegrationPath, Json, given};

list_body! {
    /// A part of the installations of an integration.
    InstallationList of InstallationBody
}

/// Fetch a list of installations of an integration
///
/// Newest first, archived ones left out. Staff see those of the workspace, the integration sees all.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations",
    operation_id = "listInstallations",
    tag = "Installations",
    params(IntegrationPath, InstallationParams),
    responses(
        (status = 200, description = "Paginated list of installations.", body = InstallationList),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn list(call: Call<Party<roles::Viewer>, (IntegrationPath, InstallationParams)>) -> Answer {
    let (path, params) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let filter = InstallationFilter {
        integration: Some(integration.name),
        workspace: caller.workspace().cloned(),
        external_id: params.external_id.clone(),
        id: None,
    };
    let control = &services.installation_desk.control;
    let found = control.page(&filter, &params.slice()).await?;
    call.current(None, &InstallationList::of(found, InstallationBody::from))
}

/// Where to install.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallBody {
    /// The workspace: its id or slug.
    #[schema(example = "cesam")]
    organization: String,
    /// What people call it; the integration's title where left out.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 120, message = "must have between 1 and 120 characters"))]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, example = "Main site")]
    display_name: Option<String>,
    /// More words.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 2048, message = "must have at most 2048 characters"))]
    #[schema(value_type = String, required = false, max_length = 2048)]
    description: Option<String>,
    /// What it may read; all that the integration asks for where left out.
    #[serde(default, deserialize_with = "given")]
    #[schema(required = false, schema_with = scopes_schema)]
    scopes: Option<Vec<Scope>>,
}

/// Install integration on a target organization
///
/// In `draft`: with a site it waits for verification, and the first verified site makes it active. An integration
/// that is installed already, and not revoked or archived, is not installed twice.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations",
    operation_id = "installIntegration",
    tag = "Installations",
    params(IntegrationPath),
    request_body = InstallBody,
    responses(
        (status = 201, description = "It is installed.", body = InstallationBody),
        (status = 404, description = "There is no such integration or workspace: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "It is installed already (`already_installed`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn install(
    call: Call<Staff<roles::WorkspaceAdmin>, (IntegrationPath, Json<InstallBody>)>,
) -> Answer {
    let (path, Json(body)) = &call.input;
    let (services, member) = (call.services(), &call.caller.member);
    let caller = reach::as_caller(member);
    let integration = reach::integration(services, &caller, &path.integration).await?;
    reach::check_organization(member, &body.organization)?;
    let new = NewInstall {
        display_name: body
            .display_name
            .as_deref()
            .map(plain)
            .filter(|name| !name.is_empty()),
        description: body.description.clone().filter(|text| !text.trim().is_empty()),
        scopes: body.scopes.as_deref().map(distinct),
    };
    let desk = &services.installation_desk;
    let file = desk
        .install(&integration, &member.workspace.id, new, &caller)
        .await?;
    Ok(HttpResponse::Created().json(InstallationBody::from(file.installation)))
}

/// Scopes in order, each once.
pub(super) fn distinct(scopes: &[Scope]) -> Vec<Scope> {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}
