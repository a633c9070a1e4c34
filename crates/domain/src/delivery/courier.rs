//! Port: bringing a parcel to where it goes.

use async_trait::async_trait;

use super::Parcel;
use crate::origin::NotPublic;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourierFault {
    /// No such host.
    #[error("the host of the webhook has no address")]
    Unknown,
    /// The host leads to where nothing is delivered.
    #[error("the host of the webhook leads to {0}")]
    NotPublic(NotPublic),
    /// No connection, or one that broke.
    #[error("the webhook cannot be reached")]
    Unreachable,
    /// Longer than five seconds.
    #[error("the webhook did not answer in time")]
    TimedOut,
    /// The client itself.
    #[error("the service cannot deliver now")]
    Broken,
}

/// Brings parcels.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait Courier: Send + Sync {
    /// The status that the receiver answers with, whatever it is; within five seconds, from an address that
    /// [`crate::origin::Guard`] lets through. Redirects are not followed, and of the body nothing is looked at.
    async fn bring(&self, parcel: Parcel) -> Result<u16, CourierFault>;
}
