//! What the staff see of the queue, and how they step in.

use std::sync::Arc;

use async_trait::async_trait;

use super::{ClearStuck, ForceFail, ForceFailRefusal, Job, JobId, StuckRule};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::identifier::Orcid;
use crate::storage::{Page, StoreError};
use crate::workspace::WorkspaceId;

/// Port: the queue as the staff see it.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait JobControl: Send + Sync {
    /// The most recent job of each of these iDs that has one, in any order.
    async fn most_recent(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Job>, StoreError>;
    /// Stuck jobs, those longest without a sign of life first; `total` counts them all.
    async fn stuck(
        &self,
        workspace: &WorkspaceId,
        rule: StuckRule,
        limit: u32,
    ) -> Result<Page<Job>, StoreError>;
    /// Fails an open job where [`ForceFail::decide`] lets it; whoever holds it loses it. `None` where there is no
    /// such job.
    async fn force_fail(
        &self,
        workspace: &WorkspaceId,
        order: &ForceFail,
    ) -> Result<Option<Result<Job, ForceFailRefusal>>, StoreError>;
    /// Fails all jobs that are stuck at this moment; the jobs as they are then.
    async fn clear_stuck(&self, workspace: &WorkspaceId, order: &ClearStuck) -> Result<Vec<Job>, StoreError>;
}

/// Why a job is what it is where nobody said more.
const GIVEN_UP: &str = "given up by the staff";

/// How the staff step in.
#[derive(Clone)]
pub struct JobDesk {
    /// The queue.
    pub control: Arc<dyn JobControl>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl JobDesk {
    /// What counts as stuck now.
    pub fn rule(&self, threshold_seconds: u32) -> StuckRule {
        StuckRule {
            now: self.clock.now(),
            threshold_seconds,
        }
    }

    /// Gives a job up; `None` where there is no such job.
    pub async fn force_fail(
        &self,
        workspace: &WorkspaceId,
        (job, orcid): (JobId, Orcid),
        reason: Option<String>,
        actor: Actor,
    ) -> Result<Option<Result<Job, ForceFailRefusal>>, StoreError> {
        let order = ForceFail {
            job,
            orcid,
            reason: reason.unwrap_or_else(|| GIVEN_UP.to_owned()),
            now: self.clock.now(),
            actor,
            event_id: self.ids.id(),
        };
        self.control.force_fail(workspace, &order).await
    }

    /// Gives up all jobs that are stuck.
    pub async fn clear_stuck(
        &self,
        workspace: &WorkspaceId,
        threshold_seconds: u32,
        reason: Option<String>,
        actor: Actor,
    ) -> Result<Vec<Job>, StoreError> {
        let order = ClearStuck {
            rule: self.rule(threshold_seconds),
            reason: reason
                .unwrap_or_else(|| format!("stuck: no sign of life for {threshold_seconds} seconds")),
            actor,
            ids: Arc::clone(&self.ids),
        };
        self.control.clear_stuck(workspace, &order).await
    }
}
