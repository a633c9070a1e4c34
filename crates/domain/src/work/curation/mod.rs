//! Works as the staff see and edit them, and what makes a publication of one.

pub mod draft;
pub mod model;
pub mod store;
pub mod usecases;

#[cfg(test)]
mod tests;

pub use draft::{WorkChange, WorkDraft};
pub use model::{
    Promotion, StaffWork, StaffWorkFilter, StaffWorkQuery, WorkOutcome, WorkRefusal, WorkRemoval,
};
pub use store::WorkCuration;
pub use usecases::{PromoteError, WorkDesk, WorkError};
