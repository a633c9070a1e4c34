//! A circuit breaker: a registry that fails again and again is left alone for a while.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::fault::{Fault, Health};

/// Longest rest, in units of the first.
const MAX_RESTS: u32 = 10;

/// Counts questions that failed after all their attempts, not single requests: with five attempts, a registry
/// that fails every third time at random loses one question in four hundred, and hardly ever several in a row.
#[derive(Debug)]
pub(crate) struct Breaker {
    failures: u32,
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failed_in_a_row: u32,
    /// None are asked before.
    closed_until: Option<Instant>,
    /// Length of the rest, in units of the first.
    rests: u32,
    /// A question is on its way to see whether the registry is back.
    is_probing: bool,
}

/// Leave to ask one question. Dropped without a verdict, it counts for nothing.
#[derive(Debug)]
pub(crate) struct Leave<'a> {
    breaker: &'a Breaker,
    is_probe: bool,
}

impl Breaker {
    /// Opens after so many failures in a row, for so long at first.
    pub(crate) fn new(failures: u32, rest: Duration) -> Self {
        Self {
            failures: failures.max(1),
            rest,
            state: Mutex::new(State::default()),
        }
    }

    /// Asks for leave.
    pub(crate) fn enter(&self) -> Result<Leave<'_>, Fault> {
        let mut state = self.lock();
        let Some(until) = state.closed_until else {
            return Ok(Leave {
                breaker: self,
                is_probe: false,
            });
        };
        if state.is_probing || Instant::now() < until {
            return Err(Fault::CircuitOpen);
        }
        state.is_probing = true;
        Ok(Leave {
            breaker: self,
            is_probe: true,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Leave<'_> {
    /// The verdict on the question.
    pub(crate) fn leave(self, health: Health) {
        let mut state = self.breaker.lock();
        match health {
            Health::Up => *state = State::default(),
            Health::Down => {
                state.failed_in_a_row = state.failed_in_a_row.saturating_add(1);
                // Questions that were under way when the circuit opened do not prolong the rest.
                let has_rested = self.is_probe || state.closed_until.is_none();
                if has_rested && (self.is_probe || state.failed_in_a_row >= self.breaker.failures) {
                    state.rests = (state.rests * 2).clamp(1, MAX_RESTS);
                    state.closed_until = Some(Instant::now() + self.breaker.rest * state.rests);
                }
            }
            Health::Unknown => {}
        }
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.is_probe {
            self.breaker.lock().is_probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(30);

    fn ask(breaker: &Breaker, health: Health) -> bool {
        breaker.enter().map(|leave| leave.leave(health)).is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn opens_after_failures_in_a_row_and_lets_one_probe_through() {
        let breaker = Breaker::new(3, REST);
        for health in [
            Health::Down,
            Health::Down,
            Health::Up,
            Health::Down,
            Health::Unknown,
            Health::Down,
        ] {
            assert!(ask(&breaker, health));
        }
        assert!(ask(&breaker, Health::Down));
        assert!(!ask(&breaker, Health::Up), "open");

        tokio::time::advance(REST).await;
        let probe = breaker.enter().unwrap();
        assert_eq!(
            breaker.enter().unwrap_err(),
            Fault::CircuitOpen,
            "one probe at a time"
        );
        probe.leave(Health::Down);
        tokio::time::advance(REST).await;
        assert!(!ask(&breaker, Health::Up), "the second rest is longer");
        tokio::time::advance(REST).await;
        assert!(ask(&breaker, Health::Up));
        assert!(
            ask(&breaker, Health::Down),
            "closed again, and the count begins anew"
        );
        assert!(ask(&breaker, Health::Down));
        assert!(ask(&breaker, Health::Up));
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_given_up_makes_room_for_another() {
        let breaker = Breaker::new(1, REST);
        assert!(ask(&breaker, Health::Down));
        tokio::time::advance(REST).await;
        drop(breaker.enter().unwrap());
        assert!(ask(&breaker, Health::Up));
        assert!(breaker.enter().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn late_failures_do_not_prolong_the_rest() {
        let breaker = Breaker::new(1, REST);
        let late = breaker.enter().unwrap();
        assert!(ask(&breaker, Health::Down));
        tokio::time::advance(REST / 2).await;
        late.leave(Health::Down);
        tokio::time::advance(REST / 2).await;
        assert!(ask(&breaker, Health::Up));
    }
}
