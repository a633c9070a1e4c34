//! Whether the service works: it does when storage answers.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Anyone, Call};
use crate::routes::Answer;

/// The one good state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthStatus {
    /// Storage answers.
    Ok,
}

/// The service works.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`; a service that does not work answers 503.
    status: HealthStatus,
}

/// Health check
///
/// Answers 200 while storage can be reached, 503 otherwise.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "getHealth",
    tag = "Health",
    responses((status = 200, description = "The service works.", body = Health))
)]
pub(crate) async fn health(call: Call<Anyone>) -> Answer {
    call.state().deployment().healthy().await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(Health {
            status: HealthStatus::Ok,
        }))
}
