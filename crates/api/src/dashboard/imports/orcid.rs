//! Importing people by ORCID iD.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, Staff, roles};
use crate::dashboard::ingestion::{JobBody, QueueBody, jobs_of, queue_for};
use crate::routes::Answer;
use crate::wire::Json;

/// What became of the request.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrcidImportAnswer {
    /// Jobs made now; people with an open job get no second one.
    #[schema(example = 1)]
    queued: usize,
    /// The jobs made now.
    jobs: Vec<JobBody>,
}

/// Queue ORCID import
///
/// The same as queueing ingestion, on the import surface.
#[utoipa::path(
    post,
    path = "/api/import/orcid",
    operation_id = "importOrcid",
    tag = "Import",
    request_body = QueueBody,
    responses((status = 202, description = "Queued.", body = OrcidImportAnswer))
)]
pub(crate) async fn import_orcid(call: Call<Staff<roles::Editor>, Json<QueueBody>>) -> Answer {
    let (services, member) = (call.services(), &call.caller.member);
    let done = queue_for(services, member, &call.input.0).await?;
    Ok(HttpResponse::Accepted().json(OrcidImportAnswer {
        queued: done.queued.len(),
        jobs: jobs_of(services, member, &done.queued).await?,
    }))
}
