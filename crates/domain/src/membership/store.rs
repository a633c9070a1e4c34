//! Port: memberships.

use async_trait::async_trait;

use super::{Membership, Transition};
use crate::activity::Trail;
use crate::identifier::Orcid;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Memberships. Every change keeps the public set true in its own transaction.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait MembershipStore: Send + Sync {
    /// Applies a transition to a person who exists. `None` where the person or the entity does not, or where the
    /// entity is retired and the person not in it ([`may_join`](crate::group::may_join)).
    async fn transition(
        &self,
        workspace: &WorkspaceId,
        transition: &Transition,
        trail: &Trail,
    ) -> Result<Option<Membership>, StoreError>;
    /// A person's rows (by primary iD or alias), oldest first.
    async fn of_person(&self, workspace: &WorkspaceId, person: &Orcid)
    -> Result<Vec<Membership>, StoreError>;
}
