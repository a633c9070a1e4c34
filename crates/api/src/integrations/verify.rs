//! The proof of an origin, for its owner to mirror. Plain text, refusals included.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, HttpResponseBuilder};
use domain::installation::OriginId;

use crate::auth::{Anyone, Call};
use crate::routes::Answer;
use crate::wire::{OriginIdText, OriginPath};

/// Read verification token for one origin
///
/// The text that the site has to serve at `/.well-known/legaciti-verification.txt` to prove that it belongs to
/// the owner of the installation.
#[utoipa::path(
    get,
    path = "/integrations/v1/verify/{originId}",
    operation_id = "getVerificationToken",
    tag = "Integrations",
    params(("originId" = inline(OriginIdText), Path, description = "Stable integration origin identifier.")),
    responses(
        (status = 200, description = "Verification token in plain text.", body = String, content_type = "text/plain"),
        (status = 400, description = "Malformed origin identifier.", body = String, content_type = "text/plain"),
        (status = 404, description = "Origin not found.", body = String, content_type = "text/plain"),
    )
)]
pub(crate) async fn verify(call: Call<Anyone, OriginPath>) -> Answer {
    let Some(id) = &call.input.0 else {
        return Ok(text(HttpResponse::BadRequest(), "this is no origin identifier"));
    };
    let origin = call
        .services()
        .installations
        .origin(&OriginId::new(id.as_str()))
        .await?;
    Ok(match origin {
        Some(origin) => text(HttpResponse::Ok(), &origin.token),
        None => text(HttpResponse::NotFound(), "there is no such origin"),
    })
}

fn text(mut response: HttpResponseBuilder, body: &str) -> HttpResponse {
    response
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body.to_owned())
}
