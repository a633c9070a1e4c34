//! Whether the service works.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Anyone, Call};
use crate::routes::Answer;

/// Which listener answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DashboardService {
    /// This one.
    DashboardApi,
}

/// The one good state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DashboardStatus {
    /// Storage answers.
    Ok,
}

/// The service works.
#[derive(Serialize, ToSchema)]
pub(crate) struct DashboardHealth {
    /// Always `dashboard-api`.
    service: DashboardService,
    /// Always `ok`; a service that does not work answers 503.
    status: DashboardStatus,
}

/// Health check
///
/// Answers 200 while storage can be reached, 503 otherwise.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "getDashboardHealth",
    tag = "Info",
    responses((status = 200, description = "The service works.", body = DashboardHealth))
)]
pub(crate) async fn health(call: Call<Anyone>) -> Answer {
    call.state().deployment().healthy().await?;
    Ok(HttpResponse::Ok().json(DashboardHealth {
        service: DashboardService::DashboardApi,
        status: DashboardStatus::Ok,
    }))
}
