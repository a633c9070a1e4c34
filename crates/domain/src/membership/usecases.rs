//! Partners move people in and out of the centre.

use std::sync::Arc;

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

impl Memberships {
    /// Closes the open row and opens a new one. `None` where the person or the entity does not exist.
    pub async fn set(
        &self,
        workspace: &WorkspaceId,
        asked: SetMembership,
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
            details: serde_json::json!({ "entity_id": entity, "status": status.as_str() }),
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
