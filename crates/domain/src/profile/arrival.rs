//! The staff add a person by ORCID iD: their record is ingested; somebody who was hidden is shown again.

use super::amend::Amendment;
use super::usecases::{AmendError, Profiles};
use crate::activity::Actor;
use crate::identifier::Orcid;
use crate::ingestion::queue::{Enqueue, Queue, QueueError};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// The door for people.
#[derive(Clone)]
pub struct Arrivals {
    /// Who is there.
    pub profiles: Profiles,
    /// Where their records are fetched from.
    pub queue: Queue,
}

/// Somebody who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The iD whose record is ingested: the primary one, where the person is known.
    pub orcid: Orcid,
    /// They were hidden, and are shown again.
    pub shown_again: bool,
    /// A job was queued now; otherwise one was open already.
    pub queued: bool,
}

/// Why nobody was added.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    /// They are there, under this iD.
    #[error("this person is in the workspace already")]
    Known(Orcid),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Arrivals {
    /// Queues the ingestion of somebody who is not there, or is hidden.
    pub async fn add(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        actor: Actor,
    ) -> Result<Arrived, ArrivalError> {
        let known = self.profiles.store.find(workspace, orcid).await?;
        let hidden = match known {
            Some(found) if found.profile.hidden_at.is_none() => {
                return Err(ArrivalError::Known(found.profile.orcid));
            }
            Some(found) => Some(found.profile.orcid),
            None => None,
        };
        let orcid = hidden.clone().unwrap_or_else(|| orcid.clone());
        // The queue first: where the second write fails, doing all of it again does no harm.
        let asked = Enqueue {
            orcid_ids: vec![orcid.as_str().to_owned()],
            skip_existing: false,
            trigger_source: Some("people".to_owned()),
            actor: actor.clone(),
            key_use: None,
        };
        let queued = self.queue.enqueue(workspace, asked).await?;
        if hidden.is_some() {
            self.show(workspace, &orcid, actor).await?;
        }
        Ok(Arrived {
            orcid,
            shown_again: hidden.is_some(),
            queued: !queued.queued.is_empty(),
        })
    }

    async fn show(&self, workspace: &WorkspaceId, orcid: &Orcid, actor: Actor) -> Result<(), StoreError> {
        let shown = self
            .profiles
            .amend(workspace, orcid, &Amendment::Show, actor)
            .await;
        match shown {
            Err(AmendError::Store(error)) => Err(error),
            // Gone since they were found: the job brings them back, and nobody brings them back hidden.
            Ok(()) | Err(AmendError::NoPerson | AmendError::SlugTaken) => Ok(()),
        }
    }
}
