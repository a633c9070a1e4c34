//! Works for installations.

use crate::auth::{Call, Installed, scopes};
use crate::consumer::{WorkList, list_of_works};
use crate::routes::Answer;
use crate::wire::WorkParams;

/// List works for integrations consumers
///
/// Verified works, as the Consumer API lists them.
#[utoipa::path(
    get,
    path = "/integrations/v1/works",
    operation_id = "listIntegrationsWorks",
    tag = "Integrations",
    params(WorkParams),
    responses((
        status = 200,
        description = "Filtered works visible to the integrations consumer.",
        body = WorkList
    ))
)]
pub(crate) async fn list(call: Call<Installed<scopes::Works>, WorkParams>) -> Answer {
    list_of_works(&call, "/integrations/v1/works").await
}
