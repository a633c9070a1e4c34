//! Partners and staff move people in and out of entities.

use std::sync::Arc;

use super::model::{self, StartFault};
use super::{Membership, MembershipStatus, MembershipStore, Transition};
use crate::activity::{Actor, Event, KeyUse, Trail};
use crate::context::{Clock, Ids};
use crate::identifier::Orcid;
use crate::storage::StoreError;
use crate::workspace::{EntityId, WorkspaceId};

/// Changes of membership.
#[derive(Clone)]
pub struct Memberships {
    /// Where they are kept.
    pub store: Arc<dyn MembershipStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetMembership {
    /// Whose.
    pub person: Orcid,
    /// Where.
    pub entity: EntityId,
    /// The new status.
    pub status: MembershipStatus,
    /// Unix seconds; now, where left out.
    pub starts_at: Option<i64>,
    /// Who asks.
    pub actor: Actor,
    /// The API-key use to log with it.
    pub key_use: Option<KeyUse>,
}

/// Why the staff cannot have a change.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The time from which it is to hold.
    #[error(transparent)]
    Start(#[from] StartFault),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Memberships {
    /// Closes the open row and opens a new one. `None` where the person or the entity does not exist.
    pub async fn set(
        &self,
        workspace: &WorkspaceId,
        asked: SetMembership,
    ) -> Result<Option<Membership>, StoreError> {
        self.apply(workspace, asked, None).await
    }

    /// The same for the staff: the time has to make sense, and the timeline tells what was before.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        asked: SetMembership,
    ) -> Result<Option<Membership>, ChangeError> {
        let now = self.clock.now();
        let rows = self.store.of_person(workspace, &asked.person).await?;
        let open = rows
            .iter()
            .find(|row| row.ends_at.is_none() && row.entity == asked.entity);
        model::check_start(open, asked.status, asked.starts_at.unwrap_or(now), now)?;
        Ok(self.apply(workspace, asked, open).await?)
    }

    async fn apply(
        &self,
        workspace: &WorkspaceId,
        asked: SetMembership,
        before: Option<&Membership>,
    ) -> Result<Option<Membership>, StoreError> {
        let now = self.clock.now();
        let SetMembership {
            person,
            entity,
            status,
            starts_at,
            actor,
            key_use,
        } = asked;
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "membership.changed".to_owned(),
            actor,
            subject_kind: "person".to_owned(),
            subject_id: person.as_str().to_owned(),
            message: format!("{person} is now {} at {entity}", status.as_str()),
            details: details(&entity, status, starts_at.unwrap_or(now), before),
        };
        let transition = Transition {
            person,
            entity,
            status,
            starts_at: starts_at.unwrap_or(now),
        };
        self.store
            .transition(
                workspace,
                &transition,
                &Trail {
                    events: vec![event],
                    key_use,
                },
            )
            .await
    }
}

/// What the timeline keeps of a change.
fn details(
    entity: &EntityId,
    status: MembershipStatus,
    starts_at: i64,
    before: Option<&Membership>,
) -> serde_json::Value {
    let before =
        before.map(|row| serde_json::json!({ "status": row.status.as_str(), "starts_at": row.starts_at }));
    serde_json::json!({
        "entity_id": entity,
        "status": status.as_str(),
        "before": before,
        "after": { "status": status.as_str(), "starts_at": starts_at },
    })
}
