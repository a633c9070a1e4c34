//! Who works in a workspace: joining, changing roles, leaving. A workspace is never left without an administrator
//! that it had, and nobody gives a role that is above their own.

use serde_json::json;

use super::{Role, StaffUser};
use crate::activity::Event;
use crate::profile::Stamp;

/// Somebody who works in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Who.
    pub user: StaffUser,
    /// As what; `None` where the stored words give nothing here.
    pub role: Option<Role>,
    /// They may do everything in the deployment, whatever their role here.
    pub superadmin: bool,
    /// They are shut out and cannot sign in.
    pub banned: bool,
    /// Unix milliseconds.
    pub since: i64,
}

/// What becomes of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamAction {
    /// They join with this role.
    Join(Role),
    /// They get this role.
    Become(Role),
    /// They leave.
    Leave,
}

/// An action, and who wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChange {
    /// Of whom.
    pub user: StaffUser,
    /// What.
    pub action: TeamAction,
    /// What the one who wants it is in this workspace.
    pub by: Role,
    /// Who, when.
    pub stamp: Stamp,
    /// Id of the membership, where one is made.
    pub member_id: String,
    /// Unix milliseconds.
    pub now: i64,
}

/// Why a team stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TeamRefusal {
    /// The role is above that of whoever gives it.
    #[error("nobody can give a role above their own")]
    AboveOwn,
    /// They are there.
    #[error("this user is a member already: change the role instead")]
    AlreadyMember,
    /// They are not there.
    #[error("there is no such member")]
    NotMember,
    /// Nobody would be left to administrate.
    #[error("this is the last administrator of the workspace: make somebody else one first")]
    LastAdmin,
}

impl TeamMember {
    /// Whether they administrate the workspace: banned ones cannot.
    fn administrates(&self) -> bool {
        self.role >= Some(Role::WorkspaceAdmin) && !self.banned
    }
}

impl TeamChange {
    /// The member afterwards (`None`: they left) and what the timeline says; no event where nothing changes.
    pub fn on(&self, team: &[TeamMember]) -> Result<(Option<TeamMember>, Option<Event>), TeamRefusal> {
        let present = team.iter().find(|member| member.user.id == self.user.id);
        let wanted = match self.action {
            TeamAction::Join(role) | TeamAction::Become(role) => Some(role),
            TeamAction::Leave => None,
        };
        if wanted > Some(self.by) || wanted == Some(Role::Superadmin) {
            return Err(TeamRefusal::AboveOwn);
        }
        let before = match (self.action, present) {
            (TeamAction::Join(_), Some(_)) => return Err(TeamRefusal::AlreadyMember),
            (TeamAction::Join(_), None) => None,
            (_, None) => return Err(TeamRefusal::NotMember),
            (_, Some(member)) => Some(member),
        };
        if before.is_some_and(TeamMember::administrates) && wanted < Some(Role::WorkspaceAdmin) {
            let others = team.iter().filter(|member| member.user.id != self.user.id);
            if !others.into_iter().any(TeamMember::administrates) {
                return Err(TeamRefusal::LastAdmin);
            }
        }
        let after = wanted.map(|role| self.member(before, role));
        let event = (after.as_ref() != before).then(|| self.event(before.and_then(|member| member.role)));
        Ok((after, event))
    }

    fn member(&self, before: Option<&TeamMember>, role: Role) -> TeamMember {
        match before {
            Some(member) => TeamMember {
                role: Some(role),
                ..member.clone()
            },
            None => TeamMember {
                user: self.user.clone(),
                role: Some(role),
                superadmin: false,
                banned: false,
                since: self.now,
            },
        }
    }

    fn event(&self, before: Option<Role>) -> Event {
        let email = &self.user.email;
        let (verb, message, after) = match self.action {
            TeamAction::Join(role) => (
                "added",
                format!("{email} joined as {}", role.as_str()),
                Some(role),
            ),
            TeamAction::Become(role) => (
                "role_changed",
                format!("{email} became {}", role.as_str()),
                Some(role),
            ),
            TeamAction::Leave => ("removed", format!("{email} is no member any more"), None),
        };
        Event {
            id: self.stamp.event_id.clone(),
            at: self.stamp.at,
            kind: format!("member.{verb}"),
            actor: self.stamp.actor.clone(),
            subject_kind: "user".to_owned(),
            subject_id: self.user.id.clone(),
            message,
            details: json!({
                "before": { "role": before.map(Role::as_str) },
                "after": { "role": after.map(Role::as_str) },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Actor;

    fn user(name: &str) -> StaffUser {
        StaffUser {
            id: name.to_owned(),
            email: format!("{name}@example.org"),
            name: name.to_owned(),
        }
    }

    fn member(name: &str, role: Option<Role>) -> TeamMember {
        TeamMember {
            user: user(name),
            role,
            superadmin: false,
            banned: false,
            since: 1,
        }
    }

    fn change(name: &str, action: TeamAction, by: Role) -> TeamChange {
        TeamChange {
            user: user(name),
            action,
            by,
            stamp: Stamp {
                event_id: "e".to_owned(),
                at: 7,
                actor: Actor::Operator,
            },
            member_id: "m".to_owned(),
            now: 7_000,
        }
    }

    type Case<'a> = (&'a [TeamMember], &'a str, TeamAction, Role);

    /// The role afterwards and the event's kind.
    fn done((team, who, action, by): Case<'_>) -> Result<(Option<Role>, Option<String>), TeamRefusal> {
        let (after, event) = change(who, action, by).on(team)?;
        Ok((
            after.and_then(|member| member.role),
            event.map(|event| event.kind),
        ))
    }

    fn owned((role, kind): (Option<Role>, Option<&str>)) -> (Option<Role>, Option<String>) {
        (role, kind.map(str::to_owned))
    }

    /// One administrator, an editor, and somebody whose words give nothing here.
    fn team() -> Vec<TeamMember> {
        vec![
            member("ana", Some(Role::WorkspaceAdmin)),
            member("rui", Some(Role::Editor)),
            member("eva", None),
        ]
    }

    #[test]
    fn members_join_change_and_leave() {
        use Role::{Editor, Viewer, WorkspaceAdmin};
        use TeamAction::{Become, Join, Leave};
        use TeamRefusal::{AlreadyMember, NotMember};
        let team = team();
        let admin = WorkspaceAdmin;
        for (who, action, expected) in [
            ("new", Join(Editor), Ok((Some(Editor), Some("member.added")))),
            ("new", Join(admin), Ok((Some(admin), Some("member.added")))),
            ("rui", Join(Viewer), Err(AlreadyMember)),
            ("eva", Join(Viewer), Err(AlreadyMember)),
            (
                "rui",
                Become(Viewer),
                Ok((Some(Viewer), Some("member.role_changed"))),
            ),
            (
                "eva",
                Become(Viewer),
                Ok((Some(Viewer), Some("member.role_changed"))),
            ),
            ("rui", Become(Editor), Ok((Some(Editor), None))),
            ("new", Become(Editor), Err(NotMember)),
            ("new", Leave, Err(NotMember)),
            ("rui", Leave, Ok((None, Some("member.removed")))),
        ] {
            assert_eq!(
                done((&team, who, action, admin)),
                expected.map(owned),
                "{who} {action:?}"
            );
        }
    }

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        use Role::{Editor, Superadmin, Viewer, WorkspaceAdmin};
        use TeamAction::{Become, Join};
        let team = team();
        for (who, action, by) in [
            ("ana", Become(Superadmin), WorkspaceAdmin),
            ("rui", Become(WorkspaceAdmin), Editor),
            ("rui", Become(Editor), Viewer),
            ("new", Join(WorkspaceAdmin), Editor),
            // No membership makes a superadmin, by whomever.
            ("new", Join(Superadmin), Superadmin),
        ] {
            let expected = Err(TeamRefusal::AboveOwn);
            assert_eq!(
                done((&team, who, action, by)),
                expected,
                "{who} {action:?} by {by:?}"
            );
        }
    }

    #[test]
    fn the_last_administrator_stays() {
        use Role::{Editor, Superadmin, Viewer, WorkspaceAdmin};
        use TeamAction::{Become, Join, Leave};
        use TeamRefusal::LastAdmin;
        let one = team();
        let mut two = one.clone();
        two.push(member("zoe", Some(WorkspaceAdmin)));
        let mut banned = two.clone();
        banned[3].banned = true;
        let none = [member("rui", Some(Editor))];
        let removed = || Ok((None, Some("member.removed")));
        for (team, who, action, by, expected) in [
            (&one[..], "ana", Leave, WorkspaceAdmin, Err(LastAdmin)),
            (&one[..], "ana", Become(Editor), Superadmin, Err(LastAdmin)),
            (
                &one[..],
                "ana",
                Become(WorkspaceAdmin),
                WorkspaceAdmin,
                Ok((Some(WorkspaceAdmin), None)),
            ),
            (&two[..], "ana", Leave, WorkspaceAdmin, removed()),
            (
                &two[..],
                "zoe",
                Become(Viewer),
                WorkspaceAdmin,
                Ok((Some(Viewer), Some("member.role_changed"))),
            ),
            // One who cannot sign in is no help, and may go.
            (&banned[..], "ana", Leave, WorkspaceAdmin, Err(LastAdmin)),
            (&banned[..], "zoe", Leave, WorkspaceAdmin, removed()),
            // A workspace that has none yet has none to lose.
            (&none[..], "rui", Leave, Superadmin, removed()),
            (
                &none[..],
                "new",
                Join(Viewer),
                Superadmin,
                Ok((Some(Viewer), Some("member.added"))),
            ),
        ] {
            assert_eq!(
                done((team, who, action, by)),
                expected.map(owned),
                "{who} {action:?} by {by:?}"
            );
        }
    }
}
