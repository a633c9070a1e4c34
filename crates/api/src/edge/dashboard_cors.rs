//! Cross-origin requests to the dashboard, with cookies: only from pages that the operator trusts; and what every
//! answer of the dashboard carries.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL,
    HeaderName, HeaderValue, ORIGIN, SET_COOKIE, VARY,
};
use actix_web::{HttpRequest, HttpResponse};

use crate::auth::{Visit, is_trusted};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

const ALLOW_METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const ALLOW_HEADERS: &str =
    "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id, X-Workspace-Id";
const EXPOSE_HEADERS: &str = "ETag, Retry-After, X-Request-Id, X-Retry-After, set-auth-token";
/// Seconds for which a browser may remember a preflight.
const MAX_AGE: &str = "600";
const TOKEN: HeaderName = HeaderName::from_static("set-auth-token");

/// Answers a preflight.
pub(super) fn preflight(state: &ApiState, request: &HttpRequest, visit: &Visit) -> HttpResponse {
    if trusted_origin(state, request).is_none() {
        return Problem::new(Code::OriginRejected, "requests from this origin are not accepted")
            .response(visit.request_id());
    }
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, ALLOW_METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS))
        .insert_header((ACCESS_CONTROL_MAX_AGE, MAX_AGE))
        .finish()
}

/// Cookies, permission to read the answer, and the word that nobody may keep it.
pub(super) fn finish(state: &ApiState, visit: &Visit, response: &mut ServiceResponse<BoxBody>) {
    let origin = trusted_origin(state, response.request());
    let path = response.request().path();
    let is_for_everybody = path.starts_with("/docs") || path.starts_with("/openapi/");
    let headers = response.headers_mut();
    let fixed = HeaderValue::from_static;
    headers.insert(
        VARY,
        fixed("Cookie, Authorization, X-Workspace-Id, Origin, Accept-Encoding"),
    );
    if !is_for_everybody {
        headers.insert(CACHE_CONTROL, fixed("no-store"));
    }
    for cookie in visit.cookies() {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    if let Some(token) = visit
        .told_token()
        .and_then(|token| HeaderValue::from_str(&token).ok())
    {
        headers.insert(TOKEN, token);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(TOKEN));
    }
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, fixed("true"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, fixed(EXPOSE_HEADERS));
    }
}

fn trusted_origin(state: &ApiState, request: &HttpRequest) -> Option<HeaderValue> {
    let value = request.headers().get(ORIGIN)?;
    let origin = value.to_str().ok()?;
    is_trusted(state, request, origin).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard;

    #[test]
    fn trusted_pages_may_use_every_method_that_there_is() {
        let allowed: Vec<&str> = ALLOW_METHODS.split(", ").collect();
        for row in dashboard::routes().rows() {
            assert!(
                allowed.contains(&row.method.as_str()),
                "{} {}",
                row.method,
                row.path
            );
        }
    }
}
