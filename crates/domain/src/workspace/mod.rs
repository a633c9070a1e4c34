//! A workspace is a tenant: one research centre. An entity is a unit inside it.

pub mod model;
pub mod store;

pub use model::{ConfirmationMismatch, Entity, EntityId, Workspace, WorkspaceId, WorkspaceRevision};
pub use store::WorkspaceStore;
