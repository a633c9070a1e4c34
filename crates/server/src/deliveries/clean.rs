//! What the worker does beside: it measures what waits, and removes old events.

use std::sync::Arc;
use std::time::Duration;

use metrics::gauge;
use tokio::time::{MissedTickBehavior, interval};

use super::{DeliveryWorker, because};

/// How often what waits is measured.
const MEASURE: Duration = Duration::from_secs(15);
/// Old events are looked for once in so many measurements: every ten minutes, and at the start.
const CLEAN_EVERY: u32 = 40;
/// Events that are removed in one transaction.
const BATCH: u32 = 500;

impl DeliveryWorker {
    /// Measures and cleans up until it is broken off.
    pub(super) async fn keep_short(self: Arc<Self>) {
        let mut ticks = interval(MEASURE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for tick in (0..CLEAN_EVERY).cycle() {
            ticks.tick().await;
            self.measure().await;
            if tick == 0 {
                self.clean().await;
            }
        }
    }

    async fn measure(&self) {
        let Ok(waiting) = self.deliveries.queue.waiting().await else {
            return;
        };
        let age = waiting.oldest.map_or(0, |at| self.deliveries.clock.now() - at);
        // Gauges are floats; 32 bits are exact in them.
        let number = |value: u64| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
        gauge!("legaciti_events_waiting").set(number(waiting.events));
        gauge!("legaciti_events_oldest_seconds").set(number(u64::try_from(age).unwrap_or(0)));
    }

    /// Batch by batch, so that nobody waits long for the database.
    pub(super) async fn clean(&self) {
        let Some(keep) = self.settings.keep else {
            return;
        };
        let keep = i64::try_from(keep.as_secs()).unwrap_or(i64::MAX);
        let before = self.deliveries.clock.now().saturating_sub(keep);
        let mut removed = 0_u64;
        loop {
            match self.deliveries.queue.clean(before, BATCH).await {
                Ok(batch) => {
                    removed += u64::from(batch);
                    if batch < BATCH {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!(error = because(&error), "old events could not be removed");
                    break;
                }
            }
        }
        if removed > 0 {
            tracing::info!(removed, "old events were removed");
        }
    }
}
