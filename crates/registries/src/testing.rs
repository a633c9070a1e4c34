//! What several tests need.

use domain::context::Clock;

/// A clock that stands still at these Unix seconds.
pub(crate) struct FixedClock(pub(crate) i64);

impl Clock for FixedClock {
    fn now(&self) -> i64 {
        self.0
    }
}
