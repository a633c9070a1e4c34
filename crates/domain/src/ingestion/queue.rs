//! Letting jobs in: iDs are checked all together, and nothing is queued where one is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{JobId, JobStore, NewJob};
use crate::activity::{Actor, Event, KeyUse, Trail};
use crate::context::{Clock, Ids};
use crate::identifier::Orcid;
use crate::person::PersonStore;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Who wants what ingested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enqueue {
    /// iDs as the caller wrote them.
    pub orcid_ids: Vec<String>,
    /// Leave out people who are in the catalogue already.
    pub skip_existing: bool,
    /// Where in the dashboard it was asked for, for the timeline.
    pub trigger_source: Option<String>,
    /// Who asks.
    pub actor: Actor,
    /// The API-key use to log with it.
    pub key_use: Option<KeyUse>,
}

/// What was queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Distinct iDs asked for.
    pub requested: u32,
    /// Of these, the ones that got a job now.
    pub queued: Vec<Orcid>,
    /// All distinct iDs asked for.
    pub orcids: Vec<Orcid>,
}

/// Why nothing was queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// Some iDs are none: text as written → why.
    #[error("{} of the ORCID iDs cannot be read", .0.len())]
    Invalid(BTreeMap<String, String>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The way into the queue.
#[derive(Clone)]
pub struct Queue {
    /// The queue.
    pub jobs: Arc<dyn JobStore>,
    /// For `skip_existing`.
    pub people: Arc<dyn PersonStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Job and event ids.
    pub ids: Arc<dyn Ids>,
}

impl Queue {
    /// Queues one job for each distinct iD that has no open job.
    pub async fn enqueue(&self, workspace: &WorkspaceId, asked: Enqueue) -> Result<Queued, QueueError> {
        let orcids = read_orcids(&asked.orcid_ids)?;
        let known = if asked.skip_existing {
            self.people.known(workspace, &orcids).await?
        } else {
            Vec::new()
        };
        let jobs: Vec<NewJob> = orcids
            .iter()
            .filter(|orcid| !known.contains(orcid))
            .map(|orcid| NewJob {
                id: JobId::new(self.ids.id()),
                orcid: orcid.clone(),
            })
            .collect();
        let now = self.clock.now();
        let requested = u32::try_from(orcids.len()).unwrap_or(u32::MAX);
        let event = Event {
            id: self.ids.id(),
            at: now,
            kind: "ingestion.requested".to_owned(),
            actor: asked.actor,
            subject_kind: "workspace".to_owned(),
            subject_id: workspace.as_str().to_owned(),
            message: format!("ingestion of {requested} ORCID iDs was requested"),
            details: serde_json::json!({
                "requested": requested,
                "skip_existing": asked.skip_existing,
                "trigger_source": asked.trigger_source,
            }),
        };
        let trail = Trail {
            events: vec![event],
            key_use: asked.key_use,
        };
        let queued = self.jobs.enqueue(workspace, &jobs, now, &trail).await?;
        Ok(Queued {
            requested,
            queued,
            orcids,
        })
    }
}

fn read_orcids(texts: &[String]) -> Result<Vec<Orcid>, QueueError> {
    let mut orcids = Vec::new();
    let mut invalid = BTreeMap::new();
    for text in texts {
        match Orcid::parse(text) {
            Ok(orcid) if orcids.contains(&orcid) => {}
            Ok(orcid) => orcids.push(orcid),
            Err(why) => {
                invalid.insert(text.chars().take(80).collect(), why.to_string());
            }
        }
    }
    if invalid.is_empty() {
        Ok(orcids)
    } else {
        Err(QueueError::Invalid(invalid))
    }
}
