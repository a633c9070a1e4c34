//! Making users, and changing their passwords, names and roles.

use std::sync::Arc;

use super::password::{self, HashingFailed, PasswordHasher, UnfitPassword};
use super::signed::{random_text, random_token};
use super::store::{AccountRow, RoleChange, SessionsAfter, UserStore};
use super::{Session, User, lifetime};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::staff::Role;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Makes and changes users.
#[derive(Clone)]
pub struct Accounts {
    /// Users.
    pub users: Arc<dyn UserStore>,
    /// The costly part of passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids, salts.
    pub ids: Arc<dyn Ids>,
}

/// A user to be.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// In any case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// In plain text.
    pub password: String,
    /// Their role in the workspace.
    pub role: Role,
    /// Whether they may do everything in the deployment.
    pub superadmin: bool,
    /// Whether whoever makes the account knows that the address is theirs.
    pub email_verified: bool,
}

/// Why a user was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Not an e-mail address.
    #[error("this is no e-mail address")]
    InvalidEmail,
    /// The new password.
    #[error(transparent)]
    Unfit(#[from] UnfitPassword),
    /// The old password is another one.
    #[error("Invalid password")]
    WrongPassword,
    /// The user has no password: they sign in elsewhere.
    #[error("Credential account not found")]
    NoPassword,
    /// No such user.
    #[error("there is no such user")]
    Unknown,
    /// No strength left.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Makes a user with a password and a first membership.
    pub async fn create(
        &self,
        workspace: &WorkspaceId,
        new: NewAccount,
        actor: Actor,
    ) -> Result<User, ChangeError> {
        let email = password::normal_email(new.email.trim());
        if !password::is_email(&email) {
            return Err(ChangeError::InvalidEmail);
        }
        let written = self.write_down(&new.password).await?;
        let now = self.clock.now_millis();
        let user = User {
            id: random_text(self.ids.as_ref()),
            name: new.name,
            email,
            email_verified: new.email_verified,
            image: None,
            created_at: now,
            updated_at: now,
            role: Some("user".to_owned()),
            banned: Some(false),
            ban_reason: None,
            ban_expires: None,
            superadmin: Some(new.superadmin),
        };
        let change = self.change(&user.id, Some(new.role), Some(new.superadmin));
        let message = format!("{} became {}", user.email, new.role.as_str());
        let trail = self.trail("user.created", &user, message, actor);
        let row = AccountRow {
            user,
            password: Some(written),
        };
        self.users.create(workspace, &row, &change, &trail).await?;
        Ok(row.user)
    }

    /// Gives a user another role in a workspace, or makes them a superadmin or no longer one.
    pub async fn set_role(
        &self,
        workspace: &WorkspaceId,
        email: &str,
        (role, superadmin): (Option<Role>, Option<bool>),
        actor: Actor,
    ) -> Result<User, ChangeError> {
        let mut user = self.find(email).await?;
        let change = self.change(&user.id, role, superadmin);
        let words = [
            role.map(|role| format!("became {}", role.as_str())),
            superadmin.map(|is_one| {
                if is_one {
                    "became a superadmin"
                } else {
                    "is no superadmin any more"
                }
                .to_owned()
            }),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        let message = format!("{} {}", user.email, words.join(" and "));
        let trail = self.trail("user.role_changed", &user, message, actor);
        self.users.set_role(workspace, &change, &trail).await?;
        user.superadmin = superadmin.or(user.superadmin);
        Ok(user)
    }

    /// Gives a user a new password and ends all their sessions.
    pub async fn set_password(&self, email: &str, new: &str) -> Result<User, ChangeError> {
        let user = self.find(email).await?;
        let written = self.write_down(new).await?;
        let now = self.clock.now_millis();
        self.users
            .set_password(&user.id, &written, now, &SessionsAfter::Ended)
            .await?;
        Ok(user)
    }

    /// Changes the password of somebody who knows the present one. With `renew` all their sessions end and another
    /// begins, like the one given: it is returned.
    pub async fn change_password(
        &self,
        session: &Session,
        (current, new): (&str, &str),
        renew: bool,
    ) -> Result<Option<Session>, ChangeError> {
        password::check_length(new)?;
        let found = self.users.by_id(&session.user_id).await?;
        let written = found
            .and_then(|row| row.password)
            .ok_or(ChangeError::NoPassword)?;
        if !password::matches(self.passwords.as_ref(), current, &written).await? {
            return Err(ChangeError::WrongPassword);
        }
        let written = self.write_down(new).await?;
        let now = self.clock.now_millis();
        let next = renew.then(|| Session {
            id: random_text(self.ids.as_ref()),
            token: random_token(self.ids.as_ref()),
            expires_at: now + lifetime::EXPIRES_IN,
            created_at: now,
            updated_at: now,
            impersonated_by: None,
            active_organization_id: None,
            ..session.clone()
        });
        let after = next.clone().map_or(SessionsAfter::Kept, |next| {
            SessionsAfter::Replaced(Box::new(next))
        });
        self.users
            .set_password(&session.user_id, &written, now, &after)
            .await?;
        Ok(next)
    }

    async fn write_down(&self, password: &str) -> Result<String, ChangeError> {
        password::check_length(password)?;
        Ok(password::hash(self.passwords.as_ref(), self.ids.as_ref(), password).await?)
    }

    async fn find(&self, email: &str) -> Result<User, ChangeError> {
        let found = self.users.by_email(&password::normal_email(email.trim())).await?;
        found.map(|row| row.user).ok_or(ChangeError::Unknown)
    }

    fn change(&self, user_id: &str, role: Option<Role>, superadmin: Option<bool>) -> RoleChange {
        RoleChange {
            user_id: user_id.to_owned(),
            words: role.map(|role| role.as_str().to_owned()),
            superadmin,
            member_id: random_text(self.ids.as_ref()),
            now: self.clock.now_millis(),
        }
    }

    fn trail(&self, kind: &str, user: &User, message: String, actor: Actor) -> Trail {
        let event = Event {
            id: self.ids.id(),
            at: self.clock.now(),
            kind: kind.to_owned(),
            actor,
            subject_kind: "user".to_owned(),
            subject_id: user.id.clone(),
            message,
            details: serde_json::json!({}),
        };
        Trail::from(event)
    }
}
