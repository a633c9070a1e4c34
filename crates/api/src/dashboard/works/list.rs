//! The list of works, unverified, hidden and deleted ones too.

use serde::Serialize;
use utoipa::ToSchema;

use super::item::StaffWorkItem;
use crate::auth::{Call, Staff, roles};
use crate::dashboard::publications::{PublicationsPage, meant};
use crate::routes::Answer;
use crate::wire::{
    StaffWorkParams, Word, deletion_schema, direction_schema, verification_schema, visibility_schema,
    work_sort_schema,
};

/// One page of works.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffWorkList {
    /// This page.
    works: Vec<StaffWorkItem>,
    #[serde(flatten)]
    page: PublicationsPage,
    /// Sort field.
    #[schema(schema_with = work_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Person filter: the iD as it was read.
    #[schema(required = true)]
    orcid_id: Option<String>,
    /// Verification filter.
    #[schema(schema_with = verification_schema)]
    verification: &'static str,
    /// Visibility filter.
    #[schema(schema_with = visibility_schema)]
    visibility: &'static str,
    /// Deletion-state filter.
    #[schema(schema_with = deletion_schema)]
    status: &'static str,
    /// Type filter.
    #[schema(required = true)]
    work_type: Option<String>,
    /// Year filter.
    #[schema(required = true)]
    publication_year: Option<i32>,
    /// Language of titles.
    locale: String,
}

/// List works
///
/// Works of the workspace: those that wait to be verified, hidden ones too and, with `status`, deleted ones and those that
/// became publications. Filters combine.
#[utoipa::path(
    get,
    path = "/api/works",
    operation_id = "dashboardListWorks",
    tag = "Works",
    params(StaffWorkParams),
    responses((status = 200, description = "Paginated work list.", body = StaffWorkList))
)]
pub(super) async fn list(call: Call<Staff<roles::Viewer>, StaffWorkParams>) -> Answer {
    let (services, params) = (call.services(), &call.input);
    let workspace = &call.caller.member.workspace.id;
    let person = meant(services, workspace, params.words.orcid_id.as_ref()).await?;
    let found = services
        .work_desk
        .store
        .list(workspace, &params.query(person))
        .await?;
    let list = StaffWorkList {
        page: PublicationsPage::new(&found, params.paging),
        works: found
            .items
            .iter()
            .map(|work| StaffWorkItem::new(work, &params.filter.locale))
            .collect(),
        sort: params.order.sort.word(),
        dir: params.order.dir.word(),
        q: params.words.q.clone(),
        orcid_id: params
            .words
            .orcid_id
            .as_ref()
            .map(|orcid| orcid.as_str().to_owned()),
        verification: params.filter.verification.word(),
        visibility: params.filter.visibility.word(),
        status: params.filter.status.word(),
        work_type: params.filter.work_type.clone(),
        publication_year: params.filter.publication_year,
        locale: params.filter.locale.clone(),
    };
    call.current(None, &list)
}
