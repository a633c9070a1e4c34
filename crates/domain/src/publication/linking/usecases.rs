//! The staff decide whose a publication is.

use std::sync::Arc;

use super::{Decision, LinkOrder, LinkOutcome, LinkRefusal, LinkStore};
use crate::activity::Actor;
use crate::context::{Clock, Ids};
use crate::identifier::{Doi, Orcid};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is no such publication.
    #[error("there is no such publication")]
    Unknown,
    /// It cannot be decided so.
    #[error(transparent)]
    Refused(#[from] LinkRefusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where it is decided whose publications are.
#[derive(Clone)]
pub struct LinkDesk {
    /// Where links are kept.
    pub store: Arc<dyn LinkStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl LinkDesk {
    /// Carries a decision out.
    pub async fn decide(
        &self,
        workspace: &WorkspaceId,
        doi: &Doi,
        person: &Orcid,
        decision: Decision,
        actor: Actor,
    ) -> Result<LinkOutcome, LinkError> {
        let order = LinkOrder {
            person: person.clone(),
            decision,
            actor,
            now: self.clock.now(),
            event_id: self.ids.id(),
        };
        let outcome = self.store.decide(workspace, &doi.candidates(), &order).await?;
        Ok(outcome.ok_or(LinkError::Unknown)??)
    }
}
