//! Staff as callers: a session of the dashboard, in one workspace, with at least some role.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use domain::staff::{Member, Role};

use super::access::{Access, Security};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Roles as types.
pub(crate) mod roles {
    use domain::staff::Role;

    /// The least role that a route asks for.
    pub(crate) trait StaffRole: 'static {
        const ROLE: Role;
    }

    /// Reads.
    pub(crate) struct Viewer;
    /// Writes the catalogue.
    pub(crate) struct Editor;
    /// Manages the workspace.
    pub(crate) struct WorkspaceAdmin;
    /// Manages the deployment.
    pub(crate) struct Superadmin;

    impl StaffRole for Viewer {
        const ROLE: Role = Role::Viewer;
    }
    impl StaffRole for Editor {
        const ROLE: Role = Role::Editor;
    }
    impl StaffRole for WorkspaceAdmin {
        const ROLE: Role = Role::WorkspaceAdmin;
    }
    impl StaffRole for Superadmin {
        const ROLE: Role = Role::Superadmin;
    }
}

pub(crate) use roles::StaffRole;

/// A member of staff who has the role in the workspace that they work in.
pub(crate) struct Staff<R> {
    /// Who, where, as what.
    pub(crate) member: Member,
    role: PhantomData<R>,
}

impl<R: StaffRole> Access for Staff<R> {
    const SECURITY: Security = Security::Session;

    fn scope() -> Option<&'static str> {
        Some(R::ROLE.as_str())
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let member = signed_in(state, request).await?;
        if member.role < R::ROLE {
            return Err(forbidden(R::ROLE));
        }
        Ok(Self {
            member,
            role: PhantomData,
        })
    }
}

async fn signed_in(_: &ApiState, _: &HttpRequest) -> Result<Member, Problem> {
    Err(Problem::new(Code::Unauthenticated, "sign in first"))
}

fn forbidden(role: Role) -> Problem {
    let role = role.as_str();
    Problem::new(Code::Forbidden, format!("this needs the role {role}"))
}
