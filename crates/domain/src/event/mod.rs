//! Events: what integrations hear of. Written in the transaction that caused them, delivered later.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{Delivery, DeliveryStatus, EventId, EventKind, IntegrationEvent, LoggedEvent};
pub use store::{EventFilter, EventStore, Redelivery};
pub use usecases::{TaskError, Tasks};
