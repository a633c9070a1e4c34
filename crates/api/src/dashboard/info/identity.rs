//! Who is signed in: for the page's header, and for whoever asks why they are not.

use actix_web::HttpResponse;
use domain::session::{Belonging, Workplace, WorkplaceError};
use domain::workspace::Workspace;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, SignedIn, Visitor};
use crate::problem::Problem;
use crate::routes::Answer;

/// A workspace, in short.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceName {
    /// Opaque.
    id: String,
    /// Its name in addresses.
    slug: String,
    /// What people call it.
    name: String,
}

impl From<&Workspace> for WorkspaceName {
    fn from(workspace: &Workspace) -> Self {
        Self {
            id: workspace.id.to_string(),
            slug: workspace.slug.clone(),
            name: workspace.name.clone(),
        }
    }
}

/// What somebody is in a workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceRole {
    /// Where.
    workspace: WorkspaceName,
    /// `viewer`, `editor`, `workspace_admin` or `superadmin`.
    role: &'static str,
}

impl From<&Workplace> for WorkspaceRole {
    fn from(place: &Workplace) -> Self {
        Self {
            workspace: WorkspaceName::from(&place.workspace),
            role: place.role.as_str(),
        }
    }
}

/// Who is signed in.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Me {
    /// Null without a session.
    #[schema(required = true)]
    email: Option<String>,
    /// The user's id.
    #[schema(required = true)]
    id: Option<String>,
    /// What they are called.
    #[schema(required = true)]
    name: Option<String>,
    /// Where this request would work; null where a workspace has to be named first.
    #[schema(required = true)]
    workspace: Option<WorkspaceName>,
    /// As what: `viewer`, `editor`, `workspace_admin` or `superadmin`.
    #[schema(required = true)]
    role: Option<&'static str>,
    /// May do everything in the deployment.
    superadmin: bool,
    /// Where the user belongs.
    memberships: Vec<WorkspaceRole>,
}

/// How a session was read; never the token itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct DebugAuth {
    /// Whether there is a living session.
    authenticated: bool,
    /// `cookie` or `bearer`.
    #[schema(required = true)]
    source: Option<&'static str>,
    /// The workspace that `X-Workspace-Id` names.
    #[schema(required = true)]
    requested_workspace: Option<String>,
    /// The session's active organization.
    #[schema(required = true)]
    active_organization_id: Option<String>,
    /// Unix seconds.
    #[schema(required = true)]
    session_expires_at: Option<i64>,
    /// Why there is no workspace, where there is none.
    #[schema(required = true)]
    workspace_problem: Option<String>,
    /// What was found.
    identity: Me,
}

/// The identity, and why it has no workspace.
async fn look<I>(call: &Call<Visitor, I>) -> Result<(Me, Option<String>), Problem> {
    let Some(SignedIn { identity, .. }) = &call.caller.signed_in else {
        return Ok((Me::default(), None));
    };
    let sessions = &call.services().sessions;
    let belongings: Vec<Belonging> = sessions.users.belongings(&identity.user.id).await?;
    let superadmin = identity.user.is_superadmin();
    let own = domain::session::workplace::workplaces(&belongings, superadmin);
    let named = call.caller.named.as_deref();
    let (place, why) = match sessions.workplace(identity, named, &belongings).await {
        Ok(place) => (Some(place), None),
        Err(WorkplaceError::Store(error)) => return Err(error.into()),
        Err(error) => (None, Some(error.to_string())),
    };
    let me = Me {
        email: Some(identity.user.email.clone()),
        id: Some(identity.user.id.clone()),
        name: Some(identity.user.name.clone()),
        workspace: place.as_ref().map(|place| WorkspaceName::from(&place.workspace)),
        role: place.as_ref().map(|place| place.role.as_str()),
        superadmin,
        memberships: own.iter().map(WorkspaceRole::from).collect(),
    };
    Ok((me, why))
}

/// Current dashboard identity
///
/// Answers 200 without a session too; then `email` is null.
#[utoipa::path(
    get,
    path = "/me",
    operation_id = "getMe",
    tag = "Info",
    responses((status = 200, description = "Who is signed in.", body = Me))
)]
pub(crate) async fn me(call: Call<Visitor>) -> Answer {
    let (me, _) = look(&call).await?;
    Ok(HttpResponse::Ok().json(me))
}

/// Authentication debug payload
///
/// What was made of the session: identity, source, workspace, memberships. It never holds a token.
#[utoipa::path(
    get,
    path = "/debug-auth",
    operation_id = "getDebugAuth",
    tag = "Info",
    responses((status = 200, description = "How the session was read.", body = DebugAuth))
)]
pub(crate) async fn debug_auth(call: Call<Visitor>) -> Answer {
    let (identity, workspace_problem) = look(&call).await?;
    let Visitor { signed_in, named } = &call.caller;
    let session = signed_in.as_ref().map(|found| &found.identity.session);
    Ok(HttpResponse::Ok().json(DebugAuth {
        authenticated: signed_in.is_some(),
        source: signed_in.as_ref().map(|found| found.carrier.as_str()),
        requested_workspace: named.clone(),
        active_organization_id: session.and_then(|session| session.active_organization_id.clone()),
        session_expires_at: session.map(|session| session.expires_at.div_euclid(1000)),
        workspace_problem,
        identity,
    }))
}
