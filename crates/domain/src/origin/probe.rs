//! Port: asking a site for its proof.

use async_trait::async_trait;

use super::NotPublic;
use crate::identifier::Origin;

/// Where a site serves its proof.
pub const PROOF_PATH: &str = "/.well-known/legaciti-verification.txt";
/// Bytes of a proof that are read at most.
pub const MAX_PROOF: usize = 4 * 1024;

/// Why a site gave no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeFault {
    /// No such host.
    #[error("the host of this site has no address")]
    Unknown,
    /// The host leads to where nobody is asked.
    #[error("the host of this site leads to {0}")]
    NotPublic(NotPublic),
    /// No connection, or one that broke.
    #[error("the site cannot be reached")]
    Unreachable,
    /// Longer than five seconds.
    #[error("the site did not answer in time")]
    TimedOut,
    /// More than [`MAX_PROOF`].
    #[error("the site answers with more than {MAX_PROOF} bytes")]
    TooLarge,
    /// A status other than 200.
    #[error("the site answers with the status {0}")]
    Status(u16),
    /// A redirection to another host, or too many.
    #[error("the site leads elsewhere")]
    Elsewhere,
    /// The client itself.
    #[error("the service cannot ask sites now")]
    Broken,
}

impl ProbeFault {
    /// Whether the site itself answered: what it says now counts against it, a bad connection does not.
    pub fn is_an_answer(&self) -> bool {
        match self {
            // A server that is in trouble says nothing about whose it is.
            Self::Status(status) => *status < 500 && !matches!(status, 408 | 429),
            Self::TooLarge | Self::Elsewhere => true,
            Self::Unknown | Self::NotPublic(_) | Self::Unreachable | Self::TimedOut | Self::Broken => false,
        }
    }
}

/// Asks sites.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait SiteProbe: Send + Sync {
    /// What a site serves at [`PROOF_PATH`]; within five seconds, from an address that the [`super::Guard`] lets
    /// through.
    async fn proof(&self, origin: &Origin) -> Result<String, ProbeFault>;
}
