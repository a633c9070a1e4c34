//! The inner wrap: logs uses of API keys before the answer leaves, and puts foreign refusals into our form.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use domain::activity::KeyUse;
use domain::identifier::KeyHash;
use domain::workspace::WorkspaceId;

use crate::auth::Visit;
use crate::dashboard::is_better_auth;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Bodies smaller than this are not worth compressing.
const WORTH_COMPRESSING: u64 = 1024;

/// Middleware: see the module.
pub(crate) async fn account(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let request = response.request().clone();
    let visit = Visit::of(&request);
    let state = ApiState::of(&request)?;
    // Better Auth's clients know its own form, empty bodies included.
    let refusal = if is_better_auth(request.path()) {
        None
    } else {
        refusal_of(&response)
    };
    let status = response.status().as_u16();
    let mut response = match log_use(&state, &visit, &request, status).await {
        Err(problem) => response.into_response(problem.response(visit.request_id())),
        Ok(()) => match refusal {
            Some(problem) => response.into_response(problem.response(visit.request_id())),
            None => response,
        },
    };
    if matches!(response.response().body().size(), BodySize::Sized(n) if n < WORTH_COMPRESSING) {
        spare_compression(response.response_mut());
    }
    Ok(response)
}

/// The refusal that has to be written anew: ours where it names the request, any that is not in our form.
fn refusal_of(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let error = response.response().error();
    match error.map(Error::as_error::<Problem>) {
        Some(Some(problem)) => status.is_server_error().then(|| problem.clone()),
        Some(None) => Some(foreign(status, error)),
        None => (!response.headers().contains_key(CONTENT_TYPE)).then(|| foreign(status, error)),
    }
}

fn foreign(status: actix_web::http::StatusCode, error: Option<&Error>) -> Problem {
    let code = Code::of_status(status);
    if code == Code::Internal {
        return Problem::internal(&error.map(Error::to_string).unwrap_or_default());
    }
    let sentence = status.canonical_reason().unwrap_or("Bad request");
    Problem::new(code, sentence.to_lowercase())
}

async fn log_use(state: &ApiState, visit: &Visit, request: &HttpRequest, status: u16) -> Result<(), Problem> {
    let Some((workspace, key_hash)) = visit.unlogged_key() else {
        return Ok(());
    };
    let key_use = key_use(state, visit, request, key_hash, status);
    write(state, workspace, &key_use).await
}

fn key_use(
    state: &ApiState,
    visit: &Visit,
    request: &HttpRequest,
    key_hash: &KeyHash,
    status: u16,
) -> KeyUse {
    KeyUse {
        key_hash: key_hash.as_str().to_owned(),
        method: request.method().as_str().to_owned(),
        path: request.uri().path().to_owned(),
        status,
        at: state.now(),
        request_id: visit.request_id().to_owned(),
    }
}

async fn write(state: &ApiState, workspace: &WorkspaceId, key_use: &KeyUse) -> Result<(), Problem> {
    let written = state.services().api_keys.log_use(workspace, key_use).await;
    written.map_err(|error| match Problem::from(&error) {
        // Where all of storage is away the caller is told so, and when to come back.
        problem if matches!(problem.code(), Code::ApiKeyLoggingUnavailable | Code::Unavailable) => problem,
        // Whatever kept the row from being written: the use is not logged, so it does not take place.
        _ => Problem::new(
            Code::ApiKeyLoggingUnavailable,
            "the use of this key could not be logged, so it was refused",
        ),
    })
}

/// The compressing wrap leaves answers alone that name an encoding; the outer wrap takes the name away again.
fn spare_compression(response: &mut HttpResponse<BoxBody>) {
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_ENCODING) {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
}
