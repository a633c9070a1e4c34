//! Staff as callers of routes that no chosen workspace stands behind: whoever is signed in, superadmins of the
//! deployment, and the staff of the workspace that the path names.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use domain::session::{Identity, WorkplaceError};
use domain::staff::{Member, Role};
use percent_encoding::percent_decode_str;

use super::access::{Access, Security};
use super::staff::{StaffRole, forbidden, identity};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Whoever has a session, wherever they work.
pub(crate) struct Account {
    /// Who.
    pub(crate) identity: Identity,
}

impl Access for Account {
    const SECURITY: Security = Security::Session;

    fn scope() -> Option<&'static str> {
        None
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let identity = identity(state, request).await?;
        Ok(Self { identity })
    }
}

/// A superadmin, whether there is a workspace or not.
pub(crate) struct Superuser {
    /// Who.
    pub(crate) identity: Identity,
}

impl Access for Superuser {
    const SECURITY: Security = Security::Session;

    fn scope() -> Option<&'static str> {
        Some(Role::Superadmin.as_str())
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let identity = identity(state, request).await?;
        if !identity.user.is_superadmin() {
            return Err(forbidden(Role::Superadmin));
        }
        Ok(Self { identity })
    }
}

/// A member of staff who has the role in the workspace that the path names: `/api/workspaces/{id}/…`, by id or slug.
pub(crate) struct StaffOf<R> {
    /// Who, where, as what.
    pub(crate) member: Member,
    role: PhantomData<R>,
}

impl<R: StaffRole> Access for StaffOf<R> {
    const SECURITY: Security = Security::Session;

    fn scope() -> Option<&'static str> {
        Some(R::ROLE.as_str())
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let identity = identity(state, request).await?;
        let raw = request.uri().path().split('/').nth(3).unwrap_or_default();
        let named = percent_decode_str(raw).decode_utf8_lossy();
        let member = state.services().sessions.member(&identity, Some(&named)).await;
        let member = member.map_err(|why| match why {
            WorkplaceError::Unknown => Problem::missing(Code::WorkspaceNotFound),
            other => Problem::from(other),
        })?;
        if member.role < R::ROLE {
            return Err(forbidden(R::ROLE));
        }
        Ok(Self {
            member,
            role: PhantomData,
        })
    }
}
