//! Memberships: person × entity × status, one open row per person and entity.

use serde::{Deserialize, Serialize};

use crate::identifier::Orcid;
use crate::workspace::EntityId;

/// How a person belongs to an entity. Only [`Internal`](Self::Internal) members make papers public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MembershipStatus {
    /// A member of the centre; `cesam` on the wire, after the first centre.
    #[serde(rename = "cesam")]
    Internal,
    /// Known, but not a member.
    #[serde(rename = "external")]
    External,
}

impl MembershipStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "cesam",
            Self::External => "external",
        }
    }

    /// From the word on the wire.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "cesam" => Some(Self::Internal),
            "external" => Some(Self::External),
            _ => None,
        }
    }
}

/// One row of a person's history with an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Whose.
    pub person: Orcid,
    /// Where.
    pub entity: EntityId,
    /// How.
    pub status: MembershipStatus,
    /// Unix seconds.
    pub starts_at: i64,
    /// Unix seconds; `None` while open.
    pub ends_at: Option<i64>,
}

/// A change of status: closes the open row of the entity (`ends_at` = `starts_at`) and opens a new one.
/// The same status again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Whose.
    pub person: Orcid,
    /// Where.
    pub entity: EntityId,
    /// The new status.
    pub status: MembershipStatus,
    /// Unix seconds.
    pub starts_at: i64,
}

/// How far ahead a change may begin, in seconds: a day, for those who are ahead of us by their clocks or time
/// zones. What is public changes at once, so nothing can be planned.
pub const LATEST_START: i64 = 86_400;

/// Why a change cannot begin then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartFault {
    /// Before the row that it closes.
    #[error("must not be before {open_since}, when the present membership began")]
    BeforeOpen {
        /// Unix seconds.
        open_since: i64,
    },
    /// Too far ahead.
    #[error("must not be later than {latest}: a change holds at once")]
    TooLate {
        /// Unix seconds.
        latest: i64,
    },
}

/// Whether a change to this status may begin then. The same status again changes nothing, so only its future is
/// looked at.
pub fn check_start(
    open: Option<&Membership>,
    status: MembershipStatus,
    starts_at: i64,
    now: i64,
) -> Result<(), StartFault> {
    let latest = now.saturating_add(LATEST_START);
    if starts_at > latest {
        return Err(StartFault::TooLate { latest });
    }
    match open {
        Some(row) if row.status != status && starts_at < row.starts_at => Err(StartFault::BeforeOpen {
            open_since: row.starts_at,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_begins_after_what_it_closes_and_not_in_the_future() {
        use MembershipStatus::{External, Internal};
        let now = 1_000_000;
        let open = Membership {
            person: Orcid::parse("0000-0002-1825-0097").unwrap(),
            entity: EntityId::new("cesam"),
            status: Internal,
            starts_at: 500,
            ends_at: None,
        };
        let latest = now + LATEST_START;
        for (open, status, starts_at, expected) in [
            (None, Internal, 1, Ok(())),
            (None, Internal, latest, Ok(())),
            (None, Internal, latest + 1, Err(StartFault::TooLate { latest })),
            (Some(&open), External, 500, Ok(())),
            (
                Some(&open),
                External,
                499,
                Err(StartFault::BeforeOpen { open_since: 500 }),
            ),
            (
                Some(&open),
                External,
                i64::MAX,
                Err(StartFault::TooLate { latest }),
            ),
            (Some(&open), Internal, 499, Ok(())),
        ] {
            assert_eq!(check_start(open, status, starts_at, now), expected, "{starts_at}");
        }
    }
}
