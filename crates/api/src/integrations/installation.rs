//! The installation behind a credential.

use domain::installation::{Installation, InstallationOrigin};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::auth::{Call, Installed, scopes};
use crate::routes::Answer;

fn word(words: &'static [&'static str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
}

fn platform_schema() -> Object {
    word(&["wordpress", "drupal"])
}

fn status_schema() -> Object {
    word(&[
        "draft",
        "pending_verification",
        "active",
        "disabled",
        "revoked",
        "archived",
    ])
}

fn verification_schema() -> Object {
    word(&["pending", "verified", "failed", "revoked"])
}

/// A web origin of the installation.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginItem {
    /// Identifier.
    id: String,
    /// Scheme, host and port.
    #[schema(example = "https://www.example.org")]
    origin: String,
    #[schema(schema_with = verification_schema)]
    verification_status: &'static str,
    /// Unix seconds.
    #[schema(required = true)]
    verified_at: Option<i64>,
    /// Why the last try failed.
    #[schema(required = true)]
    last_verification_error: Option<String>,
}

impl From<&InstallationOrigin> for OriginItem {
    fn from(found: &InstallationOrigin) -> Self {
        Self {
            id: found.id.as_str().to_owned(),
            origin: found.origin.as_str().to_owned(),
            verification_status: found.status.as_str(),
            verified_at: found.verified_at,
            last_verification_error: found.last_verification_error.clone(),
        }
    }
}

/// An installation.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstallationItem {
    /// Identifier.
    id: String,
    /// Whose catalogue it reads.
    workspace_id: String,
    #[schema(schema_with = platform_schema)]
    platform: String,
    #[schema(schema_with = status_schema)]
    status: &'static str,
    /// What people call it.
    #[schema(example = "Main site")]
    display_name: String,
    /// More words.
    #[schema(required = true)]
    description: Option<String>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds.
    updated_at: i64,
    /// Where it lives on the web.
    origins: Vec<OriginItem>,
    /// What it may read.
    #[schema(example = json!(["people.read", "publications.read"]))]
    scopes: Vec<&'static str>,
}

impl From<&Installation> for InstallationItem {
    fn from(found: &Installation) -> Self {
        Self {
            id: found.id.as_str().to_owned(),
            workspace_id: found.workspace.as_str().to_owned(),
            platform: found.platform.clone(),
            status: found.status.as_str(),
            display_name: found.display_name.clone(),
            description: found.description.clone(),
            created_at: found.created_at,
            updated_at: found.updated_at,
            origins: found.origins.iter().map(Into::into).collect(),
            scopes: found.scopes.iter().map(|scope| scope.as_str()).collect(),
        }
    }
}

/// The installation behind the credential.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstallationAnswer {
    /// The installation.
    installation: InstallationItem,
}

/// Resolve current installation
///
/// The installation that the credential belongs to; no scope is needed.
#[utoipa::path(
    get,
    path = "/integrations/v1/installation",
    operation_id = "getInstallation",
    tag = "Integrations",
    responses((status = 200, description = "Current installation context.", body = InstallationAnswer))
)]
pub(crate) async fn installation(call: Call<Installed<scopes::Any>>) -> Answer {
    call.fresh(&InstallationAnswer {
        installation: (&call.caller.grant.installation).into(),
    })
}
