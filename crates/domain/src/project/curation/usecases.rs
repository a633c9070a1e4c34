//! The staff write projects.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    ProjectChange, ProjectCuration, ProjectDraft, ProjectOutcome, ProjectRefusal, ProjectRemoval,
    StaffProject,
};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::form::Faults;
use crate::project::ProjectId;
use crate::publication::curation::RemovalAction;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Why a project was not written.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// There is no such project.
    #[error("there is no such project")]
    Unknown,
    /// It cannot be written so.
    #[error(transparent)]
    Refused(#[from] ProjectRefusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Faults> for ProjectError {
    fn from(faults: Faults) -> Self {
        ProjectRefusal::Invalid(faults).into()
    }
}

/// Where projects are written.
#[derive(Clone)]
pub struct ProjectDesk {
    /// Where they are kept.
    pub store: Arc<dyn ProjectCuration>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids of projects and events.
    pub ids: Arc<dyn Ids>,
}

impl ProjectDesk {
    /// Adds a project.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        given: Map<String, Value>,
        actor: Actor,
    ) -> Result<StaffProject, ProjectError> {
        let now = self.clock.now();
        let project = ProjectDraft::read(given)?.created(self.ids.id(), now)?;
        let id = &project.project.id;
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "project.created".to_owned(),
            actor,
            subject_kind: "project".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("project {id} was added"),
            details: json!({}),
        };
        let trail = Trail::from(event);
        Ok(self.store.create(workspace, &project, &trail).await??)
    }

    /// Changes what is given; everything else stays.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
        given: Map<String, Value>,
        actor: Actor,
    ) -> Result<ProjectOutcome, ProjectError> {
        let change = ProjectChange {
            draft: ProjectDraft::read(given)?,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let outcome = self.store.change(workspace, id, &change).await?;
        Ok(outcome.ok_or(ProjectError::Unknown)??)
    }

    /// Deletes or restores; whether that changed anything.
    pub async fn remove(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
        action: RemovalAction,
        actor: Actor,
    ) -> Result<bool, ProjectError> {
        let removal = ProjectRemoval {
            action,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let removed = self.store.remove(workspace, id, &removal).await?;
        removed.ok_or(ProjectError::Unknown)
    }
}
