//! People as the staff see and edit them: names and biographies made by hand, categories, where somebody belongs.
//!
//! What ORCID says and what the staff say are kept apart: ingestion renews the one and never touches the other.

pub mod amend;
pub mod arrival;
pub mod edit;
pub mod model;
pub mod store;
pub mod texts;
pub mod usecases;

pub use amend::{AmendFault, Amendment, Standing};
pub use arrival::{ArrivalError, Arrivals, Arrived};
pub use edit::{Change, Current, EditRefusal, Edited, ProfileEdit, Stamp};
pub use model::{
    Category, CategoryId, Profile, ProfileDetail, ProfileFilter, ProfileQuery, ProfileSort, affiliation,
};
pub use store::{AmendOutcome, EditOutcome, ProfileStore};
pub use usecases::{AmendError, EditError, Profiles};
