//! Ingestion: one job for each ORCID iD, from the registries into the catalogue.
//!
//! `discover` (ORCID) → `resolve` (agency) → `enrich` → merge → store → match: [`pipeline`] walks the steps,
//! [`plan`] and [`resolve`] decide, [`queue`] lets jobs in.

pub mod control;
pub mod model;
mod overlap;
pub mod pipeline;
pub mod plan;
pub mod queue;
pub mod resolve;
pub mod store;
pub mod stuck;

pub use control::{JobControl, JobDesk};
pub use model::{Job, JobError, JobId, JobOutcome, JobStatus, NewJob, Progress, QueueCounts};
pub use pipeline::{Pipeline, PipelinePorts};
pub use queue::{Enqueue, Queue, QueueError, Queued};
pub use resolve::{Resolver, ResolverPorts};
pub use store::{AgencyStore, JobStore};
pub use stuck::{ClearStuck, ForceFail, ForceFailRefusal, StuckRule};
