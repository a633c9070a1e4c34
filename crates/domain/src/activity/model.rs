//! Events, and the trail that a write leaves in its own transaction.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    User {
        /// `user.id`
        id: String,
        /// As it was then: the timeline still names them when the account is gone.
        email: String,
    },
    /// A client of the Consumer API, by its key's hash.
    ApiKey(String),
    /// An integration, by its name.
    Integration(String),
    /// The operator at the command line.
    Operator,
    /// The service itself: workers, clean-ups.
    System,
}

impl Actor {
    /// `user`, `api_key`, `integration`, `operator` or `system`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::ApiKey(_) => "api_key",
            Self::Integration(_) => "integration",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    /// The user's id, the key's hash or the integration's name, if there is one.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::User { id, .. } | Self::ApiKey(id) | Self::Integration(id) => Some(id),
            Self::Operator | Self::System => None,
        }
    }

    /// What the timeline calls them: an e-mail address, a key's hash, an integration's name, `operator` or `system`.
    pub fn label(&self) -> &str {
        match self {
            Self::User { email, .. } => email,
            Self::ApiKey(name) | Self::Integration(name) => name,
            Self::Operator | Self::System => self.kind(),
        }
    }
}

/// One row of the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `UUIDv7`, so that ids sort by time.
    pub id: String,
    /// Unix seconds.
    pub at: i64,
    /// `area.what_happened`, such as `ingestion.completed`.
    pub kind: String,
    /// Who.
    pub actor: Actor,
    /// What it happened to: `publication`, `person`, `job`, …
    pub subject_kind: String,
    /// Its identifier.
    pub subject_id: String,
    /// One English sentence.
    pub message: String,
    /// Before and after, counts, reasons; small.
    pub details: Value,
}

/// One use of an API key, as its log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Lower-case hex SHA-256 of the key.
    pub key_hash: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path without query.
    pub path: String,
    /// The status that the caller got.
    pub status: u16,
    /// Unix seconds.
    pub at: i64,
    /// `X-Request-Id` of the answer.
    pub request_id: String,
}

/// What a write leaves behind, in the same transaction as the write itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trail {
    /// Rows for the timeline.
    pub events: Vec<Event>,
    /// The use of the API key that asked for the write. If it cannot be written, nothing is.
    pub key_use: Option<KeyUse>,
}

impl From<Vec<Event>> for Trail {
    /// What was not asked for with an API key, or is not logged with it.
    fn from(events: Vec<Event>) -> Self {
        Self {
            events,
            key_use: None,
        }
    }
}

impl From<Event> for Trail {
    fn from(event: Event) -> Self {
        Self::from(vec![event])
    }
}

/// An id for an event that the service finds out while it writes: a `UUIDv7` (RFC 9562 §5.7) made of the time (Unix
/// seconds) and of what happened, so that the same finding at the same time is the same event.
pub fn derived_id(at: i64, what: &str) -> String {
    let millis = at.max(0).saturating_mul(1000) & 0xffff_ffff_ffff;
    let digest = Sha256::digest(what);
    let digest = digest.iter().take(10).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let time = format!("{millis:012x}");
    let (high, low) = time.split_at(8);
    let (a, rest) = digest.split_at(3);
    let (b, rest) = rest.split_at(3);
    let (c, _) = rest.split_at(12);
    format!("{high}-{low}-7{a}-8{b}-{c}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_sort_by_time_and_tell_findings_apart() {
        let id = derived_id(1_780_272_000, "a");
        assert_eq!(id.len(), 36);
        assert!(id.starts_with("019e807a-ec00-7"), "{id}");
        assert_eq!(id, derived_id(1_780_272_000, "a"));
        assert_ne!(id, derived_id(1_780_272_000, "b"));
        assert!(derived_id(1_780_272_001, "a") > id);
    }
}
