//! The delivery worker: leases lanes of the queue, brings what is due in them, keeps the log of events short.
//!
//! An event is lost by nobody: what was queued is in the database, whoever dies over a lane loses it to the next worker,
//! and an attempt that was left half-way is made again under the same id.

mod clean;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::{Attempt, Deliveries, Lane, Step, Verdict};
use domain::storage::StoreError;
use metrics::{counter, histogram};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Pauses between two looks at an empty queue: the first, and the longest.
const IDLE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(1));
/// Attempts in one lane before others get a turn.
const TURN: u32 = 100;
/// Longest wait, at the end, for attempts under way and for the database.
const LAST: Duration = Duration::from_secs(10);

/// How the worker works.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// Unique among all workers of a database, dead ones included.
    pub name: String,
    /// Lanes at once.
    pub concurrency: usize,
    /// Seconds that a lane stays with a worker that says nothing; longer than an attempt may take.
    pub lease_seconds: u32,
    /// How long events are kept that do not wait; `None` is for good.
    pub keep: Option<Duration>,
}

/// A worker; several may share a database, in one process or in many.
pub struct DeliveryWorker {
    deliveries: Deliveries,
    settings: DeliverySettings,
    /// Rung when this process queues deliveries.
    bell: Arc<Notify>,
}

impl DeliveryWorker {
    /// A worker that does nothing yet.
    pub fn new(deliveries: Deliveries, settings: DeliverySettings, bell: Arc<Notify>) -> Self {
        Self {
            deliveries,
            settings,
            bell,
        }
    }

    /// Delivers until `stop`; attempts under way are brought to their end.
    pub async fn run(self, stop: CancellationToken) {
        let worker = Arc::new(self);
        let cleaning = tokio::spawn(Arc::clone(&worker).keep_short());
        tracing::info!(
            worker = worker.settings.name,
            lanes = worker.settings.concurrency,
            "deliveries started"
        );
        let mut turns = JoinSet::new();
        worker.work_until(&stop, &mut turns).await;
        cleaning.abort();
        let ended = timeout(LAST, async { while turns.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            turns.shutdown().await;
        }
        worker.give_back().await;
    }

    /// Claims lanes and starts turns. A claim under way is never broken off: it would leave leases that nobody knows.
    async fn work_until(self: &Arc<Self>, stop: &CancellationToken, turns: &mut JoinSet<()>) {
        let mut pause = IDLE.0;
        while !stop.is_cancelled() {
            while let Some(ended) = turns.try_join_next() {
                report(ended);
            }
            let free = self.settings.concurrency.saturating_sub(turns.len());
            if free > 0 && self.claim(free, stop, turns).await > 0 {
                pause = IDLE.0;
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = turns.join_next() => report(ended),
                () = self.bell.notified(), if free > 0 => pause = IDLE.0,
                () = sleep(pause), if free > 0 => pause = (pause * 2).min(IDLE.1),
            }
        }
    }

    /// Leases up to `free` lanes and starts a turn in each; how many.
    async fn claim(
        self: &Arc<Self>,
        free: usize,
        stop: &CancellationToken,
        turns: &mut JoinSet<()>,
    ) -> usize {
        let DeliverySettings {
            name, lease_seconds, ..
        } = &self.settings;
        let (limit, now) = (
            u32::try_from(free).unwrap_or(u32::MAX),
            self.deliveries.clock.now(),
        );
        match self
            .deliveries
            .queue
            .claim(name, limit, now, *lease_seconds)
            .await
        {
            Ok(lanes) => {
                let count = lanes.len();
                for lane in lanes {
                    turns.spawn(Arc::clone(self).turn(lane, stop.clone()));
                }
                count
            }
            Err(error) => {
                tracing::warn!(error = because(&error), "no deliveries could be claimed");
                0
            }
        }
    }

    /// Brings what is due in a lane, one event after the other.
    async fn turn(self: Arc<Self>, lane: Lane, stop: CancellationToken) {
        let DeliverySettings {
            name, lease_seconds, ..
        } = &self.settings;
        for _ in 0..TURN {
            if stop.is_cancelled() {
                // At the end all lanes are given back together.
                return;
            }
            match self.deliveries.step(&lane, name, *lease_seconds).await {
                Ok(Step::Made(attempt)) => count(&lane, &attempt),
                Ok(Step::Idle) => return,
                Ok(Step::LeaseLost) => {
                    tracing::debug!(lane = lane.name, "the lease is lost: the outcome is dropped");
                    return;
                }
                Err(error) => {
                    // The lease runs out by itself; what was under way is then made again.
                    tracing::warn!(
                        lane = lane.name,
                        error = because(&error),
                        "a delivery could not be written down"
                    );
                    return;
                }
            }
        }
        let (queue, now) = (&self.deliveries.queue, self.deliveries.clock.now());
        if let Err(error) = queue.give_back(name, Some(lane), now).await {
            tracing::warn!(error = because(&error), "a lane could not be given back");
        }
    }

    async fn give_back(&self) {
        let (queue, now) = (&self.deliveries.queue, self.deliveries.clock.now());
        match timeout(LAST, queue.give_back(&self.settings.name, None, now)).await {
            Ok(Ok(lanes)) => tracing::info!(lanes, "deliveries stopped"),
            Ok(Err(error)) => tracing::warn!(
                error = because(&error),
                "the lanes could not be given back: their leases will run out"
            ),
            Err(_) => {
                tracing::warn!("the database is too slow to take the lanes back: their leases will run out");
            }
        }
    }
}

/// An error with its causes, for the log.
fn because(error: &StoreError) -> &(dyn std::error::Error + 'static) {
    error
}

fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!("a turn panicked: its lease will run out");
    }
}

/// Metrics of an attempt that is written down.
fn count(lane: &Lane, attempt: &Attempt) {
    let outcome = match attempt.verdict {
        Verdict::Accepted => "delivered",
        Verdict::Again(_) => "again",
        Verdict::GivenUp => "given_up",
    };
    counter!("legaciti_deliveries_total", "outcome" => outcome).increment(1);
    let seconds = f64::from(u32::try_from(attempt.duration_ms).unwrap_or(u32::MAX)) / 1000.0;
    histogram!("legaciti_delivery_seconds").record(seconds);
    if attempt.verdict == Verdict::GivenUp {
        tracing::warn!(
            lane = lane.name,
            error = attempt.answer.error(),
            "a delivery was given up"
        );
    }
}
