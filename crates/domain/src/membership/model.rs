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
