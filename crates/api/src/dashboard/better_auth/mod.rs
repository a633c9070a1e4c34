//! The part of Better Auth's own API that the dashboard needs, under `/api/auth`: as its client knows it, to the
//! byte.
//!
//! `door` is what happens before any endpoint (limits, body, origin, session); one file for each group of endpoints;
//! `shape` is how users, sessions and organizations look; `refusal` how anything is refused.

mod account;
mod body;
mod door;
mod limits;
mod organizations;
mod refusal;
mod sessions;
mod shape;
mod sign_in;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};

use door::Visit;
pub(crate) use limits::SignInLimits;
use refusal::Refusal;

/// Where the endpoints are.
const PREFIX: &str = "/api/auth";

type Outcome = Result<HttpResponse, Refusal>;

/// What is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Ok,
    SignIn,
    SignUp,
    SignOut,
    GetSession,
    PostSession,
    ListSessions,
    RevokeSession,
    RevokeSessions,
    RevokeOtherSessions,
    ChangePassword,
    UpdateUser,
    ListOrganizations,
    SetActiveOrganization,
}

impl Endpoint {
    /// By method and path, to the letter: a slash at the end makes another path, and HEAD is not GET.
    fn find(method: &Method, path: &str) -> Option<Self> {
        Some(match (method.as_str(), path) {
            ("GET", "/ok") => Self::Ok,
            ("POST", "/sign-in/email") => Self::SignIn,
            ("POST", "/sign-up/email") => Self::SignUp,
            ("POST", "/sign-out") => Self::SignOut,
            ("GET", "/get-session") => Self::GetSession,
            ("POST", "/get-session") => Self::PostSession,
            ("GET", "/list-sessions") => Self::ListSessions,
            ("POST", "/revoke-session") => Self::RevokeSession,
            ("POST", "/revoke-sessions") => Self::RevokeSessions,
            ("POST", "/revoke-other-sessions") => Self::RevokeOtherSessions,
            ("POST", "/change-password") => Self::ChangePassword,
            ("POST", "/update-user") => Self::UpdateUser,
            ("GET", "/organization/list") => Self::ListOrganizations,
            ("POST", "/organization/set-active") => Self::SetActiveOrganization,
            _ => return None,
        })
    }

    /// Whether somebody may come here without any session, and has to be guarded against being signed in unawares.
    fn begins_a_session(self) -> bool {
        matches!(self, Self::SignIn | Self::SignUp)
    }
}

/// Whether a path is Better Auth's.
pub(crate) fn is_better_auth(path: &str) -> bool {
    let rest = path.strip_prefix(PREFIX);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the endpoints into the dashboard's application.
pub(crate) fn mount(config: &mut web::ServiceConfig) {
    config.service(web::resource([PREFIX, "/api/auth/{endpoint:.*}"]).to(serve));
}

async fn serve(request: HttpRequest, payload: web::Payload) -> Outcome {
    let path = request.path().strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let Some(endpoint) = Endpoint::find(request.method(), &path) else {
        return Ok(HttpResponse::NotFound().finish());
    };
    let visit = Visit::enter(&request, payload, endpoint, &path).await?;
    match endpoint {
        Endpoint::Ok => Ok(HttpResponse::Ok().json(serde_json::json!({ "ok": true }))),
        Endpoint::SignIn => sign_in::sign_in(&visit).await,
        Endpoint::SignUp => sign_in::sign_up(&visit),
        Endpoint::SignOut => sign_in::sign_out(&visit).await,
        Endpoint::GetSession => sessions::get(&visit).await,
        Endpoint::PostSession => Err(refusal::POST_SESSION),
        Endpoint::ListSessions => sessions::list(&visit).await,
        Endpoint::RevokeSession => sessions::revoke(&visit).await,
        Endpoint::RevokeSessions => sessions::revoke_all(&visit).await,
        Endpoint::RevokeOtherSessions => sessions::revoke_others(&visit).await,
        Endpoint::ChangePassword => account::change_password(&visit).await,
        Endpoint::UpdateUser => account::update(&visit).await,
        Endpoint::ListOrganizations => organizations::list(&visit).await,
        Endpoint::SetActiveOrganization => organizations::set_active(&visit).await,
    }
}
