//! What happens before any endpoint: limits, the body, the page that the request comes from; then who asks.

use actix_web::http::header::{COOKIE, HeaderMap, ORIGIN, REFERER};
use actix_web::{HttpRequest, web};
use domain::session::{Session, Sessions};
use serde_json::Value;

use super::Endpoint;
use super::body::{self, Fields};
use super::limits;
use super::refusal::{CROSS_SITE, INVALID_CALLBACK, INVALID_ORIGIN, MISSING_ORIGIN, Refusal, UNAUTHORIZED};
use crate::auth::{self, OriginFault, SignedIn};
use crate::problem::Problem;
use crate::state::ApiState;

/// A request that was let in.
pub(super) struct Visit {
    pub(super) state: ApiState,
    pub(super) request: HttpRequest,
    body: Option<Value>,
}

impl Visit {
    /// Lets a request in. The order is Better Auth's: limits, body, origin.
    pub(super) async fn enter(
        request: &HttpRequest,
        payload: web::Payload,
        endpoint: Endpoint,
        path: &str,
    ) -> Result<Self, Refusal> {
        let state = ApiState::of(request)?;
        if !state.settings().dashboard.unlimited_sign_ins {
            let now = state.services().clock.now_millis();
            let counted = state.sign_in_limits().count(&limits::address(request), path, now);
            counted.map_err(Refusal::too_many)?;
        }
        let body = body::read(request, payload, endpoint).await?;
        let visit = Self {
            state,
            request: request.clone(),
            body,
        };
        visit.check_origin(endpoint)?;
        visit.check_callback()?;
        Ok(visit)
    }

    /// A request with any cookie has to come from a page of ours or a trusted one. Without cookies only the beginning
    /// of a session is guarded, and only against browsers: they say more about themselves than programs do.
    fn check_origin(&self, endpoint: Endpoint) -> Result<(), Refusal> {
        let headers = self.request.headers();
        if !headers.contains_key(COOKIE) {
            if !endpoint.begins_a_session() {
                return Ok(());
            }
            let says = |name: &str, word: &str| headers.get(name).is_some_and(|value| value == word);
            if says("sec-fetch-site", "cross-site") && says("sec-fetch-mode", "navigate") {
                return Err(CROSS_SITE);
            }
            if !is_from_browser(headers) {
                return Ok(());
            }
        }
        auth::check_origin(&self.state, &self.request).map_err(|fault| match fault {
            OriginFault::Missing => MISSING_ORIGIN,
            OriginFault::Untrusted => INVALID_ORIGIN,
        })
    }

    /// A URL to go on to has to be a plain path of ours or a trusted page.
    fn check_callback(&self) -> Result<(), Refusal> {
        let url = self.optional_fields().get("callbackURL").and_then(Value::as_str);
        match url {
            Some(url) if !url.is_empty() && !self.is_safe(url) => Err(INVALID_CALLBACK),
            _ => Ok(()),
        }
    }

    fn is_safe(&self, url: &str) -> bool {
        if url.starts_with('/') {
            return is_plain_path(url);
        }
        // Reading a URL drops line ends and trims blanks; what goes on into a header is the text as it came.
        let is_plain = url.chars().all(|c| c.is_ascii_graphic());
        let origin = domain::session::trust::origin_of(url).filter(|_| is_plain);
        origin.is_some_and(|origin| auth::is_trusted(&self.state, &self.request, &origin))
    }

    /// The use cases.
    pub(super) fn sessions(&self) -> &Sessions {
        &self.state.services().sessions
    }

    /// The body, where it has to be an object.
    pub(super) fn fields(&self) -> Result<Fields<'_>, Refusal> {
        Fields::required(self.body.as_ref())
    }

    /// The body, where there need not be one.
    pub(super) fn optional_fields(&self) -> Fields<'_> {
        Fields::lenient(self.body.as_ref())
    }

    /// Whoever asks, or 401.
    pub(super) async fn signed_in(&self) -> Result<SignedIn, Refusal> {
        let found = auth::signed_in(&self.state, &self.request).await?;
        found.ok_or(UNAUTHORIZED)
    }

    /// Lets the answer set the session's cookie.
    pub(super) fn send(&self, session: &Session, brief: bool) -> Result<(), Problem> {
        auth::send_session(&self.state, &auth::Visit::of(&self.request), session, brief)
    }

    /// Lets the answer take the cookies back.
    pub(super) fn clear(&self) {
        auth::clear_session(&self.state, &auth::Visit::of(&self.request));
    }
}

fn is_from_browser(headers: &HeaderMap) -> bool {
    let says = |name: &str| {
        let value = headers.get(name);
        value.is_some_and(|value| !value.as_bytes().trim_ascii().is_empty())
    };
    says("sec-fetch-site")
        || says("sec-fetch-mode")
        || says("sec-fetch-dest")
        || headers.contains_key(ORIGIN)
        || headers.contains_key(REFERER)
}

/// A path and query of plain letters: nothing that a browser would take for another host.
fn is_plain_path(url: &str) -> bool {
    let Some(rest) = url.strip_prefix('/') else {
        return false;
    };
    let lower = rest.to_ascii_lowercase();
    if lower.starts_with(['/', '\\']) || lower.starts_with("%2f") || lower.starts_with("%5c") {
        return false;
    }
    let (path, query) = rest
        .split_once('?')
        .map_or((rest, ""), |(path, query)| (path, query));
    let all = |text: &str, more: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.+/@".contains(c) || more.contains(c))
    };
    all(path, "") && all(query, "=&%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_safe_to_go_on_to() {
        for (url, is_safe) in [
            ("/", true),
            ("/people/0000-0002-1825-0097", true),
            ("/people?page=2&q=a%20b", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/%2Fevil.example", false),
            ("/%5cevil.example", false),
            ("/people:x", false),
            ("people", false),
        ] {
            assert_eq!(is_plain_path(url), is_safe, "{url}");
        }
    }
}
