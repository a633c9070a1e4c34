//! People as staff see and edit them.

mod affiliation;
mod amend;
mod arrival;
mod detail;
mod edit;
mod item;
mod list;

pub(super) use edit::text_or_languages;
pub(super) use item::several;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&list::__path_list, list::list)
        .add(&detail::__path_detail, detail::detail)
        .add(&edit::__path_edit, edit::edit)
        .add(&affiliation::__path_change, affiliation::change)
        .add(&arrival::__path_add, arrival::add)
        .add(&amend::__path_hide, amend::hide)
        .add(&amend::__path_set_photo, amend::set_photo)
        .add(&amend::__path_drop_photo, amend::drop_photo)
        .add(&amend::__path_set_slug, amend::set_slug)
        .add(&amend::__path_set_type, amend::set_type)
}
