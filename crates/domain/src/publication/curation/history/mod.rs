//! Every edit by hand, whole, and taking one back.
//!
//! [`entry`] is what is kept of an edit, [`revert`] decides what taking one back changes.

pub mod entry;
pub mod revert;
pub mod store;
pub mod usecases;

#[cfg(test)]
mod tests;

pub use entry::{Entry, FieldChange, HandMade, History, Mark};
pub use revert::{Revert, RevertRefusal};
pub use store::{HistoryPage, HistoryQuery, HistoryStore, PastEntry};
pub use usecases::{Histories, RevertError};
