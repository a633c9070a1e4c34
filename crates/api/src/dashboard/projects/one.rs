//! One project: made, read, changed, deleted, restored.

use actix_web::HttpResponse;
use domain::project::ProjectId;
use domain::publication::curation::RemovalAction;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{NewProjectBody, ProjectChangeBody};
use super::item::StaffProjectDetail;
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{IdPath, JsonObject};

/// Create project
///
/// Adds a project. Ends must not be before starts, amounts not negative, images on the web; members and coordinators are ORCID
/// iDs and need not be in the catalogue.
#[utoipa::path(
    post,
    path = "/api/projects",
    operation_id = "dashboardCreateProject",
    tag = "Projects",
    request_body = NewProjectBody,
    responses(
        (status = 201, description = "Added.", body = StaffProjectDetail),
        (status = 409, description = "The chosen id is in use (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn create(call: Call<Staff<roles::Editor>, JsonObject>) -> Answer {
    let (JsonObject(given), member) = (&call.input, &call.caller.member);
    let desk = &call.services().project_desk;
    let project = desk
        .create(&member.workspace.id, given.clone(), member.actor())
        .await?;
    Ok(HttpResponse::Created().json(StaffProjectDetail::from(project)))
}

/// Get project
///
/// A project with its people and what came out of it, hidden and deleted ones too.
#[utoipa::path(
    get,
    path = "/api/projects/{id}",
    operation_id = "dashboardGetProject",
    tag = "Projects",
    params(("id" = String, Path, description = "Project identifier.", example = "deep-sea")),
    responses(
        (status = 200, description = "The project.", body = StaffProjectDetail),
        (status = 404, description = "There is no such project.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn detail(call: Call<Staff<roles::Viewer>, IdPath>) -> Answer {
    let id = ProjectId::new(call.input.0.as_str());
    let workspace = &call.caller.member.workspace.id;
    let store = &call.services().project_desk.store;
    let found = store.find(workspace, &id).await?;
    let found = found.ok_or_else(Problem::unknown_project)?;
    call.current(None, &StaffProjectDetail::from(found))
}

/// The project was changed.
#[derive(Serialize, ToSchema)]
pub(super) struct ProjectChangeAnswer {
    /// Members that changed; empty where all were so already.
    changed: Vec<String>,
    /// The project as it is now.
    project: StaffProjectDetail,
}

/// Update project
///
/// Changes what is given; what is left out stays, and null clears what may be absent. `visible: false` hides the project from all
/// public answers at once.
#[utoipa::path(
    patch,
    path = "/api/projects/{id}",
    operation_id = "dashboardChangeProject",
    tag = "Projects",
    params(("id" = String, Path, description = "Project identifier.", example = "deep-sea")),
    request_body = ProjectChangeBody,
    responses(
        (status = 200, description = "Changed.", body = ProjectChangeAnswer),
        (status = 404, description = "There is no such project.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn change(call: Call<Staff<roles::Editor>, (IdPath, JsonObject)>) -> Answer {
    let ((IdPath(id), JsonObject(given)), member) = (&call.input, &call.caller.member);
    let id = ProjectId::new(id.as_str());
    let desk = &call.services().project_desk;
    let outcome = desk
        .change(&member.workspace.id, &id, given.clone(), member.actor())
        .await?;
    let answer = ProjectChangeAnswer {
        changed: outcome.changed,
        project: outcome.project.into(),
    };
    Ok(HttpResponse::Ok().json(answer))
}

/// It was done.
#[derive(Serialize, ToSchema)]
pub(super) struct ProjectRemovalAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
    /// Whether anything changed; false where it was so already.
    changed: bool,
}

async fn remove(call: &Call<Staff<roles::Editor>, IdPath>, action: RemovalAction) -> Answer {
    let member = &call.caller.member;
    let id = ProjectId::new(call.input.0.as_str());
    let desk = &call.services().project_desk;
    let changed = desk
        .remove(&member.workspace.id, &id, action, member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(ProjectRemovalAnswer {
        success: true,
        changed,
    }))
}

/// Delete project
///
/// Softly: it leaves all public answers and can be restored.
#[utoipa::path(
    delete,
    path = "/api/projects/{id}",
    operation_id = "dashboardDeleteProject",
    tag = "Projects",
    params(("id" = String, Path, description = "Project identifier.", example = "deep-sea")),
    responses(
        (status = 200, description = "Deleted.", body = ProjectRemovalAnswer),
        (status = 404, description = "There is no such project.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn delete(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    remove(&call, RemovalAction::Delete).await
}

/// Restore project
///
/// Puts a deleted project back as it was.
#[utoipa::path(
    post,
    path = "/api/projects/{id}/restore",
    operation_id = "dashboardRestoreProject",
    tag = "Projects",
    params(("id" = String, Path, description = "Project identifier.", example = "deep-sea")),
    responses(
        (status = 200, description = "Restored.", body = ProjectRemovalAnswer),
        (status = 404, description = "There is no such project.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn restore(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    remove(&call, RemovalAction::Restore).await
}
