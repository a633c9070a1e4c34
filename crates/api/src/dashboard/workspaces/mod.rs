//! Research centres, and who works in them.

mod bodies;
mod centres;
mod members;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&centres::__path_list, centres::list)
        .add(&centres::__path_create, centres::create)
        .add(&centres::__path_detail, centres::detail)
        .add(&centres::__path_change, centres::change)
        .add(&members::__path_list, members::list)
        .add(&members::__path_invite, members::invite)
        .add(&members::__path_set_role, members::set_role)
        .add(&members::__path_remove, members::remove)
}
