//! What each error of the domain means to a client: exhaustive, so that a new one does not compile without a code.

use std::error::Error;

use domain::activity::CleanUpError;
use domain::api_key::KeyRefusal;
use domain::ingestion::ForceFailRefusal;
use domain::ingestion::queue::QueueError;
use domain::installation::CredentialRefusal;
use domain::maintenance::ResetError;
use domain::publication::{ImportError, RepairError};
use domain::session::WorkplaceError;
use domain::storage::StoreError;
use domain::workspace::ConfirmationMismatch;
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

impl From<ConfirmationMismatch> for Problem {
    fn from(error: ConfirmationMismatch) -> Self {
        let message = error.to_string();
        Self::field(
            Code::ConfirmationMismatch,
            "the confirmation does not name this workspace",
            "confirmation",
            &message,
        )
    }
}

impl From<CleanUpError> for Problem {
    fn from(error: CleanUpError) -> Self {
        match error {
            CleanUpError::Confirmation(mismatch) => mismatch.into(),
            CleanUpError::Store(error) => error.into(),
        }
    }
}

impl From<ResetError> for Problem {
    fn from(error: ResetError) -> Self {
        match error {
            ResetError::NotNamed => Self::new(Code::Forbidden, error.to_string()),
            ResetError::Confirmation(mismatch) => mismatch.into(),
            ResetError::Store(error) => error.into(),
        }
    }
}

impl From<KeyRefusal> for Problem {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::Revoked => Self::new(Code::ApiKeyRevoked, refusal.to_string()),
        }
    }
}

impl From<ForceFailRefusal> for Problem {
    fn from(refusal: ForceFailRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            ForceFailRefusal::OrcidMismatch => Self::new(Code::OrcidMismatch, message),
            ForceFailRefusal::Finished(status) => {
                Self::new(Code::JobFinished, message).with_detail("status", json!(status.as_str()))
            }
        }
    }
}

fn invalid_doi(why: &str) -> Problem {
    Problem::field(Code::InvalidDoi, "the body names no DOI", "doi", why)
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        match error {
            ImportError::InvalidDoi(why) => invalid_doi(&why.to_string()),
            ImportError::People(refused) => {
                Self::new(Code::InvalidOrcid, message).with_detail("person_orcids", json!(refused))
            }
            ImportError::UnknownDoi(doi) => {
                Self::new(Code::DoiNotFound, message).with_detail("doi", json!(doi.as_str()))
            }
            ImportError::Unavailable(cause) => {
                tracing::warn!(cause, "registries could not be asked for an import");
                Self::new(
                    Code::ProviderUnavailable,
                    "the registries that may know this DOI cannot be asked now: try again later",
                )
            }
            ImportError::Store(error) => error.into(),
        }
    }
}

impl From<RepairError> for Problem {
    fn from(error: RepairError) -> Self {
        let message = error.to_string();
        match error {
            RepairError::InvalidDoi(why) => invalid_doi(&why.to_string()),
            RepairError::Unknown(doi) => {
                Self::new(Code::PublicationNotFound, message).with_detail("doi", json!(doi.as_str()))
            }
            RepairError::Store(error) => error.into(),
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
