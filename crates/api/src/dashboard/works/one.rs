//! One work: made, read, changed, deleted, restored.

use actix_web::HttpResponse;
use domain::publication::curation::RemovalAction;
use domain::work::WorkId;
use domain::work::curation::{WorkDraft, WorkError};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{NewWorkBody, WorkChangeBody};
use super::item::StaffWorkDetail;
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{IdPath, JsonObject};

/// Create work
///
/// Adds a work, by people of the workspace. It becomes public once it is verified.
#[utoipa::path(
    post,
    path = "/api/works",
    operation_id = "dashboardCreateWork",
    tag = "Works",
    request_body = NewWorkBody,
    responses(
        (status = 201, description = "Added.", body = StaffWorkDetail),
        (status = 409, description = "The chosen id is in use (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn create(call: Call<Staff<roles::Editor>, JsonObject>) -> Answer {
    let (JsonObject(given), member) = (&call.input, &call.caller.member);
    let desk = &call.services().work_desk;
    let work = desk
        .create(&member.workspace.id, given.clone(), member.actor())
        .await?;
    Ok(HttpResponse::Created().json(StaffWorkDetail::from(work)))
}

/// Get work
///
/// A work with its people and projects: unverified, hidden and deleted ones too, and those that became publications.
#[utoipa::path(
    get,
    path = "/api/works/{id}",
    operation_id = "dashboardGetWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    responses(
        (status = 200, description = "The work.", body = StaffWorkDetail),
        (status = 404, description = "There is no such work.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn detail(call: Call<Staff<roles::Viewer>, IdPath>) -> Answer {
    let id = WorkId::new(call.input.0.as_str());
    let workspace = &call.caller.member.workspace.id;
    let found = call.services().work_desk.store.find(workspace, &id).await?;
    let found = found.ok_or_else(Problem::unknown_work)?;
    call.current(None, &StaffWorkDetail::from(found))
}

/// The work was changed.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkChangeAnswer {
    /// Members that changed; empty where all were so already.
    pub(super) changed: Vec<String>,
    /// The work as it is now.
    pub(super) work: StaffWorkDetail,
}

/// Update work
///
/// Changes what is given; what is left out stays, and null clears what may be absent. Fields that were edited and people who were
/// chosen stay when the ORCID record is ingested again. `visible: false` hides the work from all public answers at once.
#[utoipa::path(
    patch,
    path = "/api/works/{id}",
    operation_id = "dashboardChangeWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    request_body = WorkChangeBody,
    responses(
        (status = 200, description = "Changed.", body = WorkChangeAnswer),
        (status = 404, description = "There is no such work.", body = ProblemBody<'static>),
        (status = 409, description = "It has become a publication (`work_promoted`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn change(call: Call<Staff<roles::Editor>, (IdPath, JsonObject)>) -> Answer {
    let ((IdPath(id), JsonObject(given)), member) = (&call.input, &call.caller.member);
    let draft = WorkDraft::read(given.clone()).map_err(WorkError::from)?;
    let desk = &call.services().work_desk;
    let id = WorkId::new(id.as_str());
    let outcome = desk
        .change(&member.workspace.id, &id, draft, member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(WorkChangeAnswer {
        changed: outcome.changed,
        work: outcome.work.into(),
    }))
}

/// It was done.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkRemovalAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
    /// Whether anything changed; false where it was so already.
    changed: bool,
}

async fn remove(call: &Call<Staff<roles::Editor>, IdPath>, action: RemovalAction) -> Answer {
    let member = &call.caller.member;
    let id = WorkId::new(call.input.0.as_str());
    let desk = &call.services().work_desk;
    let changed = desk
        .remove(&member.workspace.id, &id, action, member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(WorkRemovalAnswer {
        success: true,
        changed,
    }))
}

/// Delete work
///
/// Softly: it leaves all public answers, stays deleted when it is ingested again, and can be restored.
#[utoipa::path(
    delete,
    path = "/api/works/{id}",
    operation_id = "dashboardDeleteWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    responses(
        (status = 200, description = "Deleted.", body = WorkRemovalAnswer),
        (status = 404, description = "There is no such work.", body = ProblemBody<'static>),
        (status = 409, description = "It has become a publication (`work_promoted`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn delete(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    remove(&call, RemovalAction::Delete).await
}

/// Restore work
///
/// Puts a deleted work back as it was.
#[utoipa::path(
    post,
    path = "/api/works/{id}/restore",
    operation_id = "dashboardRestoreWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    responses(
        (status = 200, description = "Restored.", body = WorkRemovalAnswer),
        (status = 404, description = "There is no such work.", body = ProblemBody<'static>),
        (status = 409, description = "It has become a publication (`work_promoted`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn restore(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    remove(&call, RemovalAction::Restore).await
}
