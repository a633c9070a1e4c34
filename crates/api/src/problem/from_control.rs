//! What refusals of the control plane mean to the staff and to integrations.

use std::collections::BTreeMap;

use domain::event::TaskError;
use domain::installation::{DeskError, InstallError, InstallationRefusal};
use domain::integration::{DevelopError, InvalidManifest, PublishRefusal, UnpublishRefusal};
use serde_json::json;

use super::{Code, Problem};

/// Said of every body with a field that cannot be used.
const FIELDS: &str = "some fields of the body cannot be used";

impl From<InvalidManifest> for Problem {
    fn from(InvalidManifest(faults): InvalidManifest) -> Self {
        Self::fields(Code::InvalidBody, FIELDS, &faults)
    }
}

impl From<PublishRefusal> for Problem {
    fn from(refusal: PublishRefusal) -> Self {
        match refusal {
            PublishRefusal::Taken => Self::new(Code::Taken, refusal.to_string()),
        }
    }
}

impl From<UnpublishRefusal> for Problem {
    fn from(refusal: UnpublishRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            UnpublishRefusal::BuiltIn | UnpublishRefusal::Foreign => Self::new(Code::Forbidden, message),
            UnpublishRefusal::Installed(count) => {
                Self::new(Code::IntegrationInstalled, message).with_detail("installations", json!(count))
            }
        }
    }
}

impl From<DevelopError> for Problem {
    fn from(error: DevelopError) -> Self {
        match error {
            DevelopError::Foreign | DevelopError::All => Self::new(Code::Forbidden, error.to_string()),
            DevelopError::Store(error) => error.into(),
        }
    }
}

impl From<TaskError> for Problem {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Foreign => Self::new(Code::Forbidden, error.to_string()),
            TaskError::NoWebhook => Self::new(Code::WebhookMissing, error.to_string()),
            TaskError::Store(error) => error.into(),
        }
    }
}

impl From<InstallError> for Problem {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::Installed => Self::new(Code::AlreadyInstalled, error.to_string()),
            InstallError::Refused(refusal) => refusal.into(),
            InstallError::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Missing => Self::missing(Code::InstallationNotFound),
            DeskError::NotTheirs => Self::new(Code::Forbidden, error.to_string()),
            DeskError::UnknownEntities(ref ids) => {
                let fields = BTreeMap::from([("spaces", error.to_string())]);
                Self::fields(Code::InvalidBody, FIELDS, &fields).with_detail("spaces", json!(ids))
            }
            DeskError::Refused(refusal) => refusal.into(),
            DeskError::Store(error) => error.into(),
        }
    }
}

impl From<InstallationRefusal> for Problem {
    fn from(refusal: InstallationRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            InstallationRefusal::Over(status) => {
                Self::new(Code::InstallationOver, message).with_detail("status", json!(status))
            }
            InstallationRefusal::Step(from, _) => {
                Self::new(Code::InvalidTransition, message).with_detail("status", json!(from))
            }
            InstallationRefusal::NotReady(missing) => {
                Self::new(Code::InstallationNotReady, message).with_detail("missing", json!(missing))
            }
            InstallationRefusal::NotActive => Self::new(Code::InactiveInstallation, message),
            InstallationRefusal::Undeclared(_) => Self::field(Code::InvalidBody, FIELDS, "scopes", &message),
            InstallationRefusal::SiteExists => Self::new(Code::Taken, message),
            InstallationRefusal::NoSite => Self::missing(Code::SiteNotFound),
            InstallationRefusal::NoCredential => Self::missing(Code::CredentialNotFound),
            InstallationRefusal::CredentialOver => Self::new(Code::CredentialOver, message),
            InstallationRefusal::TooManySites(_) | InstallationRefusal::TooManyCredentials(_) => {
                Self::new(Code::LimitReached, message)
            }
        }
    }
}
