//! Refusals in Better Auth's form: `{"message": …, "code": …}`.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use domain::session::password::HashingFailed;
use domain::session::{ChangeError, SignInError};
use domain::storage::StoreError;
use serde::Serialize;

use crate::problem::Problem;

const X_RETRY_AFTER: HeaderName = HeaderName::from_static("x-retry-after");

/// A refusal on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct Refusal {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    wait: Option<i64>,
}

#[derive(Serialize)]
struct Body<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    code: &'a str,
}

const fn refusal(status: StatusCode, code: &'static str, message: &'static str) -> Refusal {
    Refusal {
        status,
        code: Cow::Borrowed(code),
        message: Cow::Borrowed(message),
        wait: None,
    }
}

macro_rules! refusals {
    ($($name:ident = $status:ident $code:literal $message:literal;)+) => {
        $(pub(super) const $name: Refusal = refusal(StatusCode::$status, $code, $message);)+
    };
}

refusals! {
    UNAUTHORIZED = UNAUTHORIZED "UNAUTHORIZED" "Unauthorized";
    WRONG = UNAUTHORIZED "INVALID_EMAIL_OR_PASSWORD" "Invalid email or password";
    BANNED = FORBIDDEN "BANNED_USER" "You have been banned from this application. Please contact support if you believe this is an error.";
    NOT_FRESH = FORBIDDEN "SESSION_NOT_FRESH" "Session is not fresh";
    INVALID_EMAIL = BAD_REQUEST "INVALID_EMAIL" "Invalid email";
    TOO_LONG = BAD_REQUEST "PASSWORD_TOO_LONG" "Password too long";
    TOO_SHORT = BAD_REQUEST "PASSWORD_TOO_SHORT" "Password too short";
    INVALID_PASSWORD = BAD_REQUEST "INVALID_PASSWORD" "Invalid password";
    NO_PASSWORD = BAD_REQUEST "CREDENTIAL_ACCOUNT_NOT_FOUND" "Credential account not found";
    INVALID_JSON = BAD_REQUEST "BAD_REQUEST" "Invalid JSON in request body";
    TOO_SLOW = REQUEST_TIMEOUT "REQUEST_TIMEOUT" "Request timeout";
    TOO_LARGE = PAYLOAD_TOO_LARGE "PAYLOAD_TOO_LARGE" "Payload too large";
    SIGN_UP_DISABLED = BAD_REQUEST "EMAIL_PASSWORD_SIGN_UP_DISABLED" "Email and password sign up is not enabled";
    EMAIL_STAYS = BAD_REQUEST "EMAIL_CAN_NOT_BE_UPDATED" "Email can not be updated";
    NOTHING_TO_UPDATE = BAD_REQUEST "NO_FIELDS_TO_UPDATE" "No fields to update";
    INVALID_ORIGIN = FORBIDDEN "INVALID_ORIGIN" "Invalid origin";
    MISSING_ORIGIN = FORBIDDEN "MISSING_OR_NULL_ORIGIN" "Missing or null Origin";
    INVALID_CALLBACK = FORBIDDEN "INVALID_CALLBACK_URL" "Invalid callbackURL";
    CROSS_SITE = FORBIDDEN "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED" "Cross-site navigation login blocked. This request appears to be a CSRF attack.";
    POST_SESSION = METHOD_NOT_ALLOWED "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED" "POST method requires deferSessionRefresh to be enabled in session config";
    NO_ORGANIZATION = BAD_REQUEST "ORGANIZATION_NOT_FOUND" "Organization not found";
    NO_MEMBER = FORBIDDEN "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION" "User is not a member of the organization";
}

impl Refusal {
    /// A body that does not fit; each entry is `[body.field] what is wrong`.
    pub(super) fn validation(faults: &[String]) -> Self {
        Self {
            message: Cow::Owned(faults.join("; ")),
            ..refusal(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", "")
        }
    }

    /// A content type that is not taken.
    pub(super) fn media_type(message: String) -> Self {
        Self {
            message: Cow::Owned(message),
            ..refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", "")
        }
    }

    /// A field that clients must not set.
    pub(super) fn field_not_allowed(name: &str) -> Self {
        Self {
            message: Cow::Owned(format!("{name} is not allowed to be set")),
            ..refusal(StatusCode::BAD_REQUEST, "FIELD_NOT_ALLOWED", "")
        }
    }

    /// Too many attempts; `seconds` until the next.
    pub(super) fn too_many(seconds: i64) -> Self {
        Self {
            wait: Some(seconds),
            ..refusal(
                StatusCode::TOO_MANY_REQUESTS,
                "",
                "Too many requests. Please try again later.",
            )
        }
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(seconds) = self.wait {
            let seconds = HeaderValue::from(seconds);
            response.insert_header((X_RETRY_AFTER, seconds.clone()));
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.json(Body {
            message: &self.message,
            code: &self.code,
        })
    }
}

/// Failures of ours keep their status; whatever caused them was logged.
impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let code = problem.code();
        Self {
            code: Cow::Owned(code.as_str().to_ascii_uppercase()),
            message: Cow::Owned(problem.to_string()),
            ..refusal(code.status(), "", "")
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl From<HashingFailed> for Refusal {
    fn from(error: HashingFailed) -> Self {
        Problem::internal(&error.to_string()).into()
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => WRONG,
            SignInError::Banned => BANNED,
            SignInError::Hashing(error) => error.into(),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        use domain::session::password::UnfitPassword;
        match error {
            ChangeError::InvalidEmail => INVALID_EMAIL,
            ChangeError::Unfit(UnfitPassword::Short) => TOO_SHORT,
            ChangeError::Unfit(UnfitPassword::Long) => TOO_LONG,
            ChangeError::WrongPassword => INVALID_PASSWORD,
            ChangeError::NoPassword => NO_PASSWORD,
            ChangeError::Unknown => UNAUTHORIZED,
            ChangeError::Hashing(error) => error.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}
