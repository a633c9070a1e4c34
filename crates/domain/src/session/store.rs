//! Ports: sessions, and the users that they belong to.

use async_trait::async_trait;

use super::{Belonging, Session, SessionToken, User, UserChanges};
use crate::activity::Trail;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Rows of `session`. Nothing is remembered between requests: an ended session is over at once, everywhere.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// A session and its user, over or not.
    async fn by_token(&self, token: &SessionToken) -> Result<Option<(Session, User)>, StoreError>;
    /// Begins a session. `Conflict` where its user is gone.
    async fn create(&self, session: &Session) -> Result<(), StoreError>;
    /// Puts the end of a session off.
    async fn renew(&self, token: &SessionToken, expires_at: i64, now: i64) -> Result<(), StoreError>;
    /// Chooses the session's workspace.
    async fn activate(
        &self,
        token: &SessionToken,
        organization: Option<String>,
        now: i64,
    ) -> Result<(), StoreError>;
    /// Ends a session, where there is one.
    async fn delete(&self, token: &SessionToken) -> Result<(), StoreError>;
    /// A user's sessions, over or not, oldest first.
    async fn of_user(&self, user_id: &str) -> Result<Vec<Session>, StoreError>;
    /// Ends a user's sessions, all or all but one.
    async fn delete_of_user(&self, user_id: &str, but: Option<SessionToken>) -> Result<(), StoreError>;
}

/// A user with what their password was written down as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The user.
    pub user: User,
    /// `salt:key` of the credential account; `None` where there is none.
    pub password: Option<String>,
}

/// What becomes of a user's sessions when the password changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionsAfter {
    /// They go on.
    Kept,
    /// All of them end.
    Ended,
    /// All of them end, and this one begins.
    Replaced(Box<Session>),
}

/// What a user becomes in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChange {
    /// Who.
    pub user_id: String,
    /// `member.role`; `None` leaves the membership as it is.
    pub words: Option<String>,
    /// `user.superadmin`; `None` leaves it as it is.
    pub superadmin: Option<bool>,
    /// Id of the membership, where one has to be made.
    pub member_id: String,
    /// Unix milliseconds.
    pub now: i64,
}

/// Rows of `user`, `account` and `member`.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait UserStore: Send + Sync {
    /// By e-mail address in lower case.
    async fn by_email(&self, email: &str) -> Result<Option<AccountRow>, StoreError>;
    /// By id.
    async fn by_id(&self, user_id: &str) -> Result<Option<AccountRow>, StoreError>;
    /// Adds a user with a password and a first membership (with `change`'s words). `Taken` for an e-mail address
    /// in use.
    async fn create(
        &self,
        workspace: &WorkspaceId,
        row: &AccountRow,
        change: &RoleChange,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// Writes a new password down; makes the credential account where there is none.
    async fn set_password(
        &self,
        user_id: &str,
        password: &str,
        now: i64,
        after: &SessionsAfter,
    ) -> Result<(), StoreError>;
    /// Changes what users may change themselves; the user as it is then.
    async fn update(
        &self,
        user_id: &str,
        changes: &UserChanges,
        now: i64,
    ) -> Result<Option<User>, StoreError>;
    /// Changes what the user is in a workspace.
    async fn set_role(
        &self,
        workspace: &WorkspaceId,
        change: &RoleChange,
        trail: &Trail,
    ) -> Result<(), StoreError>;
    /// Where the user belongs, by the organization's slug.
    async fn belongings(&self, user_id: &str) -> Result<Vec<Belonging>, StoreError>;
    /// The members of a workspace with their roles' words, by e-mail address.
    async fn members(&self, workspace: &WorkspaceId) -> Result<Vec<(User, String)>, StoreError>;
}
