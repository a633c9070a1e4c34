//! Funded projects, with members and coordinators.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{
    Currency, InvalidProject, Project, ProjectFields, ProjectFilter, ProjectId, ProjectQuery, ProjectSort,
};
pub use store::ProjectStore;
pub use usecases::{Projects, WriteProjectError, WrittenProject};
