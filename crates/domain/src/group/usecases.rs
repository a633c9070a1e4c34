//! The staff make, rename, retire and restore entities and categories.

use std::sync::Arc;

use super::model::told;
use super::{Group, GroupChange, GroupKind, GroupOrder, GroupRefusal, GroupStore};
use crate::activity::{Actor, Trail};
use crate::context::{Clock, Ids};
use crate::profile::Stamp;
use crate::storage::StoreError;
use crate::text::Localised;
use crate::workspace::WorkspaceId;

/// Entities and categories.
#[derive(Clone)]
pub struct Groups {
    /// Where they are kept.
    pub store: Arc<dyn GroupStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

/// A group to be; id and texts have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// Slug.
    pub id: String,
    /// What people call it.
    pub name: Localised,
}

impl Groups {
    /// Adds a group.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        kind: GroupKind,
        new: NewGroup,
        actor: Actor,
    ) -> Result<Group, StoreError> {
        let stamp = self.stamp(actor);
        let group = Group {
            id: new.id,
            name: new.name,
            created_at: stamp.at,
            retired_at: None,
        };
        let details = serde_json::json!({ "name": group.name });
        let trail = Trail::from(told(kind, "created", &group.id, &stamp, details));
        self.store.create(workspace, kind, &group, &trail).await?;
        Ok(group)
    }

    /// Renames, retires or restores a group; `None` for an unknown one.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        (kind, id): (GroupKind, &str),
        change: GroupChange,
        actor: Actor,
    ) -> Result<Option<Result<Group, GroupRefusal>>, StoreError> {
        let order = GroupOrder {
            change,
            stamp: self.stamp(actor),
        };
        self.store.change(workspace, kind, id, &order).await
    }

    fn stamp(&self, actor: Actor) -> Stamp {
        Stamp {
            event_id: self.ids.id(),
            at: self.clock.now(),
            actor,
        }
    }
}
