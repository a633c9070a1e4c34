//! Projects are written by people.

use std::sync::Arc;

use serde::Deserialize;

use super::{Project, ProjectFields, ProjectId, ProjectStore};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::form::InvalidField;
use crate::identifier::{InvalidOrcid, Orcid};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

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

/// Why a project cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum WriteProjectError {
    /// A field is wrong.
    #[error(transparent)]
    Invalid(#[from] InvalidField),
    /// The chosen id is no slug.
    #[error("id must be a slug: a-z, 0-9 and hyphens")]
    InvalidId,
    /// An iD cannot be read.
    #[error("{0}: {1}")]
    Person(String, InvalidOrcid),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
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
        written: WrittenProject,
        actor: Actor,
    ) -> Result<ProjectId, WriteProjectError> {
        let WrittenProject {
            id,
            fields,
            member_orcids,
            coordinator_orcids,
            visible,
        } = written;
        let fields = fields.checked()?;
        if id
            .as_deref()
            .is_some_and(|id| !crate::identifier::slug::is_slug(id))
        {
            return Err(WriteProjectError::InvalidId);
        }
        let now = self.clock.now();
        let project = Project {
            id: ProjectId::new(id.unwrap_or_else(|| self.ids.id())),
            fields,
            members: read_people(&member_orcids)?,
            coordinators: read_people(&coordinator_orcids)?,
            visible: visible.unwrap_or(true),
            created_at: now,
            updated_at: now,
        };
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "project.created".to_owned(),
            actor,
            subject_kind: "project".to_owned(),
            subject_id: project.id.as_str().to_owned(),
            message: format!("project {} was added", project.id),
            details: serde_json::json!({}),
        };
        let trail = Trail::from(event);
        self.store.create(workspace, &project, &trail).await?;
        Ok(project.id)
    }
}

fn read_people(texts: &[String]) -> Result<Vec<Orcid>, WriteProjectError> {
    let read = |text: &String| Orcid::parse(text).map_err(|why| WriteProjectError::Person(text.clone(), why));
    texts.iter().map(read).collect()
}
