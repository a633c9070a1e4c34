//! Sizes of the catalogue, and what came in when.

use std::collections::BTreeMap;

use diesel::dsl::{count, count_star, not, sql};
use diesel::sql_types::BigInt;
use diesel::{AggregateExpressionMethods, BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::publication::curation::Totals;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::schema::{publication_people, publications};
use crate::stores::Diesel;

/// Seconds of a day, and the number of the day that a publication came in on: whole-number division on both databases.
const DAY: i64 = 86_400;
const DAY_OF_ARRIVAL: &str = "publications.created_at / 86400";

impl Diesel {
    pub(super) async fn staff_totals(&self, workspace: &WorkspaceId) -> Result<Totals, DbError> {
        let revision = self.db.revision(workspace).await?.revision.number;
        let mut conn = self.db.read().await?;
        let key = workspace.as_str().to_owned();
        let active = || {
            publications::table
                .filter(publications::workspace_id.eq(key.clone()))
                .filter(publications::deleted_at.is_null())
        };
        let remembered = |what: &str| format!("staff totals {what}");
        let publications = self
            .total(workspace, revision, remembered("publications"), None, async {
                Ok(on!(&mut conn, |c| c.fetch(active().count()).await)?)
            })
            .await?;
        let edited = self
            .total(workspace, revision, remembered("edited"), None, async {
                let edited = active().filter(publications::edit_count.gt(0));
                Ok(on!(&mut conn, |c| c.fetch(edited.count()).await)?)
            })
            .await?;
        let hidden = self
            .total(workspace, revision, remembered("hidden"), None, async {
                let hidden = active().filter(not(publications::visible));
                Ok(on!(&mut conn, |c| c.fetch(hidden.count()).await)?)
            })
            .await?;
        let people = self
            .total(workspace, revision, remembered("people"), None, async {
                people(&mut conn, workspace).await
            })
            .await?;
        Ok(Totals {
            publications,
            edited,
            hidden,
            people,
        })
    }
}

/// People linked to at least one publication that is not deleted.
async fn people(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Vec<i64>, DbError> {
    let key = workspace.as_str().to_owned();
    Ok(on!(conn, |c| c
        .fetch(
            publication_people::table
                .inner_join(
                    publications::table.on(publications::workspace_id
                        .eq(publication_people::workspace_id)
                        .and(publications::id.eq(publication_people::publication_id)))
                )
                .filter(publication_people::workspace_id.eq(key))
                .filter(publications::deleted_at.is_null())
                .select(count(publication_people::person_orcid).aggregate_distinct())
        )
        .await)?)
}

/// Day → publications that came in on it.
pub(super) async fn arrivals(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    first_day: i64,
) -> Result<BTreeMap<i64, u64>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(i64, i64)> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(key))
                .filter(publications::created_at.ge(first_day.saturating_mul(DAY)))
                .group_by(sql::<BigInt>(DAY_OF_ARRIVAL))
                .select((sql::<BigInt>(DAY_OF_ARRIVAL), count_star()))
        )
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(day, count)| (day, u64::try_from(count).unwrap_or(0)))
        .collect())
}
