//! Workspaces are made by superadmins and changed by their administrators.

use std::sync::Arc;

use super::{EntityId, Workspace, WorkspaceChange, WorkspaceId, WorkspaceRefusal, WorkspaceStore};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::membership::MembershipStatus;
use crate::profile::Stamp;
use crate::storage::StoreError;

/// Makes and changes workspaces.
#[derive(Clone)]
pub struct Workspaces {
    /// Where they are kept.
    pub store: Arc<dyn WorkspaceStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<dyn Ids>,
}

/// A workspace to be; slugs and texts have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWorkspace {
    /// Its name in URLs, for good.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// The entity that is made with it; named like the slug where left out.
    pub default_entity: Option<EntityId>,
    /// The membership status that people made by ingestion get.
    pub default_status: MembershipStatus,
}

/// New values for a workspace; what is `None` stays. Texts have been checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspacePatch {
    /// What people call it.
    pub name: Option<String>,
    /// The entity that people made by ingestion belong to.
    pub default_entity: Option<EntityId>,
    /// The membership status that people made by ingestion get.
    pub default_status: Option<MembershipStatus>,
}

impl Workspaces {
    /// Makes a workspace with its default entity. `Taken` for a slug in use.
    pub async fn create(&self, new: NewWorkspace, actor: Actor) -> Result<Workspace, StoreError> {
        let NewWorkspace {
            slug,
            name,
            default_entity,
            default_status,
        } = new;
        let workspace = Workspace {
            id: WorkspaceId::new(self.ids.id()),
            default_entity: default_entity.unwrap_or_else(|| EntityId::new(slug.clone())),
            slug,
            name,
            default_status,
            created_at: self.clock.now(),
        };
        let event = Event {
            id: self.ids.id(),
            at: workspace.created_at,
            kind: "workspace.created".to_owned(),
            actor,
            subject_kind: "workspace".to_owned(),
            subject_id: workspace.id.as_str().to_owned(),
            message: format!("workspace {} was created", workspace.slug),
            details: serde_json::json!({}),
        };
        let trail = Trail::from(event);
        self.store.create(&workspace, &trail).await?;
        Ok(workspace)
    }

    /// Changes a workspace; `None` where there is none.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        patch: WorkspacePatch,
        actor: Actor,
    ) -> Result<Option<Result<Workspace, WorkspaceRefusal>>, StoreError> {
        let WorkspacePatch {
            name,
            default_entity,
            default_status,
        } = patch;
        let change = WorkspaceChange {
            name,
            default_entity,
            default_status,
            stamp: Stamp {
                event_id: self.ids.id(),
                at: self.clock.now(),
                actor,
            },
        };
        self.store.change(workspace, &change).await
    }
}
