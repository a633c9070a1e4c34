//! Every refusal in one form: a sentence for people, a code for programs, details that name the field.

mod code;
mod from_control;
mod from_curation;
mod from_domain;
mod from_outputs;
mod from_profile;
mod from_staff;

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

pub(crate) use code::Code;

/// Seconds after which a caller may try again when storage was not there.
const RETRY_SECONDS: u64 = 5;

/// A refusal on its way to the caller. Whatever caused it was logged when it was made.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Problem {
    code: Code,
    message: Cow<'static, str>,
    details: BTreeMap<String, Value>,
    header: Option<(HeaderName, String)>,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProblemBody<'a> {
    /// A sentence for a person.
    #[schema(example = "some query parameters cannot be used")]
    error: &'a str,
    /// A stable word for programs.
    #[schema(example = "invalid_query")]
    code: &'a str,
    /// Which field, which iD, which request; null where there is nothing to add.
    #[schema(required = true, example = json!({"fields": {"per_page": "must be between 1 and 100"}}))]
    details: Option<&'a BTreeMap<String, Value>>,
}

impl Problem {
    /// A refusal with a sentence.
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let scheme = match code {
            Code::Unauthenticated | Code::InvalidIntegrationSecret => "Bearer realm=\"dashboard\"",
            _ => "ApiKey header=\"X-API-Key\"",
        };
        let header =
            (code.status() == StatusCode::UNAUTHORIZED).then(|| (WWW_AUTHENTICATE, scheme.to_owned()));
        Self {
            code,
            message: message.into(),
            details: BTreeMap::new(),
            header,
        }
    }

    /// One of the "no such …" refusals.
    pub(crate) fn missing(code: Code) -> Self {
        let message = match code {
            Code::PersonNotFound => "there is no such person",
            Code::EntityNotFound => "there is no such entity",
            Code::CategoryNotFound => "there is no such category",
            Code::MemberNotFound => "there is no such member",
            Code::PublicationNotFound => "there is no such public publication",
            Code::ProjectNotFound => "there is no such public project",
            Code::WorkNotFound => "there is no such public work",
            Code::JobNotFound => "there is no such ingestion job",
            Code::ApiKeyNotFound => "there is no such API key",
            Code::WorkspaceNotFound => {
                "there is no such workspace, or it is not the one that you work in: see X-Workspace-Id"
            }
            Code::IntegrationNotFound => "there is no such integration",
            Code::InstallationNotFound => "there is no such installation",
            Code::SiteNotFound => "there is no such site",
            Code::ScriptNotFound => "there is no such script",
            Code::CredentialNotFound => "there is no such credential",
            Code::EventNotFound => "there is no such event",
            _ => "there is nothing here",
        };
        Self::new(code, message)
    }

    /// A bug or a broken installation. The cause goes to the log, not to the caller.
    pub(crate) fn internal(cause: &str) -> Self {
        tracing::error!(cause, "a request failed");
        Self::new(Code::Internal, "something went wrong on our side")
    }

    /// Storage is not there; the caller is asked to come back.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            Code::Unavailable,
            "the service is not available now: try again soon",
        )
        .with_header(RETRY_AFTER, RETRY_SECONDS.to_string())
    }

    /// Too many requests; `seconds` until the next window.
    pub(crate) fn rate_limited(seconds: i64) -> Self {
        Self::new(Code::RateLimited, "too many requests in this minute")
            .with_header(RETRY_AFTER, seconds.to_string())
    }

    /// A wrong method; `allow` lists the right ones.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        Self::new(Code::MethodNotAllowed, "this route does not know this method")
            .with_header(ALLOW, allow.to_owned())
    }

    /// Fields that cannot be used, each with a sentence.
    pub(crate) fn fields<K: AsRef<str>>(
        code: Code,
        message: &'static str,
        fields: &BTreeMap<K, String>,
    ) -> Self {
        let fields: BTreeMap<&str, &str> = fields
            .iter()
            .map(|(name, why)| (name.as_ref(), why.as_str()))
            .collect();
        Self::new(code, message).with_detail("fields", json!(fields))
    }

    /// A single field that cannot be used.
    pub(crate) fn field(code: Code, message: &'static str, name: &str, why: &str) -> Self {
        Self::fields(code, message, &BTreeMap::from([(name, why.to_owned())]))
    }

    /// Adds to the details.
    pub(crate) fn with_detail(mut self, name: &str, value: Value) -> Self {
        self.details.insert(name.to_owned(), value);
        self
    }

    fn with_header(mut self, name: HeaderName, value: String) -> Self {
        self.header = Some((name, value));
        self
    }

    /// The code.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// The answer; 5xx ones name the request, so that a report can be found in the log.
    pub(crate) fn response(&self, request_id: &str) -> HttpResponse {
        if self.code.status().is_server_error() {
            self.clone()
                .with_detail("request_id", json!(request_id))
                .error_response()
        } else {
            self.error_response()
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some((name, value)) = &self.header {
            response.insert_header((name.clone(), value.as_str()));
        }
        response.json(ProblemBody {
            error: &self.message,
            code: self.code.as_str(),
            details: (!self.details.is_empty()).then_some(&self.details),
        })
    }
}

/// The answer where no route is.
pub(crate) async fn unknown_route() -> Result<HttpResponse, Problem> {
    Err(Problem::missing(Code::NotFound))
}
