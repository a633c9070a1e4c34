//! What was learnt about DOI agencies.

use async_trait::async_trait;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, QueryDsl};
use domain::ingestion::AgencyStore;
use domain::registry::Agency;
use domain::storage::StoreError;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::doi_agencies;
use crate::stores::Diesel;

#[async_trait]
impl AgencyStore for Diesel {
    async fn remembered(&self, keys: &[String], since: i64) -> Result<Vec<(String, Agency)>, StoreError> {
        let mut conn = self.db.read().await?;
        let keys = keys.to_vec();
        let rows: Vec<(String, String)> = on!(&mut conn, |c| c
            .fetch(
                doi_agencies::table
                    .filter(doi_agencies::doi_or_prefix.eq_any(keys))
                    .filter(doi_agencies::learnt_at.ge(since))
                    .select((doi_agencies::doi_or_prefix, doi_agencies::agency))
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|(key, name)| (key, Agency::from_name(&name)))
            .collect())
    }

    async fn remember(&self, key: &str, agency: &Agency, now: i64) -> Result<(), StoreError> {
        let row = (
            doi_agencies::doi_or_prefix.eq(key.to_owned()),
            doi_agencies::agency.eq(agency.name().to_owned()),
            doi_agencies::learnt_at.eq(now),
        );
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c
                    .exec(
                        diesel::insert_into(doi_agencies::table)
                            .values(row)
                            .on_conflict(doi_agencies::doi_or_prefix)
                            .do_update()
                            .set((
                                doi_agencies::agency.eq(excluded(doi_agencies::agency)),
                                doi_agencies::learnt_at.eq(excluded(doi_agencies::learnt_at)),
                            ))
                    )
                    .await)?;
                Ok(())
            })
            .await?)
    }
}
