//! Works made by people rather than found by ingestion.

use std::sync::Arc;

use serde::Deserialize;

use super::{NewWork, WorkFields, WorkId, WorkStore};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::form::InvalidField;
use crate::identifier::{InvalidOrcid, Orcid};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// A work as a person writes it; also the shape of a file given to `legaciti work create`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WrittenWork {
    /// Chosen identifier (a slug); a fresh one where left out.
    #[serde(default)]
    pub id: Option<String>,
    /// What it says.
    #[serde(flatten)]
    pub fields: WorkFields,
    /// Whose it is.
    #[serde(default)]
    pub person_orcids: Vec<String>,
    /// Checked already.
    #[serde(default)]
    pub verified: bool,
}

/// Why a work cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum WriteWorkError {
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

/// Writes works.
#[derive(Clone)]
pub struct Works {
    /// Where they are kept.
    pub store: Arc<dyn WorkStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub ids: Arc<dyn Ids>,
}

impl Works {
    /// Adds a work.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        written: WrittenWork,
        actor: Actor,
    ) -> Result<WorkId, WriteWorkError> {
        let WrittenWork {
            id,
            fields,
            person_orcids,
            verified,
        } = written;
        let now = self.clock.now();
        let fields = fields.checked(now)?;
        if id
            .as_deref()
            .is_some_and(|id| !crate::identifier::slug::is_slug(id))
        {
            return Err(WriteWorkError::InvalidId);
        }
        let id = WorkId::new(id.unwrap_or_else(|| self.ids.id()));
        let people = person_orcids
            .iter()
            .map(|text| Orcid::parse(text).map_err(|why| WriteWorkError::Person(text.clone(), why)))
            .collect::<Result<Vec<_>, _>>()?;
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "work.created".to_owned(),
            actor,
            subject_kind: "work".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("work {id} was added"),
            details: serde_json::json!({}),
        };
        let work = NewWork {
            id: id.clone(),
            orcid_key: None,
            fields,
            people,
            verified,
            visible: true,
            now,
        };
        let trail = Trail::from(event);
        self.store.upsert(workspace, vec![work], &trail).await?;
        Ok(id)
    }
}
