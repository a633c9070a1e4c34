//! The staff's list of people.

use domain::membership::MembershipStatus;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{StaffPerson, View};
use crate::auth::{Call, Staff, roles};
use crate::routes::Answer;
use crate::wire::{StaffPeopleParams, Word};

/// One page of people, and what was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffPeople {
    /// This page.
    people: Vec<StaffPerson>,
    /// This page, from 1.
    page: u32,
    /// Items per page.
    per_page: u32,
    /// Items in the whole list.
    total: u64,
    /// Pages in the whole list.
    pages: u64,
    /// Search term; empty where none was given.
    q: String,
    /// Sort field.
    sort: &'static str,
    /// Sort direction.
    dir: &'static str,
    /// Entity filter.
    #[schema(required = true)]
    entity_id: Option<String>,
    /// Status filter.
    #[schema(required = true)]
    affiliation_status: Option<&'static str>,
    /// Only present members.
    active_only: bool,
    /// Category filter.
    #[schema(required = true)]
    category_id: Option<String>,
    /// Visibility filter.
    visibility: &'static str,
    /// Language of names.
    locale: String,
}

/// List people
///
/// All people of the workspace, public or not, hidden ones too. `entity_id`, `affiliation_status` and `active_only` speak of the same
/// membership. Of several memberships the one of the entity asked for is shown, else a present one, that of the
/// workspace's own entity first.
#[utoipa::path(
    get,
    path = "/api/people",
    operation_id = "dashboardListPeople",
    tag = "People",
    params(StaffPeopleParams),
    responses((status = 200, description = "Paginated people with their current affiliation.", body = StaffPeople))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, StaffPeopleParams>) -> Answer {
    let workspace = &call.caller.member.workspace;
    let params = &call.input;
    let found = call
        .services()
        .profiles
        .store
        .list(&workspace.id, &params.query())
        .await?;
    let entity = params.entity();
    let view = View {
        locale: &params.filter.locale,
        entity: entity.as_ref(),
        home: &workspace.default_entity,
    };
    let (total, pages) = (found.total, found.pages(params.paging.per_page));
    let people = found
        .items
        .into_iter()
        .map(|person| view.person(person))
        .collect();
    call.fresh(&page(params, people, (total, pages)))
}

fn page(params: &StaffPeopleParams, people: Vec<StaffPerson>, (total, pages): (u64, u64)) -> StaffPeople {
    StaffPeople {
        people,
        page: params.paging.page,
        per_page: params.paging.per_page,
        total,
        pages,
        q: params.words.q.clone(),
        sort: params.order.sort.word(),
        dir: params.order.dir.word(),
        entity_id: params.filter.entity_id.clone(),
        affiliation_status: params.filter.affiliation_status.map(MembershipStatus::as_str),
        active_only: params.filter.active_only,
        category_id: params.filter.category_id.clone(),
        visibility: params.filter.visibility.word(),
        locale: params.filter.locale.clone(),
    }
}
