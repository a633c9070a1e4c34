//! The timeline.

mod cleanup;
mod list;
mod params;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&cleanup::__path_clean_up, cleanup::clean_up)
        .add(&list::__path_list, list::list)
}
