//! The workspace's timeline: what happened, to what, by whom, and how it went.

pub mod model;
pub mod outcome;
pub mod query;
pub mod store;
pub mod usecases;

pub use model::{Actor, Event, KeyUse, Trail, derived_id};
pub use outcome::{Outcome, Severity};
pub use query::{ActivityFilter, ActivityQuery, EventCursor, InvalidCursor, Timeline};
pub use store::ActivityStore;
pub use usecases::{CleanUp, CleanUpError, CleanUpScope, Housekeeping};
