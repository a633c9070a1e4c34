//! Publications as the staff see and edit them: the whole record, edits that outlive ingestion, what the dashboard
//! alone shows, lists of hidden and deleted ones.
//!
//! [`patch`] applies RFC 6902 documents, [`fields`] says which fields can be edited and what fits them, [`edits`]
//! keeps hand-made values beside what providers say, [`edit`] decides what one patch changes, [`history`] remembers each
//! and takes it back.

pub mod arrivals;
pub mod edit;
pub mod edits;
pub mod fields;
pub mod history;
pub mod model;
pub mod patch;
pub mod removal;
pub mod staff_fields;
pub mod store;
pub mod usecases;

#[cfg(test)]
mod tests;

pub use arrivals::Arrivals;
pub use edit::{Change, Edit, EditOutcome, PatchRefusal, Precondition};
pub use edits::{EditChange, EditConflict, Edits};
pub use history::{Histories, HistoryStore};
pub use model::{
    Curated, Deletion, LinkedPerson, Payload, StaffFilter, StaffQuery, StaffSort, StaffSummary, Totals,
    Visibility,
};
pub use patch::Patch;
pub use removal::{Removal, RemovalAction, Removed};
pub use staff_fields::StaffFields;
pub use store::CurationStore;
pub use usecases::{BulkRefusal, Curation, EditError};
