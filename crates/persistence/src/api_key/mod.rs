//! API keys, their log, and rate limits.

mod change;
mod rates;

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::{KeyUse, Trail};
use domain::api_key::{ApiKey, ApiKeyScope, ApiKeyStore, KeyChange, KeyRefusal, Rotated, Rotation};
use domain::identifier::KeyHash;
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::api_keys;
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
    revoked_at: Option<i64>,
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
            revoked_at,
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
            revoked_at,
        })
    }
}

/// Adds a row.
async fn insert(conn: &mut Conn, key: &ApiKey) -> Result<(), DbError> {
    let ApiKey {
        key_hash,
        workspace,
        client_name,
        scopes,
        active,
        rate_limit_per_minute,
        created_at,
        last_used_at,
        revoked_at,
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
        api_keys::revoked_at.eq(revoked_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(api_keys::table).values(row))
        .await)?;
    Ok(())
}

#[async_trait]
impl ApiKeyStore for Diesel {
    async fn create(&self, key: &ApiKey, trail: &Trail) -> Result<(), StoreError> {
        self.db
            .transaction(async |conn: &mut Conn| {
                insert(conn, key).await?;
                trail::leave(conn, &key.workspace, trail).await
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
        now: i64,
        trail: &Trail,
    ) -> Result<Option<ApiKey>, StoreError> {
        let revoked = self
            .db
            .transaction(async |conn: &mut Conn| change::revoke(conn, workspace, key_hash, now, trail).await)
            .await?;
        self.api_keys.forget();
        Ok(revoked)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        change: &KeyChange,
    ) -> Result<Option<Result<ApiKey, KeyRefusal>>, StoreError> {
        let changed = self
            .db
            .transaction(async |conn: &mut Conn| change::change(conn, workspace, key_hash, change).await)
            .await?;
        self.api_keys.forget();
        Ok(changed)
    }

    async fn rotate(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        rotation: &Rotation,
    ) -> Result<Option<Result<Rotated, KeyRefusal>>, StoreError> {
        let rotated = self
            .db
            .transaction(async |conn: &mut Conn| change::rotate(conn, workspace, key_hash, rotation).await)
            .await?;
        self.api_keys.forget();
        Ok(rotated)
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
