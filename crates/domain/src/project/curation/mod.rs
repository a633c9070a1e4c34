//! Projects as the staff see and edit them, hidden and deleted ones too, with what came out of them.

pub mod draft;
pub mod model;
pub mod store;
pub mod usecases;

#[cfg(test)]
mod tests;

pub use draft::{ProjectChange, ProjectDraft};
pub use model::{
    ProjectOutcome, ProjectRefusal, ProjectRemoval, StaffProject, StaffProjectFilter, StaffProjectQuery,
};
pub use store::ProjectCuration;
pub use usecases::{ProjectDesk, ProjectError};
