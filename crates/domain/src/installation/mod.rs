//! Installations: one integration (WordPress, Drupal, …) in one workspace, with origins, scopes, credentials.

pub mod access;
pub mod change;
pub mod control;
pub mod desk;
pub mod model;
pub mod store;
pub mod usecases;

pub use access::{CredentialRefusal, Grant};
pub use change::{InstallationChange, InstallationRefusal, Missing, Uninstall};
pub use control::{
    InstallationControl, InstallationFile, InstallationFilter, Order, Outcome, Place, SpaceInstallation,
};
pub use desk::{Caller, DeskError, InstallError, InstallationDesk, InstallationPatch, NewInstall};
pub use model::{
    Credential, CredentialId, Installation, InstallationId, InstallationOrigin, InstallationStatus, OriginId,
    OriginStatus, Scope, Selection,
};
pub use store::{CredentialRecord, InstallationStore};
pub use usecases::{DEFAULT_RATE_LIMIT, Installations, Issued, NewInstallation};
