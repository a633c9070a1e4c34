//! The ingestion queue as staff see it.

mod job;
mod params;
mod queue;
mod status;
mod stuck;

pub(super) use job::JobBody;
pub(super) use queue::{QueueBody, jobs_of, queue_for};
pub(super) use stuck::plain;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&queue::__path_ingest, queue::ingest)
        .add(&status::__path_status, status::status)
        .add(&stuck::__path_list, stuck::list)
        .add(&stuck::__path_force_fail, stuck::force_fail)
}
