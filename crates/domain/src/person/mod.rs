//! Researchers, identified by ORCID iD inside a workspace.

pub mod model;
pub mod name;
pub mod store;

pub use model::{
    Person, PersonNames, PersonQuery, PersonSummary, RegistryPerson, SyncStatus, UpsertedPerson, Withdrawn,
};
pub use store::PersonStore;
