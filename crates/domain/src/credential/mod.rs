//! Credentials of installations: issued, rotated with an overlap, revoked; and tokens that live for an hour.

pub mod change;
pub mod usecases;

pub use change::{CredentialChange, Issue, Revoke, Rotate, is_good, issue, revoked};
pub use usecases::{Issued, Rotated};
