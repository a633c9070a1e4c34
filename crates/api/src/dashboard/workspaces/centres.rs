//! Workspaces: which there are, making one, changing one.

use actix_web::HttpResponse;
use domain::activity::Actor;
use domain::identifier::slug::is_slug;
use domain::session::workplace::workplaces;
use domain::staff::Role;
use domain::workspace::{EntityId, NewWorkspace, WorkspacePatch};

use super::bodies::{NewWorkspaceBody, WorkspaceItem, WorkspaceList, WorkspacePatchBody, line, unfit};
use crate::auth::{Account, Call, StaffOf, Superuser, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::Json;

const SLUG: &str = "must consist of a-z, 0-9 and single hyphens between them, at most 190 characters";

/// List workspaces
///
/// The workspaces that the caller has a role in; all of them, for a superadmin.
#[utoipa::path(
    get,
    path = "/api/workspaces",
    operation_id = "listWorkspaces",
    tag = "Workspaces",
    responses((status = 200, description = "The caller's workspaces.", body = WorkspaceList))
)]
pub(crate) async fn list(call: Call<Account>) -> Answer {
    let user = &call.caller.identity.user;
    let sessions = &call.services().sessions;
    let workspaces: Vec<WorkspaceItem> = if user.is_superadmin() {
        let all = sessions.workspaces.list().await?;
        all.into_iter()
            .map(|workspace| WorkspaceItem::new(workspace, Role::Superadmin))
            .collect()
    } else {
        let belongings = sessions.users.belongings(&user.id).await?;
        workplaces(&belongings, false)
            .into_iter()
            .map(|place| WorkspaceItem::new(place.workspace, place.role))
            .collect()
    };
    call.fresh(&WorkspaceList {
        total: workspaces.len(),
        workspaces,
    })
}

/// Create workspace
///
/// Makes a research centre with its default entity. Nobody works in it yet but superadmins.
#[utoipa::path(
    post,
    path = "/api/workspaces",
    operation_id = "createWorkspace",
    tag = "Workspaces",
    request_body = NewWorkspaceBody,
    responses(
        (status = 201, description = "Created.", body = WorkspaceItem),
        (status = 409, description = "The slug is in use (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn create(call: Call<Superuser, Json<NewWorkspaceBody>>) -> Answer {
    let Json(body) = &call.input;
    let user = &call.caller.identity.user;
    let new = NewWorkspace {
        slug: slug("slug", &body.slug)?,
        name: line("name", &body.name)?,
        default_entity: entity(body.default_entity.as_deref())?,
        default_status: body.default_status.into(),
    };
    let actor = Actor::User {
        id: user.id.clone(),
        email: user.email.clone(),
    };
    let made = call.services().workspace_desk.create(new, actor).await?;
    Ok(HttpResponse::Created().json(WorkspaceItem::new(made, Role::Superadmin)))
}

/// Get workspace
///
/// A workspace, by id or slug.
#[utoipa::path(
    get,
    path = "/api/workspaces/{id}",
    operation_id = "getWorkspace",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam")),
    responses(
        (status = 200, description = "The workspace.", body = WorkspaceItem),
        (status = 404, description = "A superadmin named one that is not there (`workspace_not_found`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<StaffOf<roles::Viewer>>) -> Answer {
    let member = &call.caller.member;
    call.fresh(&WorkspaceItem::new(member.workspace.clone(), member.role))
}

/// Change workspace
///
/// Gives it another name, or says where ingestion puts new people. People who are there stay where they are.
#[utoipa::path(
    patch,
    path = "/api/workspaces/{id}",
    operation_id = "changeWorkspace",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam")),
    request_body = WorkspacePatchBody,
    responses(
        (status = 200, description = "The workspace as it is now.", body = WorkspaceItem),
        (status = 404, description = "There is no such entity (`entity_not_found`), or a superadmin named a workspace \
                                      that is not there (`workspace_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "The entity takes nobody new (`entity_retired`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn change(call: Call<StaffOf<roles::WorkspaceAdmin>, Json<WorkspacePatchBody>>) -> Answer {
    let (Json(body), member) = (&call.input, &call.caller.member);
    let patch = WorkspacePatch {
        name: body.name.as_deref().map(|name| line("name", name)).transpose()?,
        default_entity: entity(body.default_entity.as_deref())?,
        default_status: body.default_status.map(Into::into),
    };
    let desk = &call.services().workspace_desk;
    let changed = desk.change(&member.workspace.id, patch, member.actor()).await?;
    let changed = changed.ok_or_else(|| Problem::missing(Code::WorkspaceNotFound))??;
    Ok(HttpResponse::Ok().json(WorkspaceItem::new(changed, member.role)))
}

fn slug(field: &'static str, text: &str) -> Result<String, Problem> {
    if is_slug(text) {
        Ok(text.to_owned())
    } else {
        Err(unfit(field, SLUG))
    }
}

fn entity(id: Option<&str>) -> Result<Option<EntityId>, Problem> {
    let id = id.map(|id| slug("default_entity", id)).transpose()?;
    Ok(id.map(EntityId::new))
}
