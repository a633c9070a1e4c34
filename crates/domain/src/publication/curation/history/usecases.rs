//! The staff take edits back.

use std::sync::Arc;

use super::{HistoryStore, Revert, RevertRefusal};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::identifier::Doi;
use crate::publication::curation::EditOutcome;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Why an edit was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum RevertError {
    /// There is no such publication.
    #[error("there is no such publication")]
    Unknown,
    /// It cannot be taken back.
    #[error(transparent)]
    Refused(#[from] RevertRefusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Histories of publications.
#[derive(Clone)]
pub struct Histories {
    /// Where they are kept.
    pub store: Arc<dyn HistoryStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl Histories {
    /// Takes an edit back; with `force` also where later edits of the same fields are lost by it.
    pub async fn revert(
        &self,
        workspace: &WorkspaceId,
        doi: &Doi,
        (entry_id, force): (&str, bool),
        actor: Actor,
    ) -> Result<EditOutcome, RevertError> {
        let revert = Revert {
            entry_id: entry_id.to_owned(),
            force,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let outcome = self.store.revert(workspace, &doi.candidates(), &revert).await?;
        Ok(outcome.ok_or(RevertError::Unknown)??)
    }
}
