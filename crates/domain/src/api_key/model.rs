//! What is known of an API key; the key itself is not kept.

use serde::{Deserialize, Serialize};

use crate::identifier::KeyHash;
use crate::workspace::WorkspaceId;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ApiKeyScope {
    /// Queue ingestion.
    #[serde(rename = "ingest")]
    Ingest,
    /// Change memberships.
    #[serde(rename = "membership.update")]
    MembershipUpdate,
}

impl ApiKeyScope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Ingest, Self::MembershipUpdate];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::MembershipUpdate => "membership.update",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Hash of the key: its identifier.
    pub key_hash: KeyHash,
    /// Where it counts.
    pub workspace: WorkspaceId,
    /// Whose it is.
    pub client_name: String,
    /// What it may do.
    pub scopes: Vec<ApiKeyScope>,
    /// Not revoked, not switched off.
    pub active: bool,
    /// Requests a minute.
    pub rate_limit_per_minute: u32,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub last_used_at: Option<i64>,
    /// Unix seconds; a revoked key is never active again.
    pub revoked_at: Option<i64>,
}
