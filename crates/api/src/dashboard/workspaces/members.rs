//! Who works in a workspace.

use actix_web::HttpResponse;
use domain::staff::Invitation;
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::{InvitationBody, MemberItem, MemberList, RoleBody, line};
use crate::auth::{Call, StaffOf, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, MemberPath};

/// It was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovedAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
}

/// List members
///
/// Who works in the workspace, by e-mail address.
#[utoipa::path(
    get,
    path = "/api/workspaces/{id}/members",
    operation_id = "listMembers",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam")),
    responses(
        (status = 200, description = "The members.", body = MemberList),
        (status = 404, description = "A superadmin named a workspace that is not there (`workspace_not_found`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn list(call: Call<StaffOf<roles::WorkspaceAdmin>>) -> Answer {
    let team = call.services().teams.list(&call.caller.member).await?;
    call.fresh(&MemberList {
        total: team.len(),
        members: team.into_iter().map(MemberItem::from).collect(),
    })
}

/// Add member
///
/// Lets somebody join by e-mail address. Whoever has an account with it joins at once; where nobody has, `name` and
/// `password` make one. Nothing is sent by e-mail. An account that a `workspace_admin` makes has an address that nobody
/// has confirmed: other workspaces take it from a superadmin only.
#[utoipa::path(
    post,
    path = "/api/workspaces/{id}/members",
    operation_id = "addMember",
    tag = "Workspaces",
    params(("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam")),
    request_body = InvitationBody,
    responses(
        (status = 201, description = "The new member.", body = MemberItem),
        (status = 404, description = "Nobody has an account with this address, and `name` or `password` is missing \
                                      (`user_not_found`); or a superadmin named a workspace that is not there \
                                      (`workspace_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "A member already (`already_member`), or an account whose address nobody has \
                                      confirmed (`unconfirmed_address`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn invite(call: Call<StaffOf<roles::WorkspaceAdmin>, Json<InvitationBody>>) -> Answer {
    let Json(body) = &call.input;
    let name = body.name.as_deref().map(|name| line("name", name)).transpose()?;
    let asked = Invitation {
        email: body.email.clone(),
        role: body.role.into(),
        account: name.zip(body.password.clone()),
    };
    let member = call.services().teams.invite(&call.caller.member, asked).await?;
    Ok(HttpResponse::Created().json(MemberItem::from(member)))
}

/// Change member's role
///
/// Gives a member another role, at most the caller's own. The last administrator stays one.
#[utoipa::path(
    patch,
    path = "/api/workspaces/{id}/members/{userId}",
    operation_id = "changeMember",
    tag = "Workspaces",
    params(
        ("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam"),
        ("userId" = String, Path, description = "Id of the user.", max_length = 190),
    ),
    request_body = RoleBody,
    responses(
        (status = 200, description = "The member as they are now.", body = MemberItem),
        (status = 404, description = "There is no such member (`member_not_found`), or a superadmin named a workspace \
                                      that is not there (`workspace_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "Nobody would be left to administrate (`last_admin`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn set_role(
    call: Call<StaffOf<roles::WorkspaceAdmin>, (MemberPath, Json<RoleBody>)>,
) -> Answer {
    let (MemberPath(user), Json(body)) = &call.input;
    let teams = &call.services().teams;
    let changed = teams.set_role(&call.caller.member, user, body.role.into()).await;
    Ok(HttpResponse::Ok().json(MemberItem::from(changed.map_err(Problem::from)?)))
}

/// Remove member
///
/// Takes somebody's role in the workspace away; the account stays. The last administrator stays.
#[utoipa::path(
    delete,
    path = "/api/workspaces/{id}/members/{userId}",
    operation_id = "removeMember",
    tag = "Workspaces",
    params(
        ("id" = String, Path, description = "Id or slug of the workspace.", example = "cesam"),
        ("userId" = String, Path, description = "Id of the user.", max_length = 190),
    ),
    responses(
        (status = 200, description = "Removed.", body = RemovedAnswer),
        (status = 404, description = "There is no such member (`member_not_found`), or a superadmin named a workspace \
                                      that is not there (`workspace_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "Nobody would be left to administrate (`last_admin`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn remove(call: Call<StaffOf<roles::WorkspaceAdmin>, MemberPath>) -> Answer {
    let MemberPath(user) = &call.input;
    call.services().teams.remove(&call.caller.member, user).await?;
    Ok(HttpResponse::Ok().json(RemovedAnswer { success: true }))
}
