//! API keys, as the dashboard shows them; never in plain text, save once.

use domain::api_key::{ApiKey, ApiKeyScope};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};

/// An API key.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(super) struct KeyBody {
    /// SHA-256 of the key, its identifier.
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    key_hash: String,
    /// Whose it is.
    #[schema(example = "partner")]
    client_name: String,
    /// What it may do.
    #[schema(schema_with = scopes_schema)]
    scopes: Vec<ApiKeyScope>,
    /// Neither switched off nor revoked.
    is_active: bool,
    /// Requests a minute.
    #[schema(example = 60)]
    rate_limit_per_minute: u32,
    /// When it was made (Unix seconds).
    created_at: i64,
    /// When it was last used (Unix seconds), where that is noted.
    #[schema(required = true)]
    last_used_at: Option<i64>,
    /// When it was revoked (Unix seconds), which is for good.
    #[schema(required = true)]
    revoked_at: Option<i64>,
}

impl From<ApiKey> for KeyBody {
    fn from(key: ApiKey) -> Self {
        Self {
            key_hash: key.key_hash.as_str().to_owned(),
            client_name: key.client_name,
            scopes: key.scopes,
            is_active: key.active,
            rate_limit_per_minute: key.rate_limit_per_minute,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// All keys of the workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyList {
    /// Newest first.
    pub(super) api_keys: Vec<KeyBody>,
    /// How many.
    #[schema(example = 1)]
    pub(super) total: usize,
}

/// A key as it is now.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyAnswer {
    /// Always true; refusals have other statuses.
    pub(super) ok: bool,
    /// The key.
    pub(super) api_key: KeyBody,
}

/// A new key.
#[derive(Serialize, ToSchema)]
pub(super) struct NewKeyAnswer {
    /// Always true; refusals have other statuses.
    pub(super) ok: bool,
    /// The key in plain text, shown this once.
    #[schema(example = "lgc_…")]
    pub(super) key: String,
    /// What is kept of it.
    pub(super) api_key: KeyBody,
}

/// A key in the place of another.
#[derive(Serialize, ToSchema)]
pub(super) struct RotatedKeyAnswer {
    /// Always true; refusals have other statuses.
    pub(super) ok: bool,
    /// The new key in plain text, shown this once.
    #[schema(example = "lgc_…")]
    pub(super) key: String,
    /// What is kept of it.
    pub(super) api_key: KeyBody,
    /// The old key as it is now.
    pub(super) old_api_key: KeyBody,
}

/// Schema of a list of scopes.
pub(super) fn scopes_schema() -> Schema {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(ApiKeyScope::ALL.map(ApiKeyScope::as_str)));
    Schema::Array(
        ArrayBuilder::new()
            .items(word.build())
            .min_items(Some(1))
            .description(Some("What the key may do."))
            .build(),
    )
}
