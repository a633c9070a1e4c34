//! Port: installations as the staff and the integrations themselves see and change them.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::{Credential, Installation, InstallationId, InstallationRefusal};
use crate::activity::{Actor, Event, derived_id};
use crate::integration::IntegrationName;
use crate::storage::{Slice, SliceRequest, StoreError};
use crate::workspace::{Entity, WorkspaceId};

/// Where an installation is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Of this integration.
    pub integration: IntegrationName,
    /// In this workspace; `None`: in whichever, for the integration itself.
    pub workspace: Option<WorkspaceId>,
    /// This one.
    pub id: InstallationId,
}

/// Which installations; archived ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstallationFilter {
    /// Of this integration.
    pub integration: Option<IntegrationName>,
    /// In this workspace; `None`: in all.
    pub workspace: Option<WorkspaceId>,
    /// Which the integration calls so.
    pub external_id: Option<String>,
    /// This one.
    pub id: Option<InstallationId>,
}

/// An installation with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallationFile {
    /// The installation, with its origins.
    pub installation: Installation,
    /// Its credentials, oldest first; revoked and expired ones as well.
    pub credentials: Vec<Credential>,
}

/// An entity that an installation may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceInstallation {
    /// Which installation.
    pub installation: InstallationId,
    /// Where.
    pub workspace: WorkspaceId,
    /// What.
    pub entity: Entity,
}

/// What an order makes of an installation; without events nothing is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// As it is to be.
    pub file: InstallationFile,
    /// For the timeline, and for the integration.
    pub events: Vec<Event>,
}

/// Something that is to be done to an installation: decided on what is there in the transaction that writes it.
pub trait Order: Send + Sync {
    /// What it makes of the installation, or why it does not.
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal>;
}

/// Who gives an order, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Unix seconds.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// For the event; further ones are derived from it.
    pub event_id: String,
}

impl Act {
    /// An event about an installation.
    pub fn event(&self, kind: &str, file: &InstallationFile, details: Value) -> Event {
        let installation = &file.installation;
        let words = kind.replace('.', " ");
        Event {
            id: self.event_id.clone(),
            at: self.at,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "installation".to_owned(),
            subject_id: installation.id.as_str().to_owned(),
            message: format!(
                "{words}: {} ({})",
                installation.display_name, installation.platform
            ),
            details,
        }
    }

    /// A second event of the same order.
    pub fn further_event(&self, kind: &str, file: &InstallationFile, details: Value) -> Event {
        Event {
            id: derived_id(self.at, &format!("{}/{kind}", self.event_id)),
            ..self.event(kind, file, details)
        }
    }
}

/// Installations, for the control plane.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait InstallationControl: Send + Sync {
    /// Installations, newest first.
    async fn page(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<Installation>, StoreError>;
    /// One installation, archived or not, with its credentials.
    async fn file(&self, place: &Place) -> Result<Option<InstallationFile>, StoreError>;
    /// Adds an installation, unless the workspace has one of this integration that is not over: then nothing is
    /// done, and the answer is false.
    async fn install(&self, installation: &Installation, event: Event) -> Result<bool, StoreError>;
    /// Does to an installation what an order says. `None` for an unknown one.
    async fn change(
        &self,
        place: &Place,
        order: Arc<dyn Order>,
    ) -> Result<Option<Result<InstallationFile, InstallationRefusal>>, StoreError>;
    /// The entities that installations may see, by installation and entity. The cursor's id is both, with a `/`.
    async fn spaces(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<SpaceInstallation>, StoreError>;
    /// All installations of a workspace that are not over, with their credentials, by integration.
    async fn files(&self, workspace: &WorkspaceId) -> Result<Vec<InstallationFile>, StoreError>;
}
