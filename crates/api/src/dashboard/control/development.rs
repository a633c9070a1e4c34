//! The development mode of an integration.

use actix_web::HttpResponse;
use domain::identifier::WebAddress;
use domain::installation::Caller;
use domain::integration::usecases::Developer;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::reach;
use crate::auth::{Call, Party, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{IntegrationPath, Json};

/// Longest address of a tunnel, in characters.
const MAX_TUNNEL: usize = 256;

/// Where deliveries go meanwhile.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DevelopmentBody {
    /// URL of the tunnel: https, except on loopback.
    #[serde(rename = "tunnelUrl")]
    #[schema(
        format = "web-address",
        min_length = 1,
        max_length = 256,
        example = "https://tunnel.example.org/events"
    )]
    tunnel_url: String,
    /// Deliveries about all workspaces, not only the own one: for superadmins.
    #[serde(default)]
    #[schema(required = false, default = false)]
    all: bool,
}

/// Where deliveries go, in at most 256 characters.
fn tunnel(text: &str) -> Result<WebAddress, Problem> {
    if !(1..=MAX_TUNNEL).contains(&text.chars().count()) {
        let why = format!("must have between 1 and {MAX_TUNNEL} characters");
        return Err(reach::body_fault("tunnelUrl", &why));
    }
    WebAddress::parse(text).map_err(|why| reach::body_fault("tunnelUrl", &why.to_string()))
}

fn developer(caller: &Caller) -> Developer {
    match caller {
        Caller::Member(member) => Developer::Member(member.clone()),
        Caller::Integration(own) => Developer::Integration(own.clone()),
    }
}

/// Update an integration to be in development mode
///
/// Deliveries about the own workspace go to the tunnel. For the workspace that has published the integration, and
/// for the integration itself.
#[utoipa::path(
    put,
    path = "/api/integrations/{integrationName}/dev",
    operation_id = "startIntegrationDevelopment",
    tag = "Integrations",
    params(IntegrationPath),
    request_body = DevelopmentBody,
    responses(
        (status = 204, description = "It is in development."),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn start(
    call: Call<Party<roles::WorkspaceAdmin>, (IntegrationPath, Json<DevelopmentBody>)>,
) -> Answer {
    let (path, Json(body)) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let tunnel = tunnel(&body.tunnel_url)?;
    let integrations = &services.integrations;
    integrations
        .develop(&integration, tunnel, body.all, &developer(caller))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Disable the development mode on an integration
///
/// Deliveries go where they went before. Once is enough.
#[utoipa::path(
    delete,
    path = "/api/integrations/{integrationName}/dev",
    operation_id = "stopIntegrationDevelopment",
    tag = "Integrations",
    params(IntegrationPath),
    responses(
        (status = 204, description = "It is not in development."),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn stop(call: Call<Party<roles::WorkspaceAdmin>, IntegrationPath>) -> Answer {
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &call.input.integration).await?;
    let integrations = &services.integrations;
    integrations.settle(&integration, &developer(caller)).await?;
    Ok(HttpResponse::NoContent().finish())
}
