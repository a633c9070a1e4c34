//! Jobs that nobody works on, and giving one up.

use actix_web::HttpResponse;
use domain::identifier::Orcid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::JobBody;
use super::params::StuckParams;
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{JobIdText, JobPath, Json, given, orcid_schema};

/// Stuck jobs.
#[derive(Serialize, ToSchema)]
pub(crate) struct StuckJobs {
    /// Those longest without a sign of life first.
    jobs: Vec<StuckJob>,
    /// All stuck jobs, also those beyond the limit.
    #[schema(example = 1)]
    total: u64,
    /// As applied.
    #[schema(example = 900)]
    threshold_seconds: u32,
    /// As applied.
    #[schema(example = 50)]
    limit: u32,
}

/// A stuck job.
#[derive(Serialize, ToSchema)]
pub(crate) struct StuckJob {
    #[serde(flatten)]
    job: JobBody,
    /// Seconds without a sign of life.
    #[schema(example = 3600)]
    idle_seconds: i64,
}

/// List stuck ingestion jobs
///
/// A queued job is stuck when it has been due for longer than the threshold and no worker took it; one that waits for
/// another pass is not. A processing job is stuck when its worker's lease has ended and it gave no sign of life for
/// longer than the threshold; one whose worker renews the lease is not, however long the work takes.
#[utoipa::path(
    get,
    path = "/api/ingest/stuck",
    operation_id = "listStuckJobs",
    tag = "Ingestion",
    params(StuckParams),
    responses((status = 200, description = "Stuck jobs.", body = StuckJobs))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, StuckParams>) -> Answer {
    let StuckParams {
        threshold_seconds,
        limit,
    } = call.input;
    let desk = &call.services().job_desk;
    let rule = desk.rule(threshold_seconds);
    let workspace = &call.caller.member.workspace.id;
    let found = desk.control.stuck(workspace, rule, limit).await?;
    let jobs = found.items.into_iter().map(|job| StuckJob {
        idle_seconds: rule.now - job.idle_since(),
        job: job.into(),
    });
    Ok(HttpResponse::Ok().json(StuckJobs {
        jobs: jobs.collect(),
        total: found.total,
        threshold_seconds,
        limit,
    }))
}

/// Which job, by the iD that it is about.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct ForceFailBody {
    /// The job's own ORCID iD: a safeguard against the wrong job.
    #[schema(schema_with = safeguard_schema)]
    orcid_id: String,
    /// Why, for the job and the timeline; at most 500 characters.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 500, message = "must have at most 500 characters"))]
    #[schema(value_type = String, required = false)]
    error_message: Option<String>,
}

fn safeguard_schema() -> Object {
    orcid_schema()
        .description(Some("The job's own ORCID iD: a safeguard against the wrong job."))
        .build()
}

/// The job was given up.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForceFailed {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// The job as it is now.
    job: JobBody,
}

/// Force-fail an ingestion job
///
/// Marks a queued or processing job as failed. A worker that still has it loses it: nothing that it does afterwards
/// counts. The iD can be queued again at once.
#[utoipa::path(
    post,
    path = "/api/ingest/stuck/{jobId}/force-fail",
    operation_id = "forceFailJob",
    tag = "Ingestion",
    params(("jobId" = inline(JobIdText), Path, description = "Ingestion job identifier.")),
    request_body = ForceFailBody,
    responses(
        (status = 200, description = "The job has failed.", body = ForceFailed),
        (status = 404, description = "There is no such job (`job_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "The job is about another iD (`orcid_mismatch`) or has ended (`job_finished`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn force_fail(call: Call<Staff<roles::Editor>, (JobPath, Json<ForceFailBody>)>) -> Answer {
    let (JobPath(job), Json(body)) = &call.input;
    let orcid = orcid_of(&body.orcid_id)?;
    let reason = body
        .error_message
        .as_deref()
        .map(plain)
        .filter(|text| !text.is_empty());
    let member = &call.caller.member;
    let desk = &call.services().job_desk;
    let failed = desk
        .force_fail(&member.workspace.id, (job.clone(), orcid), reason, member.actor())
        .await?;
    let job = failed.ok_or_else(|| Problem::missing(Code::JobNotFound))??;
    Ok(HttpResponse::Ok().json(ForceFailed {
        ok: true,
        job: job.into(),
    }))
}

fn orcid_of(text: &str) -> Result<Orcid, Problem> {
    Orcid::parse(text).map_err(|why| {
        Problem::field(
            Code::InvalidOrcid,
            "the body names no ORCID iD",
            "orcid_id",
            &why.to_string(),
        )
    })
}

/// One line without control characters, which no database keeps all.
pub(in crate::dashboard) fn plain(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}
