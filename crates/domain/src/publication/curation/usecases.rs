//! The staff edit, delete and restore publications.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::patch::Patch;
use super::removal::{MAX_AT_ONCE, Removal, RemovalAction, Removed};
use super::{CurationStore, Edit, EditOutcome, PatchRefusal, Precondition};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::identifier::Doi;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Why a publication was not edited.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such publication.
    #[error("there is no such publication")]
    Unknown,
    /// The patch.
    #[error(transparent)]
    Refused(#[from] PatchRefusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why publications were neither deleted nor restored.
#[derive(Debug, thiserror::Error)]
pub enum BulkRefusal {
    /// None, or too many.
    #[error("name between 1 and {MAX_AT_ONCE} publications")]
    Count,
    /// These are no DOIs, as they were written.
    #[error("{} of the ids are no DOIs", .0.len())]
    Invalid(Vec<String>),
    /// These are not in the catalogue.
    #[error("{} of the publications are not in the catalogue", .0.len())]
    Unknown(Vec<Doi>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The staff's writes.
#[derive(Clone)]
pub struct Curation {
    /// Where publications are kept.
    pub store: Arc<dyn CurationStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl Curation {
    /// Applies an RFC 6902 document to what everyone sees.
    pub async fn edit(
        &self,
        workspace: &WorkspaceId,
        doi: &Doi,
        patch: Patch,
        precondition: Precondition,
        actor: Actor,
    ) -> Result<EditOutcome, EditError> {
        let edit = Edit {
            patch,
            precondition,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let outcome = self.store.edit(workspace, &doi.candidates(), &edit).await?;
        Ok(outcome.ok_or(EditError::Unknown)??)
    }

    /// Deletes or restores publications by what the staff call them, all of them or none; how many changed.
    pub async fn remove(
        &self,
        workspace: &WorkspaceId,
        ids: &[String],
        action: RemovalAction,
        actor: Actor,
    ) -> Result<usize, BulkRefusal> {
        let mut seen = BTreeSet::new();
        let mut publications = Vec::new();
        let mut invalid = Vec::new();
        for id in ids {
            match Doi::parse(id) {
                Ok(doi) if seen.insert(doi.as_str().to_owned()) => publications.push(doi.candidates()),
                Ok(_) => {}
                Err(_) => invalid.push(id.clone()),
            }
        }
        if !invalid.is_empty() {
            return Err(BulkRefusal::Invalid(invalid));
        }
        if publications.is_empty() || publications.len() > MAX_AT_ONCE {
            return Err(BulkRefusal::Count);
        }
        let removal = Removal {
            action,
            event_ids: publications.iter().map(|_| self.ids.id()).collect(),
            publications,
            actor,
            now: self.clock.now(),
        };
        match self.store.remove(workspace, &removal).await? {
            Removed::Done(changed) => Ok(changed),
            Removed::Unknown(dois) => Err(BulkRefusal::Unknown(dois)),
        }
    }
}
