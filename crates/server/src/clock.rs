//! The system's clock behind the domain's [`Clock`] port.

use domain::context::Clock;

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter behind the Clock port"
    )]
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the adapter behind the Clock port"
    )]
    fn now_millis(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}
