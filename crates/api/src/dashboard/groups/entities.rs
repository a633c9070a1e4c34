//! Entities.

use domain::group::{GroupChange, GroupKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::{self, GroupItem, NewGroupBody, RenameBody};
use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{GroupParams, IdPath, Json, SlugText};

const KIND: GroupKind = GroupKind::Entity;

/// The workspace's entities.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntityList {
    /// By id.
    entities: Vec<GroupItem>,
    /// How many.
    total: usize,
    /// The one that ingestion puts new people into.
    #[schema(example = "cesam")]
    default_entity: String,
}

/// List entities
///
/// Units that people belong to: the centre itself, departments, labs. Retired ones only where they are asked for.
#[utoipa::path(
    get,
    path = "/api/entities",
    operation_id = "dashboardListEntities",
    tag = "Entities",
    params(GroupParams),
    responses((status = 200, description = "The workspace's entities.", body = EntityList))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, GroupParams>) -> Answer {
    let entities = desk::list(&call, KIND).await?;
    call.fresh(&EntityList {
        total: entities.len(),
        entities,
        default_entity: call.caller.member.workspace.default_entity.as_str().to_owned(),
    })
}

/// Create an entity
///
/// Adds an entity. Its id is for good: also a retired one keeps it.
#[utoipa::path(
    post,
    path = "/api/entities",
    operation_id = "dashboardCreateEntity",
    tag = "Entities",
    request_body = NewGroupBody,
    responses(
        (status = 201, description = "Created.", body = GroupItem),
        (status = 409, description = "The id is in use (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn create(call: Call<Staff<roles::Editor>, Json<NewGroupBody>>) -> Answer {
    desk::create(&call, KIND, &call.input.0).await
}

/// Rename an entity
///
/// Gives an entity another name, in one language or several.
#[utoipa::path(
    patch,
    path = "/api/entities/{id}",
    operation_id = "dashboardRenameEntity",
    tag = "Entities",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    request_body = RenameBody,
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`entity_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn rename(call: Call<Staff<roles::Editor>, (IdPath, Json<RenameBody>)>) -> Answer {
    let (IdPath(id), Json(body)) = &call.input;
    desk::rename(&call, (KIND, id), body).await
}

/// Retire an entity
///
/// The entity takes nobody new. Who belongs to it stays in it, so that nothing public changes, and can still be moved to
/// another status there. Retiring twice changes nothing.
#[utoipa::path(
    delete,
    path = "/api/entities/{id}",
    operation_id = "dashboardRetireEntity",
    tag = "Entities",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`entity_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "It is the workspace's default entity (`default_entity`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn retire(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    let IdPath(id) = &call.input;
    desk::change(&call, (KIND, id), GroupChange::Retire).await
}

/// Restore an entity
///
/// Lets a retired one take people again. Restoring one that is not retired changes nothing.
#[utoipa::path(
    post,
    path = "/api/entities/{id}/restore",
    operation_id = "dashboardRestoreEntity",
    tag = "Entities",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`entity_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn restore(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    let IdPath(id) = &call.input;
    desk::change(&call, (KIND, id), GroupChange::Restore).await
}
