//! In which workspace somebody works, and as what: read anew for every request.

use super::{Belonging, Identity, Sessions};
use crate::staff::{Member, Role};
use crate::storage::StoreError;
use crate::workspace::Workspace;

/// A workspace and the caller's role in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workplace {
    /// Where.
    pub workspace: Workspace,
    /// As what.
    pub role: Role,
}

/// Why somebody has no workspace to work in.
#[derive(Debug, thiserror::Error)]
pub enum WorkplaceError {
    /// None was named, none is active, and there is more than one or none to choose from.
    #[error("name a workspace in the X-Workspace-Id header, or choose one for the session")]
    Missing,
    /// A superadmin named one that is not there.
    #[error("there is no such workspace")]
    Unknown,
    /// One that the caller has no role in; those that are not there look the same.
    #[error("you have no role in this workspace")]
    Foreign,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Sessions {
    /// The member that an identity is: in the workspace that the request names (by id or slug), else the session's
    /// active one, else the only one that the user belongs to. Superadmins may name any; where they belong to
    /// none and the deployment has one workspace, that is theirs.
    pub async fn member(&self, identity: &Identity, named: Option<&str>) -> Result<Member, WorkplaceError> {
        let belongings = self.users.belongings(&identity.user.id).await?;
        let Workplace { workspace, role } = self.workplace(identity, named, &belongings).await?;
        Ok(Member {
            user: identity.user.staff(),
            workspace,
            role,
        })
    }

    /// The same from memberships that were read already.
    pub async fn workplace(
        &self,
        identity: &Identity,
        named: Option<&str>,
        belongings: &[Belonging],
    ) -> Result<Workplace, WorkplaceError> {
        let superadmin = identity.user.is_superadmin();
        let own = workplaces(belongings, superadmin);
        let wanted = named.or(identity.session.active_organization_id.as_deref());
        let Some(wanted) = wanted else {
            return match own.as_slice() {
                [only] => Ok(only.clone()),
                [] if superadmin => self.only_workspace().await,
                _ => Err(WorkplaceError::Missing),
            };
        };
        let found = own.into_iter().find(|place| is_named(&place.workspace, wanted));
        match found {
            Some(place) => Ok(place),
            None if superadmin => {
                let found = self.workspaces.find(wanted).await?;
                found.map(as_superadmin).ok_or(WorkplaceError::Unknown)
            }
            None => Err(WorkplaceError::Foreign),
        }
    }

    async fn only_workspace(&self) -> Result<Workplace, WorkplaceError> {
        let mut all = self.workspaces.list().await?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(as_superadmin(only)),
            _ => Err(WorkplaceError::Missing),
        }
    }
}

fn as_superadmin(workspace: Workspace) -> Workplace {
    Workplace {
        workspace,
        role: Role::Superadmin,
    }
}

fn is_named(workspace: &Workspace, wanted: &str) -> bool {
    workspace.id.as_str() == wanted || workspace.slug == wanted
}

/// The workspaces in which the memberships give a role, each once with the highest.
pub fn workplaces(belongings: &[Belonging], superadmin: bool) -> Vec<Workplace> {
    let mut places: Vec<Workplace> = Vec::new();
    for belonging in belongings {
        let role = if superadmin {
            Some(Role::Superadmin)
        } else {
            belonging.role()
        };
        let (Some(workspace), Some(role)) = (&belonging.workspace, role) else {
            continue;
        };
        match places.iter_mut().find(|place| place.workspace.id == workspace.id) {
            Some(place) => place.role = place.role.max(role),
            None => places.push(Workplace {
                workspace: workspace.clone(),
                role,
            }),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::usecases::tests::{NOW, belonging, session, sessions, user, workspace};
    use super::super::{User, store};
    use super::*;
    use crate::workspace::store::MockWorkspaceStore;

    fn identity(superadmin: bool, active: Option<&str>) -> Identity {
        let mut session = session(NOW + 1_000);
        session.active_organization_id = active.map(str::to_owned);
        Identity {
            session,
            user: User {
                superadmin: Some(superadmin),
                ..user()
            },
            renewed: false,
        }
    }

    async fn chosen(
        superadmin: bool,
        own: &[(&str, &str)],
        named: Option<&str>,
        active: Option<&str>,
    ) -> Result<(String, Role), String> {
        let all = ["a", "b"].map(workspace);
        let mut workspaces = MockWorkspaceStore::new();
        let list = all.to_vec();
        workspaces.expect_list().returning(move || Ok(list.clone()));
        workspaces
            .expect_find()
            .returning(move |wanted| Ok(all.iter().find(|one| is_named(one, wanted)).cloned()));
        let belongings: Vec<Belonging> = own.iter().map(|(slug, words)| belonging(slug, words)).collect();
        let sessions = Sessions {
            workspaces: std::sync::Arc::new(workspaces),
            ..sessions(store::MockSessionStore::new(), store::MockUserStore::new())
        };
        let found = sessions
            .workplace(&identity(superadmin, active), named, &belongings)
            .await;
        found
            .map(|place| (place.workspace.slug, place.role))
            .map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn the_named_workspace_then_the_active_one_then_the_only_one() {
        let both = [("a", "viewer"), ("b", "editor")];
        let ok = |slug: &str, role| Ok((slug.to_owned(), role));
        let missing = Err(WorkplaceError::Missing.to_string());
        let foreign = Err(WorkplaceError::Foreign.to_string());
        let unknown = Err(WorkplaceError::Unknown.to_string());
        for (superadmin, own, named, active, expected) in [
            (false, &both[..], Some("b"), Some("ws-a"), ok("b", Role::Editor)),
            (false, &both[..], Some("ws-b"), None, ok("b", Role::Editor)),
            (false, &both[..], None, Some("ws-a"), ok("a", Role::Viewer)),
            (false, &both[..], None, None, missing.clone()),
            (false, &both[..1], None, None, ok("a", Role::Viewer)),
            (false, &both[..1], Some("b"), None, foreign.clone()),
            (false, &both[..1], Some("nowhere"), None, foreign.clone()),
            (false, &both[..1], None, Some("ws-b"), foreign.clone()),
            (
                false,
                &[("a", "member"), ("a", "owner")],
                None,
                None,
                ok("a", Role::WorkspaceAdmin),
            ),
            (false, &[("a", "guest")], None, None, missing.clone()),
            (false, &[], None, None, missing.clone()),
            (true, &[], None, None, missing),
            (true, &[], Some("b"), None, ok("b", Role::Superadmin)),
            (true, &[], None, Some("ws-b"), ok("b", Role::Superadmin)),
            (true, &[], Some("nowhere"), None, unknown),
            (true, &both[..1], None, None, ok("a", Role::Superadmin)),
        ] {
            let found = chosen(superadmin, own, named, active).await;
            assert_eq!(found, expected, "{superadmin} {own:?} {named:?} {active:?}");
        }
    }
}
