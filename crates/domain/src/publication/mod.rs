//! Publications: records identified by a DOI inside a workspace.
//!
//! [`merge`] turns what providers say into one record with provenance, [`matching`] finds the centre's people
//! among the authors, [`visibility`] says what is public, [`contribution`] ties them together for one write,
//! [`joining`] makes one of an alias and its primary, [`linking`] is what staff decide about people, [`citation`] says how
//! a reference list names a record; [`curation`] is what the staff see and edit.

pub mod citation;
pub mod contribution;
pub mod curation;
pub mod joining;
pub mod linking;
pub mod matching;
pub mod merge;
pub mod model;
pub mod repair;
pub mod search;
pub mod store;
pub mod usecases;
pub mod visibility;
pub mod vocabulary;

pub use citation::Citations;
pub use contribution::{Contribution, Existing, LinkedWrite, Revised};
pub use matching::{Ambiguity, Candidate, Link, LinkOrigin, MatchState, Possible};
pub use merge::Merged;
pub use model::{
    Affiliation, Attention, CitedBy, Contributor, OpenAccessStatus, PersonRef, Provenance, ProviderState,
    PublicPublication, PublicationFilter, PublicationId, PublicationQuery, PublicationSort,
    PublicationSummary, Record, Resolution, Retraction, RetractionStatus, StoredPublication,
};
pub use repair::{
    AuthorLinkStore, AuthorRepairs, BulkRepair, Repair, RepairAsk, RepairBatch, RepairError, RepairOrder,
    RepairScope, RepairedPublication, Standing, repair,
};
pub use store::PublicationStore;
pub use usecases::{ImportDoi, ImportError, Importer};
