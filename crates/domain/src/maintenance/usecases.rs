//! Starting over, on the word of a superadmin who was named for it.

use std::sync::Arc;

use super::{MaintenanceStore, Reset, ResetCounts};
use crate::context::{Clock, Ids};
use crate::staff::{Member, Role};
use crate::storage::StoreError;
use crate::workspace::ConfirmationMismatch;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskReset {
    /// Has to be the workspace's slug.
    pub confirmation: String,
    /// Only count.
    pub dry_run: bool,
    /// Ingestion jobs too.
    pub clear_jobs: bool,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// A superadmin alone is not enough.
    #[error("only superadmins whose e-mail address was configured for it may reset a workspace")]
    NotNamed,
    /// The caller did not name the workspace.
    #[error(transparent)]
    Confirmation(#[from] ConfirmationMismatch),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Maintenance of workspaces.
#[derive(Clone)]
pub struct Maintenance {
    /// Where it is done.
    pub store: Arc<dyn MaintenanceStore>,
    /// Who may reset, by e-mail address in lower case.
    pub reset_emails: Vec<String>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl Maintenance {
    /// Erases the workspace's catalogue, or counts what that would take away.
    pub async fn reset(&self, member: &Member, asked: AskReset) -> Result<ResetCounts, ResetError> {
        if !self.may_reset(member) {
            return Err(ResetError::NotNamed);
        }
        member.workspace.confirm(&asked.confirmation)?;
        let workspace = &member.workspace.id;
        if asked.dry_run {
            return Ok(self.store.reset_counts(workspace, asked.clear_jobs).await?);
        }
        let order = Reset {
            clear_jobs: asked.clear_jobs,
            now: self.clock.now(),
            actor: member.actor(),
            event_id: self.ids.id(),
        };
        Ok(self.store.reset(workspace, &order).await?)
    }

    fn may_reset(&self, member: &Member) -> bool {
        let email = member.user.email.to_lowercase();
        member.role == Role::Superadmin && self.reset_emails.contains(&email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maintenance::store::MockMaintenanceStore;
    use crate::membership::MembershipStatus;
    use crate::staff::StaffUser;
    use crate::workspace::{EntityId, Workspace, WorkspaceId};

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> i64 {
            7
        }
    }

    impl Ids for Fixed {
        fn id(&self) -> String {
            "event-1".to_owned()
        }

        fn secret(&self) -> [u8; 32] {
            [0; 32]
        }
    }

    fn member(email: &str, role: Role) -> Member {
        Member {
            user: StaffUser {
                id: "u-1".to_owned(),
                email: email.to_owned(),
                name: "Ana".to_owned(),
            },
            workspace: Workspace {
                id: WorkspaceId::new("ws"),
                slug: "cesam".to_owned(),
                name: "CESAM".to_owned(),
                default_entity: EntityId::new("cesam"),
                default_status: MembershipStatus::Internal,
                created_at: 1,
            },
            role,
        }
    }

    async fn ask(
        store: MockMaintenanceStore,
        member: &Member,
        confirmation: &str,
        dry_run: bool,
    ) -> Result<ResetCounts, ResetError> {
        let maintenance = Maintenance {
            store: Arc::new(store),
            reset_emails: vec!["ana@example.org".to_owned()],
            clock: Arc::new(Fixed),
            ids: Arc::new(Fixed),
        };
        let asked = AskReset {
            confirmation: confirmation.to_owned(),
            dry_run,
            clear_jobs: true,
        };
        maintenance.reset(member, asked).await
    }

    #[tokio::test]
    async fn nobody_but_the_named_superadmin_who_names_the_workspace_erases_anything() {
        let ana = "ana@example.org";
        for (member, confirmation, named) in [
            (member(ana, Role::WorkspaceAdmin), "cesam", false),
            (member("rui@example.org", Role::Superadmin), "cesam", false),
            (member(ana, Role::Superadmin), "CESAM", true),
            (member(ana, Role::Superadmin), "", true),
        ] {
            // The store expects no call at all.
            let refused = ask(MockMaintenanceStore::new(), &member, confirmation, false).await;
            match refused {
                Err(ResetError::NotNamed) => assert!(!named, "{member:?}"),
                Err(ResetError::Confirmation(_)) => assert!(named, "{member:?}"),
                other => panic!("{member:?}: {other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_dry_run_only_counts() {
        let ana = member("Ana@Example.org", Role::Superadmin);
        let counts = ResetCounts {
            publications: 5,
            ..ResetCounts::default()
        };
        let mut store = MockMaintenanceStore::new();
        store
            .expect_reset_counts()
            .withf(|_, jobs| *jobs)
            .returning(move |_, _| Ok(counts));
        assert_eq!(ask(store, &ana, "cesam", true).await.unwrap(), counts);
        let mut store = MockMaintenanceStore::new();
        store
            .expect_reset()
            .withf(|_, order| order.now == 7 && order.clear_jobs && order.actor.label() == "Ana@Example.org")
            .returning(move |_, _| Ok(counts));
        assert_eq!(ask(store, &ana, "cesam", false).await.unwrap(), counts);
    }
}
