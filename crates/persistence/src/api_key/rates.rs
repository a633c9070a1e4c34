//! Rate limits that hold across processes.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl};
use domain::api_key::{Lease, RateLimitStore};
use domain::identifier::KeyHash;
use domain::storage::StoreError;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::rate_windows;
use crate::stores::Diesel;

/// Windows older than this are of no use to anybody.
const KEEP_WINDOWS_SECONDS: i64 = 600;

#[async_trait]
impl RateLimitStore for Diesel {
    async fn lease(
        &self,
        key_hash: &KeyHash,
        window: i64,
        wanted: u32,
        limit: u32,
    ) -> Result<Lease, StoreError> {
        let hash = key_hash.as_str().to_owned();
        let wanted = i32::try_from(wanted).unwrap_or(i32::MAX);
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let (before, after) = self
            .db
            .transaction(async |conn: &mut Conn| {
                let row = (
                    rate_windows::key_hash.eq(hash.clone()),
                    rate_windows::starts_at.eq(window),
                    rate_windows::used.eq(0),
                );
                let opened = on!(conn, |c| c
                    .exec(
                        diesel::insert_into(rate_windows::table)
                            .values(row)
                            .on_conflict_do_nothing()
                    )
                    .await)?;
                if opened == 1 {
                    let old =
                        rate_windows::table.filter(rate_windows::starts_at.lt(window - KEEP_WINDOWS_SECONDS));
                    on!(conn, |c| c.exec(diesel::delete(old)).await)?;
                }
                // Locks the row, so that the sum is right.
                let own = rate_windows::table
                    .filter(rate_windows::key_hash.eq(hash.clone()))
                    .filter(rate_windows::starts_at.eq(window));
                on!(conn, |c| c
                    .exec(diesel::update(own).set(rate_windows::used.eq(rate_windows::used + 0)))
                    .await)?;
                let own = rate_windows::table
                    .filter(rate_windows::key_hash.eq(hash.clone()))
                    .filter(rate_windows::starts_at.eq(window));
                let used: Vec<i32> = on!(conn, |c| c.fetch(own.select(rate_windows::used)).await)?;
                let used = used.into_iter().next().ok_or(DbError::Conflict)?;
                let granted = wanted.min(limit - used).max(0);
                let own = rate_windows::table
                    .filter(rate_windows::key_hash.eq(hash))
                    .filter(rate_windows::starts_at.eq(window));
                on!(conn, |c| c
                    .exec(diesel::update(own).set(rate_windows::used.eq(used + granted)))
                    .await)?;
                Ok((used, used + granted))
            })
            .await?;
        let unsigned = |n: i32| u32::try_from(n).unwrap_or(0);
        Ok(Lease {
            granted: unsigned(after - before),
            used: unsigned(after),
        })
    }
}
