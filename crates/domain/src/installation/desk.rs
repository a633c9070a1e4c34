//! What the staff, and integrations themselves, do with installations.

use std::sync::Arc;

use serde_json::json;

use super::change::{InstallationChange, InstallationRefusal, Uninstall};
use super::control::{Act, InstallationControl, InstallationFile, Order, Place};
use super::usecases::DEFAULT_RATE_LIMIT;
use super::{Installation, InstallationId, InstallationStatus, Scope, Selection};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::integration::Integration;
use crate::origin::SiteProbe;
use crate::staff::Member;
use crate::storage::StoreError;
use crate::text::visible_lines;
use crate::workspace::{EntityId, WorkspaceId, WorkspaceStore};

/// Who asks the control plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A member of staff, in one workspace.
    Member(Box<Member>),
    /// An integration, with its secret.
    Integration(Box<Integration>),
}

impl Caller {
    /// The workspace that they are limited to; `None` for integrations.
    pub fn workspace(&self) -> Option<&WorkspaceId> {
        match self {
            Self::Member(member) => Some(&member.workspace.id),
            Self::Integration(_) => None,
        }
    }

    /// As the author of a change.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Member(member) => member.actor(),
            Self::Integration(own) => Actor::Integration(own.name.as_str().to_owned()),
        }
    }
}

/// Installs, changes and uninstalls; see also its methods in [`crate::origin`] and [`crate::credential`].
#[derive(Clone)]
pub struct InstallationDesk {
    /// Where installations are kept.
    pub control: Arc<dyn InstallationControl>,
    /// Entities.
    pub workspaces: Arc<dyn WorkspaceStore>,
    /// How sites are asked for their proof.
    pub probe: Arc<dyn SiteProbe>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids, tokens, keys.
    pub ids: Arc<dyn Ids>,
}

/// What an installation begins with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewInstall {
    /// What people call it; the integration's title where left out.
    pub display_name: Option<String>,
    /// More words.
    pub description: Option<String>,
    /// What it may read; all that the integration asks for where left out.
    pub scopes: Option<Vec<Scope>>,
}

/// New values for an installation; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstallationPatch {
    /// What the integration calls it.
    pub external_ids: Option<Vec<String>>,
    /// All entities or the chosen ones.
    pub space_selection: Option<Selection>,
    /// The chosen entities.
    pub entities: Option<Vec<EntityId>>,
    /// All sites or its own.
    pub site_selection: Option<Selection>,
    /// What people call it.
    pub display_name: Option<String>,
    /// More words; an empty text takes them away.
    pub description: Option<String>,
    /// What it may read.
    pub scopes: Option<Vec<Scope>>,
    /// Its next status.
    pub status: Option<InstallationStatus>,
}

impl InstallationPatch {
    /// Whether it changes only what the integration itself may change: what it calls the installation.
    pub fn is_for_integrations(&self) -> bool {
        let names = Self {
            external_ids: self.external_ids.clone(),
            ..Self::default()
        };
        *self == names
    }
}

/// Why an installation is not made.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The workspace has one that is not over.
    #[error("this integration is installed in this workspace already")]
    Installed,
    /// A scope that the integration does not ask for.
    #[error(transparent)]
    Refused(#[from] InstallationRefusal),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why something was not done to an installation.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such installation, or none of the caller's.
    #[error("there is no such installation")]
    Missing,
    /// Integrations change only what they call an installation.
    #[error("an integration may change nothing but `externalIds`")]
    NotTheirs,
    /// Entities that the workspace does not have.
    #[error("the workspace has no such entities")]
    UnknownEntities(Vec<String>),
    /// A rule.
    #[error(transparent)]
    Refused(#[from] InstallationRefusal),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl InstallationDesk {
    /// Installs an integration in a workspace, in `draft`.
    pub async fn install(
        &self,
        integration: &Integration,
        workspace: &WorkspaceId,
        new: NewInstall,
        caller: &Caller,
    ) -> Result<InstallationFile, InstallError> {
        let now = self.clock.now();
        let scopes = new.scopes.unwrap_or_else(|| integration.scopes.clone());
        if let Some(scope) = scopes.iter().find(|scope| !integration.scopes.contains(scope)) {
            return Err(InstallationRefusal::Undeclared(*scope).into());
        }
        let installation = Installation {
            id: InstallationId::new(self.ids.id()),
            workspace: workspace.clone(),
            platform: integration.name.as_str().to_owned(),
            status: InstallationStatus::Draft,
            display_name: new.display_name.unwrap_or_else(|| integration.title.clone()),
            description: new.description.as_deref().map(visible_lines),
            scopes,
            origins: Vec::new(),
            rate_limit_per_minute: DEFAULT_RATE_LIMIT,
            external_ids: Vec::new(),
            space_selection: Selection::All,
            entities: Vec::new(),
            site_selection: Selection::Selected,
            created_at: now,
            updated_at: now,
        };
        let file = InstallationFile {
            installation,
            credentials: Vec::new(),
        };
        let details = json!({ "status": "draft", "scopes": file.installation.scopes });
        let event = self.act(caller).event("installation.created", &file, details);
        if self.control.install(&file.installation, event).await? {
            Ok(file)
        } else {
            Err(InstallError::Installed)
        }
    }

    /// Changes an installation.
    pub async fn change(
        &self,
        place: &Place,
        integration: &Integration,
        patch: InstallationPatch,
        caller: &Caller,
    ) -> Result<InstallationFile, DeskError> {
        if matches!(caller, Caller::Integration(_)) && !patch.is_for_integrations() {
            return Err(DeskError::NotTheirs);
        }
        if let (Some(entities), Some(workspace)) = (&patch.entities, caller.workspace()) {
            self.check_entities(workspace, entities).await?;
        }
        let order = InstallationChange {
            external_ids: patch.external_ids,
            space_selection: patch.space_selection,
            entities: patch.entities,
            site_selection: patch.site_selection,
            display_name: patch.display_name,
            description: patch.description,
            scopes: patch.scopes,
            status: patch.status,
            declared: integration.scopes.clone(),
            act: self.act(caller),
        };
        self.order(place, order).await
    }

    /// Uninstalls: the installation is archived. Once is enough.
    pub async fn uninstall(&self, place: &Place, caller: &Caller) -> Result<InstallationFile, DeskError> {
        let order = Uninstall {
            act: self.act(caller),
        };
        self.order(place, order).await
    }

    async fn check_entities(&self, workspace: &WorkspaceId, asked: &[EntityId]) -> Result<(), DeskError> {
        let known = self.workspaces.entities(workspace).await?;
        let unknown: Vec<String> = asked
            .iter()
            .filter(|id| !known.iter().any(|entity| entity.id == **id))
            .map(ToString::to_string)
            .collect();
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(DeskError::UnknownEntities(unknown))
        }
    }

    /// Has an order carried out.
    pub(crate) async fn order(
        &self,
        place: &Place,
        order: impl Order + 'static,
    ) -> Result<InstallationFile, DeskError> {
        let done = self.control.change(place, Arc::new(order)).await?;
        Ok(done.ok_or(DeskError::Missing)??)
    }

    /// Somebody acts, now.
    pub(crate) fn act(&self, caller: &Caller) -> Act {
        Act {
            at: self.clock.now(),
            actor: caller.actor(),
            event_id: self.ids.id(),
        }
    }
}
