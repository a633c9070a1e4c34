//! Installations, their origins and credentials.

use serde::{Deserialize, Serialize};

use crate::identifier::{KeyHash, Origin, opaque_id};
use crate::vocabulary::vocabulary;
use crate::workspace::{EntityId, View, WorkspaceId};

opaque_id! {
    /// An installation's identifier.
    InstallationId
}
opaque_id! {
    /// An origin's identifier.
    OriginId
}
opaque_id! {
    /// A credential's identifier.
    CredentialId
}

/// `draft` → `pending_verification` → `active` ⇄ `disabled`; `revoked` and `archived` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstallationStatus {
    /// Being set up.
    Draft,
    /// Waits for its first verified origin.
    PendingVerification,
    /// Works.
    Active,
    /// Switched off for now.
    Disabled,
    /// Switched off for good.
    Revoked,
    /// Uninstalled.
    Archived,
}

impl InstallationStatus {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::PendingVerification,
        Self::Active,
        Self::Disabled,
        Self::Revoked,
        Self::Archived,
    ];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::PendingVerification => "pending_verification",
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
            Self::Archived => "archived",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// Whether this step may be taken.
    pub fn may_become(self, next: Self) -> bool {
        if self == next {
            return true;
        }
        match self {
            Self::Draft => next != Self::Disabled,
            Self::PendingVerification => next != Self::Draft,
            Self::Active => !matches!(next, Self::Draft | Self::PendingVerification),
            Self::Disabled => matches!(next, Self::Active | Self::Revoked | Self::Archived),
            Self::Revoked => next == Self::Archived,
            Self::Archived => false,
        }
    }
}

/// What an installation may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// People.
    #[serde(rename = "people.read")]
    PeopleRead,
    /// Publications.
    #[serde(rename = "publications.read")]
    PublicationsRead,
    /// Works.
    #[serde(rename = "works.read")]
    WorksRead,
    /// Projects.
    #[serde(rename = "projects.read")]
    ProjectsRead,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::PeopleRead,
        Self::PublicationsRead,
        Self::WorksRead,
        Self::ProjectsRead,
    ];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PeopleRead => "people.read",
            Self::PublicationsRead => "publications.read",
            Self::WorksRead => "works.read",
            Self::ProjectsRead => "projects.read",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

vocabulary! {
    /// Whether something counts for all, or for those that were chosen.
    Selection {
        /// All.
        All = "all",
        /// Those that were chosen.
        Selected = "selected",
    }
}

/// Whether an origin has proved that it belongs to the owner of the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginStatus {
    /// Not yet.
    Pending,
    /// Yes.
    Verified,
    /// The last try failed.
    Failed,
}

impl OriginStatus {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Failed => "failed",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pending, Self::Verified, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// A web origin that an installation serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallationOrigin {
    /// Identifier.
    pub id: OriginId,
    /// Scheme, host, port.
    pub origin: Origin,
    /// State of verification.
    pub status: OriginStatus,
    /// What the site has to serve to prove itself. Not a secret: anyone may mirror it.
    pub token: String,
    /// Unix seconds.
    pub verified_at: Option<i64>,
    /// Why the last try failed.
    pub last_verification_error: Option<String>,
    /// Unix seconds, where that was noted.
    pub added_at: Option<i64>,
    /// When it was last tried (Unix seconds).
    pub last_checked_at: Option<i64>,
}

/// An installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Identifier.
    pub id: InstallationId,
    /// Where.
    pub workspace: WorkspaceId,
    /// The integration's name: `wordpress`, `drupal`, …
    pub platform: String,
    /// State.
    pub status: InstallationStatus,
    /// What people call it.
    pub display_name: String,
    /// More words.
    pub description: Option<String>,
    /// What it may read.
    pub scopes: Vec<Scope>,
    /// Where it lives on the web.
    pub origins: Vec<InstallationOrigin>,
    /// Requests a minute for each credential.
    pub rate_limit_per_minute: u32,
    /// What the integration calls it.
    pub external_ids: Vec<String>,
    /// Whether it sees all entities, or `entities`.
    pub space_selection: Selection,
    /// The entities that it was limited to; they count where `space_selection` says so.
    pub entities: Vec<EntityId>,
    /// Whether it is enabled on all sites of the workspace, or on its own origins.
    pub site_selection: Selection,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl Installation {
    /// Whether it is over: nothing can be changed any more.
    pub fn is_over(&self) -> bool {
        matches!(
            self.status,
            InstallationStatus::Revoked | InstallationStatus::Archived
        )
    }

    /// What its credentials see.
    pub fn view(&self) -> View {
        let workspace = self.workspace.clone();
        match self.space_selection {
            Selection::All => View::whole(workspace),
            Selection::Selected => View::of_entities(workspace, self.entities.iter().cloned()),
        }
    }

    /// Whether it may see an entity.
    pub fn sees(&self, entity: &EntityId) -> bool {
        self.space_selection == Selection::All || self.entities.contains(entity)
    }

    /// One of its origins.
    pub fn origin(&self, origin: &Origin) -> Option<&InstallationOrigin> {
        self.origins.iter().find(|own| own.origin == *origin)
    }

    /// Whether one of its origins is verified.
    pub fn has_verified_origin(&self) -> bool {
        self.origins
            .iter()
            .any(|own| own.status == OriginStatus::Verified)
    }

    /// Whether it is enabled on a site of its workspace: an active one, on its verified origins or on all sites.
    pub fn is_enabled_on(&self, site: &Origin) -> bool {
        let is_own = self
            .origin(site)
            .is_some_and(|own| own.status == OriginStatus::Verified);
        self.status == InstallationStatus::Active && (self.site_selection == Selection::All || is_own)
    }
}

/// A credential of an installation. The key itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Identifier.
    pub id: CredentialId,
    /// Hash of the key.
    pub key_hash: KeyHash,
    /// Not revoked.
    pub active: bool,
    /// A token: it lives for an hour, and is forgotten then.
    pub temporary: bool,
    /// Unix seconds.
    pub revoked_at: Option<i64>,
    /// Unix seconds; `None` = never.
    pub expires_at: Option<i64>,
    /// Unix seconds, to the minute.
    pub last_used_at: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
}

#[cfg(test)]
mod tests {
    use super::InstallationStatus::{self, *};

    #[test]
    fn final_states_stay_final() {
        let table: [(InstallationStatus, &[InstallationStatus]); 6] = [
            (Draft, &[Draft, PendingVerification, Active, Revoked, Archived]),
            (
                PendingVerification,
                &[PendingVerification, Active, Disabled, Revoked, Archived],
            ),
            (Active, &[Active, Disabled, Revoked, Archived]),
            (Disabled, &[Disabled, Active, Revoked, Archived]),
            (Revoked, &[Revoked, Archived]),
            (Archived, &[Archived]),
        ];
        for (from, allowed) in table {
            for to in InstallationStatus::ALL {
                assert_eq!(from.may_become(to), allowed.contains(&to), "{from:?} -> {to:?}");
            }
        }
    }
}
