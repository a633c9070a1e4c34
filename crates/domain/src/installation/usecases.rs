//! What an operator does with installations at the command line.

use std::sync::Arc;

use super::{
    CredentialId, Installation, InstallationId, InstallationOrigin, InstallationStatus, InstallationStore,
    OriginStatus, Scope, Selection,
};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::credential;
use crate::identifier::{Key, Origin};
use crate::origin::site;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Requests a minute that a credential may make, unless its installation says otherwise.
pub const DEFAULT_RATE_LIMIT: u32 = 1_000;

/// A new installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstallation {
    /// `wordpress`, `drupal`, …
    pub platform: String,
    /// What people call it.
    pub display_name: String,
    /// More words.
    pub description: Option<String>,
    /// Where it lives on the web.
    pub origins: Vec<Origin>,
    /// What it may read.
    pub scopes: Vec<Scope>,
    /// The operator vouches for the origins: they count as verified, and a credential is issued.
    pub active: bool,
    /// Requests a minute for each credential.
    pub rate_limit_per_minute: u32,
}

/// An installation as made, and its key in plain text, to show once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The installation.
    pub installation: Installation,
    /// Its first credential, for active ones.
    pub key: Option<Key>,
}

/// Makes and changes installations.
#[derive(Clone)]
pub struct Installations {
    /// Where they are kept.
    pub store: Arc<dyn InstallationStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids, tokens, keys.
    pub ids: Arc<dyn Ids>,
}

impl Installations {
    /// Makes an installation.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        new: NewInstallation,
        actor: Actor,
    ) -> Result<Issued, StoreError> {
        let now = self.clock.now();
        let status = match (new.active, new.origins.is_empty()) {
            (true, _) => InstallationStatus::Active,
            (false, false) => InstallationStatus::PendingVerification,
            (false, true) => InstallationStatus::Draft,
        };
        let installation = Installation {
            id: InstallationId::new(self.ids.id()),
            workspace: workspace.clone(),
            platform: new.platform,
            status,
            display_name: new.display_name,
            description: new.description,
            scopes: new.scopes,
            origins: new
                .origins
                .into_iter()
                .map(|origin| site::new(self.ids.as_ref(), origin, new.active, now))
                .collect(),
            rate_limit_per_minute: new.rate_limit_per_minute,
            external_ids: Vec::new(),
            space_selection: Selection::All,
            entities: Vec::new(),
            site_selection: Selection::Selected,
            created_at: now,
            updated_at: now,
        };
        let issued = new
            .active
            .then(|| credential::issue(self.ids.as_ref(), now, None));
        let trail = self.trail("installation.created", &installation.id, actor);
        let (key, credential) =
            issued.map_or((None, None), |(key, credential)| (Some(key), Some(credential)));
        self.store.create(&installation, credential, &trail).await?;
        Ok(Issued { installation, key })
    }

    /// Adds an origin; `verified` where the operator vouches for it.
    pub async fn add_origin(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        origin: Origin,
        verified: bool,
        actor: Actor,
    ) -> Result<InstallationOrigin, StoreError> {
        let origin = site::new(self.ids.as_ref(), origin, verified, self.clock.now());
        let trail = self.trail("site.added", id, actor);
        self.store.put_origin(workspace, id, &origin, &trail).await?;
        Ok(origin)
    }

    /// Counts an origin as verified, because the operator vouches for it. `None` where the installation has no
    /// such origin.
    pub async fn vouch_for_origin(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        origin: &Origin,
        actor: Actor,
    ) -> Result<Option<InstallationOrigin>, StoreError> {
        let Some(installation) = self.store.find(workspace, id).await? else {
            return Ok(None);
        };
        let Some(mut found) = installation.origins.into_iter().find(|o| o.origin == *origin) else {
            return Ok(None);
        };
        found.status = OriginStatus::Verified;
        found.verified_at = Some(self.clock.now());
        found.last_checked_at = found.verified_at;
        found.last_verification_error = None;
        self.store
            .put_origin(workspace, id, &found, &self.trail("site.verified", id, actor))
            .await?;
        Ok(Some(found))
    }

    /// Issues a further credential.
    pub async fn issue_credential(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        expires_at: Option<i64>,
        actor: Actor,
    ) -> Result<(Key, CredentialId), StoreError> {
        let (key, credential) = credential::issue(self.ids.as_ref(), self.clock.now(), expires_at);
        let credential_id = credential.id.clone();
        let trail = self.trail("credential.issued", id, actor);
        self.store
            .add_credential(workspace, id, credential, &trail)
            .await?;
        Ok((key, credential_id))
    }

    /// Changes the status. `None` for an unknown installation, `Conflict` for a step that may not be taken.
    pub async fn set_status(
        &self,
        workspace: &WorkspaceId,
        id: &InstallationId,
        status: InstallationStatus,
        actor: Actor,
    ) -> Result<Option<Installation>, StoreError> {
        let trail = self.trail("installation.updated", id, actor);
        self.store.set_status(workspace, id, status, &trail).await
    }

    fn trail(&self, kind: &str, id: &InstallationId, actor: Actor) -> Trail {
        let event = Event {
            id: self.ids.id(),
            at: self.clock.now(),
            kind: kind.to_owned(),
            actor,
            subject_kind: "installation".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("{kind} ({id})"),
            details: serde_json::json!({}),
        };
        Trail::from(event)
    }
}
