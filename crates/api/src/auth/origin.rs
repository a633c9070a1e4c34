//! Which page a browser's request comes from, and whether such pages may use the dashboard.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, ORIGIN, REFERER};
use domain::session::trust::origin_of;

use crate::problem::{Code, Problem};
use crate::state::ApiState;
use crate::wire;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request from some page is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OriginFault {
    /// The request does not say, or says `null`.
    Missing,
    /// It says one that is not trusted.
    Untrusted,
}

/// Refuses state-changing requests from pages that are neither our own nor trusted.
pub(crate) fn check(state: &ApiState, request: &HttpRequest) -> Result<(), OriginFault> {
    if is_safe(request.method()) {
        return Ok(());
    }
    let headers = request.headers();
    let origin = match text(headers, &ORIGIN).or_else(|| text(headers, &REFERER)) {
        // Pages of ours that hide their origin (sandboxes, privacy settings) are vouched for by the browser.
        Some("null") if text(headers, &FETCH_SITE) == Some("same-origin") => return Ok(()),
        None | Some("null" | "") => return Err(OriginFault::Missing),
        Some(text) => origin_of(text).ok_or(OriginFault::Untrusted)?,
    };
    if is_trusted(state, request, &origin) {
        Ok(())
    } else {
        Err(OriginFault::Untrusted)
    }
}

/// Whether pages of this origin may use the dashboard: our own and the configured ones.
pub(crate) fn is_trusted(state: &ApiState, request: &HttpRequest, origin: &str) -> bool {
    let dashboard = &state.settings().dashboard;
    own(state, request).as_deref() == Some(origin)
        || dashboard
            .trusted_origins
            .iter()
            .any(|pattern| pattern.matches(origin))
}

/// The origin of the dashboard itself: as configured, else as the request was addressed.
fn own(state: &ApiState, request: &HttpRequest) -> Option<String> {
    let url = &state.settings().dashboard.url;
    if url.is_empty() {
        origin_of(&wire::requested_base(request))
    } else {
        origin_of(url)
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A header's text; one that is not text is nobody's origin.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("invalid"))
}

impl From<OriginFault> for Problem {
    fn from(fault: OriginFault) -> Self {
        let sentence = match fault {
            OriginFault::Missing => "a change made with a cookie needs an Origin (or Referer) header",
            OriginFault::Untrusted => "changes are not accepted from pages of this origin",
        };
        Self::new(Code::InvalidOrigin, sentence)
    }
}
