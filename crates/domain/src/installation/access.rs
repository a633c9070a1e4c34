//! When an installation credential opens a door, and the word for why not.

use super::{Credential, Installation, InstallationStatus, OriginStatus, Scope};

/// A credential that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whose.
    pub installation: Installation,
    /// Which.
    pub credential: Credential,
}

/// Why a known credential is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialRefusal {
    /// Revoked.
    #[error("this installation credential was revoked")]
    InactiveCredential,
    /// Past its expiry.
    #[error("this installation credential has expired")]
    ExpiredCredential,
    /// The installation is not active.
    #[error("this installation is not active")]
    InactiveInstallation,
    /// No origin of the installation is verified.
    #[error("no origin of this installation is verified yet")]
    OriginNotVerified,
    /// The request comes from an origin that the installation does not have, or has not verified.
    #[error("requests from this origin are not accepted")]
    OriginRejected,
    /// The installation lacks the scope.
    #[error("this installation lacks the scope {}", .0.as_str())]
    ScopeDenied(Scope),
}

impl Grant {
    /// Decides about a credential: it is active and not expired, its installation is active and has a verified
    /// origin, and the request's `Origin`, if it bears one, is a verified origin of the installation.
    pub fn decide(
        installation: Installation,
        credential: Credential,
        origin: Option<&str>,
        now: i64,
    ) -> Result<Self, CredentialRefusal> {
        if !credential.active {
            return Err(CredentialRefusal::InactiveCredential);
        }
        if credential.expires_at.is_some_and(|at| at <= now) {
            return Err(CredentialRefusal::ExpiredCredential);
        }
        if installation.status != InstallationStatus::Active {
            return Err(CredentialRefusal::InactiveInstallation);
        }
        let mut verified = installation
            .origins
            .iter()
            .filter(|o| o.status == OriginStatus::Verified)
            .peekable();
        if verified.peek().is_none() {
            return Err(CredentialRefusal::OriginNotVerified);
        }
        if let Some(origin) = origin
            && !verified.any(|o| o.origin.as_str() == origin)
        {
            return Err(CredentialRefusal::OriginRejected);
        }
        Ok(Self {
            installation,
            credential,
        })
    }

    /// Whether the installation may read this.
    pub fn require(&self, scope: Scope) -> Result<(), CredentialRefusal> {
        if self.installation.scopes.contains(&scope) {
            Ok(())
        } else {
            Err(CredentialRefusal::ScopeDenied(scope))
        }
    }
}
