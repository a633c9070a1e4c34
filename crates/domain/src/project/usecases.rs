//! Projects are written by people.

use std::sync::Arc;

use serde::Deserialize;

use super::{Project, ProjectFields, ProjectId, ProjectStore};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::workspace::WorkspaceId;
use crate::written::{self, WriteError};

/// A project as a person writes it; also the shape of a file given to `legaciti project create`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WrittenProject {
    /// Chosen identifier (a slug); a fresh one where left out.
    #[serde(default)]
    pub id: Option<String>,
    /// What it says.
    #[serde(flatten)]
    pub fields: ProjectFields,
    /// Members.
    #[serde(default)]
    pub member_orcids: Vec<String>,
    /// Coordinators.
    #[serde(default)]
    pub coordinator_orcids: Vec<String>,
    /// Shown; yes, where left out.
    #[serde(default)]
    pub visible: Option<bool>,
}

/// Writes projects.
#[derive(Clone)]
pub struct Projects {
    /// Where they are kept.
    pub store: Arc<dyn ProjectStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<dyn Ids>,
}

impl Projects {
    /// Adds a project.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        record: WrittenProject,
        actor: Actor,
    ) -> Result<ProjectId, WriteError> {
        let WrittenProject {
            id,
            fields,
            member_orcids,
            coordinator_orcids,
            visible,
        } = record;
        let fields = fields.checked()?;
        let id = written::identifier(id, self.ids.as_ref())?;
        let now = self.clock.now();
        let project = Project {
            id: ProjectId::new(id),
            fields,
            members: written::people(&member_orcids)?,
            coordinators: written::people(&coordinator_orcids)?,
            visible: visible.unwrap_or(true),
            created_at: now,
            updated_at: now,
        };
        let trail = written::added("project", project.id.as_str(), actor, (self.ids.id(), now));
        self.store.create(workspace, &project, &trail).await?;
        Ok(project.id)
    }
}
