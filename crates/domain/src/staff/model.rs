//! Roles, and a signed-in member of staff in one workspace.

use crate::activity::Actor;
use crate::workspace::Workspace;

/// What somebody may do in a workspace; each role may do all that the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes the catalogue and ingests.
    Editor,
    /// Also manages keys, installations and clean-up.
    WorkspaceAdmin,
    /// Everything, in every workspace of the deployment.
    Superadmin,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::WorkspaceAdmin, Self::Superadmin];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::WorkspaceAdmin => "workspace_admin",
            Self::Superadmin => "superadmin",
        }
    }

    /// The highest role among the comma-separated words of a `member.role`: `owner`, `admin` and
    /// `workspace_admin` are workspace admins, `editor` an editor, `viewer` and `member` viewers. Other words
    /// give nothing; a superadmin is never made here.
    pub fn of_member(words: &str) -> Option<Self> {
        words
            .split(',')
            .filter_map(|word| Self::of_word(word.trim()))
            .max()
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "owner" | "admin" | "workspace_admin" => Some(Self::WorkspaceAdmin),
            "editor" => Some(Self::Editor),
            "viewer" | "member" => Some(Self::Viewer),
            _ => None,
        }
    }
}

/// A member of staff, as the catalogue needs to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffUser {
    /// `user.id`
    pub id: String,
    /// Lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
}

/// Somebody signed in, in the workspace that they work in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: StaffUser,
    /// Where.
    pub workspace: Workspace,
    /// As what; [`Role::Superadmin`] for superadmins, whatever their membership says.
    pub role: Role,
}

impl Member {
    /// The member as the author of a change.
    pub fn actor(&self) -> Actor {
        Actor::User {
            id: self.user.id.clone(),
            email: self.user.email.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_word_counts() {
        for (words, role) in [
            ("owner", Some(Role::WorkspaceAdmin)),
            ("admin,member", Some(Role::WorkspaceAdmin)),
            ("member, editor", Some(Role::Editor)),
            ("viewer", Some(Role::Viewer)),
            ("member", Some(Role::Viewer)),
            ("superadmin", None),
            ("", None),
            ("Owner", None),
        ] {
            assert_eq!(Role::of_member(words), role, "{words}");
        }
        assert!(Role::ALL.is_sorted());
    }
}
