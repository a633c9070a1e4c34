//! The one catalogue of codes that clients can see, each with its status.

use actix_web::http::StatusCode;

/// Declares the catalogue: name, status, word.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:ident $word:literal,)+) => {
        /// A stable word for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The HTTP status that goes with it.
            pub(crate) fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }
        }
    };
}

codes! {
    /// A request that HTTP itself does not allow.
    BadRequest = BAD_REQUEST "bad_request",
    /// The body is not JSON.
    InvalidJson = BAD_REQUEST "invalid_json",
    /// The body is JSON, but not what the route takes.
    InvalidBody = BAD_REQUEST "invalid_body",
    /// A query parameter is out of its bounds.
    InvalidQuery = BAD_REQUEST "invalid_query",
    /// Categories that the workspace does not have.
    UnknownCategory = BAD_REQUEST "unknown_category",
    /// Text that is no ORCID iD.
    InvalidOrcid = BAD_REQUEST "invalid_orcid",
    /// Text that is no DOI.
    InvalidDoi = BAD_REQUEST "invalid_doi",
    /// No JSON Patch, or one that makes what cannot be kept.
    InvalidPatch = BAD_REQUEST "invalid_patch",
    /// Text that is no name of an integration.
    InvalidIntegrationName = BAD_REQUEST "invalid_integration_name",
    /// Text that is no hash of a key.
    InvalidKeyHash = BAD_REQUEST "invalid_key_hash",
    /// A deletion in bulk that does not name the workspace.
    ConfirmationMismatch = BAD_REQUEST "confirmation_mismatch",
    /// No key, and no workspace that answers without one.
    MissingWorkspace = BAD_REQUEST "missing_workspace",
    /// No key where one is needed.
    MissingApiKey = UNAUTHORIZED "missing_api_key",
    /// Not a key, an unknown key, or a key of the other kind.
    InvalidApiKey = UNAUTHORIZED "invalid_api_key",
    /// The same for installation credentials.
    InvalidInstallationCredential = UNAUTHORIZED "invalid_installation_credential",
    /// No known secret of an integration.
    InvalidIntegrationSecret = UNAUTHORIZED "invalid_integration_secret",
    /// No session, or one that does not count.
    Unauthenticated = UNAUTHORIZED "unauthenticated",
    /// The caller's role is too low.
    Forbidden = FORBIDDEN "forbidden",
    /// A change made with a cookie from a page that is not trusted.
    InvalidOrigin = FORBIDDEN "invalid_origin",
    /// A revoked API key.
    InactiveApiKey = FORBIDDEN "inactive_api_key",
    /// The API key lacks the scope.
    ApiKeyScopeDenied = FORBIDDEN "api_key_scope_denied",
    /// The installation is not active.
    InactiveInstallation = FORBIDDEN "inactive_installation",
    /// A revoked credential.
    InactiveInstallationCredential = FORBIDDEN "inactive_installation_credential",
    /// A credential past its expiry.
    ExpiredInstallationCredential = FORBIDDEN "expired_installation_credential",
    /// The installation lacks the scope.
    InstallationScopeDenied = FORBIDDEN "installation_scope_denied",
    /// No origin of the installation is verified.
    OriginNotVerified = FORBIDDEN "origin_not_verified",
    /// The request's origin is not one of the verified ones.
    OriginRejected = FORBIDDEN "origin_rejected",
    /// No such route.
    NotFound = NOT_FOUND "not_found",
    /// No such person, or not a public one.
    PersonNotFound = NOT_FOUND "person_not_found",
    /// No such entity.
    EntityNotFound = NOT_FOUND "entity_not_found",
    /// No such category.
    CategoryNotFound = NOT_FOUND "category_not_found",
    /// Nobody of this id works in the workspace.
    MemberNotFound = NOT_FOUND "member_not_found",
    /// Nobody has an account with this address.
    UserNotFound = NOT_FOUND "user_not_found",
    /// No such publication, or not a public one.
    PublicationNotFound = NOT_FOUND "publication_not_found",
    /// No such project, or not a public one.
    ProjectNotFound = NOT_FOUND "project_not_found",
    /// No such work, or not a public one.
    WorkNotFound = NOT_FOUND "work_not_found",
    /// No registry knows the DOI.
    DoiNotFound = NOT_FOUND "doi_not_found",
    /// The publication's history has no such entry.
    HistoryEntryNotFound = NOT_FOUND "history_entry_not_found",
    /// The person is not linked to the publication, or nobody said that it is not theirs.
    LinkNotFound = NOT_FOUND "link_not_found",
    /// No such ingestion job.
    JobNotFound = NOT_FOUND "job_not_found",
    /// No such API key.
    ApiKeyNotFound = NOT_FOUND "api_key_not_found",
    /// No such workspace, or not the one that the caller works in.
    WorkspaceNotFound = NOT_FOUND "workspace_not_found",
    /// No such integration, or none that the caller may know of.
    IntegrationNotFound = NOT_FOUND "integration_not_found",
    /// No such installation, or none of the caller's.
    InstallationNotFound = NOT_FOUND "installation_not_found",
    /// No such site.
    SiteNotFound = NOT_FOUND "site_not_found",
    /// There is no such script of an integration.
    ScriptNotFound = NOT_FOUND "script_not_found",
    /// No such credential.
    CredentialNotFound = NOT_FOUND "credential_not_found",
    /// No such event.
    EventNotFound = NOT_FOUND "event_not_found",
    /// The route does not know this method.
    MethodNotAllowed = METHOD_NOT_ALLOWED "method_not_allowed",
    /// No encoding that the caller accepts.
    NotAcceptable = NOT_ACCEPTABLE "not_acceptable",
    /// A value that has to be unique is in use.
    Taken = CONFLICT "taken",
    /// The entity takes nobody new.
    EntityRetired = CONFLICT "entity_retired",
    /// The category takes nobody new.
    CategoryRetired = CONFLICT "category_retired",
    /// The entity that ingestion puts new people into has to stay.
    DefaultEntity = CONFLICT "default_entity",
    /// The user works in the workspace already.
    AlreadyMember = CONFLICT "already_member",
    /// Nobody would be left to administrate the workspace.
    LastAdmin = CONFLICT "last_admin",
    /// Nobody has shown that the address of the account is theirs.
    UnconfirmedAddress = CONFLICT "unconfirmed_address",
    /// The record changed in between.
    Conflict = CONFLICT "conflict",
    /// The patch does not apply to what is there.
    PatchConflict = CONFLICT "patch_conflict",
    /// Fields of an edit were edited again since.
    RevertConflict = CONFLICT "revert_conflict",
    /// Staff gave this author to somebody else.
    PositionTaken = CONFLICT "position_taken",
    /// The work has become a publication.
    WorkPromoted = CONFLICT "work_promoted",
    /// The work is deleted.
    WorkDeleted = CONFLICT "work_deleted",
    /// The publication is deleted.
    PublicationDeleted = CONFLICT "publication_deleted",
    /// The record is not the version that `If-Match` names.
    PreconditionFailed = PRECONDITION_FAILED "precondition_failed",
    /// The job is about another ORCID iD.
    OrcidMismatch = CONFLICT "orcid_mismatch",
    /// The job has ended.
    JobFinished = CONFLICT "job_finished",
    /// The API key was revoked, which is for good.
    ApiKeyRevoked = CONFLICT "api_key_revoked",
    /// The workspace has an installation of the integration.
    AlreadyInstalled = CONFLICT "already_installed",
    /// Somebody uses the integration.
    IntegrationInstalled = CONFLICT "integration_installed",
    /// The installation was revoked or archived, which is for good.
    InstallationOver = CONFLICT "installation_over",
    /// A step that the status does not allow.
    InvalidTransition = CONFLICT "invalid_transition",
    /// The installation lacks what it needs to be active.
    InstallationNotReady = CONFLICT "installation_not_ready",
    /// The credential was revoked, or has expired.
    CredentialOver = CONFLICT "credential_over",
    /// As many as there may be.
    LimitReached = CONFLICT "limit_reached",
    /// The integration has nowhere to deliver to.
    WebhookMissing = CONFLICT "webhook_missing",
    /// The body did not arrive in time.
    RequestTimeout = REQUEST_TIMEOUT "request_timeout",
    /// The body is too large.
    PayloadTooLarge = PAYLOAD_TOO_LARGE "payload_too_large",
    /// The body is not declared as JSON.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE "unsupported_media_type",
    /// Too many requests in this minute.
    RateLimited = TOO_MANY_REQUESTS "rate_limited",
    /// The use of the API key could not be logged, so it was refused.
    ApiKeyLoggingUnavailable = INTERNAL_SERVER_ERROR "api_key_logging_unavailable",
    /// A bug, or a broken installation.
    Internal = INTERNAL_SERVER_ERROR "internal_error",
    /// The registries cannot be asked now.
    ProviderUnavailable = BAD_GATEWAY "provider_unavailable",
    /// Storage cannot be reached now.
    Unavailable = SERVICE_UNAVAILABLE "service_unavailable",
}

impl Code {
    /// The code for a refusal that the HTTP library made by itself.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::NOT_ACCEPTABLE => Self::NotAcceptable,
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::PAYLOAD_TOO_LARGE => Self::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}
