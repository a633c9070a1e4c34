//! Users, their sessions, and where they belong. Times are Unix milliseconds, as Better Auth counts.

use std::fmt;

use subtle::ConstantTimeEq as _;

use crate::staff::{Role, StaffUser};
use crate::workspace::Workspace;

/// What a cookie proves the possession of. `Debug` leaves it out, and `==` does not tell where two differ.
#[derive(Clone)]
pub struct SessionToken(String);

impl SessionToken {
    /// From stored or verified text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl PartialEq for SessionToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for SessionToken {}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A row of `user`; what is `None` is `NULL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Opaque.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Lower case.
    pub email: String,
    /// Whether somebody showed that it is theirs.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Unix milliseconds.
    pub updated_at: i64,
    /// The admin plugin's role; it gives nothing here.
    pub role: Option<String>,
    /// Shut out, until `ban_expires`.
    pub banned: Option<bool>,
    /// Why.
    pub ban_reason: Option<String>,
    /// Unix milliseconds; for good where `None`.
    pub ban_expires: Option<i64>,
    /// May do everything in the deployment.
    pub superadmin: Option<bool>,
}

impl User {
    /// Whether the user is shut out at this time. A ban ends by itself when its time has passed.
    pub fn is_banned(&self, now: i64) -> bool {
        self.banned == Some(true) && self.ban_expires.is_none_or(|end| end > now)
    }

    /// Whether the user may do everything in the deployment.
    pub fn is_superadmin(&self) -> bool {
        self.superadmin == Some(true)
    }

    /// The user, as the catalogue needs to know them.
    pub fn staff(&self) -> StaffUser {
        StaffUser {
            id: self.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
        }
    }
}

/// A row of `session`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Opaque.
    pub id: String,
    /// What its cookie carries.
    pub token: SessionToken,
    /// Whose it is.
    pub user_id: String,
    /// Unix milliseconds.
    pub expires_at: i64,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Unix milliseconds.
    pub updated_at: i64,
    /// Where it was begun.
    pub ip_address: Option<String>,
    /// With what it was begun.
    pub user_agent: Option<String>,
    /// The administrator who acts as this user.
    pub impersonated_by: Option<String>,
    /// The workspace that the user has chosen.
    pub active_organization_id: Option<String>,
}

/// A row of `organization`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Equal to the workspace's.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Equal to the workspace's.
    pub slug: String,
    /// URL of a picture.
    pub logo: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// JSON text of the organization plugin.
    pub metadata: Option<String>,
}

/// A row of `member` with its organization, which need not be a workspace of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// Where.
    pub organization: Organization,
    /// The same as a workspace, where it is one.
    pub workspace: Option<Workspace>,
    /// `member.role` as it stands: words separated by commas.
    pub words: String,
}

impl Belonging {
    /// What the words give.
    pub fn role(&self) -> Option<Role> {
        Role::of_member(&self.words)
    }
}

/// What users change about themselves; `None` leaves a field, `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChanges {
    /// What they are called.
    pub name: Option<String>,
    /// URL of a picture.
    pub image: Option<Option<String>>,
}

#[cfg(test)]
mod tests {
    use super::super::usecases::tests::user;
    use super::*;

    #[test]
    fn bans_end() {
        for (banned, expires, is_banned) in [
            (None, None, false),
            (Some(false), None, false),
            (Some(true), None, true),
            (Some(true), Some(1_000), false),
            (Some(true), Some(1_001), true),
            (Some(false), Some(1_001), false),
        ] {
            let user = User {
                banned,
                ban_expires: expires,
                ..user()
            };
            assert_eq!(user.is_banned(1_000), is_banned, "{banned:?} {expires:?}");
        }
    }

    #[test]
    fn tokens_are_not_shown() {
        assert_eq!(format!("{:?}", SessionToken::new("abc")), "SessionToken(…)");
    }
}
