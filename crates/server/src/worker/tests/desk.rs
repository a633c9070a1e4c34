//! A queue in memory that keeps what the worker did to it.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::ingestion::{Job, JobId, JobOutcome, JobStore, NewJob, Progress, QueueCounts};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

/// A queue in memory that keeps what the worker did to it.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) waiting: Mutex<VecDeque<Job>>,
    pub(super) held: Mutex<Vec<JobId>>,
    pub(super) limits: Mutex<Vec<u32>>,
    /// Errors that the next calls of `finish` give.
    pub(super) refusals: Mutex<VecDeque<StoreError>>,
    pub(super) finished: Mutex<Vec<(JobOutcome, Trail)>>,
    pub(super) given_back: Mutex<Option<Vec<JobId>>>,
}

#[async_trait]
impl JobStore for Desk {
    async fn enqueue(
        &self,
        workspace: &WorkspaceId,
        jobs: &[NewJob],
        _: i64,
        _: &Trail,
    ) -> Result<Vec<Orcid>, StoreError> {
        let mut waiting = self.waiting.lock().unwrap();
        for job in jobs {
            waiting.push_back(Job {
                workspace: workspace.clone(),
                ..super::job(job.id.as_str(), 1)
            });
        }
        Ok(jobs.iter().map(|job| job.orcid.clone()).collect())
    }

    async fn claim(
        &self,
        _: &str,
        limit: u32,
        _: i64,
        _: u32,
        event_ids: Vec<String>,
    ) -> Result<Vec<Job>, StoreError> {
        assert_eq!(event_ids.len(), usize::try_from(limit).unwrap());
        self.limits.lock().unwrap().push(limit);
        let mut waiting = self.waiting.lock().unwrap();
        let count = waiting.len().min(usize::try_from(limit).unwrap());
        let claimed: Vec<Job> = waiting.drain(..count).collect();
        self.held
            .lock()
            .unwrap()
            .extend(claimed.iter().map(|job| job.id.clone()));
        Ok(claimed)
    }

    async fn renew(&self, _: &str, _: i64, _: u32) -> Result<Vec<JobId>, StoreError> {
        Ok(self.held.lock().unwrap().clone())
    }

    async fn save_progress(&self, _: &Job, _: &str, _: &Progress) -> Result<bool, StoreError> {
        Ok(true)
    }

    async fn finish(
        &self,
        job: &Job,
        _: &str,
        outcome: &JobOutcome,
        _: i64,
        trail: &Trail,
    ) -> Result<bool, StoreError> {
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return Err(refusal);
        }
        let mut held = self.held.lock().unwrap();
        let had = held.contains(&job.id);
        held.retain(|id| *id != job.id);
        if had {
            self.finished
                .lock()
                .unwrap()
                .push((outcome.clone(), trail.clone()));
        }
        Ok(had)
    }

    async fn give_back(&self, _: &str, _: i64) -> Result<u32, StoreError> {
        let held = std::mem::take(&mut *self.held.lock().unwrap());
        let count = u32::try_from(held.len()).unwrap();
        *self.given_back.lock().unwrap() = Some(held);
        Ok(count)
    }

    async fn jobs(&self, _: &WorkspaceId, _: &[Orcid]) -> Result<Vec<Job>, StoreError> {
        Ok(Vec::new())
    }

    async fn counts(&self, _: Option<WorkspaceId>) -> Result<QueueCounts, StoreError> {
        Ok(QueueCounts::default())
    }
}
