//! Requests a minute, in windows shared by all processes: each leases a few requests at once and spends them here.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::api_key::{Lease, RateLimitStore};
use domain::identifier::KeyHash;
use domain::storage::StoreError;
use moka::sync::Cache;

/// Seconds of a window.
const WINDOW: i64 = 60;
/// A key that is not used for so long loses its place in the table.
const IDLE: Duration = Duration::from_mins(2);
/// Keys in the table.
const KEYS: u64 = 100_000;

/// What a caller is told about its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Requests a minute.
    pub(crate) limit: u32,
    /// Requests left in this window, as far as this process knows.
    pub(crate) remaining: u32,
    /// Unix seconds of the next window.
    pub(crate) reset: i64,
    /// Whether this request is within the limit.
    pub(crate) granted: bool,
}

/// One key's window as this process sees it.
#[derive(Debug, Default)]
struct Window {
    start: i64,
    unspent: u32,
    used: u32,
}

enum Spending {
    Granted(u32),
    UsedUp,
    NeedsLease,
}

impl Window {
    /// Moves on to the window of `start`; requests leased for an older one are lost. A request that took its time
    /// may come a window late; one that comes earlier still shows that the clock was set back.
    fn enter(&mut self, start: i64) {
        if start > self.start || start < self.start - WINDOW {
            *self = Self {
                start,
                ..Self::default()
            };
        }
    }

    fn spend(&mut self, limit: u32) -> Spending {
        if let Some(left) = self.unspent.checked_sub(1) {
            self.unspent = left;
            Spending::Granted(limit.saturating_sub(self.used).saturating_add(left).min(limit))
        } else if self.used >= limit {
            Spending::UsedUp
        } else {
            Spending::NeedsLease
        }
    }

    fn add(&mut self, start: i64, lease: Lease, limit: u32) {
        if start == self.start {
            self.unspent = self.unspent.saturating_add(lease.granted);
            self.used = self.used.max(lease.used);
            if lease.granted == 0 {
                self.used = self.used.max(limit);
            }
        }
    }
}

/// The table of leases of this process.
pub(crate) struct RateLimits {
    store: Arc<dyn RateLimitStore>,
    windows: Cache<KeyHash, Arc<Mutex<Window>>>,
}

impl RateLimits {
    pub(crate) fn new(store: Arc<dyn RateLimitStore>) -> Self {
        let windows = Cache::builder().max_capacity(KEYS).time_to_idle(IDLE).build();
        Self { store, windows }
    }

    /// Counts one request of this key.
    pub(crate) async fn count(&self, key: &KeyHash, limit: u32, now: i64) -> Result<Allowance, StoreError> {
        let start = now - now.rem_euclid(WINDOW);
        let window = self.windows.get_with_by_ref(key, Arc::default);
        let mut spending = spend(&window, start, limit);
        if matches!(spending, Spending::NeedsLease) {
            let lease = self.store.lease(key, start, (limit / 20).max(1), limit).await?;
            spending = add_and_spend(&window, start, lease, limit);
        }
        let remaining = match spending {
            Spending::Granted(remaining) => Some(remaining),
            Spending::UsedUp | Spending::NeedsLease => None,
        };
        Ok(Allowance {
            limit,
            remaining: remaining.unwrap_or(0),
            reset: start + WINDOW,
            granted: remaining.is_some(),
        })
    }
}

fn spend(window: &Mutex<Window>, start: i64, limit: u32) -> Spending {
    let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
    window.enter(start);
    window.spend(limit)
}

fn add_and_spend(window: &Mutex<Window>, start: i64, lease: Lease, limit: u32) -> Spending {
    let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
    window.add(start, lease, limit);
    if window.start != start && lease.granted > 0 {
        // The minute turned while storage was asked: the request was counted in the old one.
        return Spending::Granted(limit.saturating_sub(lease.used));
    }
    window.spend(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_does_not_lock_callers_out() {
        let mut window = Window::default();
        window.enter(7200);
        window.add(7200, Lease { granted: 0, used: 10 }, 10);
        assert!(matches!(window.spend(10), Spending::UsedUp));
        window.enter(7200 - WINDOW);
        assert!(
            matches!(window.spend(10), Spending::UsedUp),
            "a request of the last minute that took its time"
        );
        window.enter(3600);
        assert!(matches!(window.spend(10), Spending::NeedsLease));
        window.add(3600, Lease { granted: 2, used: 2 }, 10);
        assert!(matches!(window.spend(10), Spending::Granted(9)));
    }
}
