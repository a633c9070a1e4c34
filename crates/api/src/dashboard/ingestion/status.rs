//! How the ingestion of somebody stands.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::JobBody;
use super::job::JobState;
use super::params::StatusParams;
use crate::auth::{Call, Staff, roles};
use crate::routes::Answer;

/// The most recent job of one iD.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestionStatus {
    /// Whose record.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// Where its most recent job is; null where it was never queued in this workspace.
    #[schema(required = true)]
    status: Option<JobState>,
    /// That job; null where there is none.
    #[schema(required = true)]
    job: Option<JobBody>,
}

/// One entry for each iD, in the order of the question.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestionStatuses {
    /// Where each stands.
    statuses: Vec<IngestionStatus>,
}

/// Poll ingestion status
///
/// Returns the most recent job of each ORCID iD, in the order asked. An iD that was never queued in this workspace has
/// the status null.
#[utoipa::path(
    get,
    path = "/api/ingest/status",
    operation_id = "ingestionStatus",
    tag = "Ingestion",
    params(StatusParams),
    responses((status = 200, description = "Where each iD stands.", body = IngestionStatuses))
)]
pub(crate) async fn status(call: Call<Staff<roles::Viewer>, StatusParams>) -> Answer {
    let control = &call.services().job_desk.control;
    let workspace = &call.caller.member.workspace.id;
    let asked = &call.input.orcid_ids;
    let mut jobs = control.most_recent(workspace, asked).await?;
    let statuses = asked.iter().map(|orcid| {
        let found = jobs.iter().position(|job| job.orcid == *orcid);
        let job = found.map(|at| jobs.swap_remove(at));
        IngestionStatus {
            orcid_id: orcid.as_str().to_owned(),
            status: job.as_ref().map(|job| job.status.into()),
            job: job.map(JobBody::from),
        }
    });
    let statuses = statuses.collect();
    Ok(HttpResponse::Ok().json(IngestionStatuses { statuses }))
}
