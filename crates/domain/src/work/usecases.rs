//! Works made by people rather than found by ingestion.

use std::sync::Arc;

use serde::Deserialize;

use super::{NewWork, WorkFields, WorkId, WorkStore};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::workspace::WorkspaceId;
use crate::written::{self, WriteError};

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
        record: WrittenWork,
        actor: Actor,
    ) -> Result<WorkId, WriteError> {
        let WrittenWork {
            id,
            fields,
            person_orcids,
            verified,
        } = record;
        let now = self.clock.now();
        let fields = fields.checked(now)?;
        let id = WorkId::new(written::identifier(id, self.ids.as_ref())?);
        let people = written::people(&person_orcids)?;
        let work = NewWork {
            id: id.clone(),
            orcid_key: None,
            fields,
            people,
            verified,
            visible: true,
            now,
        };
        let trail = written::added("work", id.as_str(), actor, (self.ids.id(), now));
        self.store.upsert(workspace, vec![work], &trail).await?;
        Ok(id)
    }
}
