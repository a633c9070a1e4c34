//! API keys, their log, and rate limits.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::{KeyUse, Trail};
use domain::api_key::{ApiKey, ApiKeyScope, ApiKeyStore, Lease, RateLimitStore};
use domain::identifier::KeyHash;
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{api_keys, rate_windows};
use crate::stores::Diesel;
use crate::trail;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    workspace_id: String,
    key_hash: String,
    client_name: String,
    scopes: Json<Vec<ApiKeyScope>>,
    active: bool,
    rate_limit_per_minute: i32,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = DbError;

    fn try_from(row: ApiKeyRow) -> Result<Self, DbError> {
        let ApiKeyRow {
            workspace_id,
            key_hash,
            client_name,
            scopes,
            active,
            rate_limit_per_minute,
            created_at,
            last_used_at,
        } = row;
        Ok(Self {
            key_hash: KeyHash::parse(&key_hash)
                .ok()
                .ok_or(DbError::Corrupt("api_keys.key_hash"))?,
            workspace: WorkspaceId::new(workspace_id),
            client_name,
            scopes: scopes.0,
            active,
            rate_limit_per_minute: u32::try_from(rate_limit_per_minute)
                .ok()
                .ok_or(DbError::Corrupt("api_keys.rate_limit_per_minute"))?,
            created_at,
            last_used_at,
        })
    }
}

#[async_trait]
impl ApiKeyStore for Diesel {
    async fn create(&self, key: &ApiKey, trail: &Trail) -> Result<(), StoreError> {
        let ApiKey {
            key_hash,
            workspace,
            client_name,
            scopes,
            active,
            rate_limit_per_minute,
            created_at,
            last_used_at,
        } = key.clone();
        let row = (
            api_keys::workspace_id.eq(workspace.as_str().to_owned()),
            api_keys::key_hash.eq(key_hash.as_str().to_owned()),
            api_keys::client_name.eq(client_name),
            api_keys::scopes.eq(Json(scopes)),
            api_keys::active.eq(active),
            api_keys::rate_limit_per_minute.eq(i32::try_from(rate_limit_per_minute).unwrap_or(i32::MAX)),
            api_keys::created_at.eq(created_at),
            api_keys::last_used_at.eq(last_used_at),
        );
        self.db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c
                    .exec(diesel::insert_into(api_keys::table).values(row))
                    .await)?;
                trail::leave(conn, &workspace, trail).await
            })
            .await?;
        self.api_keys.forget();
        Ok(())
    }

    async fn list(&self, workspace: &WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
        let mut conn = self.db.read().await?;
        let id = workspace.as_str().to_owned();
        let rows: Vec<ApiKeyRow> = on!(&mut conn, |c| c
            .fetch(
                api_keys::table
                    .filter(api_keys::workspace_id.eq(id))
                    .order((api_keys::created_at.desc(), api_keys::key_hash))
                    .select(ApiKeyRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().map(ApiKey::try_from).collect::<Result<_, _>>()?)
    }

    async fn revoke(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        trail: &Trail,
    ) -> Result<bool, StoreError> {
        let key = (workspace.as_str().to_owned(), key_hash.as_str().to_owned());
        let found = self
            .db
            .transaction(async |conn: &mut Conn| {
                let known = api_keys::table
                    .filter(api_keys::workspace_id.eq(key.0.clone()))
                    .filter(api_keys::key_hash.eq(key.1.clone()));
                let active: Vec<bool> = on!(conn, |c| c.fetch(known.select(api_keys::active)).await)?;
                let Some(active) = active.into_iter().next() else {
                    return Ok(false);
                };
                if active {
                    let known = api_keys::table
                        .filter(api_keys::workspace_id.eq(key.0))
                        .filter(api_keys::key_hash.eq(key.1));
                    on!(conn, |c| c
                        .exec(diesel::update(known).set(api_keys::active.eq(false)))
                        .await)?;
                    trail::leave(conn, workspace, trail).await?;
                }
                Ok(true)
            })
            .await?;
        self.api_keys.forget();
        Ok(found)
    }

    async fn by_key(&self, key_hash: &KeyHash) -> Result<Option<ApiKey>, StoreError> {
        let load = async {
            let mut conn = self.db.read().await?;
            let hash = key_hash.as_str().to_owned();
            let rows: Vec<ApiKeyRow> = on!(&mut conn, |c| c
                .fetch(
                    api_keys::table
                        .filter(api_keys::key_hash.eq(hash))
                        .select(ApiKeyRow::as_select())
                )
                .await)?;
            rows.into_iter().next().map(ApiKey::try_from).transpose()
        };
        Ok(self.api_keys.get(key_hash.clone(), load).await?)
    }

    async fn log_use(&self, workspace: &WorkspaceId, key_use: &KeyUse) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| trail::log_use(conn, workspace, key_use).await)
            .await?)
    }
}

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
