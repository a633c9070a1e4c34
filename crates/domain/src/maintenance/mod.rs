//! Maintenance of a workspace: checking its read model, starting its catalogue over.

pub mod difference;
pub mod model;
pub mod store;
pub mod usecases;

pub use difference::Difference;
pub use model::{Reset, ResetCounts};
pub use store::MaintenanceStore;
pub use usecases::{AskReset, Maintenance, ResetError};
