//! A workspace is a tenant: one research centre. An entity is a unit inside it.

pub mod model;
pub mod store;
pub mod view;

pub use model::{ConfirmationMismatch, Entity, EntityId, Workspace, WorkspaceId, WorkspaceRevision};
pub use store::WorkspaceStore;
pub use view::View;
