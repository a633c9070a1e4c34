//! Installations: one integration (WordPress, Drupal, …) in one workspace, with origins, scopes, credentials.

pub mod access;
pub mod model;
pub mod store;
pub mod usecases;

pub use access::{CredentialRefusal, Grant};
pub use model::{
    Credential, CredentialId, Installation, InstallationId, InstallationOrigin, InstallationStatus, OriginId,
    OriginStatus, Scope,
};
pub use store::{CredentialRecord, InstallationStore};
pub use usecases::{DEFAULT_RATE_LIMIT, Installations, Issued, NewInstallation};
