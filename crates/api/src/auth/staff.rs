//! Staff as callers: a session of the dashboard, in one workspace, with at least some role.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use domain::session::Identity;
use domain::staff::{Member, Role};

use super::access::{Access, Security};
use super::origin;
use super::session::{self, Carrier, SignedIn};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Names the workspace to work in.
const WORKSPACE: &str = "X-Workspace-Id";

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

/// Who asks, in which workspace.
async fn signed_in(state: &ApiState, request: &HttpRequest) -> Result<Member, Problem> {
    let identity = identity(state, request).await?;
    let named = named_workspace(request);
    Ok(state.services().sessions.member(&identity, named).await?)
}

/// Who asks. Changes made with a cookie have to come from our own pages or trusted ones.
pub(super) async fn identity(state: &ApiState, request: &HttpRequest) -> Result<Identity, Problem> {
    let Some(SignedIn {
        identity, carrier, ..
    }) = session::signed_in(state, request).await?
    else {
        return Err(unauthenticated());
    };
    if carrier == Carrier::Cookie {
        origin::check(state, request)?;
    }
    Ok(identity)
}

/// The workspace that the request names, by id or slug; an empty name is none, and one that is not text is nobody's.
fn named_workspace(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(WORKSPACE)?;
    Some(value.to_str().unwrap_or("?").trim()).filter(|name| !name.is_empty())
}

fn unauthenticated() -> Problem {
    Problem::new(
        Code::Unauthenticated,
        "sign in first: there is no session, or it is over",
    )
}

/// The role is too low.
pub(super) fn forbidden(role: Role) -> Problem {
    let role = role.as_str();
    Problem::new(Code::Forbidden, format!("this needs the role {role}"))
}

/// Anybody: with a session they are told about themselves.
pub(crate) struct Visitor {
    /// Who, where somebody is signed in.
    pub(crate) signed_in: Option<SignedIn>,
    /// The workspace that the request names.
    pub(crate) named: Option<String>,
}

impl Access for Visitor {
    const SECURITY: Security = Security::OptionalSession;

    fn scope() -> Option<&'static str> {
        None
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self {
            signed_in: session::signed_in(state, request).await?,
            named: named_workspace(request).map(str::to_owned),
        })
    }
}
