//! Cross-origin requests: only sites that proved who they are may read answers in a browser.

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderValue, ORIGIN,
};

use crate::auth::Visit;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

const ALLOW_HEADERS: &str = "X-API-Key, If-None-Match, If-Modified-Since, Content-Type, X-Request-Id";
const EXPOSE_HEADERS: &str = "ETag, Last-Modified, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id";
/// Seconds for which a browser may remember a preflight.
const MAX_AGE: &str = "600";

/// Whether this is a browser asking before the real request.
pub(super) fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Answers a preflight. It carries no key, so any verified origin of an active installation will do.
pub(super) async fn preflight(
    state: &ApiState,
    origin: Option<&HeaderValue>,
    request_id: &str,
) -> HttpResponse {
    if !is_verified(state, origin).await {
        return Problem::new(Code::OriginRejected, "requests from this origin are not accepted")
            .response(request_id);
    }
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS))
        .insert_header((ACCESS_CONTROL_MAX_AGE, MAX_AGE))
        .finish()
}

/// Lets the origin read the answer: one that the credential's installation owns; without such a credential, any
/// verified one.
pub(super) async fn admit_origin(
    state: &ApiState,
    visit: &Visit,
    origin: Option<&HeaderValue>,
    headers: &mut HeaderMap,
) {
    let Some(value) = origin else {
        return;
    };
    let admitted = match visit.own_origin() {
        Some(is_own) => is_own,
        None => is_verified(state, origin).await,
    };
    if admitted {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value.clone());
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(EXPOSE_HEADERS),
        );
    }
}

async fn is_verified(state: &ApiState, origin: Option<&HeaderValue>) -> bool {
    let Some(origin) = origin.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let verified = state.services().installations.is_verified_origin(origin).await;
    verified.unwrap_or_else(|error| {
        tracing::warn!(error = error.to_string(), "origins could not be looked up");
        false
    })
}
