//! Why a command could not be carried out, in one line, and the exit code for it.

use std::error::Error;

use domain::ingestion::QueueError;
use domain::publication::usecases::ImportError;
use domain::session::ChangeError;
use domain::storage::StoreError;
use domain::written::WriteError;

use crate::config::ConfigError;
use crate::telemetry::TelemetryError;
use crate::wire::WireError;

/// A command that failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What was asked makes no sense; exit code 2.
    #[error("{0}")]
    Usage(String),
    /// It could not be done; exit code 1.
    #[error("{0}")]
    Failed(String),
    /// The configuration; exit code 2.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Logs or metrics.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The parts could not be put together.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Standard output, files, listeners.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl CliError {
    /// Exit code 1.
    pub fn failed(line: impl Into<String>) -> Self {
        Self::Failed(line.into())
    }

    /// Exit code 2.
    pub fn usage(line: impl Into<String>) -> Self {
        Self::Usage(line.into())
    }

    /// 1 or 2.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Config(_) => 2,
            Self::Failed(_) | Self::Telemetry(_) | Self::Store(_) | Self::Wire(_) | Self::Io(_) => 1,
        }
    }

    /// One line for standard error, causes included.
    pub fn line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !line.contains(&text) {
                line.push_str(": ");
                line.push_str(&text);
            }
            cause = error.source();
        }
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl From<QueueError> for CliError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Invalid(reasons) => {
                let each: Vec<String> = reasons
                    .iter()
                    .map(|(text, why)| format!("{text:?}: {why}"))
                    .collect();
                Self::usage(each.join("; "))
            }
            QueueError::Store(error) => error.into(),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::InvalidDoi(why) => Self::usage(why.to_string()),
            ImportError::People(reasons) => {
                let each: Vec<String> = reasons
                    .iter()
                    .map(|(text, why)| format!("{text}: {why}"))
                    .collect();
                Self::failed(each.join("; "))
            }
            ImportError::UnknownDoi(_) | ImportError::Unavailable(_) => Self::failed(error.to_string()),
            ImportError::Store(error) => error.into(),
        }
    }
}

impl From<WriteError> for CliError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Store(error) => error.into(),
            WriteError::Invalid(_) | WriteError::InvalidId | WriteError::Person(..) => {
                Self::failed(error.to_string())
            }
        }
    }
}

impl From<ChangeError> for CliError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::InvalidEmail | ChangeError::Unfit(_) => Self::usage(error.to_string()),
            ChangeError::Unknown
            | ChangeError::WrongPassword
            | ChangeError::NoPassword
            | ChangeError::Hashing(_) => Self::failed(error.to_string()),
            ChangeError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_on_the_same_line() {
        let error = CliError::from(StoreError::Unavailable("connection\nrefused".into()));
        assert_eq!(error.line(), "the database is not available: connection refused");
        assert_eq!(error.exit_code(), 1);
    }

    #[test]
    fn unreadable_ids_are_wrong_usage() {
        let reasons = [("12".to_owned(), "too short".to_owned())].into();
        let error = CliError::from(QueueError::Invalid(reasons));
        assert_eq!(
            (error.line().as_str(), error.exit_code()),
            ("\"12\": too short", 2)
        );
    }
}
