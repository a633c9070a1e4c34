//! The staff edit a profile, and set what stands beside it.

use std::sync::Arc;

use super::amend::Amendment;
use super::edit::{EditRefusal, ProfileEdit, Stamp};
use super::store::{AmendOutcome, EditOutcome, ProfileStore};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::identifier::Orcid;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Profiles.
#[derive(Clone)]
pub struct Profiles {
    /// Where they are kept.
    pub store: Arc<dyn ProfileStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

/// Why an edit was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such person.
    #[error("there is no such person")]
    NoPerson,
    /// It cannot be made.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was set.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// There is no such person.
    #[error("there is no such person")]
    NoPerson,
    /// Somebody else has the slug, or once had it.
    #[error("somebody else has this slug, or once had it: slugs are never given twice")]
    SlugTaken,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Profiles {
    /// Makes an edit.
    pub async fn edit(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        edit: &ProfileEdit,
        actor: Actor,
    ) -> Result<(), EditError> {
        let stamp = self.stamp(actor);
        match self.store.edit(workspace, orcid, edit, &stamp).await? {
            EditOutcome::Done => Ok(()),
            EditOutcome::NoPerson => Err(EditError::NoPerson),
            EditOutcome::Refused(refusal) => Err(refusal.into()),
        }
    }

    /// Sets a photo, a slug, a type, or whether somebody is shown.
    pub async fn amend(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        amendment: &Amendment,
        actor: Actor,
    ) -> Result<(), AmendError> {
        let stamp = self.stamp(actor);
        match self.store.amend(workspace, orcid, amendment, &stamp).await? {
            AmendOutcome::Done => Ok(()),
            AmendOutcome::NoPerson => Err(AmendError::NoPerson),
            AmendOutcome::SlugTaken => Err(AmendError::SlugTaken),
        }
    }

    fn stamp(&self, actor: Actor) -> Stamp {
        Stamp {
            event_id: self.ids.id(),
            at: self.clock.now(),
            actor,
        }
    }
}
