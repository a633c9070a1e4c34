//! People as staff see and edit them.

mod affiliation;
mod detail;
mod edit;
mod item;
mod list;

pub(super) use edit::text_or_languages;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&list::__path_list, list::list)
        .add(&detail::__path_detail, detail::detail)
        .add(&edit::__path_edit, edit::edit)
        .add(&affiliation::__path_change, affiliation::change)
}
