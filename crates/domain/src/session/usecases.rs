//! Who a token belongs to, and the beginning and end of sessions.

use std::sync::Arc;

use super::password::{self, HashingFailed, PasswordHasher};
use super::signed::{random_text, random_token};
use super::{Session, SessionStore, SessionToken, User, UserStore, lifetime};
use crate::context::{Clock, Ids};
use crate::storage::StoreError;
use crate::workspace::WorkspaceStore;

/// Identifies, signs in and out.
#[derive(Clone)]
pub struct Sessions {
    /// Sessions.
    pub store: Arc<dyn SessionStore>,
    /// Users.
    pub users: Arc<dyn UserStore>,
    /// Workspaces.
    pub workspaces: Arc<dyn WorkspaceStore>,
    /// The costly part of passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Tokens, ids.
    pub ids: Arc<dyn Ids>,
}

/// Somebody with a living session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// It was renewed just now: the cookie has to be sent again.
    pub renewed: bool,
}

/// What became of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identified {
    /// It belongs to somebody.
    Live(Box<Identity>),
    /// There is no such session (any more), or its user is shut out: the cookie should go.
    Gone,
}

/// Somebody who wants a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// As written by the user.
    pub email: String,
    /// As written by the user.
    pub password: String,
    /// Whether the session outlives the browser.
    pub remember: bool,
    /// Where from; empty where unknown.
    pub ip_address: String,
    /// With what; empty where unknown.
    pub user_agent: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A wrong password or an unknown user: nobody is told which.
    #[error("Invalid email or password")]
    Wrong,
    /// A user who is shut out.
    #[error("the user is banned")]
    Banned,
    /// No strength left.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Sessions {
    /// Whose token this is. A session that is over is deleted; one that is due is renewed where it may be.
    pub async fn identify(&self, token: &SessionToken, may_renew: bool) -> Result<Identified, StoreError> {
        let Some((mut session, user)) = self.store.by_token(token).await? else {
            return Ok(Identified::Gone);
        };
        let now = self.clock.now_millis();
        if lifetime::is_over(session.expires_at, now) {
            self.store.delete(token).await?;
            return Ok(Identified::Gone);
        }
        if user.is_banned(now) {
            return Ok(Identified::Gone);
        }
        let renewed = may_renew && lifetime::is_due(session.expires_at, now);
        if renewed {
            session.expires_at = now + lifetime::EXPIRES_IN;
            session.updated_at = now;
            self.store.renew(token, session.expires_at, now).await?;
        }
        Ok(Identified::Live(Box::new(Identity {
            session,
            user,
            renewed,
        })))
    }

    /// Begins a session for whoever knows the password.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<(Session, User), SignInError> {
        let hasher = self.passwords.as_ref();
        let found = self.users.by_email(&password::normal_email(&asked.email)).await?;
        let Some((user, written)) = found.and_then(|row| Some((row.user, row.password?))) else {
            password::pretend(hasher, &asked.password).await?;
            return Err(SignInError::Wrong);
        };
        if !password::matches(hasher, &asked.password, &written).await? {
            return Err(SignInError::Wrong);
        }
        if user.is_banned(self.clock.now_millis()) {
            return Err(SignInError::Banned);
        }
        let session = self.begin(&user, asked);
        match self.store.create(&session).await {
            // The user went in between.
            Err(StoreError::Conflict) => Err(SignInError::Wrong),
            Err(error) => Err(error.into()),
            Ok(()) => Ok((session, user)),
        }
    }

    /// A session that is yet to be stored.
    fn begin(&self, user: &User, asked: &SignIn) -> Session {
        let now = self.clock.now_millis();
        let lasts = if asked.remember {
            lifetime::EXPIRES_IN
        } else {
            lifetime::BRIEF
        };
        Session {
            id: random_text(self.ids.as_ref()),
            token: random_token(self.ids.as_ref()),
            user_id: user.id.clone(),
            expires_at: now + lasts,
            created_at: now,
            updated_at: now,
            ip_address: Some(asked.ip_address.clone()),
            user_agent: Some(asked.user_agent.clone()),
            impersonated_by: None,
            active_organization_id: None,
        }
    }

    /// A user's living sessions, oldest first.
    pub async fn living(&self, user_id: &str) -> Result<Vec<Session>, StoreError> {
        let now = self.clock.now_millis();
        let mut sessions = self.store.of_user(user_id).await?;
        sessions.retain(|session| !lifetime::is_over(session.expires_at, now));
        Ok(sessions)
    }

    /// Ends one session of this user; nothing happens for tokens of others.
    pub async fn revoke(&self, user_id: &str, token: &SessionToken) -> Result<(), StoreError> {
        match self.store.by_token(token).await? {
            Some((session, _)) if session.user_id == user_id => self.store.delete(token).await,
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
