//! Rows of installations, and how they are read.

use diesel::{Queryable, Selectable};
use domain::identifier::{KeyHash, Origin};
use domain::installation::{
    Credential, CredentialId, Installation, InstallationId, InstallationOrigin, InstallationStatus, OriginId,
    OriginStatus, Scope, Selection,
};
use domain::workspace::{EntityId, WorkspaceId};

use crate::error::DbError;
use crate::json::Json;
use crate::schema::{installation_credentials, installation_origins, installations};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = installations)]
pub(super) struct InstallationRow {
    pub(super) workspace_id: String,
    pub(super) id: String,
    platform: String,
    status: String,
    display_name: String,
    description: Option<String>,
    scopes: Json<Vec<Scope>>,
    rate_limit_per_minute: i32,
    space_selection: String,
    site_selection: String,
    created_at: i64,
    updated_at: i64,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = installation_origins)]
pub(super) struct OriginRow {
    workspace_id: String,
    id: String,
    installation_id: String,
    origin: String,
    status: String,
    token: String,
    verified_at: Option<i64>,
    last_verification_error: Option<String>,
    added_at: Option<i64>,
    last_checked_at: Option<i64>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = installation_credentials)]
pub(super) struct CredentialRow {
    pub(super) workspace_id: String,
    id: String,
    pub(super) installation_id: String,
    key_hash: String,
    active: bool,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    created_at: i64,
    temporary: bool,
    revoked_at: Option<i64>,
}

/// What hangs on some installations: origins by id, entities, and external ids in their order.
#[derive(Debug, Default)]
pub(super) struct Belongings {
    pub(super) origins: Vec<OriginRow>,
    pub(super) entities: Vec<(String, String, String)>,
    pub(super) external_ids: Vec<(String, String, String)>,
}

impl InstallationRow {
    /// With those of the belongings that are its own.
    pub(super) fn complete(self, all: &Belongings) -> Result<Installation, DbError> {
        let Self {
            workspace_id,
            id,
            platform,
            status,
            display_name,
            description,
            scopes,
            rate_limit_per_minute,
            space_selection,
            site_selection,
            created_at,
            updated_at,
        } = self;
        let origins = all
            .origins
            .iter()
            .filter(|origin| origin.workspace_id == workspace_id && origin.installation_id == id)
            .cloned()
            .map(InstallationOrigin::try_from)
            .collect::<Result<_, _>>()?;
        let own = |rows: &[(String, String, String)]| -> Vec<String> {
            rows.iter()
                .filter(|(workspace, installation, _)| *workspace == workspace_id && *installation == id)
                .map(|(_, _, value)| value.clone())
                .collect()
        };
        let selection = |word: &str, place| Selection::from_word(word).ok_or(DbError::Corrupt(place));
        Ok(Installation {
            external_ids: own(&all.external_ids),
            entities: own(&all.entities).into_iter().map(EntityId::new).collect(),
            id: InstallationId::new(id),
            workspace: WorkspaceId::new(workspace_id),
            platform,
            status: InstallationStatus::from_word(&status).ok_or(DbError::Corrupt("installations.status"))?,
            display_name,
            description,
            scopes: scopes.0,
            origins,
            rate_limit_per_minute: u32::try_from(rate_limit_per_minute)
                .ok()
                .ok_or(DbError::Corrupt("installations.rate_limit_per_minute"))?,
            space_selection: selection(&space_selection, "installations.space_selection")?,
            site_selection: selection(&site_selection, "installations.site_selection")?,
            created_at,
            updated_at,
        })
    }
}

impl TryFrom<OriginRow> for InstallationOrigin {
    type Error = DbError;

    fn try_from(row: OriginRow) -> Result<Self, DbError> {
        let OriginRow {
            workspace_id: _,
            id,
            installation_id: _,
            origin,
            status,
            token,
            verified_at,
            last_verification_error,
            added_at,
            last_checked_at,
        } = row;
        Ok(Self {
            id: OriginId::new(id),
            origin: Origin::parse(&origin)
                .ok()
                .ok_or(DbError::Corrupt("installation_origins.origin"))?,
            status: OriginStatus::from_word(&status)
                .ok_or(DbError::Corrupt("installation_origins.status"))?,
            token,
            verified_at,
            last_verification_error,
            added_at,
            last_checked_at,
        })
    }
}

impl TryFrom<CredentialRow> for Credential {
    type Error = DbError;

    fn try_from(row: CredentialRow) -> Result<Self, DbError> {
        let CredentialRow {
            workspace_id: _,
            id,
            installation_id: _,
            key_hash,
            active,
            expires_at,
            last_used_at,
            created_at,
            temporary,
            revoked_at,
        } = row;
        Ok(Self {
            id: CredentialId::new(id),
            key_hash: KeyHash::parse(&key_hash)
                .ok()
                .ok_or(DbError::Corrupt("installation_credentials.key_hash"))?,
            active,
            temporary,
            revoked_at,
            expires_at,
            last_used_at,
            created_at,
        })
    }
}
