//! Maintenance of a workspace: starting its catalogue over.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{Reset, ResetCounts};
pub use store::MaintenanceStore;
pub use usecases::{AskReset, Maintenance, ResetError};
