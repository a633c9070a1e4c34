//! Whether the service works, and which version of the surface it speaks.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Anyone, Call};
use crate::routes::Answer;

/// The one good state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntegrationsStatus {
    /// Storage answers.
    Ok,
}

/// Versions of this surface.
#[derive(Serialize, ToSchema)]
pub(crate) enum IntegrationsVersion {
    /// The only one so far.
    #[serde(rename = "2026-04-22")]
    V20260422,
}

/// The service works.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsHealth {
    /// Always `ok`; a service that does not work answers 503.
    status: IntegrationsStatus,
    /// Version of this surface.
    version: IntegrationsVersion,
}

/// Integrations API health check
///
/// Answers 200 while storage can be reached, 503 otherwise.
#[utoipa::path(
    get,
    path = "/integrations/v1/health",
    operation_id = "getIntegrationsHealth",
    tag = "Integrations",
    responses((status = 200, description = "The service works.", body = IntegrationsHealth))
)]
pub(crate) async fn health(call: Call<Anyone>) -> Answer {
    call.state().deployment().healthy().await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(IntegrationsHealth {
            status: IntegrationsStatus::Ok,
            version: IntegrationsVersion::V20260422,
        }))
}
