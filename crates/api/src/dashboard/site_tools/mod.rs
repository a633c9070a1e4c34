//! Maintenance of a workspace.

mod author_links;
mod cursor;
mod link_report;
mod reset;
mod stuck_jobs;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&author_links::__path_repair, author_links::repair)
        .add(&author_links::__path_repair_all, author_links::repair_all)
        .add(&reset::__path_reset, reset::reset)
        .add(&stuck_jobs::__path_clear, stuck_jobs::clear)
}
