//! Installations, their origins and credentials.

pub(crate) mod control;
mod load;
mod rows;
mod write;

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::KeyHash;
use domain::installation::{
    Credential, CredentialId, CredentialRecord, Installation, InstallationId, InstallationOrigin,
    InstallationStatus, InstallationStore, OriginId, OriginStatus,
};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use self::load::load;
use self::rows::{CredentialRow, OriginRow};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{installation_credentials, installation_origins, installations};
use crate::stores::Diesel;
use crate::trail;

/// `last_used_at` is kept to the minute: not every request is a write.
const TOUCH_SECONDS: i64 = 60;

impl Diesel {
    pub(crate) fn forget_credentials(&self) {
        self.credentials.forget();
        self.origins.forget();
    }
}

async fn insert_installation(conn: &mut Conn, installation: &Installation) -> Result<(), DbError> {
    let Installation {
        id,
        workspace,
        platform,
        status,
        display_name,
        description,
        scopes,
        // Written by those who add them; new installations have none of the others.
        origins: _,
        external_ids: _,
        entities: _,
        rate_limit_per_minute,
        space_selection,
        site_selection,
        created_at,
        updated_at,
    } = installation.clone();
    let row = (
        installations::workspace_id.eq(workspace.as_str().to_owned()),
        installations::id.eq(id.as_str().to_owned()),
        installations::platform.eq(platform),
        installations::status.eq(status.as_str()),
        installations::display_name.eq(display_name),
        installations::description.eq(description),
        installations::scopes.eq(Json(scopes)),
        installations::rate_limit_per_minute.eq(i32::try_from(rate_limit_per_minute).unwrap_or(i32::MAX)),
        installations::created_at.eq(created_at),
        installations::updated_at.eq(updated_at),
        installations::space_selection.eq(space_selection.as_str()),
        installations::site_selection.eq(site_selection.as_str()),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(installations::table).values(row))
        .await)?;
    Ok(())
}

async fn insert_origin(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &InstallationId,
    origin: &InstallationOrigin,
) -> Result<(), DbError> {
    let InstallationOrigin {
        id: origin_id,
        origin,
        status,
        token,
        verified_at,
        last_verification_error,
        added_at,
        last_checked_at,
    } = origin.clone();
    let state = (
        installation_origins::status.eq(status.as_str()),
        installation_origins::verified_at.eq(verified_at),
        installation_origins::last_verification_error.eq(last_verification_error),
        installation_origins::last_checked_at.eq(last_checked_at),
    );
    let row = (
        installation_origins::workspace_id.eq(workspace.as_str().to_owned()),
        installation_origins::id.eq(origin_id.as_str().to_owned()),
        installation_origins::installation_id.eq(id.as_str().to_owned()),
        installation_origins::origin.eq(origin.as_str().to_owned()),
        installation_origins::token.eq(token),
        installation_origins::added_at.eq(added_at),
        state.clone(),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(installation_origins::table)
                .values(row)
                .on_conflict((installation_origins::workspace_id, installation_origins::id))
                .do_update()
                .set(state)
        )
        .await)?;
    Ok(())
}

async fn insert_credential(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    installation: &InstallationId,
    credential: Credential,
) -> Result<(), DbError> {
    let Credential {
        id,
        key_hash,
        active,
        expires_at,
        last_used_at,
        created_at,
        temporary,
        revoked_at,
    } = credential;
    let row = (
        installation_credentials::workspace_id.eq(workspace.as_str().to_owned()),
        installation_credentials::id.eq(id.as_str().to_owned()),
        installation_credentials::installation_id.eq(installation.as_str().to_owned()),
        installation_credentials::key_hash.eq(key_hash.as_str().to_owned()),
        installation_credentials::active.eq(active),
        installation_credentials::expires_at.eq(expires_at),
        installation_credentials::last_used_at.eq(last_used_at),
        installation_credentials::created_at.eq(created_at),
        installation_credentials::temporary.eq(temporary),
        installation_credentials::revoked_at.eq(revoked_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(installation_credentials::table).values(row))
        .await)?;
    Ok(())
}

#[async_trait]
impl InstallationStore for Diesel {
    async fn create(
        &self,
        installation: &Installation,
        credential: Option<Credential>,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        let (id, workspace) = (&installation.id, &installation.workspace);
        self.db
            .transaction(async |conn: &mut Conn| {
                insert_installation(conn, installation).await?;
                for origin in &installation.origins {
                    insert_origin(conn, workspace, id, origin).await?;
                }
                if let Some(credential) = credential {
                    insert_credential(conn, workspace, id, credential).await?;
                }
                trail::leave(conn, workspace, trail).await
            })
            .await?;
        self.forget_credentials();
        Ok(())
    }

    async fn list(&self, workspace: &WorkspaceId) -> Result<Vec<Installation>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(load(&mut conn, workspace.as_str(), None).await?)
    }

    async fn find(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
    ) -> Result<Option<Installation>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(load(&mut conn, workspace.as_str(), Some(id.as_str()))
            .await?
            .into_iter()
            .next())
    }

    async fn set_status(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        status: InstallationStatus,
        trail: &Trail,
    ) -> Result<Option<Installation>, StoreError> {
        let changed = self
            .db
            .transaction(async |conn: &mut Conn| {
                let found = load(conn, workspace.as_str(), Some(id.as_str())).await?;
                let Some(mut installation) = found.into_iter().next() else {
                    return Ok(None);
                };
                if !installation.status.may_become(status) {
                    return Err(DbError::Conflict);
                }
                installation.status = status;
                let own = installations::table
                    .filter(installations::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter(installations::id.eq(id.as_str().to_owned()));
                on!(conn, |c| c
                    .exec(diesel::update(own).set(installations::status.eq(status.as_str())))
                    .await)?;
                trail::leave(conn, workspace, trail).await?;
                Ok(Some(installation))
            })
            .await?;
        self.forget_credentials();
        Ok(changed)
    }

    async fn put_origin(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        origin: &InstallationOrigin,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        self.db
            .transaction(async |conn: &mut Conn| {
                insert_origin(conn, workspace, id, origin).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?;
        self.forget_credentials();
        Ok(())
    }

    async fn add_credential(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        credential: Credential,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        self.db
            .transaction(async |conn: &mut Conn| {
                insert_credential(conn, workspace, id, credential).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?;
        self.forget_credentials();
        Ok(())
    }

    async fn by_key(&self, key_hash: &KeyHash) -> Result<Option<CredentialRecord>, StoreError> {
        let load = async {
            let mut conn = self.db.read().await?;
            let hash = key_hash.as_str().to_owned();
            let rows: Vec<CredentialRow> = on!(&mut conn, |c| c
                .fetch(
                    installation_credentials::table
                        .filter(installation_credentials::key_hash.eq(hash))
                        .select(CredentialRow::as_select())
                )
                .await)?;
            let Some(row) = rows.into_iter().next() else {
                return Ok(None);
            };
            let found = load(&mut conn, &row.workspace_id, Some(&row.installation_id)).await?;
            let installation = found.into_iter().next().ok_or(DbError::Conflict)?;
            Ok::<_, DbError>(Some((installation, Credential::try_from(row)?)))
        };
        Ok(self.credentials.get(key_hash.clone(), load).await?)
    }

    async fn origin(&self, id: &OriginId) -> Result<Option<InstallationOrigin>, StoreError> {
        let mut conn = self.db.read().await?;
        let id = id.as_str().to_owned();
        let rows: Vec<OriginRow> = on!(&mut conn, |c| c
            .fetch(
                installation_origins::table
                    .filter(installation_origins::id.eq(id))
                    .select(OriginRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .next()
            .map(InstallationOrigin::try_from)
            .transpose()?)
    }

    async fn is_verified_origin(&self, origin: &str) -> Result<bool, StoreError> {
        let load = async {
            let mut conn = self.db.read().await?;
            let origin = origin.to_owned();
            let rows: Vec<String> = on!(&mut conn, |c| c
                .fetch(
                    installation_origins::table
                        .inner_join(
                            installations::table.on(installations::workspace_id
                                .eq(installation_origins::workspace_id)
                                .and(installations::id.eq(installation_origins::installation_id)))
                        )
                        .filter(installation_origins::origin.eq(origin))
                        .filter(installation_origins::verified_at.is_not_null())
                        .filter(installation_origins::status.eq(OriginStatus::Verified.as_str()))
                        .filter(installations::status.eq(InstallationStatus::Active.as_str()))
                        .select(installation_origins::id)
                        .limit(1)
                )
                .await)?;
            Ok::<_, DbError>(!rows.is_empty())
        };
        Ok(self.origins.get(origin.to_owned(), load).await?)
    }

    async fn touch(&self, credential: &CredentialId, at: i64) -> Result<(), StoreError> {
        let id = credential.as_str().to_owned();
        // Most requests stop here: this process wrote the time less than a minute ago.
        let due = self
            .touched
            .get(&id)
            .is_none_or(|before| at - before >= TOUCH_SECONDS);
        if !due {
            return Ok(());
        }
        self.touched.insert(id.clone(), at);
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let own = installation_credentials::table.filter(installation_credentials::id.eq(id));
                on!(conn, |c| c
                    .exec(diesel::update(own).set(installation_credentials::last_used_at.eq(at)))
                    .await)?;
                Ok(())
            })
            .await?)
    }
}
