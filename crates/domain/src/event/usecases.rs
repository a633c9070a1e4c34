//! Tasks: what an integration wants to be told later.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{EventId, EventKind, EventStore, IntegrationEvent};
use crate::context::{Clock, Ids};
use crate::installation::Caller;
use crate::integration::Integration;
use crate::staff::Role;
use crate::storage::StoreError;

/// The longest wait of a task, in seconds.
pub const MAX_WAIT: u32 = 86_400;

/// Queues tasks.
#[derive(Clone)]
pub struct Tasks {
    /// Where events are kept.
    pub store: Arc<dyn EventStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

/// Why a task is not queued.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// It is another workspace's integration.
    #[error("only the integration and the workspace that has published it queue its tasks")]
    Foreign,
    /// Nowhere to deliver to.
    #[error("this integration has no webhook, and is not in development")]
    NoWebhook,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Tasks {
    /// Queues a task that is due in `wait` seconds.
    pub async fn post(
        &self,
        integration: &Integration,
        task: Value,
        wait: u32,
        caller: &Caller,
    ) -> Result<(), TaskError> {
        let workspace = match caller {
            Caller::Integration(own) if own.name == integration.name => own.publisher.clone(),
            Caller::Member(member)
                if member.role == Role::Superadmin || integration.is_published_by(&member.workspace.id) =>
            {
                let own = Some(member.workspace.id.clone());
                integration.publisher.clone().or(own)
            }
            _ => None,
        };
        let now = self.clock.now();
        let event = IntegrationEvent {
            id: EventId::new(self.ids.id()),
            workspace: workspace.ok_or(TaskError::Foreign)?,
            integration: integration.name.clone(),
            installation: None,
            kind: EventKind::Task,
            payload: json!({ "task": task }),
            created_at: now,
        };
        let due_at = now.saturating_add(i64::from(wait.min(MAX_WAIT)));
        if self.store.post(&event, due_at).await? {
            Ok(())
        } else {
            Err(TaskError::NoWebhook)
        }
    }
}
