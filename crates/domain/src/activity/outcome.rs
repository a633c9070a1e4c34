//! How what happened went, and how much it matters: functions of an event's kind and details alone.

use serde_json::Value;

use super::Event;

/// How much an event matters to those who look after the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// As it should be.
    Info,
    /// Worth a look: something went wrong in part, or was taken away on purpose.
    Warning,
    /// Something failed.
    Error,
}

/// How what an event tells went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Success,
    /// Some of it was done.
    Partial,
    /// It was not done.
    Failure,
    /// It has yet to be done: another event will tell.
    Pending,
}

impl Severity {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Success, Self::Partial, Self::Failure, Self::Pending];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Partial => "partial",
            Self::Failure => "failure",
            Self::Pending => "pending",
        }
    }
}

/// What happened, last in a kind: `ingestion.completed` → `completed`.
fn verb(kind: &str) -> &str {
    kind.rsplit_once('.').map_or(kind, |(_, verb)| verb)
}

/// Words for what is taken away, or broken off, on purpose.
const TAKEN_AWAY: [&str; 10] = [
    "revoked",
    "removed",
    "hidden",
    "retired",
    "deleted",
    "cleaned_up",
    "reset",
    "disabled",
    "archived",
    "force_failed",
];

impl Event {
    /// How it went. `*.requested` and `*.started` are pending, `*.failed` and `*.force_failed` failures; an end
    /// whose details count something as `failed` is partial; everything else was done.
    pub fn outcome(&self) -> Outcome {
        match verb(&self.kind) {
            "requested" | "queued" | "started" => Outcome::Pending,
            "failed" | "force_failed" | "refused" => Outcome::Failure,
            _ if self.details.get("failed").and_then(Value::as_u64).unwrap_or(0) > 0 => Outcome::Partial,
            _ => Outcome::Success,
        }
    }

    /// How much it matters. What somebody took away or broke off on purpose is a warning, whatever became of
    /// it; a failure of the service's own is an error.
    pub fn severity(&self) -> Severity {
        if TAKEN_AWAY.contains(&verb(&self.kind)) {
            return Severity::Warning;
        }
        match self.outcome() {
            Outcome::Failure => Severity::Error,
            Outcome::Partial => Severity::Warning,
            Outcome::Success | Outcome::Pending => Severity::Info,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::activity::Actor;

    #[test]
    fn kind_and_details_tell() {
        use Outcome::{Failure, Partial, Pending, Success};
        use Severity::{Error, Info, Warning};
        for (kind, details, outcome, severity) in [
            ("ingestion.requested", json!({}), Pending, Info),
            ("ingestion.started", json!({}), Pending, Info),
            (
                "ingestion.completed",
                json!({ "done": 3, "failed": 0 }),
                Success,
                Info,
            ),
            (
                "ingestion.completed",
                json!({ "done": 3, "failed": 1 }),
                Partial,
                Warning,
            ),
            ("ingestion.failed", json!({ "failed": 0 }), Failure, Error),
            ("ingestion.force_failed", json!({}), Failure, Warning),
            ("membership.changed", json!({}), Success, Info),
            ("api_key.created", json!({}), Success, Info),
            ("api_key.revoked", json!({}), Success, Warning),
            ("publication.deleted", json!({}), Success, Warning),
            ("person.hidden", json!({}), Success, Warning),
            ("activity.cleaned_up", json!({ "deleted": 7 }), Success, Warning),
            ("workspace.reset", json!(null), Success, Warning),
            // A count that is no number counts nothing.
            ("x", json!({ "failed": "many" }), Success, Info),
        ] {
            let event = Event {
                id: "1".to_owned(),
                at: 1,
                kind: kind.to_owned(),
                actor: Actor::System,
                subject_kind: "job".to_owned(),
                subject_id: "1".to_owned(),
                message: String::new(),
                details,
            };
            assert_eq!(
                (event.outcome(), event.severity()),
                (outcome, severity),
                "{event:?}"
            );
        }
    }
}
