//! Starting a workspace's catalogue over.

use actix_web::HttpResponse;
use domain::maintenance::{AskReset, ResetCounts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::routes::Answer;
use crate::wire::{Json, given};

/// What to erase.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ResetBody {
    /// The workspace's slug, exactly.
    #[schema(example = "cesam")]
    confirmation: String,
    /// Only count what would be erased.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    dry_run: Option<bool>,
    /// Erase ingestion jobs too, open ones included.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    clear_ingestion_jobs: Option<bool>,
}

/// What was, or would be, erased.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResetAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// As applied: nothing was erased.
    dry_run: bool,
    /// As applied.
    clear_ingestion_jobs: bool,
    /// Rows by kind.
    counts: ErasedRows,
}

/// Rows by kind.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErasedRows {
    /// Publications, hidden and deleted ones included.
    #[schema(example = 1200)]
    publications: u64,
    /// Works, likewise.
    #[schema(example = 300)]
    works: u64,
    /// Projects, likewise.
    #[schema(example = 12)]
    projects: u64,
    /// People.
    #[schema(example = 80)]
    people: u64,
    /// Memberships, closed ones included.
    #[schema(example = 95)]
    memberships: u64,
    /// Links between publications and people.
    #[schema(example = 1900)]
    publication_links: u64,
    /// Links between works and people.
    #[schema(example = 310)]
    work_links: u64,
    /// Ingestion jobs; 0 where they stay.
    #[schema(example = 0)]
    ingestion_jobs: u64,
}

impl From<ResetCounts> for ErasedRows {
    fn from(counts: ResetCounts) -> Self {
        let ResetCounts {
            publications,
            works,
            projects,
            people,
            memberships,
            publication_links,
            work_links,
            ingestion_jobs,
        } = counts;
        Self {
            publications,
            works,
            projects,
            people,
            memberships,
            publication_links,
            work_links,
            ingestion_jobs,
        }
    }
}

/// Reset dashboard data
///
/// Erases publications, works, projects and people of the active workspace with all that hangs on them, in one
/// transaction. Users, keys, installations, entities, the timeline, the key log and the slugs ever given stay. Only for
/// superadmins whose e-mail address is configured for it (`LEGACITI_RESET_EMAILS`). Jobs that are running go on unless
/// `clearIngestionJobs` is set, and fill the catalogue again.
#[utoipa::path(
    post,
    path = "/api/site-tools/reset-data",
    operation_id = "resetData",
    tag = "Site Tools",
    request_body = ResetBody,
    responses((status = 200, description = "Erased, or counted.", body = ResetAnswer))
)]
pub(crate) async fn reset(call: Call<Staff<roles::Superadmin>, Json<ResetBody>>) -> Answer {
    let Json(body) = &call.input;
    let (dry_run, clear_jobs) = (
        body.dry_run.unwrap_or(false),
        body.clear_ingestion_jobs.unwrap_or(false),
    );
    let asked = AskReset {
        confirmation: body.confirmation.clone(),
        dry_run,
        clear_jobs,
    };
    let maintenance = &call.services().maintenance;
    let counts = maintenance.reset(&call.caller.member, asked).await?;
    Ok(HttpResponse::Ok().json(ResetAnswer {
        ok: true,
        dry_run,
        clear_ingestion_jobs: clear_jobs,
        counts: counts.into(),
    }))
}
