//! Giving up all stuck jobs at once.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::dashboard::ingestion::{JobBody, plain};
use crate::problem::Problem;
use crate::routes::Answer;
use crate::wire::{OptionalJson, given, given_whole};

/// So many jobs are listed; all are counted.
const MOST_LISTED: u32 = 500;
const DEFAULT_THRESHOLD: u32 = 900;

/// Which jobs.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct ClearStuckBody {
    /// So many seconds without a sign of life.
    #[serde(deserialize_with = "given_whole")]
    #[validate(range(min = 60, max = 86_400, message = "must be between 60 and 86400"))]
    #[schema(value_type = u32, required = false, default = 900, minimum = 60, maximum = 86_400)]
    threshold_seconds: Option<u32>,
    /// Only list them.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    dry_run: Option<bool>,
    /// Why, for the jobs and the timeline.
    #[serde(deserialize_with = "given")]
    #[validate(length(min = 1, max = 200, message = "must have between 1 and 200 characters"))]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    reason: Option<String>,
}

/// What was, or would be, given up.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClearStuckAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// As applied: nothing was changed.
    dry_run: bool,
    /// As applied.
    #[schema(example = 900)]
    threshold_seconds: u32,
    /// Stuck jobs found.
    #[schema(example = 2)]
    found: u64,
    /// Of these, given up.
    #[schema(example = 2)]
    cleared: u64,
    /// The first 500 of them.
    jobs: Vec<JobBody>,
}

/// Clear stuck jobs
///
/// Marks all stuck jobs of the workspace as failed; what is stuck is told at `GET /api/ingest/stuck`.
#[utoipa::path(
    post,
    path = "/api/site-tools/clear-stuck-jobs",
    operation_id = "clearStuckJobs",
    tag = "Site Tools",
    request_body(content = ClearStuckBody, description = "May be left out."),
    responses((status = 200, description = "Cleared, or listed.", body = ClearStuckAnswer))
)]
pub(crate) async fn clear(call: ClearCall) -> Answer {
    let body = &call.input.0;
    let threshold_seconds = body.threshold_seconds.unwrap_or(DEFAULT_THRESHOLD);
    let dry_run = body.dry_run.unwrap_or(false);
    let (found, jobs) = if dry_run {
        listed(&call, threshold_seconds).await?
    } else {
        cleared(&call, threshold_seconds).await?
    };
    Ok(HttpResponse::Ok().json(ClearStuckAnswer {
        ok: true,
        dry_run,
        threshold_seconds,
        found,
        cleared: if dry_run { 0 } else { found },
        jobs,
    }))
}

type ClearCall = Call<Staff<roles::WorkspaceAdmin>, OptionalJson<ClearStuckBody>>;

async fn listed(call: &ClearCall, threshold_seconds: u32) -> Result<(u64, Vec<JobBody>), Problem> {
    let desk = &call.services().job_desk;
    let workspace = &call.caller.member.workspace.id;
    let found = desk
        .control
        .stuck(workspace, desk.rule(threshold_seconds), MOST_LISTED)
        .await?;
    Ok((found.total, found.items.into_iter().map(JobBody::from).collect()))
}

async fn cleared(call: &ClearCall, threshold_seconds: u32) -> Result<(u64, Vec<JobBody>), Problem> {
    let (desk, member) = (&call.services().job_desk, &call.caller.member);
    let reason = call.input.0.reason.as_deref().map(plain);
    let reason = reason.filter(|text| !text.is_empty());
    let jobs = desk
        .clear_stuck(&member.workspace.id, threshold_seconds, reason, member.actor())
        .await?;
    let count = u64::try_from(jobs.len()).unwrap_or(u64::MAX);
    let most = usize::try_from(MOST_LISTED).unwrap_or(usize::MAX);
    Ok((count, jobs.into_iter().take(most).map(JobBody::from).collect()))
}
