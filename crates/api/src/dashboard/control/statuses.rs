//! How far the installations of a workspace are.

use domain::installation::change::missing;
use domain::installation::{InstallationFile, Missing};
use domain::integration::IntegrationName;
use domain::integration::catalogue::is_called;
use domain::storage::{Cursor, Slice};
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::list_body;
use super::installation::missing_schema;
use super::reach;
use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{OrganizationIntegrationPath, OrganizationPath, StatusParams};

/// How far an installation is.
#[derive(Serialize, ToSchema)]
pub(super) struct InstallationState {
    /// Name of the integration.
    integration: String,
    /// `not_installed`, or the status of the installation.
    #[schema(example = "pending_verification")]
    status: &'static str,
    /// Identifier of the installation.
    #[schema(required = true)]
    installation: Option<String>,
    /// What it lacks to be of use.
    #[schema(schema_with = missing_schema)]
    missing: Vec<Missing>,
}

impl InstallationState {
    fn of(file: &InstallationFile, now: i64) -> Self {
        let installation = &file.installation;
        Self {
            integration: installation.platform.clone(),
            status: installation.status.as_str(),
            installation: Some(installation.id.to_string()),
            missing: missing(file, now),
        }
    }
}

list_body! {
    /// A part of the statuses of a workspace's installations.
    StatusList of InstallationState
}

/// Get the status of an integration installation in an organization
///
/// `not_installed`, or the status of the newest installation that is not over, with what it lacks.
#[utoipa::path(
    get,
    path = "/api/orgs/{organizationId}/integrations/{integrationName}/installation_status",
    operation_id = "getInstallationStatus",
    tag = "Installations",
    params(OrganizationIntegrationPath),
    responses(
        (status = 200, description = "Integration installation status.", body = InstallationState),
        (status = 404, description = "There is no such workspace or integration: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn one(call: Call<Staff<roles::Viewer>, OrganizationIntegrationPath>) -> Answer {
    let (services, member, path) = (call.services(), &call.caller.member, &call.input);
    reach::check_organization(member, &path.organization)?;
    let caller = reach::as_caller(member);
    let integration = reach::integration(services, &caller, &path.integration).await?;
    let control = &services.installation_desk.control;
    let files = control.files(&member.workspace.id).await?;
    let name = integration.name.as_str();
    let newest = files
        .iter()
        .filter(|file| file.installation.platform == name)
        .max_by_key(|file| (file.installation.created_at, &file.installation.id));
    let state = newest.map_or_else(
        || InstallationState {
            integration: name.to_owned(),
            status: "not_installed",
            installation: None,
            missing: Vec::new(),
        },
        |file| InstallationState::of(file, call.state().now()),
    );
    call.current(None, &state)
}

/// List the statuses of all integrations installed in an organization
///
/// By integration, those that are over left out.
#[utoipa::path(
    get,
    path = "/api/orgs/{organizationId}/integrations/installations-status",
    operation_id = "listInstallationStatuses",
    tag = "Installations",
    params(OrganizationPath, StatusParams),
    responses(
        (status = 200, description = "List of statuses.", body = StatusList),
        (status = 404, description = "There is no such workspace (`workspace_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn all(call: Call<Staff<roles::Viewer>, (OrganizationPath, StatusParams)>) -> Answer {
    let (path, params) = &call.input;
    let (services, member) = (call.services(), &call.caller.member);
    reach::check_organization(member, &path.organization)?;
    let control = &services.installation_desk.control;
    let mut files = control.files(&member.workspace.id).await?;
    if let Some(after) = &params.slice().after {
        files.retain(|file| place(file) > after.id);
    }
    let mut found = Vec::new();
    for file in files {
        let name = IntegrationName::parse(&file.installation.platform).ok();
        let known = match &name {
            Some(name) => services.integrations.store.find(name).await?,
            None => None,
        };
        if known.is_some_and(|integration| is_called(&integration, &params.search)) {
            found.push(file);
        }
    }
    let slice = Slice::of(found, params.slice().limit, |file| Cursor {
        at: 0,
        id: place(file),
    });
    let now = call.state().now();
    call.current(
        None,
        &StatusList::of(slice, |file| InstallationState::of(&file, now)),
    )
}

/// The place of an installation in the list. (The space sorts before all that a name may hold.)
fn place(file: &InstallationFile) -> String {
    format!("{} {}", file.installation.platform, file.installation.id)
}
