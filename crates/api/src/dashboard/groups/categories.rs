//! Categories.

use domain::group::{GroupChange, GroupKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::{self, GroupItem, NewGroupBody, RenameBody};
use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{GroupParams, IdPath, Json, SlugText};

const KIND: GroupKind = GroupKind::Category;

/// The workspace's categories.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryList {
    /// By id.
    categories: Vec<GroupItem>,
    /// How many.
    total: usize,
}

/// List categories
///
/// Groups that people are put into. Retired ones only where they are asked for.
#[utoipa::path(
    get,
    path = "/api/categories",
    operation_id = "dashboardListCategories",
    tag = "Categories",
    params(GroupParams),
    responses((status = 200, description = "The workspace's categories.", body = CategoryList))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, GroupParams>) -> Answer {
    let categories = desk::list(&call, KIND).await?;
    call.fresh(&CategoryList {
        total: categories.len(),
        categories,
    })
}

/// Create a category
///
/// Adds a category. Its id is for good: also a retired one keeps it.
#[utoipa::path(
    post,
    path = "/api/categories",
    operation_id = "dashboardCreateCategory",
    tag = "Categories",
    request_body = NewGroupBody,
    responses(
        (status = 201, description = "Created.", body = GroupItem),
        (status = 409, description = "The id is in use (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn create(call: Call<Staff<roles::Editor>, Json<NewGroupBody>>) -> Answer {
    desk::create(&call, KIND, &call.input.0).await
}

/// Rename a category
///
/// Gives a category another name, in one language or several.
#[utoipa::path(
    patch,
    path = "/api/categories/{id}",
    operation_id = "dashboardRenameCategory",
    tag = "Categories",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    request_body = RenameBody,
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`category_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn rename(call: Call<Staff<roles::Editor>, (IdPath, Json<RenameBody>)>) -> Answer {
    let (IdPath(id), Json(body)) = &call.input;
    desk::rename(&call, (KIND, id), body).await
}

/// Retire a category
///
/// The category takes nobody new. Who is in it stays in it, and is shown so to the staff. Retiring twice changes nothing.
#[utoipa::path(
    delete,
    path = "/api/categories/{id}",
    operation_id = "dashboardRetireCategory",
    tag = "Categories",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`category_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn retire(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    let IdPath(id) = &call.input;
    desk::change(&call, (KIND, id), GroupChange::Retire).await
}

/// Restore a category
///
/// Lets a retired one take people again. Restoring one that is not retired changes nothing.
#[utoipa::path(
    post,
    path = "/api/categories/{id}/restore",
    operation_id = "dashboardRestoreCategory",
    tag = "Categories",
    params(("id" = inline(SlugText), Path, description = "Its id.", example = "marine-ecology")),
    responses(
        (status = 200, description = "As it is now.", body = GroupItem),
        (status = 404, description = "There is none (`category_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn restore(call: Call<Staff<roles::Editor>, IdPath>) -> Answer {
    let IdPath(id) = &call.input;
    desk::change(&call, (KIND, id), GroupChange::Restore).await
}
