//! Funded projects, with members and coordinators; [`curation`] is what the staff see and edit.

pub mod curation;
pub mod model;
pub mod store;
pub mod usecases;

pub use model::{Currency, Project, ProjectFields, ProjectFilter, ProjectId, ProjectQuery, ProjectSort};
pub use store::ProjectStore;
pub use usecases::{Projects, WrittenProject};
