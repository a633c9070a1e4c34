//! Workspaces, their entities, and the revision that public answers are cached by.

use crate::identifier::opaque_id;
use crate::membership::MembershipStatus;
use crate::text::Localised;

opaque_id! {
    /// A workspace's identifier; equal to the organization's id of the sessions' tables.
    WorkspaceId
}
opaque_id! {
    /// An entity's identifier, a slug chosen by a person: unique inside its workspace.
    EntityId
}

/// A tenant: one research centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Opaque.
    pub id: WorkspaceId,
    /// `[a-z0-9-]`, unique in the deployment.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// The entity that people made by ingestion belong to.
    pub default_entity: EntityId,
    /// The membership status that people made by ingestion get.
    pub default_status: MembershipStatus,
    /// Unix seconds.
    pub created_at: i64,
}

/// A deletion was asked for without naming the workspace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the confirmation has to be the workspace's slug, `{slug}`")]
pub struct ConfirmationMismatch {
    /// What it has to be.
    pub slug: String,
}

impl Workspace {
    /// Whether somebody who deletes in bulk means this workspace: they have to write its slug, letter by letter.
    pub fn confirm(&self, confirmation: &str) -> Result<(), ConfirmationMismatch> {
        if confirmation == self.slug {
            return Ok(());
        }
        Err(ConfirmationMismatch {
            slug: self.slug.clone(),
        })
    }
}

/// A unit inside a workspace: the centre itself, a department, a lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Slug, unique inside the workspace.
    pub id: EntityId,
    /// What people call it.
    pub name: Localised,
    /// Unix seconds.
    pub created_at: i64,
    /// Since when it takes nobody new (Unix seconds).
    pub retired_at: Option<i64>,
}

/// How often a workspace's public answers may have changed, and when last. It is the `ETag` of every list and
/// the key of cached answers: any write that can change a public answer raises `number` in its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WorkspaceRevision {
    /// Rises with each such write.
    pub number: i64,
    /// Unix seconds of the last one.
    pub changed_at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_slug_itself_confirms() {
        let workspace = Workspace {
            id: WorkspaceId::new("ws-1"),
            slug: "cesam".to_owned(),
            name: "CESAM".to_owned(),
            default_entity: EntityId::new("cesam"),
            default_status: MembershipStatus::Internal,
            created_at: 1,
        };
        assert_eq!(workspace.confirm("cesam"), Ok(()));
        for wrong in ["", "CESAM", " cesam", "cesam ", "ws-1", "cesam2"] {
            assert!(workspace.confirm(wrong).is_err(), "{wrong:?}");
        }
    }
}
