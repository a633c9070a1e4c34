//! The worker: leases jobs, runs one pass over each, writes how it ended.
//!
//! A job is lost by nobody: whoever stops renewing its lease loses it to the next worker, and doing a job twice
//! changes nothing. A pass that panics costs that pass only.

mod pass;
mod running;
#[cfg(test)]
mod tests;
mod waking;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::context::{Clock, Ids};
use domain::ingestion::pipeline::{Effort, PassError};
use domain::ingestion::{Job, JobOutcome, JobStore, Pipeline};
use domain::storage::StoreError;
use metrics::gauge;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use running::Running;
pub use waking::WakingJobs;

/// Pauses between two looks at an empty queue: the first, and the longest.
const IDLE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(1));
/// Longest wait for the database to take the leases back; after it they just run out.
const GIVE_BACK: Duration = Duration::from_secs(5);

/// Runs one pass over a job: [`Pipeline`], or a stand-in.
#[async_trait]
pub trait Runner: Send + Sync {
    /// One pass by the worker of this name.
    async fn run(&self, job: &Job, worker: &str) -> Result<JobOutcome, PassError>;
}

#[async_trait]
impl Runner for Pipeline {
    async fn run(&self, job: &Job, worker: &str) -> Result<JobOutcome, PassError> {
        Self::run(self, job, worker).await
    }
}

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// Unique among all workers of a database, dead ones included.
    pub name: String,
    /// Jobs at once.
    pub concurrency: u32,
    /// Seconds that a claim lasts without being renewed; it is renewed three times in that time.
    pub lease_seconds: u32,
    /// How often, and after how long, a pass that broke off is repeated.
    pub effort: Effort,
}

/// What a worker needs.
#[derive(Clone)]
pub struct WorkerPorts {
    /// The queue.
    pub jobs: Arc<dyn JobStore>,
    /// Who does the work.
    pub runner: Arc<dyn Runner>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
    /// Rung when this process queues jobs.
    pub bell: Arc<Notify>,
}

/// A worker; several may share a database, in one process or in many.
pub struct Worker {
    ports: WorkerPorts,
    settings: WorkerSettings,
    running: Running,
}

impl Worker {
    /// A worker that does nothing yet.
    pub fn new(ports: WorkerPorts, settings: WorkerSettings) -> Self {
        Self {
            ports,
            settings,
            running: Running::default(),
        }
    }

    /// Works until `stop`, then breaks off what is running and gives its jobs back to the queue.
    pub async fn run(self, stop: CancellationToken) {
        let worker = Arc::new(self);
        let renewing = tokio::spawn(Arc::clone(&worker).keep_leases());
        tracing::info!(
            worker = worker.settings.name,
            jobs = worker.settings.concurrency,
            "worker started"
        );
        let mut passes = JoinSet::new();
        worker.work_until(&stop, &mut passes).await;
        renewing.abort();
        passes.shutdown().await;
        worker.give_back().await;
    }

    /// Claims and starts passes. A claim under way is never broken off: it would leave leases that nobody knows.
    async fn work_until(self: &Arc<Self>, stop: &CancellationToken, passes: &mut JoinSet<()>) {
        let mut pause = IDLE.0;
        while !stop.is_cancelled() {
            while let Some(ended) = passes.try_join_next() {
                report(ended);
            }
            let running = u32::try_from(passes.len()).unwrap_or(u32::MAX);
            let free = self.settings.concurrency.saturating_sub(running);
            if free > 0 && self.claim(free, passes).await > 0 {
                pause = IDLE.0;
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = passes.join_next() => report(ended),
                () = self.ports.bell.notified(), if free > 0 => pause = IDLE.0,
                () = sleep(pause), if free > 0 => pause = (pause * 2).min(IDLE.1),
            }
        }
    }

    /// Leases up to `free` jobs and starts a pass over each; how many.
    async fn claim(self: &Arc<Self>, free: u32, passes: &mut JoinSet<()>) -> usize {
        let WorkerPorts { jobs, clock, ids, .. } = &self.ports;
        let WorkerSettings {
            name, lease_seconds, ..
        } = &self.settings;
        let event_ids = (0..free).map(|_| ids.id()).collect();
        let claimed = match jobs
            .claim(name, free, clock.now(), *lease_seconds, event_ids)
            .await
        {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(error = because(&error), "no jobs could be claimed");
                return 0;
            }
        };
        let count = claimed.len();
        for job in claimed {
            let id = job.id.clone();
            self.running
                .start(id, || passes.spawn(Arc::clone(self).work(job)));
        }
        count
    }

    /// Renews all leases in one call, three times within a lease; passes whose lease is lost are broken off.
    async fn keep_leases(self: Arc<Self>) {
        let lease = Duration::from_secs(u64::from(self.settings.lease_seconds));
        let mut ticks = interval((lease / 3).max(Duration::from_millis(100)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.renew().await;
            self.measure_queue().await;
        }
    }

    async fn renew(&self) {
        // What starts after this line may be missing from the answer without having lost its lease.
        let before = self.running.jobs();
        if before.is_empty() {
            return;
        }
        let WorkerSettings {
            name, lease_seconds, ..
        } = &self.settings;
        match self
            .ports
            .jobs
            .renew(name, self.ports.clock.now(), *lease_seconds)
            .await
        {
            Ok(held) => {
                for id in before.iter().filter(|id| !held.contains(id)) {
                    tracing::debug!(job = id.as_str(), "the lease is lost");
                    self.running.abort(id);
                }
            }
            Err(error) => {
                tracing::warn!(error = because(&error), "the leases could not be renewed");
            }
        }
    }

    async fn measure_queue(&self) {
        let Ok(counts) = self.ports.jobs.counts(None).await else {
            return;
        };
        for (status, count) in [("queued", counts.queued), ("processing", counts.processing)] {
            // A gauge is a float; 32 bits of jobs are exact in it.
            let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            gauge!("legaciti_jobs", "status" => status).set(count);
        }
    }

    async fn give_back(&self) {
        let given = self
            .ports
            .jobs
            .give_back(&self.settings.name, self.ports.clock.now());
        match timeout(GIVE_BACK, given).await {
            Ok(Ok(jobs)) => tracing::info!(jobs, "worker stopped, its jobs are back in the queue"),
            Ok(Err(error)) => tracing::warn!(
                error = because(&error),
                "the jobs could not be given back: their leases will run out"
            ),
            Err(_) => {
                tracing::warn!("the database is too slow to take the jobs back: their leases will run out");
            }
        }
    }
}

/// An error with its causes, for the log.
fn because(error: &StoreError) -> &(dyn std::error::Error + 'static) {
    error
}

/// A pass catches its own panics; what arrives here broke elsewhere, or was broken off.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!("a job's task panicked outside of its pass");
    }
}
