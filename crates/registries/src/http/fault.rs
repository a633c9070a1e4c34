//! What can go wrong with one request, and what that means for the question behind it.

use std::time::Duration;

use domain::registry::RegistryError;

/// A request that brought no answer. Holds no text of the registry's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 429, or 503 with `Retry-After`.
    SlowDown {
        /// As the registry said.
        retry_after: Option<Duration>,
    },
    /// Our turn would come too late: the registry asked for a pause, or too many questions wait.
    Queue {
        /// Until the end of the pause.
        retry_after: Option<Duration>,
    },
    /// The registry's quota for the day is used up.
    Quota {
        /// Until the day ends.
        left: Duration,
    },
    /// Our own budget is used up.
    OverBudget,
    /// No rest after many failures yet.
    CircuitOpen,
    /// No connection, or one that broke.
    Transport(&'static str),
    /// 408 or 5xx.
    Status(u16),
    /// Status 200 and no JSON at all: an empty body, a proxy's HTML page.
    NoJson,
    /// Broken JSON.
    BadJson(String),
    /// More bytes than we take.
    TooLarge(usize),
}

/// What a fault says of the registry's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// It answers.
    Up,
    /// It does not.
    Down,
    /// Neither.
    Unknown,
}

impl Fault {
    /// Whether another attempt may succeed soon.
    pub(crate) fn is_worth_another_attempt(&self) -> bool {
        match self {
            Self::SlowDown { .. }
            | Self::Transport(_)
            | Self::Status(_)
            | Self::NoJson
            | Self::BadJson(_) => true,
            Self::Queue { .. }
            | Self::Quota { .. }
            | Self::OverBudget
            | Self::CircuitOpen
            | Self::TooLarge(_) => false,
        }
    }

    /// What it says of the registry's health.
    pub(crate) fn health(&self) -> Health {
        match self {
            Self::Transport(_) | Self::Status(_) | Self::NoJson | Self::BadJson(_) => Health::Down,
            Self::SlowDown { .. } | Self::Quota { .. } | Self::TooLarge(_) => Health::Up,
            Self::Queue { .. } | Self::OverBudget | Self::CircuitOpen => Health::Unknown,
        }
    }

    /// A word for the log.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::SlowDown { .. } => "slow down",
            Self::Queue { .. } => "queue",
            Self::Quota { .. } => "quota",
            Self::OverBudget => "over budget",
            Self::CircuitOpen => "circuit open",
            Self::Transport(what) => what,
            Self::Status(_) => "status",
            Self::NoJson => "no json",
            Self::BadJson(_) => "broken json",
            Self::TooLarge(_) => "too large",
        }
    }

    /// The port's error.
    pub(crate) fn into_error(self, provider: &'static str) -> RegistryError {
        let unavailable = |reason: String| RegistryError::Unavailable { provider, reason };
        let seconds = |wait: Duration| wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX);
        match self {
            Self::SlowDown { retry_after } | Self::Queue { retry_after } => RegistryError::RateLimited {
                provider,
                retry_after: retry_after.map(seconds),
            },
            Self::Quota { left } => RegistryError::RateLimited {
                provider,
                retry_after: Some(seconds(left)),
            },
            Self::OverBudget => RegistryError::OverBudget { provider },
            Self::CircuitOpen => unavailable("it failed too often; it will be asked again soon".to_owned()),
            Self::Transport(what) => unavailable(what.to_owned()),
            Self::Status(status) => unavailable(format!("status {status}")),
            Self::NoJson => unavailable("an answer without JSON".to_owned()),
            Self::BadJson(at) => RegistryError::Unreadable { provider, at },
            Self::TooLarge(limit) => RegistryError::Unreadable {
                provider,
                at: format!("its end, beyond {limit} bytes"),
            },
        }
    }
}

impl From<reqwest::Error> for Fault {
    /// Only the kind of the error is kept: its text holds addresses, and with them keys.
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(if error.is_timeout() {
            "timed out"
        } else if error.is_connect() {
            "no connection"
        } else if error.is_body() || error.is_decode() {
            "the answer broke off"
        } else {
            "the request failed"
        })
    }
}
