//! When the next request may go: places, pace, pauses and the day's budget of one registry.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::context::Clock;
use governor::clock::Clock as PaceClock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::fault::Fault;
use super::headers::Grant;
use crate::settings::ProviderSettings;

/// Longest pause that a `Retry-After` can bring about.
const MAX_PAUSE: Duration = Duration::from_mins(15);
/// An allowance that comes back within this time is waited for.
const SHORT_RESET: Duration = Duration::from_mins(1);
/// What may go at once of a fast pace, so that the timer's grain of a millisecond does not slow it down.
const BURST: Duration = Duration::from_millis(50);
/// A UTC day in seconds.
const DAY: i64 = 24 * 3600;

/// Tokio's time for governor, so that both stand still together in tests.
#[derive(Debug, Clone)]
struct PaceTime {
    origin: Instant,
}

impl PaceClock for PaceTime {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }
}

type Pace = RateLimiter<NotKeyed, InMemoryState, PaceTime, NoOpMiddleware<Duration>>;

/// One registry's limits.
pub(crate) struct Limiter {
    /// Least time between two requests as configured; `None`: rates granted by the registry do not count either.
    period: Option<Duration>,
    concurrency: usize,
    daily_budget: Option<u32>,
    clock: Arc<dyn Clock>,
    places: Semaphore,
    state: Mutex<State>,
}

struct State {
    /// The period that the pace has.
    period: Option<Duration>,
    pace: Option<Arc<Pace>>,
    paused_until: Option<Instant>,
    /// Places that exist, and that should.
    places: usize,
    wanted: usize,
    /// Day of the Unix era, and requests on it.
    day: i64,
    used: u32,
    /// Unix seconds.
    exhausted_until: i64,
}

/// Leave for one request, to be kept until its answer is read.
pub(crate) struct Place<'a> {
    limiter: &'a Limiter,
    permit: Option<SemaphorePermit<'a>>,
}

enum Turn {
    Now,
    At(Instant),
}

impl Limiter {
    /// Limits as configured.
    pub(crate) fn new(settings: &ProviderSettings, clock: Arc<dyn Clock>) -> Self {
        let period = settings.rate.period();
        let concurrency = match period {
            Some(_) => settings.concurrency.max(1),
            None => ProviderSettings::UNPACED_CONCURRENCY,
        };
        Self {
            period,
            concurrency,
            daily_budget: settings.daily_budget,
            clock,
            places: Semaphore::new(concurrency),
            state: Mutex::new(State {
                period,
                pace: period.and_then(pace),
                paused_until: None,
                places: concurrency,
                wanted: concurrency,
                day: 0,
                used: 0,
                exhausted_until: 0,
            }),
        }
    }

    /// Waits for a place and its turn, and takes one request from the budget.
    pub(crate) async fn acquire(&self, deadline: Instant) -> Result<Place<'_>, Fault> {
        self.check_budget()?;
        if let Turn::At(turn) = self.pause()
            && turn > deadline
        {
            return Err(too_late(turn));
        }
        let permit = timeout_at(deadline, self.places.acquire()).await;
        let permit = permit
            .ok()
            .and_then(Result::ok)
            .ok_or(Fault::Queue { retry_after: None })?;
        let place = Place {
            limiter: self,
            permit: Some(permit),
        };
        while let Turn::At(turn) = self.turn() {
            if turn > deadline {
                return Err(too_late(turn));
            }
            sleep_until(turn).await;
        }
        self.spend()?;
        Ok(place)
    }

    /// Lets nobody go for a while, at most [`MAX_PAUSE`].
    pub(crate) fn pause_for(&self, wait: Duration) {
        self.pause_until(Instant::now() + wait.min(MAX_PAUSE));
    }

    /// Lets nobody go until the UTC day ends; says how long that is.
    pub(crate) fn pause_for_the_day(&self) -> Duration {
        let left = Duration::from_secs((DAY - self.clock.now().rem_euclid(DAY)).unsigned_abs());
        self.pause_until(Instant::now() + left);
        left
    }

    /// Takes what the registry grants, as far as it is less than configured.
    pub(crate) fn obey(&self, grant: &Grant) {
        if let Some(wait) = grant.exhausted_for {
            if wait <= SHORT_RESET {
                self.pause_for(wait);
            } else {
                let until = self.clock.now().saturating_add_unsigned(wait.as_secs());
                self.state().exhausted_until = until;
            }
        }
        let Some(configured) = self.period else { return };
        let mut state = self.state();
        if let Some(granted) = grant.period {
            let period = Some(granted.max(configured));
            if state.period != period {
                state.period = period;
                state.pace = period.and_then(pace);
            }
        }
        if let Some(granted) = grant.concurrency {
            state.wanted = granted.min(self.concurrency);
            if let Some(missing) = state.wanted.checked_sub(state.places) {
                self.places.add_permits(missing);
                state.places = state.wanted;
            }
        }
    }

    fn turn(&self) -> Turn {
        if let Turn::At(turn) = self.pause() {
            return Turn::At(turn);
        }
        let Some(pace) = self.state().pace.clone() else {
            return Turn::Now;
        };
        match pace.check() {
            Ok(()) => Turn::Now,
            Err(not_until) => Turn::At(Instant::now() + not_until.wait_time_from(pace.clock().now())),
        }
    }

    fn pause(&self) -> Turn {
        match self.state().paused_until {
            Some(until) if until > Instant::now() => Turn::At(until),
            _ => Turn::Now,
        }
    }

    fn pause_until(&self, until: Instant) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(until));
    }

    fn check_budget(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut state = self.state();
        let day = now.div_euclid(DAY);
        if state.day != day {
            state.day = day;
            state.used = 0;
        }
        let is_spent = self.daily_budget.is_some_and(|budget| state.used >= budget);
        if is_spent || now < state.exhausted_until {
            Err(Fault::OverBudget)
        } else {
            Ok(())
        }
    }

    fn spend(&self) -> Result<(), Fault> {
        self.check_budget()?;
        let mut state = self.state();
        state.used = state.used.saturating_add(1);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if state.places > state.wanted
            && let Some(permit) = self.permit.take()
        {
            state.places -= 1;
            permit.forget();
        }
    }
}

fn too_late(turn: Instant) -> Fault {
    Fault::Queue {
        retry_after: Some(turn.saturating_duration_since(Instant::now())),
    }
}

fn pace(period: Duration) -> Option<Arc<Pace>> {
    let burst = BURST.as_nanos().checked_div(period.as_nanos())?;
    let burst = u32::try_from(burst)
        .ok()
        .and_then(NonZeroU32::new)
        .unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(period)?.allow_burst(burst);
    Some(Arc::new(RateLimiter::direct_with_clock(
        quota,
        PaceTime {
            origin: Instant::now(),
        },
    )))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::settings::Rate;

    #[derive(Default)]
    struct FixedClock(AtomicI64);

    impl Clock for FixedClock {
        fn now(&self) -> i64 {
            self.0.load(Ordering::Relaxed)
        }
    }

    fn settings(rate: Rate, concurrency: usize) -> ProviderSettings {
        ProviderSettings::new("http://127.0.0.1/".parse().unwrap(), rate, concurrency)
    }

    fn limiter(rate: f64, concurrency: usize) -> Limiter {
        Limiter::new(
            &settings(Rate::PerSecond(rate), concurrency),
            Arc::new(FixedClock::default()),
        )
    }

    async fn time_of(limiter: &Limiter, requests: usize) -> Duration {
        let begin = Instant::now();
        for _ in 0..requests {
            limiter
                .acquire(begin + Duration::from_hours(1))
                .await
                .map(drop)
                .unwrap();
        }
        begin.elapsed()
    }

    fn is_near(actual: Duration, expected: u64) -> bool {
        let expected = Duration::from_millis(expected);
        actual >= expected && actual <= expected + Duration::from_millis(50)
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_spread_evenly() {
        let slow = time_of(&limiter(8.0, 3), 17).await;
        assert!(is_near(slow, 2_000), "{slow:?}");
        let off = Limiter::new(&settings(Rate::Off, 1), Arc::new(FixedClock::default()));
        assert!(is_near(time_of(&off, 5_000).await, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn the_registry_may_lower_the_pace_but_not_raise_it() {
        let limiter = limiter(8.0, 3);
        let grant = |millis| Grant {
            period: Some(Duration::from_millis(millis)),
            ..Grant::default()
        };
        limiter.obey(&grant(1_000));
        let lowered = time_of(&limiter, 5).await;
        assert!(is_near(lowered, 4_000), "{lowered:?}");
        limiter.obey(&grant(1));
        let raised = time_of(&limiter, 9).await;
        assert!(is_near(raised, 1_000), "{raised:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_registry_may_lower_the_places_but_not_raise_them() {
        let limiter = limiter(1_000.0, 3);
        let soon = || Instant::now() + Duration::from_secs(1);
        let grant = |places| Grant {
            concurrency: Some(places),
            ..Grant::default()
        };
        let held = [
            limiter.acquire(soon()).await.unwrap(),
            limiter.acquire(soon()).await.unwrap(),
        ];
        limiter.obey(&grant(1));
        drop(held);
        let third = limiter.acquire(soon()).await.unwrap();
        drop(third);
        let only = limiter.acquire(soon()).await.unwrap();
        assert!(limiter.acquire(soon()).await.is_err(), "one at a time now");
        limiter.obey(&grant(50));
        let more = [
            limiter.acquire(soon()).await.unwrap(),
            limiter.acquire(soon()).await.unwrap(),
        ];
        assert!(limiter.acquire(soon()).await.is_err(), "three as configured");
        drop((only, more));
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everybody_and_says_when_it_is_too_long() {
        let limiter = limiter(1_000.0, 3);
        limiter.pause_for(Duration::from_secs(40));
        limiter.pause_for(Duration::from_secs(1));
        let in_time = Instant::now() + Duration::from_secs(10);
        let refused = limiter.acquire(in_time).await.map(drop).unwrap_err();
        assert_eq!(
            refused,
            Fault::Queue {
                retry_after: Some(Duration::from_secs(40))
            }
        );
        let waited = time_of(&limiter, 1).await;
        assert!(is_near(waited, 40_000), "{waited:?}");
        limiter.pause_for(Duration::from_hours(99));
        let waited = time_of(&limiter, 1).await;
        assert!(is_near(waited, 15 * 60_000), "{waited:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_lasts_a_utc_day() {
        let clock = Arc::new(FixedClock(AtomicI64::new(DAY - 10)));
        let settings = ProviderSettings {
            daily_budget: Some(2),
            ..settings(Rate::PerSecond(100.0), 2)
        };
        let its_clock: Arc<FixedClock> = Arc::clone(&clock);
        let limiter = Limiter::new(&settings, its_clock);
        time_of(&limiter, 2).await;
        let soon = Instant::now() + Duration::from_secs(1);
        assert_eq!(limiter.acquire(soon).await.map(drop), Err(Fault::OverBudget));
        clock.0.store(DAY, Ordering::Relaxed);
        time_of(&limiter, 1).await;
        limiter.obey(&Grant {
            exhausted_for: Some(Duration::from_mins(10)),
            ..Grant::default()
        });
        assert_eq!(limiter.acquire(soon).await.map(drop), Err(Fault::OverBudget));
        clock.0.store(DAY + 600, Ordering::Relaxed);
        time_of(&limiter, 1).await;
        assert_eq!(limiter.pause_for_the_day(), Duration::from_mins(24 * 60 - 10));
    }
}
