//! Staff say whose a publication is: they link, unlink and confirm people, and say that it is not somebody's.
//!
//! Decisions outlive ingestion and every later matching: who was linked or confirmed stays, who was refused does not come
//! back by itself.

pub mod decision;
pub mod store;
pub mod usecases;

#[cfg(test)]
mod tests;

pub use decision::{Decision, LinkOrder, LinkRefusal, Present, Relinked};
pub use store::{LinkOutcome, LinkStore, PeopleOf, RefusedPerson};
pub use usecases::{LinkDesk, LinkError};
