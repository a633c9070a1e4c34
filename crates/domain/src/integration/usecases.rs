//! Publishing, withdrawing and developing integrations.

use std::sync::Arc;

use serde_json::json;

use super::publishing::{Publication, PublishRefusal, Published, Unpublication, UnpublishRefusal};
use super::{Development, Integration, IntegrationName, IntegrationStore, Manifest};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::identifier::{Key, KeyKind, WebAddress};
use crate::staff::{Member, Role};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Publishes, withdraws and develops integrations.
#[derive(Clone)]
pub struct Integrations {
    /// Where they are kept.
    pub store: Arc<dyn IntegrationStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Secrets, event ids.
    pub ids: Arc<dyn Ids>,
}

/// Who sets a development mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Developer {
    /// A member of staff.
    Member(Box<Member>),
    /// The integration itself.
    Integration(Box<Integration>),
}

/// Why a development mode is not set.
#[derive(Debug, thiserror::Error)]
pub enum DevelopError {
    /// It is another workspace's integration.
    #[error("only the workspace that has published an integration develops it")]
    Foreign,
    /// Deliveries about everybody.
    #[error("only a superadmin may have the deliveries of all workspaces forwarded")]
    All,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Developer {
    /// The workspace whose deliveries are forwarded.
    fn workspace(&self, integration: &Integration, all: bool) -> Result<WorkspaceId, DevelopError> {
        let superadmin = matches!(self, Self::Member(member) if member.role == Role::Superadmin);
        let workspace = match self {
            Self::Member(member) => Some(member.workspace.id.clone()),
            Self::Integration(own) => own.publisher.clone().filter(|_| own.name == integration.name),
        };
        let own = workspace.filter(|workspace| superadmin || integration.is_published_by(workspace));
        let own = own.ok_or(DevelopError::Foreign)?;
        if all && !superadmin {
            return Err(DevelopError::All);
        }
        Ok(own)
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Member(member) => member.actor(),
            Self::Integration(own) => Actor::Integration(own.name.as_str().to_owned()),
        }
    }
}

impl Integrations {
    /// Publishes or renews an integration. Its secret comes with the first publishing, and where a new one is
    /// asked for; it is to be shown this once.
    pub async fn publish(
        &self,
        workspace: &WorkspaceId,
        name: IntegrationName,
        manifest: Manifest,
        renew_secret: bool,
        actor: Actor,
    ) -> Result<Result<(Published, Option<Key>), PublishRefusal>, StoreError> {
        let secret = Key::from_secret(KeyKind::Integration, &self.ids.secret());
        let order = Publication {
            name,
            publisher: workspace.clone(),
            manifest,
            secret_hash: secret.hash(),
            renew_secret,
            now: self.clock.now(),
            actor,
            event_id: self.ids.id(),
        };
        let published = self.store.publish(&order).await?;
        Ok(published.map(|published| {
            let shown = published.secret_is_new.then_some(secret);
            (published, shown)
        }))
    }

    /// Withdraws an integration; `None` for an unknown one.
    pub async fn unpublish(
        &self,
        member: &Member,
        name: IntegrationName,
        force: bool,
    ) -> Result<Option<Result<(), UnpublishRefusal>>, StoreError> {
        let order = Unpublication {
            name,
            publisher: (member.role < Role::Superadmin).then(|| member.workspace.id.clone()),
            force,
            now: self.clock.now(),
            actor: member.actor(),
            event_id: self.ids.id(),
        };
        self.store.unpublish(&order).await
    }

    /// Has the deliveries of the developer's workspace (`all`: of everybody) forwarded to a tunnel.
    pub async fn develop(
        &self,
        integration: &Integration,
        tunnel: WebAddress,
        all: bool,
        developer: &Developer,
    ) -> Result<(), DevelopError> {
        let workspace = developer.workspace(integration, all)?;
        let mode = Development {
            integration: integration.name.clone(),
            workspace: workspace.clone(),
            all,
            tunnel,
            since: self.clock.now(),
        };
        let trail = self.trail(integration, "integration.development_started", all, developer);
        let name = &integration.name;
        Ok(self.store.develop(name, Some(mode), &workspace, &trail).await?)
    }

    /// Ends the development mode.
    pub async fn settle(&self, integration: &Integration, developer: &Developer) -> Result<(), DevelopError> {
        let workspace = developer.workspace(integration, false)?;
        let trail = self.trail(integration, "integration.development_ended", false, developer);
        Ok(self
            .store
            .develop(&integration.name, None, &workspace, &trail)
            .await?)
    }

    fn trail(&self, integration: &Integration, kind: &str, all: bool, developer: &Developer) -> Trail {
        let event = Event {
            id: self.ids.id(),
            at: self.clock.now(),
            kind: kind.to_owned(),
            actor: developer.actor(),
            subject_kind: "integration".to_owned(),
            subject_id: integration.name.as_str().to_owned(),
            message: format!("{} ({})", kind.replace(['_', '.'], " "), integration.name),
            details: json!({ "all": all }),
        };
        Trail::from(event)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::integration;
    use super::*;
    use crate::membership::MembershipStatus;
    use crate::staff::StaffUser;
    use crate::workspace::{EntityId, Workspace};

    fn member(workspace: &str, role: Role) -> Developer {
        Developer::Member(Box::new(Member {
            user: StaffUser {
                id: "u".to_owned(),
                email: "ana@example.org".to_owned(),
                name: "Ana".to_owned(),
            },
            workspace: Workspace {
                id: WorkspaceId::new(workspace),
                slug: workspace.to_owned(),
                name: workspace.to_owned(),
                default_entity: EntityId::new("e"),
                default_status: MembershipStatus::Internal,
                created_at: 1,
            },
            role,
        }))
    }

    #[test]
    fn who_develops_an_integration() {
        let other = Integration {
            name: IntegrationName::parse("other").unwrap(),
            ..integration()
        };
        let itself = |of: Integration| Developer::Integration(Box::new(of));
        for (developer, all, expected) in [
            (member("a", Role::WorkspaceAdmin), false, "a"),
            (member("a", Role::WorkspaceAdmin), true, "all"),
            (member("b", Role::WorkspaceAdmin), false, "foreign"),
            (member("b", Role::Superadmin), true, "b"),
            (itself(integration()), false, "a"),
            (itself(integration()), true, "all"),
            (itself(other), false, "foreign"),
        ] {
            let found = match developer.workspace(&integration(), all) {
                Ok(workspace) => workspace.to_string(),
                Err(DevelopError::All) => "all".to_owned(),
                Err(_) => "foreign".to_owned(),
            };
            assert_eq!(found, expected);
        }
    }
}
