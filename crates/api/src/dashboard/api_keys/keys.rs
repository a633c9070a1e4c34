//! Listing and making API keys.

use actix_web::HttpResponse;
use domain::api_key::{ApiKeyScope, NewApiKey};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::bodies::{KeyBody, KeyList, NewKeyAnswer, scopes_schema};
use crate::auth::{Call, Staff, roles};
use crate::dashboard::ingestion::plain;
use crate::problem::{Code, Problem};
use crate::routes::Answer;
use crate::wire::{Json, whole};

/// A new key.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyBody {
    /// Whose it is.
    #[validate(length(min = 1, max = 120, message = "must have between 1 and 120 characters"))]
    #[schema(
        min_length = 1,
        max_length = 120,
        pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]",
        example = "partner"
    )]
    client_name: String,
    /// What it may do.
    #[validate(length(min = 1, message = "must hold at least one scope"))]
    #[schema(schema_with = scopes_schema)]
    scopes: Vec<ApiKeyScope>,
    /// Requests a minute; 60 where left out.
    #[serde(default = "sixty", deserialize_with = "whole")]
    #[validate(range(min = 1, max = 10_000, message = "must be between 1 and 10000"))]
    #[schema(required = true, default = 60, minimum = 1, maximum = 10_000)]
    rate_limit_per_minute: u32,
}

fn sixty() -> u32 {
    60
}

/// List API keys
///
/// All keys of the workspace, newest first, revoked ones included; never in plain text.
#[utoipa::path(
    get,
    path = "/api/site-tools/api-keys",
    operation_id = "listApiKeys",
    tag = "Site Tools",
    responses((status = 200, description = "All keys.", body = KeyList))
)]
pub(crate) async fn list(call: Call<Staff<roles::WorkspaceAdmin>>) -> Answer {
    let workspace = &call.caller.member.workspace.id;
    let keys = call.services().api_keys.list(workspace).await?;
    Ok(HttpResponse::Ok().json(KeyList {
        total: keys.len(),
        api_keys: keys.into_iter().map(KeyBody::from).collect(),
    }))
}

/// Create API key
///
/// Makes a key for a client. Its plain text is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/site-tools/api-keys",
    operation_id = "createApiKey",
    tag = "Site Tools",
    request_body = NewKeyBody,
    responses((status = 201, description = "API key created. Plaintext key is returned once.", body = NewKeyAnswer))
)]
pub(crate) async fn create(call: Call<Staff<roles::WorkspaceAdmin>, Json<NewKeyBody>>) -> Answer {
    let (Json(body), member) = (&call.input, &call.caller.member);
    let new = NewApiKey {
        client_name: client_name(&body.client_name)?,
        scopes: body.scopes.clone(),
        rate_limit_per_minute: body.rate_limit_per_minute,
    };
    let keys = &call.services().keys;
    let (key, stored) = keys.create(&member.workspace.id, new, member.actor()).await?;
    Ok(HttpResponse::Created()
        .insert_header(("Cache-Control", "no-store"))
        .json(NewKeyAnswer {
            ok: true,
            key: key.reveal().to_owned(),
            api_key: stored.into(),
        }))
}

fn client_name(text: &str) -> Result<String, Problem> {
    let name = plain(text);
    if name.is_empty() {
        let message = "some fields of the body cannot be used";
        return Err(Problem::field(
            Code::InvalidBody,
            message,
            "client_name",
            "must not be blank",
        ));
    }
    Ok(name)
}
