//! The workspace's timeline: what happened, to what, by whom.

pub mod model;
pub mod store;

pub use model::{Actor, Event, KeyUse, Trail, derived_id};
pub use store::ActivityStore;
