//! Changes of keys, each inside a transaction: read and locked, decided by the domain, written.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::api_key::change::revoked;
use domain::api_key::{ApiKey, KeyChange, KeyRefusal, Rotated, Rotation};
use domain::identifier::KeyHash;
use domain::workspace::WorkspaceId;

use super::ApiKeyRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::api_keys;
use crate::trail;

/// A key that nobody else changes until the transaction ends.
async fn locked(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    key_hash: &KeyHash,
) -> Result<Option<ApiKey>, DbError> {
    let own = api_keys::table
        .filter(api_keys::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(api_keys::key_hash.eq(key_hash.as_str().to_owned()));
    // Writing the value that is there locks the row on both databases.
    let rows: Vec<ApiKeyRow> = on!(conn, |c| c
        .fetch(
            diesel::update(own)
                .set(api_keys::rate_limit_per_minute.eq(api_keys::rate_limit_per_minute + 0))
                .returning(ApiKeyRow::as_returning())
        )
        .await)?;
    rows.into_iter().next().map(ApiKey::try_from).transpose()
}

/// Writes what may change of a key.
async fn write(conn: &mut Conn, key: &ApiKey) -> Result<(), DbError> {
    let own = api_keys::table
        .filter(api_keys::workspace_id.eq(key.workspace.as_str().to_owned()))
        .filter(api_keys::key_hash.eq(key.key_hash.as_str().to_owned()));
    let limit = i32::try_from(key.rate_limit_per_minute).unwrap_or(i32::MAX);
    let set = (
        api_keys::scopes.eq(Json(key.scopes.clone())),
        api_keys::active.eq(key.active),
        api_keys::rate_limit_per_minute.eq(limit),
        api_keys::revoked_at.eq(key.revoked_at),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

pub(super) async fn revoke(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    key_hash: &KeyHash,
    now: i64,
    trail: &Trail,
) -> Result<Option<ApiKey>, DbError> {
    let Some(before) = locked(conn, workspace, key_hash).await? else {
        return Ok(None);
    };
    let after = revoked(&before, now);
    if after != before {
        write(conn, &after).await?;
        trail::leave(conn, workspace, trail).await?;
    }
    Ok(Some(after))
}

pub(super) async fn change(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    key_hash: &KeyHash,
    change: &KeyChange,
) -> Result<Option<Result<ApiKey, KeyRefusal>>, DbError> {
    let Some(before) = locked(conn, workspace, key_hash).await? else {
        return Ok(None);
    };
    let (after, event) = match change.apply(&before) {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    if let Some(event) = event {
        write(conn, &after).await?;
        trail::leave(conn, workspace, &Trail::from(event)).await?;
    }
    Ok(Some(Ok(after)))
}

pub(super) async fn rotate(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    key_hash: &KeyHash,
    rotation: &Rotation,
) -> Result<Option<Result<Rotated, KeyRefusal>>, DbError> {
    let Some(before) = locked(conn, workspace, key_hash).await? else {
        return Ok(None);
    };
    let rotated = match rotation.apply(&before) {
        Ok(rotated) => rotated,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    super::insert(conn, &rotated.new).await?;
    if rotated.old != before {
        write(conn, &rotated.old).await?;
    }
    trail::leave(conn, workspace, &Trail::from(rotated.event.clone())).await?;
    Ok(Some(Ok(rotated)))
}
