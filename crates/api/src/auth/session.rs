//! From a cookie or a bearer token to a signed-in user, and what the answer has to tell the browser.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use domain::session::{Identified, Identity, Session, SessionToken, Signer};

use super::cookie::Cookies;
use super::visit::Visit;
use crate::problem::Problem;
use crate::state::ApiState;

/// What carried the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A browser's cookie, which is sent whoever caused the request.
    Cookie,
    /// `Authorization: Bearer`, which only the program that holds the token can send.
    Bearer,
}

impl Carrier {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Bearer => "bearer",
        }
    }
}

/// A caller with a living session.
pub(crate) struct SignedIn {
    pub(crate) identity: Identity,
    pub(crate) carrier: Carrier,
    /// The session ends with the browser.
    pub(crate) brief: bool,
}

/// Who asks, if anybody. A bearer token counts before a cookie; one that is not ours counts as none at all. Cookies
/// of sessions that are gone are taken back, renewed ones sent again.
pub(crate) async fn signed_in(state: &ApiState, request: &HttpRequest) -> Result<Option<SignedIn>, Problem> {
    find(state, request, true).await
}

/// The same; with `may_renew` false a session stays as it is.
pub(crate) async fn find(
    state: &ApiState,
    request: &HttpRequest,
    may_renew: bool,
) -> Result<Option<SignedIn>, Problem> {
    let signer = state.signer()?;
    let Some((token, carrier)) = opened(signer, state, request) else {
        return Ok(None);
    };
    let brief = state.cookies().brief(request);
    let brief = brief.is_some_and(|text| signer.open(&text).as_deref() == Some("true"));
    let found = state
        .services()
        .sessions
        .identify(&token, may_renew && !brief)
        .await?;
    let visit = Visit::of(request);
    match found {
        Identified::Gone => {
            clear(state, &visit);
            Ok(None)
        }
        Identified::Live(identity) => {
            if identity.renewed {
                send(state, &visit, &identity.session, false)?;
            }
            Ok(Some(SignedIn {
                identity: *identity,
                carrier,
                brief,
            }))
        }
    }
}

/// The token that the request bears, whatever has become of its session.
pub(crate) fn presented_token(
    state: &ApiState,
    request: &HttpRequest,
) -> Result<Option<SessionToken>, Problem> {
    Ok(opened(state.signer()?, state, request).map(|(token, _)| token))
}

fn opened(signer: &Signer, state: &ApiState, request: &HttpRequest) -> Option<(SessionToken, Carrier)> {
    let (text, carrier) = presented(state, request)?;
    let token = signer.open(&text)?;
    Some((SessionToken::new(token), carrier))
}

/// The signed text that the request bears, and how.
fn presented(state: &ApiState, request: &HttpRequest) -> Option<(String, Carrier)> {
    if let Some(text) = bearer(request) {
        return Some((text, Carrier::Bearer));
    }
    let text = state.cookies().session(request)?;
    Some((text, Carrier::Cookie))
}

pub(super) fn bearer(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// Lets the answer set the session's cookie.
pub(crate) fn send(state: &ApiState, visit: &Visit, session: &Session, brief: bool) -> Result<(), Problem> {
    let signer: &Signer = state.signer()?;
    let cookies: Cookies = state.cookies();
    let token = session.token.reveal();
    visit.set_cookie(cookies.set_session(&signer.cookie(token), brief));
    if brief {
        visit.set_cookie(cookies.set_brief(&signer.cookie("true")));
    }
    visit.tell_token(signer.sign(token));
    Ok(())
}

/// Lets the answer take all cookies of sessions back.
pub(crate) fn clear(state: &ApiState, visit: &Visit) {
    for cookie in state.cookies().clear() {
        visit.set_cookie(cookie);
    }
}
