//! One API key: changing, revoking, replacing it.

use actix_web::HttpResponse;
use domain::api_key::{ApiKeyPatch, ApiKeyScope};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::bodies::{KeyAnswer, RotatedKeyAnswer, scopes_schema};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, KeyHashPath, KeyHashText, OptionalJson, given, given_whole};

/// New values; what is left out stays.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeyPatchBody {
    /// Switch the key on or off. A revoked one stays off.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    is_active: Option<bool>,
    /// What it may do.
    #[serde(deserialize_with = "given")]
    #[validate(length(min = 1, message = "must hold at least one scope"))]
    #[schema(required = false, schema_with = scopes_schema)]
    scopes: Option<Vec<ApiKeyScope>>,
    /// Requests a minute.
    #[serde(deserialize_with = "given_whole")]
    #[validate(range(min = 1, max = 10_000, message = "must be between 1 and 10000"))]
    #[schema(value_type = u32, required = false, minimum = 1, maximum = 10_000)]
    rate_limit_per_minute: Option<u32>,
}

impl KeyPatchBody {
    /// A body that names nothing changes nothing.
    fn patch(&self) -> ApiKeyPatch {
        ApiKeyPatch {
            active: self.is_active,
            scopes: self.scopes.clone(),
            rate_limit_per_minute: self.rate_limit_per_minute,
        }
    }
}

/// How to replace a key.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RotateBody {
    /// Whether the old key ends at once; true where left out.
    #[serde(default = "yes")]
    #[schema(required = true, default = true)]
    revoke_old: bool,
}

fn yes() -> bool {
    true
}

/// Update API key
///
/// Switches a key off or on, or gives it other scopes or another limit. It counts at once in this process and within
/// a second in all others. A revoked key stays as it is.
#[utoipa::path(
    patch,
    path = "/api/site-tools/api-keys/{keyHash}",
    operation_id = "updateApiKey",
    tag = "Site Tools",
    params(("keyHash" = inline(KeyHashText), Path, description = "SHA-256 hash of the API key.")),
    request_body(content = KeyPatchBody, description = "What is left out stays; a body that names nothing changes nothing."),
    responses(
        (status = 200, description = "The key as it is now.", body = KeyAnswer),
        (status = 400, description = "Not a key's hash, or a field that cannot be used.", body = ProblemBody<'static>),
        (status = 404, description = "There is no such key (`api_key_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "The key was revoked (`api_key_revoked`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn update(call: UpdateCall) -> Answer {
    let (KeyHashPath(hash), OptionalJson(body)) = &call.input;
    let member = &call.caller.member;
    let keys = &call.services().keys;
    let changed = keys
        .change(&member.workspace.id, hash, body.patch(), member.actor())
        .await?;
    let key = changed.ok_or_else(unknown)??;
    Ok(HttpResponse::Ok().json(KeyAnswer {
        ok: true,
        api_key: key.into(),
    }))
}

type UpdateCall = Call<Staff<roles::WorkspaceAdmin>, (KeyHashPath, OptionalJson<KeyPatchBody>)>;

/// Revoke API key
///
/// Ends a key for good; it stays in the list. Revoking twice changes nothing.
#[utoipa::path(
    delete,
    path = "/api/site-tools/api-keys/{keyHash}",
    operation_id = "revokeApiKey",
    tag = "Site Tools",
    params(("keyHash" = inline(KeyHashText), Path, description = "SHA-256 hash of the API key.")),
    responses(
        (status = 200, description = "The key as it is now.", body = KeyAnswer),
        (status = 404, description = "There is no such key (`api_key_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn revoke(call: Call<Staff<roles::WorkspaceAdmin>, KeyHashPath>) -> Answer {
    let (KeyHashPath(hash), member) = (&call.input, &call.caller.member);
    let keys = &call.services().keys;
    let revoked = keys.revoke(&member.workspace.id, hash, member.actor()).await?;
    let key = revoked.ok_or_else(unknown)?;
    Ok(HttpResponse::Ok().json(KeyAnswer {
        ok: true,
        api_key: key.into(),
    }))
}

/// Rotate API key
///
/// Makes a new key with the client, the scopes and the limit of another, and revokes that one unless told otherwise,
/// in one transaction. The new key's plain text is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/site-tools/api-keys/{keyHash}/rotate",
    operation_id = "rotateApiKey",
    tag = "Site Tools",
    params(("keyHash" = inline(KeyHashText), Path, description = "SHA-256 hash of the API key being rotated.")),
    request_body = RotateBody,
    responses(
        (status = 200, description = "API key rotated. Plaintext new key is returned once.", body = RotatedKeyAnswer),
        (status = 404, description = "There is no such key (`api_key_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "The key was revoked (`api_key_revoked`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn rotate(call: RotateCall) -> Answer {
    let (KeyHashPath(hash), Json(body)) = &call.input;
    let member = &call.caller.member;
    let keys = &call.services().keys;
    let rotated = keys
        .rotate(&member.workspace.id, hash, body.revoke_old, member.actor())
        .await?;
    let (key, rotated) = rotated.ok_or_else(unknown)??;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(RotatedKeyAnswer {
            ok: true,
            key: key.reveal().to_owned(),
            api_key: rotated.new.into(),
            old_api_key: rotated.old.into(),
        }))
}

type RotateCall = Call<Staff<roles::WorkspaceAdmin>, (KeyHashPath, Json<RotateBody>)>;

fn unknown() -> Problem {
    Problem::missing(Code::ApiKeyNotFound)
}
