//! What each error of the domain means to a client: exhaustive, so that a new one does not compile without a code.

use std::error::Error;

use domain::ingestion::queue::QueueError;
use domain::installation::CredentialRefusal;
use domain::session::WorkplaceError;
use domain::storage::StoreError;
use serde_json::json;

use super::{Code, Problem};

/// An error and its causes in one line, for the log.
fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        line.push_str(": ");
        line.push_str(&next.to_string());
        cause = next.source();
    }
    line
}

impl From<&StoreError> for Problem {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Taken(key) => Self::new(Code::Taken, format!("{key} is in use already")),
            StoreError::Conflict => Self::new(Code::Conflict, "the record changed in between: read it again"),
            StoreError::KeyLog(_) => {
                tracing::error!(cause = chain(error), "the use of an API key could not be logged");
                Self::new(
                    Code::ApiKeyLoggingUnavailable,
                    "the use of this key could not be logged, so nothing was done",
                )
            }
            StoreError::Unavailable(_) => {
                tracing::warn!(cause = chain(error), "storage is not available");
                Self::unavailable()
            }
            StoreError::Corrupt { .. } | StoreError::Failed(_) => Self::internal(&chain(error)),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<CredentialRefusal> for Problem {
    fn from(refusal: CredentialRefusal) -> Self {
        let code = match refusal {
            CredentialRefusal::InactiveCredential => Code::InactiveInstallationCredential,
            CredentialRefusal::ExpiredCredential => Code::ExpiredInstallationCredential,
            CredentialRefusal::InactiveInstallation => Code::InactiveInstallation,
            CredentialRefusal::OriginNotVerified => Code::OriginNotVerified,
            CredentialRefusal::OriginRejected => Code::OriginRejected,
            CredentialRefusal::ScopeDenied(scope) => {
                return Self::new(Code::InstallationScopeDenied, refusal.to_string())
                    .with_detail("scope", json!(scope.as_str()));
            }
        };
        Self::new(code, refusal.to_string())
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Invalid(ref orcids) => {
                let message = error.to_string();
                Self::new(Code::InvalidOrcid, message).with_detail("orcid_ids", json!(orcids))
            }
            QueueError::Store(error) => Self::from(error),
        }
    }
}

impl From<WorkplaceError> for Problem {
    fn from(error: WorkplaceError) -> Self {
        match error {
            WorkplaceError::Missing | WorkplaceError::Unknown => {
                Self::new(Code::MissingWorkspace, error.to_string())
            }
            WorkplaceError::Foreign => Self::new(Code::Forbidden, error.to_string()),
            WorkplaceError::Store(error) => Self::from(error),
        }
    }
}
