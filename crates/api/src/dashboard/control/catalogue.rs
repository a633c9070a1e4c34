//! The catalogue of integrations: listing, reading, withdrawing.

use actix_web::HttpResponse;
use domain::integration::CatalogueQuery;

use super::bodies::list_body;
use super::integration_body::{IntegrationBody, IntegrationDetail};
use super::reach;
use crate::auth::{Call, Party, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{CatalogueParams, ForceParams, IntegrationPath};

list_body! {
    /// A part of the catalogue of integrations.
    IntegrationList of IntegrationBody
}

/// List all public integrations
///
/// By name: the built-in ones, public ones of all workspaces, and all of one's own.
#[utoipa::path(
    get,
    path = "/api/integrations",
    operation_id = "listIntegrations",
    tag = "Integrations",
    params(CatalogueParams),
    responses((status = 200, description = "Paginated list of integrations.", body = IntegrationList))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, CatalogueParams>) -> Answer {
    let (params, workspace) = (&call.input, &call.caller.member.workspace.id);
    let query = CatalogueQuery {
        workspace: workspace.clone(),
        search: params.search.clone(),
        category: params.category,
        block_domain: params.block_domain.clone(),
        blocks: params.blocks,
        slice: params.slice(),
    };
    let found = call.services().integrations.store.list(&query).await?;
    let show = |integration| IntegrationBody::new(integration, Some(workspace));
    call.current(None, &IntegrationList::of(found, show))
}

/// Get a specific integration by its name
///
/// With its pictures. Private ones are there for their own workspace only.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}",
    operation_id = "getIntegration",
    tag = "Integrations",
    params(IntegrationPath),
    responses(
        (status = 200, description = "The integration.", body = IntegrationDetail),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn read(call: Call<Party<roles::Viewer>, IntegrationPath>) -> Answer {
    let (services, caller) = (call.services(), &call.caller.caller);
    let found = reach::integration(services, caller, &call.input.integration).await?;
    let artwork = services.integrations.store.artwork(&found.name).await?;
    let body = IntegrationBody::new(found, caller.workspace());
    call.current(None, &IntegrationDetail::new(body, &artwork))
}

/// Unpublish an integration
///
/// Withdraws an integration of one's own workspace; its name stays taken, its secret opens nothing any more. While it
/// is installed somewhere this is refused, unless `force` is given, which uninstalls it everywhere.
#[utoipa::path(
    delete,
    path = "/api/integrations/{integrationName}",
    operation_id = "unpublishIntegration",
    tag = "Integrations",
    params(IntegrationPath, ForceParams),
    responses(
        (status = 204, description = "It is withdrawn."),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "It is installed (`integration_installed`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn unpublish(
    call: Call<Staff<roles::WorkspaceAdmin>, (IntegrationPath, ForceParams)>,
) -> Answer {
    let (path, params) = &call.input;
    let member = &call.caller.member;
    let services = call.services();
    let caller = reach::as_caller(member);
    let found = reach::integration(services, &caller, &path.integration).await?;
    let done = services
        .integrations
        .unpublish(member, found.name, params.force)
        .await?;
    done.ok_or_else(|| Problem::missing(Code::IntegrationNotFound))??;
    Ok(HttpResponse::NoContent().finish())
}
