//! Origins of an installation: adding them, and vouching for them.

use clap::Args;
use domain::activity::Actor;
use domain::identifier::Origin;
use domain::installation::InstallationOrigin;
use serde_json::{Value, json};

use super::Which;
use crate::cli::words::origin;
use crate::cli::{CliError, Session};

#[derive(Debug, Args)]
pub(in crate::cli) struct AddOrigin {
    #[command(flatten)]
    which: Which,
    /// Which installation
    id: String,
    /// Scheme, host and port, such as <https://www.example.org>
    #[arg(value_parser = origin)]
    origin: Origin,
    /// You vouch for it: it counts as verified
    #[arg(long)]
    verified: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct VerifyOrigin {
    #[command(flatten)]
    which: Which,
    /// Which installation
    id: String,
    /// One of its origins
    #[arg(value_parser = origin)]
    origin: Origin,
}

impl AddOrigin {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, installation) = self.which.find(session, self.id).await?;
        let origin = system
            .installations()
            .add_origin(
                &installation.workspace,
                &installation.id,
                self.origin,
                self.verified,
                Actor::Operator,
            )
            .await?;
        session.output.show(&origin_document(&origin), || {
            format!(
                "{} is {}{}",
                origin.origin,
                origin.status.as_str(),
                tokens(std::slice::from_ref(&origin))
            )
        })
    }
}

impl VerifyOrigin {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, installation) = self.which.find(session, self.id).await?;
        let found = system
            .installations()
            .vouch_for_origin(
                &installation.workspace,
                &installation.id,
                &self.origin,
                Actor::Operator,
            )
            .await?;
        let missing = || {
            CliError::failed(format!(
                "installation {} has no origin {}",
                installation.id, self.origin
            ))
        };
        let origin = found.ok_or_else(missing)?;
        session.output.show(&origin_document(&origin), || {
            format!("{} is verified", origin.origin)
        })
    }
}

/// What the owners of origins that are not verified have to serve.
pub(super) fn tokens(origins: &[InstallationOrigin]) -> String {
    let unverified = origins.iter().filter(|o| o.verified_at.is_none());
    let line = |o: &InstallationOrigin| {
        format!(
            "\n{}/.well-known/legaciti-verification.txt has to answer: {}",
            o.origin, o.token
        )
    };
    unverified.map(line).collect()
}

/// An origin as `--json` shows it.
pub(super) fn origin_document(origin: &InstallationOrigin) -> Value {
    json!({
        "id": origin.id,
        "origin": origin.origin.as_str(),
        "status": origin.status.as_str(),
        "token": origin.token,
        "verified_at": origin.verified_at,
        "last_verification_error": origin.last_verification_error,
    })
}
