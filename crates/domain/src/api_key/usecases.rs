//! Making, changing, replacing and revoking API keys.

use std::sync::Arc;

use super::change::distinct;
use super::{ApiKey, ApiKeyScope, ApiKeyStore, KeyChange, KeyRefusal, Rotated, Rotation};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::identifier::{Key, KeyHash, KeyKind};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Makes, changes, replaces and revokes API keys.
#[derive(Clone)]
pub struct ApiKeys {
    /// Where they are kept.
    pub store: Arc<dyn ApiKeyStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Keys, event ids.
    pub ids: Arc<dyn Ids>,
}

/// A new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// Whose it is.
    pub client_name: String,
    /// What it may do.
    pub scopes: Vec<ApiKeyScope>,
    /// Requests a minute.
    pub rate_limit_per_minute: u32,
}

/// New values for a key; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiKeyPatch {
    /// Switched on or off.
    pub active: Option<bool>,
    /// What it may do.
    pub scopes: Option<Vec<ApiKeyScope>>,
    /// Requests a minute.
    pub rate_limit_per_minute: Option<u32>,
}

impl ApiKeys {
    /// Makes a key; its plain text is to be shown once.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        new: NewApiKey,
        actor: Actor,
    ) -> Result<(Key, ApiKey), StoreError> {
        let key = Key::from_secret(KeyKind::ApiKey, &self.ids.secret());
        let NewApiKey {
            client_name,
            scopes,
            rate_limit_per_minute,
        } = new;
        let stored = ApiKey {
            key_hash: key.hash(),
            workspace: workspace.clone(),
            client_name,
            scopes: distinct(&scopes),
            active: true,
            rate_limit_per_minute,
            created_at: self.clock.now(),
            last_used_at: None,
            revoked_at: None,
        };
        self.store
            .create(&stored, &self.trail("api_key.created", &stored.key_hash, actor))
            .await?;
        Ok((key, stored))
    }

    /// Switches a key off for good; `None` for an unknown one.
    pub async fn revoke(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        actor: Actor,
    ) -> Result<Option<ApiKey>, StoreError> {
        let trail = self.trail("api_key.revoked", key_hash, actor);
        self.store
            .revoke(workspace, key_hash, self.clock.now(), &trail)
            .await
    }

    /// Changes a key; `None` for an unknown one.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        patch: ApiKeyPatch,
        actor: Actor,
    ) -> Result<Option<Result<ApiKey, KeyRefusal>>, StoreError> {
        let ApiKeyPatch {
            active,
            scopes,
            rate_limit_per_minute,
        } = patch;
        let change = KeyChange {
            active,
            scopes,
            rate_limit_per_minute,
            now: self.clock.now(),
            actor,
            event_id: self.ids.id(),
        };
        self.store.change(workspace, key_hash, &change).await
    }

    /// Makes a new key in the place of another; its plain text is to be shown once. `None` for an unknown one.
    pub async fn rotate(
        &self,
        workspace: &WorkspaceId,
        key_hash: &KeyHash,
        revoke_old: bool,
        actor: Actor,
    ) -> Result<Option<Result<(Key, Rotated), KeyRefusal>>, StoreError> {
        let key = Key::from_secret(KeyKind::ApiKey, &self.ids.secret());
        let rotation = Rotation {
            new_hash: key.hash(),
            revoke_old,
            now: self.clock.now(),
            actor,
            event_id: self.ids.id(),
        };
        let done = self.store.rotate(workspace, key_hash, &rotation).await?;
        Ok(done.map(|decided| decided.map(|rotated| (key, rotated))))
    }

    fn trail(&self, kind: &str, key_hash: &KeyHash, actor: Actor) -> Trail {
        let event = Event {
            id: self.ids.id(),
            at: self.clock.now(),
            kind: kind.to_owned(),
            actor,
            subject_kind: "api_key".to_owned(),
            subject_id: key_hash.as_str().to_owned(),
            message: kind.replace(['_', '.'], " "),
            details: serde_json::json!({}),
        };
        Trail::from(event)
    }
}
