//! Works: outputs without a DOI (ORCID works, reports, software), public once somebody has verified them;
//! [`curation`] is what the staff see, edit and make publications of.

pub mod curation;
pub mod model;
pub mod store;
pub mod usecases;

pub use model::{NewWork, OrcidKey, Work, WorkFields, WorkFilter, WorkId, WorkQuery, WorkSort, WorkSummary};
pub use store::WorkStore;
pub use usecases::{Works, WrittenWork};
