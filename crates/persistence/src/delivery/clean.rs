//! How much waits, and what need not be kept.

use diesel::dsl::{count_star, min, not};
use diesel::{BoolExpressionMethods as _, ExpressionMethods, QueryDsl};
use domain::delivery::Waiting;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::integration_events as events;

/// Events that wait, in all workspaces.
pub(super) async fn waiting(conn: &mut Conn) -> Result<Waiting, DbError> {
    let all = events::table
        .filter(events::waiting)
        .select((count_star(), min(events::created_at)));
    let rows: Vec<(i64, Option<i64>)> = on!(conn, |c| c.fetch(all).await)?;
    let (count, oldest) = rows.into_iter().next().unwrap_or_default();
    Ok(Waiting {
        events: u64::try_from(count).unwrap_or(0),
        oldest,
    })
}

/// Removes old events that do not wait; their attempts go with them.
pub(super) async fn clean(conn: &mut Conn, before: i64, limit: u32) -> Result<u32, DbError> {
    let old = events::table
        .filter(not(events::waiting))
        .filter(events::created_at.lt(before))
        .order(events::created_at)
        .limit(i64::from(limit))
        .select((events::workspace_id, events::id));
    let old: Vec<(String, String)> = on!(&mut *conn, |c| c.fetch(old).await)?;
    if old.is_empty() {
        return Ok(0);
    }
    let (mut workspaces, ids): (Vec<String>, Vec<String>) = old.into_iter().unzip();
    workspaces.sort_unstable();
    workspaces.dedup();
    // An event of the same id in another of these workspaces has to be old as well.
    let gone = events::table.filter(
        events::workspace_id
            .eq_any(workspaces)
            .and(events::id.eq_any(ids))
            .and(not(events::waiting))
            .and(events::created_at.lt(before)),
    );
    let removed = on!(conn, |c| c.exec(diesel::delete(gone)).await)?;
    Ok(u32::try_from(removed).unwrap_or(u32::MAX))
}
