//! The staff write works, and make publications of them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    Promotion, StaffWork, WorkChange, WorkCuration, WorkDraft, WorkOutcome, WorkRefusal, WorkRemoval,
};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::form::Faults;
use crate::identifier::Doi;
use crate::publication::curation::{CurationStore, RemovalAction};
use crate::publication::{Contribution, ImportError, Importer, Resolution, StoredPublication};
use crate::storage::StoreError;
use crate::work::WorkId;
use crate::workspace::WorkspaceId;

/// Why a work was not written.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// There is no such work.
    #[error("there is no such work")]
    Unknown,
    /// It cannot be written so.
    #[error(transparent)]
    Refused(#[from] WorkRefusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Faults> for WorkError {
    fn from(faults: Faults) -> Self {
        WorkRefusal::Invalid(faults).into()
    }
}

/// Why a work did not become a publication.
#[derive(Debug, thiserror::Error)]
pub enum PromoteError {
    /// The work.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The DOI.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<StoreError> for PromoteError {
    fn from(error: StoreError) -> Self {
        Self::Work(error.into())
    }
}

/// Where works are written.
#[derive(Clone)]
pub struct WorkDesk {
    /// Where they are kept.
    pub store: Arc<dyn WorkCuration>,
    /// Publications that a work may become.
    pub publications: Arc<dyn CurationStore>,
    /// Who asks the registries.
    pub importer: Importer,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids of works and events.
    pub ids: Arc<dyn Ids>,
}

impl WorkDesk {
    /// Adds a work.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        given: Map<String, Value>,
        actor: Actor,
    ) -> Result<StaffWork, WorkError> {
        let now = self.clock.now();
        let work = WorkDraft::read(given)?.created(self.ids.id(), now)?;
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "work.created".to_owned(),
            actor,
            subject_kind: "work".to_owned(),
            subject_id: work.id.as_str().to_owned(),
            message: format!("work {} was added", work.id),
            details: json!({}),
        };
        let trail = Trail::from(event);
        Ok(self.store.create(workspace, &work, &trail).await??)
    }

    /// Changes what is given; everything else stays.
    pub async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        draft: WorkDraft,
        actor: Actor,
    ) -> Result<WorkOutcome, WorkError> {
        let change = WorkChange {
            draft,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let outcome = self.store.change(workspace, id, &change).await?;
        Ok(outcome.ok_or(WorkError::Unknown)??)
    }

    /// Deletes or restores; whether that changed anything.
    pub async fn remove(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        action: RemovalAction,
        actor: Actor,
    ) -> Result<bool, WorkError> {
        let removal = WorkRemoval {
            action,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let removed = self.store.remove(workspace, id, &removal).await?;
        Ok(removed.ok_or(WorkError::Unknown)??)
    }

    /// Makes a publication of a work. A DOI that is in the catalogue gets the work's people and projects; for another one
    /// the registries are asked now, and nothing is changed where they do not know it or cannot answer.
    pub async fn promote(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        doi: &str,
        actor: Actor,
    ) -> Result<StoredPublication, PromoteError> {
        let doi = Doi::parse(doi).map_err(ImportError::from)?;
        let work = self.store.find(workspace, id).await?.ok_or(WorkError::Unknown)?;
        Promotion::check(&work).map_err(WorkError::from)?;
        let known = self.publications.find(workspace, &doi.candidates()).await?;
        let contribution = match known {
            Some(publication) => as_it_is(publication.doi, self.clock.now()),
            None => self.importer.described(&doi).await?,
        };
        let promotion = Promotion {
            contribution,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let promoted = self.store.promote(workspace, id, &promotion).await?;
        Ok(promoted.ok_or(WorkError::Unknown)?.map_err(WorkError::from)?)
    }
}

/// Nothing new about a publication.
fn as_it_is(doi: Doi, now: i64) -> Contribution {
    Contribution {
        doi,
        aliases: Vec::new(),
        resolution: Resolution::Pending,
        providers: Vec::new(),
        claimed_by: Vec::new(),
        linked_by_hand: Vec::new(),
        now,
    }
}
