//! Administrators bring people into their workspace, change what they may do, and let them go.

use std::sync::Arc;

use super::{Member, Role, StaffUser, TeamAction, TeamChange, TeamMember, TeamRefusal, TeamStore};
use crate::profile::Stamp;
use crate::session::accounts::{Accounts, ChangeError, NewAccount};
use crate::session::password;
use crate::session::signed::random_text;
use crate::storage::StoreError;

/// Who works where.
#[derive(Clone)]
pub struct Teams {
    /// Where it is kept.
    pub store: Arc<dyn TeamStore>,
    /// Accounts, new ones and known ones.
    pub accounts: Accounts,
}

/// Somebody who is to join.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// In any case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Name and first password, for an account that is made where there is none.
    pub account: Option<(String, String)>,
}

/// Why a team did not change.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The rules.
    #[error(transparent)]
    Refused(#[from] TeamRefusal),
    /// Nobody has this address, and nothing is known to make an account from.
    #[error("nobody has an account with this address: give a name and a first password to make one")]
    NoAccount,
    /// Nobody has shown that the address is theirs, so another workspace's administrator may hold the password.
    #[error(
        "nobody has confirmed this address yet: only a superadmin can bring the account into another workspace"
    )]
    Unconfirmed,
    /// The account could not be made.
    #[error(transparent)]
    Account(#[from] ChangeError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Teams {
    /// The members of the workspace that somebody works in.
    pub async fn list(&self, by: &Member) -> Result<Vec<TeamMember>, StoreError> {
        let now = self.accounts.clock.now_millis();
        self.store.team(&by.workspace.id, now).await
    }

    /// Somebody joins: whoever has the address, or a new account. An account that an administrator makes has an
    /// address which nobody has confirmed; it counts in that workspace, and others take it from a superadmin only:
    /// else one could make accounts for others' addresses and wait until they are let in elsewhere.
    pub async fn invite(&self, by: &Member, asked: Invitation) -> Result<TeamMember, TeamError> {
        if asked.role > by.role || asked.role == Role::Superadmin {
            return Err(TeamRefusal::AboveOwn.into());
        }
        let email = password::normal_email(asked.email.trim());
        if !password::is_email(&email) {
            return Err(ChangeError::InvalidEmail.into());
        }
        let Some(found) = self.accounts.users.by_email(&email).await? else {
            return self.make_account(by, asked).await;
        };
        let user = found.user;
        if !user.email_verified && by.role < Role::Superadmin {
            // That they are a member already tells nothing new.
            let team = self.list(by).await?;
            let is_member = team.iter().any(|member| member.user.id == user.id);
            if is_member {
                return Err(TeamRefusal::AlreadyMember.into());
            }
            return Err(TeamError::Unconfirmed);
        }
        let joined = self
            .change(by, user.staff(), TeamAction::Join(asked.role))
            .await?;
        joined.ok_or_else(|| TeamRefusal::NotMember.into())
    }

    async fn make_account(&self, by: &Member, asked: Invitation) -> Result<TeamMember, TeamError> {
        let (name, password) = asked.account.ok_or(TeamError::NoAccount)?;
        let new = NewAccount {
            email: asked.email,
            name,
            password,
            role: asked.role,
            superadmin: false,
            email_verified: by.role == Role::Superadmin,
        };
        let user = self.accounts.create(&by.workspace.id, new, by.actor()).await?;
        Ok(TeamMember {
            user: user.staff(),
            role: Some(asked.role),
            superadmin: false,
            banned: false,
            since: user.created_at,
        })
    }

    /// Gives a member another role.
    pub async fn set_role(&self, by: &Member, user_id: &str, role: Role) -> Result<TeamMember, TeamError> {
        let user = self.known(user_id).await?;
        let after = self.change(by, user, TeamAction::Become(role)).await?;
        after.ok_or_else(|| TeamRefusal::NotMember.into())
    }

    /// Lets a member go. The account stays.
    pub async fn remove(&self, by: &Member, user_id: &str) -> Result<(), TeamError> {
        let user = self.known(user_id).await?;
        self.change(by, user, TeamAction::Leave).await?;
        Ok(())
    }

    async fn known(&self, user_id: &str) -> Result<StaffUser, TeamError> {
        let found = self.accounts.users.by_id(user_id).await?;
        let row = found.ok_or(TeamRefusal::NotMember)?;
        Ok(row.user.staff())
    }

    async fn change(
        &self,
        by: &Member,
        user: StaffUser,
        action: TeamAction,
    ) -> Result<Option<TeamMember>, TeamError> {
        let Accounts { clock, ids, .. } = &self.accounts;
        let change = TeamChange {
            user,
            action,
            by: by.role,
            stamp: Stamp {
                event_id: ids.id(),
                at: clock.now(),
                actor: by.actor(),
            },
            member_id: random_text(ids.as_ref()),
            now: clock.now_millis(),
        };
        Ok(self.store.change(&by.workspace.id, &change).await??)
    }
}
