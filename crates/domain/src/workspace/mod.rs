//! A workspace is a tenant: one research centre. An entity is a unit inside it.

pub mod change;
pub mod model;
pub mod store;
pub mod usecases;
pub mod view;

pub use change::{WorkspaceChange, WorkspaceRefusal};
pub use model::{ConfirmationMismatch, Entity, EntityId, Workspace, WorkspaceId, WorkspaceRevision};
pub use store::WorkspaceStore;
pub use usecases::{NewWorkspace, WorkspacePatch, Workspaces};
pub use view::View;
