//! The list of projects, hidden and deleted ones too.

use serde::Serialize;
use utoipa::ToSchema;

use super::item::StaffProjectItem;
use crate::auth::{Call, Staff, roles};
use crate::dashboard::publications::PublicationsPage;
use crate::routes::Answer;
use crate::wire::{
    StaffProjectParams, Word, deletion_schema, direction_schema, optional_currency_schema,
    project_sort_schema, visibility_schema,
};

/// One page of projects.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffProjectList {
    /// This page.
    projects: Vec<StaffProjectItem>,
    #[serde(flatten)]
    page: PublicationsPage,
    /// Sort field.
    #[schema(schema_with = project_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Visibility filter.
    #[schema(schema_with = visibility_schema)]
    visibility: &'static str,
    /// Deletion-state filter.
    #[schema(schema_with = deletion_schema)]
    status: &'static str,
    /// Currency filter.
    #[schema(required = true, schema_with = optional_currency_schema)]
    funding_currency: Option<&'static str>,
    /// Language of titles.
    locale: String,
}

/// List projects
///
/// Projects of the workspace, hidden ones too and, with `status`, deleted ones. Filters combine.
#[utoipa::path(
    get,
    path = "/api/projects",
    operation_id = "dashboardListProjects",
    tag = "Projects",
    params(StaffProjectParams),
    responses((status = 200, description = "Paginated project list.", body = StaffProjectList))
)]
pub(super) async fn list(call: Call<Staff<roles::Viewer>, StaffProjectParams>) -> Answer {
    let params = &call.input;
    let workspace = &call.caller.member.workspace.id;
    let store = &call.services().project_desk.store;
    let found = store.list(workspace, &params.query()).await?;
    let list = StaffProjectList {
        page: PublicationsPage::new(&found, params.paging),
        projects: found
            .items
            .into_iter()
            .map(|project| StaffProjectItem::new(project, &params.filter.locale))
            .collect(),
        sort: params.order.sort.word(),
        dir: params.order.dir.word(),
        q: params.words.q.clone(),
        visibility: params.filter.visibility.word(),
        status: params.filter.status.word(),
        funding_currency: params.filter.funding_currency.map(Word::word),
        locale: params.filter.locale.clone(),
    };
    call.current(None, &list)
}
