//! Credentials of installations, and tokens.

use actix_web::{HttpResponse, HttpResponseBuilder};
use domain::credential::Issued;
use domain::credential::change::{MAX_OVERLAP_SECONDS, OVERLAP_SECONDS};
use domain::installation::Credential;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::reach;
use crate::auth::{Call, Party, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{CredentialPath, InstallationPath, LAST_SECOND, OptionalJson, given_whole, whole};

/// A credential of an installation; never its key.
#[derive(Serialize, ToSchema)]
#[schema(as = InstallationCredential)]
struct CredentialBody {
    /// Identifier.
    id: String,
    /// Not revoked; it may have expired.
    is_active: bool,
    /// A token, which is forgotten when it expires.
    is_temporary: bool,
    /// When it was issued (Unix seconds).
    created_at: i64,
    /// When it ends (Unix seconds); null: never.
    #[schema(required = true)]
    expires_at: Option<i64>,
    /// When it was last used (Unix seconds), to the minute.
    #[schema(required = true)]
    last_used_at: Option<i64>,
    /// When it was revoked (Unix seconds).
    #[schema(required = true)]
    revoked_at: Option<i64>,
}

impl From<Credential> for CredentialBody {
    fn from(found: Credential) -> Self {
        Self {
            id: found.id.to_string(),
            is_active: found.active,
            is_temporary: found.temporary,
            created_at: found.created_at,
            expires_at: found.expires_at,
            last_used_at: found.last_used_at,
            revoked_at: found.revoked_at,
        }
    }
}

/// All credentials of an installation.
#[derive(Serialize, ToSchema)]
pub(super) struct CredentialList {
    /// Newest first.
    items: Vec<CredentialBody>,
}

/// A new credential.
#[derive(Serialize, ToSchema)]
pub(super) struct IssuedCredential {
    /// The key in plain text, shown this once.
    #[schema(example = "lgi_…")]
    key: String,
    /// What is kept of it.
    credential: CredentialBody,
}

/// A credential in the place of another.
#[derive(Serialize, ToSchema)]
pub(super) struct RotatedCredential {
    /// The new key in plain text, shown this once.
    #[schema(example = "lgi_…")]
    key: String,
    /// What is kept of it.
    credential: CredentialBody,
    /// The old credential as it is now.
    old_credential: CredentialBody,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenAnswer {
    /// The token, for `X-API-Key`; shown this once.
    #[schema(example = "lgi_…")]
    token: String,
    /// When it ends (Unix seconds).
    #[schema(required = true)]
    expires_at: Option<i64>,
}

/// Answers with a secret are kept nowhere.
fn secret(mut answer: HttpResponseBuilder, body: &impl Serialize) -> HttpResponse {
    answer.insert_header(("Cache-Control", "no-store")).json(body)
}

/// Create an integration installation API token
///
/// A credential that lives for an hour, with the scopes of the installation, which has to be active. For the
/// integration itself, or a workspace admin.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations/{installationId}/tokens",
    operation_id = "createInstallationToken",
    tag = "Credentials",
    params(InstallationPath),
    responses(
        (status = 200, description = "The API token for the installation.", body = TokenAnswer),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "It is over, or has too many tokens: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn token(call: Call<Party<roles::WorkspaceAdmin>, InstallationPath>) -> Answer {
    let (services, caller, path) = (call.services(), &call.caller.caller, &call.input);
    reach::integration(services, caller, &path.integration).await?;
    let place = reach::place(caller, &path.integration, &path.installation);
    let issued = services.installation_desk.token(&place, caller).await?;
    let body = TokenAnswer {
        token: issued.key.reveal().to_owned(),
        expires_at: issued.credential.expires_at,
    };
    Ok(secret(HttpResponse::Ok(), &body))
}

/// List credentials of an installation
///
/// Newest first, revoked and expired ones included; never in plain text.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}/credentials",
    operation_id = "listInstallationCredentials",
    tag = "Credentials",
    params(InstallationPath),
    responses(
        (status = 200, description = "All credentials.", body = CredentialList),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn list(call: Call<Staff<roles::WorkspaceAdmin>, InstallationPath>) -> Answer {
    let path = &call.input;
    let caller = reach::as_caller(&call.caller.member);
    let of = (&path.integration, &path.installation);
    let (_, file) = reach::file(call.services(), &caller, of).await?;
    let items = file.credentials.into_iter().rev().map(CredentialBody::from);
    call.current(
        None,
        &CredentialList {
            items: items.collect(),
        },
    )
}

/// How long a credential lives.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IssueBody {
    /// When it ends (Unix seconds), in the future; never where left out.
    #[serde(deserialize_with = "given_whole")]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 253_402_300_799_i64)]
    expires_at: Option<i64>,
}

/// Issue a credential for an installation
///
/// With the scopes of the installation. Its key is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations/{installationId}/credentials",
    operation_id = "issueInstallationCredential",
    tag = "Credentials",
    params(InstallationPath),
    request_body = IssueBody,
    responses(
        (status = 201, description = "The credential. Its key is shown once.", body = IssuedCredential),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "It is over, or has too many credentials: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn issue(
    call: Call<Staff<roles::WorkspaceAdmin>, (InstallationPath, OptionalJson<IssueBody>)>,
) -> Answer {
    let (path, OptionalJson(body)) = &call.input;
    let services = call.services();
    let caller = reach::as_caller(&call.caller.member);
    let is_future = |at: i64| at > call.state().now() && at <= LAST_SECOND;
    if body.expires_at.is_some_and(|at| !is_future(at)) {
        return Err(reach::body_fault(
            "expires_at",
            "must be Unix seconds in the future",
        ));
    }
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    let issued = desk.issue(&place, body.expires_at, &caller).await?;
    Ok(secret(HttpResponse::Created(), &issued_body(issued)))
}

fn issued_body(issued: Issued) -> IssuedCredential {
    IssuedCredential {
        key: issued.key.reveal().to_owned(),
        credential: issued.credential.into(),
    }
}

/// Revoke a credential of an installation
///
/// It opens nothing from here on. Once is enough.
#[utoipa::path(
    delete,
    path = "/api/integrations/{integrationName}/installations/{installationId}/credentials/{credentialId}",
    operation_id = "revokeInstallationCredential",
    tag = "Credentials",
    params(CredentialPath),
    responses(
        (status = 204, description = "It is revoked."),
        (status = 404, description = "There is no such integration, installation or credential: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn revoke(call: Call<Staff<roles::WorkspaceAdmin>, CredentialPath>) -> Answer {
    let (services, path) = (call.services(), &call.input);
    let caller = reach::as_caller(&call.caller.member);
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    desk.revoke(&place, &path.credential, &caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How a credential is replaced.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RotateCredentialBody {
    /// How long the old credential stays good, in seconds; 0 ends it at once.
    #[serde(deserialize_with = "whole")]
    #[validate(range(min = 0, max = MAX_OVERLAP_SECONDS, message = "must be between 0 and 2592000"))]
    #[schema(default = 86_400, minimum = 0, maximum = 2_592_000)]
    overlap_seconds: i64,
}

impl Default for RotateCredentialBody {
    fn default() -> Self {
        Self {
            overlap_seconds: OVERLAP_SECONDS,
        }
    }
}

/// Rotate a credential of an installation
///
/// Makes a new credential that lives as long as the old one was made for. Both are good during the overlap, so that
/// the site can change over without a pause. The new key is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations/{installationId}/credentials/{credentialId}/rotate",
    operation_id = "rotateInstallationCredential",
    tag = "Credentials",
    params(CredentialPath),
    request_body = RotateCredentialBody,
    responses(
        (status = 200, description = "The new credential, and the old one as it is now.", body = RotatedCredential),
        (status = 404, description = "There is no such integration, installation or credential: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "The credential or the installation is over: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn rotate(call: RotateCall) -> Answer {
    let (path, OptionalJson(body)) = &call.input;
    let services = call.services();
    let caller = reach::as_caller(&call.caller.member);
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    let rotated = desk
        .rotate(&place, &path.credential, body.overlap_seconds, &caller)
        .await?;
    let IssuedCredential { key, credential } = issued_body(rotated.new);
    let body = RotatedCredential {
        key,
        credential,
        old_credential: rotated.old.into(),
    };
    Ok(secret(HttpResponse::Ok(), &body))
}

type RotateCall = Call<Staff<roles::WorkspaceAdmin>, (CredentialPath, OptionalJson<RotateCredentialBody>)>;
