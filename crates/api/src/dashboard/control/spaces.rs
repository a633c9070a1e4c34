//! The entities that installations may see.

use domain::installation::{InstallationFilter, SpaceInstallation};

use super::bodies::{SpaceItem, list_body};
use super::reach;
use crate::auth::{Call, Party, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{
    ExtendedListParams, ExtendedParams, InstallationPath, InstallationSpacePath, IntegrationPath,
    SpacesParams,
};

list_body! {
    /// A part of the entities that installations may see.
    SpaceList of SpaceItem
}

/// List installations on spaces for an integration in an organization
///
/// The entities that an installation may see: all of the workspace, or those that were chosen. Archived installations
/// see none.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}/spaces",
    operation_id = "listInstallationSpaces",
    tag = "Installations",
    params(InstallationPath, ExtendedListParams),
    responses(
        (status = 200, description = "Paginated list of entities.", body = SpaceList),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn of_installation(
    call: Call<Party<roles::Viewer>, (InstallationPath, ExtendedListParams)>,
) -> Answer {
    let (path, params) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let of = (&path.integration, &path.installation);
    let (integration, file) = reach::file(services, caller, of).await?;
    let filter = InstallationFilter {
        integration: Some(integration.name.clone()),
        workspace: Some(file.installation.workspace),
        external_id: None,
        id: Some(file.installation.id),
    };
    let control = &services.installation_desk.control;
    let found = control.spaces(&filter, &params.slice()).await?;
    let name = integration.name.as_str();
    let show = |space| SpaceItem::new(name, space, params.extended);
    call.current(None, &SpaceList::of(found, show))
}

/// Get a specific integration's space installation
///
/// An entity, if the installation may see it.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}/spaces/{spaceId}",
    operation_id = "getInstallationSpace",
    tag = "Installations",
    params(InstallationSpacePath, ExtendedParams),
    responses(
        (status = 200, description = "The entity.", body = SpaceItem),
        (status = 404, description = "There is no such integration, installation or entity, or the installation may not see it: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn one(call: Call<Party<roles::Viewer>, (InstallationSpacePath, ExtendedParams)>) -> Answer {
    let (path, params) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let of = (&path.integration, &path.installation);
    let (integration, file) = reach::file(services, caller, of).await?;
    let installation = file.installation;
    let workspace = &installation.workspace;
    let found = services.workspaces.find_entity(workspace, &path.space).await?;
    let entity = found
        .filter(|entity| !installation.is_over() && installation.sees(&entity.id))
        .ok_or_else(|| Problem::missing(Code::EntityNotFound))?;
    let space = SpaceInstallation {
        installation: installation.id,
        workspace: installation.workspace,
        entity,
    };
    call.current(
        None,
        &SpaceItem::new(integration.name.as_str(), space, params.extended),
    )
}

/// Fetch a list of space installations of an integration
///
/// The entities that the installations of an integration may see: for the staff those of the workspace, for the
/// integration all.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/spaces",
    operation_id = "listIntegrationSpaces",
    tag = "Installations",
    params(IntegrationPath, SpacesParams),
    responses(
        (status = 200, description = "Paginated list of entities.", body = SpaceList),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn of_integration(
    call: Call<Party<roles::Viewer>, (IntegrationPath, SpacesParams)>,
) -> Answer {
    let (path, params) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let filter = InstallationFilter {
        integration: Some(integration.name.clone()),
        workspace: caller.workspace().cloned(),
        external_id: params.external_id.clone(),
        id: None,
    };
    let control = &services.installation_desk.control;
    let found = control.spaces(&filter, &params.slice()).await?;
    let name = integration.name.as_str();
    let show = |space| SpaceItem::new(name, space, params.extended);
    call.current(None, &SpaceList::of(found, show))
}
