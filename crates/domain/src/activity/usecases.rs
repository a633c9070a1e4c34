//! Cleaning the timeline up, on the word of an administrator.

use std::sync::Arc;

use super::{ActivityStore, Actor, Event};
use crate::context::{Clock, Ids};
use crate::storage::StoreError;
use crate::workspace::{ConfirmationMismatch, Workspace};

/// Which events go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanUpScope {
    /// All.
    All,
    /// Those before this second (Unix).
    Before(i64),
}

/// Events to delete, and the event that tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanUp {
    /// Which.
    pub scope: CleanUpScope,
    event_id: String,
    at: i64,
    actor: Actor,
}

impl CleanUp {
    /// What the timeline then begins with.
    pub fn recorded(&self, workspace: &str, deleted: u64) -> Event {
        let (mode, before) = match self.scope {
            CleanUpScope::All => ("all", None),
            CleanUpScope::Before(at) => ("before_date", Some(at)),
        };
        Event {
            id: self.event_id.clone(),
            at: self.at,
            kind: "activity.cleaned_up".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "workspace".to_owned(),
            subject_id: workspace.to_owned(),
            message: format!("{deleted} events were deleted from the timeline"),
            details: serde_json::json!({ "mode": mode, "before_date": before, "deleted": deleted }),
        }
    }
}

/// Why nothing was deleted.
#[derive(Debug, thiserror::Error)]
pub enum CleanUpError {
    /// The caller did not name the workspace.
    #[error(transparent)]
    Confirmation(#[from] ConfirmationMismatch),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps the timeline short.
#[derive(Clone)]
pub struct Housekeeping {
    /// The timeline.
    pub store: Arc<dyn ActivityStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl Housekeeping {
    /// Deletes events where `confirmation` is the workspace's slug; how many. That is an event itself, and stays.
    pub async fn clean_up(
        &self,
        workspace: &Workspace,
        scope: CleanUpScope,
        confirmation: &str,
        actor: Actor,
    ) -> Result<u64, CleanUpError> {
        workspace.confirm(confirmation)?;
        let order = CleanUp {
            scope,
            event_id: self.ids.id(),
            at: self.clock.now(),
            actor,
        };
        Ok(self.store.clean_up(&workspace.id, &order).await?)
    }
}
