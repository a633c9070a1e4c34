//! Works as staff see and edit them, and what makes publications of them.

mod body;
mod item;
mod list;
mod one;
mod promote;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&list::__path_list, list::list)
        .add(&one::__path_create, one::create)
        .add(&one::__path_detail, one::detail)
        .add(&one::__path_change, one::change)
        .add(&one::__path_delete, one::delete)
        .add(&one::__path_restore, one::restore)
        .add(&promote::__path_verify, promote::verify)
        .add(&promote::__path_promote, promote::promote)
}
