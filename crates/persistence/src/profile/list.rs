//! The staff's list of people.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::profile::{Profile, ProfileQuery, ProfileSort};
use domain::storage::{Direction, Page};
use domain::workspace::WorkspaceId;

use super::around::{self, ProfileRow};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::lists::sorted;
use crate::schema::{memberships, people, person_categories};
use crate::search::{WordIndex, WordMatch};
use crate::totals::size_of;

/// A boxed query over the people that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter = $filter;
        let workspace = $workspace.as_str().to_owned();
        let mut select = people::table
            .filter(people::workspace_id.eq(workspace.clone()))
            .into_boxed::<$db>();
        if let Some(matching) = WordMatch::all(WordIndex::People, &filter.q) {
            select = select.filter(matching);
        }
        select = match filter.hidden {
            Some(true) => select.filter(people::hidden_at.is_not_null()),
            Some(false) => select.filter(people::hidden_at.is_null()),
            None => select,
        };
        if filter.active_only || filter.entity.is_some() || filter.status.is_some() {
            let mut members = memberships::table
                .filter(memberships::workspace_id.eq(workspace.clone()))
                .select(memberships::person_orcid)
                .into_boxed::<$db>();
            // A status is what somebody has now; an entity may be one that they have left.
            if filter.active_only || filter.status.is_some() {
                members = members.filter(memberships::ends_at.is_null());
            }
            if let Some(entity) = &filter.entity {
                members = members.filter(memberships::entity_id.eq(entity.as_str().to_owned()));
            }
            if let Some(status) = filter.status {
                members = members.filter(memberships::status.eq(status.as_str()));
            }
            select = select.filter(people::orcid.eq_any(members));
        }
        if let Some(category) = &filter.category {
            let members = person_categories::table
                .filter(person_categories::workspace_id.eq(workspace))
                .filter(person_categories::category_id.eq(category.as_str().to_owned()))
                .select(person_categories::person_orcid);
            select = select.filter(people::orcid.eq_any(members));
        }
        select
    }};
}

/// Orders as the indexes do.
macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match $query.sort {
            ProfileSort::Name => sorted!($select, $query.direction, people::sort_name),
            ProfileSort::Orcid => match $query.direction {
                Direction::Ascending => $select.order(people::orcid),
                Direction::Descending => $select.order(people::orcid.desc()),
            },
            // The index of equal times runs up both ways.
            ProfileSort::LastFetchedAt => match $query.direction {
                Direction::Ascending => $select.order((
                    people::last_fetched_at.is_null(),
                    people::last_fetched_at,
                    people::id,
                )),
                Direction::Descending => $select.order((
                    people::last_fetched_at.is_null(),
                    people::last_fetched_at.desc(),
                    people::id,
                )),
            },
            ProfileSort::PublicationCount => {
                sorted!($select, $query.direction, people::public_publication_count)
            }
            ProfileSort::CreatedAt => sorted!($select, $query.direction, people::created_at),
        }
    };
}

pub(super) async fn list(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    query: &ProfileQuery,
) -> Result<Page<Profile>, DbError> {
    let rows: Vec<ProfileRow> = on!(conn, |c| {
        let select = filtered!(Db, workspace, &query.filter).select(ProfileRow::as_select());
        let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
        c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
    })?;
    let counted: Vec<i64> = on!(conn, |c| {
        let select = filtered!(Db, workspace, &query.filter);
        c.fetch(select.count()).await
    })?;
    Ok(Page {
        items: around::profiles(conn, workspace, rows).await?,
        total: size_of(&counted),
    })
}
