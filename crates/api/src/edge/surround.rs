//! The outer wrap: the request's id and span, headers that every answer has, measures.

use std::rc::Rc;
use std::time::Instant;

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use tracing::Instrument;

use super::unread::Watched;
use super::{cors, dashboard_cors, measures};
use crate::auth::Visit;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest request id that is taken over.
const MAX_REQUEST_ID: usize = 128;
/// The reference page runs its own scripts and nothing else.
const DOCS_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                           frame-ancestors 'none'; base-uri 'none'";
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Which door a request came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listener {
    Api,
    Dashboard,
}

impl Listener {
    fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Dashboard => "dashboard",
        }
    }
}

/// Middleware of the API listener: see the module.
pub(crate) async fn surround(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    around(Listener::Api, request, next).await
}

/// Middleware of the dashboard listener: see the module.
pub(crate) async fn surround_dashboard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    around(Listener::Dashboard, request, next).await
}

async fn around(
    listener: Listener,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let state = ApiState::of(request.request())?;
    let visit = Visit::new(request_id(&request).unwrap_or_else(|| state.services().ids.id()));
    request.extensions_mut().insert(Rc::clone(&visit));
    let method = request.method().clone();
    let span = tracing::info_span!(
        "request",
        id = visit.request_id(),
        %method,
        path = ?request.uri().path(),
    );
    async move {
        let body = Watched::of(&mut request);
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = if cors::is_preflight(&request) {
            let answer = match listener {
                Listener::Api => cors::preflight(&state, origin.as_ref(), visit.request_id()).await,
                Listener::Dashboard => dashboard_cors::preflight(&state, request.request(), &visit),
            };
            request.into_response(answer)
        } else {
            next.call(request).await?.map_into_boxed_body()
        };
        if response.status() == StatusCode::NOT_ACCEPTABLE && response.response().error().is_none() {
            // The compressing wrap refuses by itself, in plain text.
            let problem = Problem::new(Code::NotAcceptable, "no encoding of the answer is acceptable");
            response = response.into_response(problem.response(visit.request_id()));
        }
        let is_docs = response.request().path().starts_with("/docs");
        write_headers(response.headers_mut(), &visit, is_docs);
        match listener {
            Listener::Api => {
                cors::admit_origin(&state, &visit, origin.as_ref(), response.headers_mut()).await;
            }
            Listener::Dashboard => dashboard_cors::finish(&state, &visit, &mut response),
        }
        measures::record(listener.word(), &response, started);
        Ok(match body {
            Some(body) => body.hold(response),
            None => response,
        })
    }
    .instrument(span)
    .await
}

/// The caller's own id for this request, where it is a sane one.
fn request_id(request: &ServiceRequest) -> Option<String> {
    let text = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let is_sane = (1..=MAX_REQUEST_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_sane.then(|| text.to_owned())
}

fn write_headers(headers: &mut HeaderMap, visit: &Visit, is_docs: bool) {
    let fixed = HeaderValue::from_static;
    headers.insert(X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(REFERRER_POLICY, fixed("no-referrer"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        fixed(if is_docs { DOCS_POLICY } else { POLICY }),
    );
    headers.insert(VARY, fixed("X-API-Key, Origin, Accept-Encoding"));
    if let Ok(id) = HeaderValue::from_str(visit.request_id()) {
        headers.insert(REQUEST_ID, id);
    }
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding == "identity")
    {
        headers.remove(CONTENT_ENCODING);
    }
    if let Some(allowance) = visit.allowance() {
        let numbers = [
            ("x-ratelimit-limit", i64::from(allowance.limit)),
            ("x-ratelimit-remaining", i64::from(allowance.remaining)),
            ("x-ratelimit-reset", allowance.reset),
        ];
        for (name, number) in numbers {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
    }
}
