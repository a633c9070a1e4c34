//! Reading the timeline: filters that combine, pages, and cursors that stay put while rows are added.

use super::{Event, Outcome, Severity};
use crate::storage::{Cursor, PageRequest};

pub use crate::storage::{Cursor as EventCursor, InvalidCursor};

/// Which events. Filters combine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActivityFilter {
    /// At this second (Unix) or later.
    pub from: Option<i64>,
    /// At this second (Unix) or earlier.
    pub to: Option<i64>,
    /// Exactly this kind.
    pub kind: Option<String>,
    /// Exactly this severity.
    pub severity: Option<Severity>,
    /// Exactly this outcome.
    pub outcome: Option<Outcome>,
    /// What the timeline called them: an e-mail address, a key's hash, `operator` or `system`; case does not
    /// matter.
    pub actor: Option<String>,
    /// Every word must begin a word of the message or of the actor's label; empty = all.
    pub q: String,
}

/// A part of the timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Which events.
    pub filter: ActivityFilter,
    /// Slice; its page number does not count beside a cursor.
    pub page: PageRequest,
    /// Go on after this event.
    pub cursor: Option<EventCursor>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Newest first; events of one second by their ids.
    pub events: Vec<Event>,
    /// All events that the filter lets through.
    pub total: u64,
    /// The last of `events`, where older ones follow.
    pub next: Option<EventCursor>,
}

impl Cursor {
    /// The place of an event.
    pub fn of(event: &Event) -> Self {
        Self {
            at: event.at,
            id: event.id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_text_is_refused() {
        for wrong in [
            "", "0", "zz", "31", "317e", "7e61", "317e0a", "é", "c3c3", "317E00",
        ] {
            assert_eq!(wrong.parse::<EventCursor>(), Err(InvalidCursor), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(at in any::<i64>(), id in "[a-z0-9~-]{1,40}") {
            let cursor = EventCursor { at, id };
            let text = cursor.to_string();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_hexdigit()));
            prop_assert_eq!(text.parse(), Ok(cursor));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = text.parse::<EventCursor>();
        }
    }
}
