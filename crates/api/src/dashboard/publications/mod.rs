//! Publications as staff see and edit them.

mod citation;
mod cursor;
mod detail;
mod edit;
mod history;
mod item;
mod links;
mod list;
mod removal;
mod stats;

pub(super) use item::{PublicationsPage, rfc3339};
pub(super) use list::meant;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&list::__path_list, list::list)
        .add(&list::__path_of_person, list::of_person)
        .add(&stats::__path_totals, stats::totals)
        .add(&stats::__path_timeseries, stats::timeseries)
        .add(&detail::__path_detail, detail::detail)
        .add(&edit::__path_patch, edit::patch)
        .add(&history::__path_history, history::history)
        .add(&history::__path_revert, history::revert)
        .add(&links::__path_people, links::people)
        .add(&links::__path_link, links::link)
        .add(&links::__path_unlink, links::unlink)
        .add(&links::__path_confirm, links::confirm)
        .add(&links::__path_refuse, links::refuse)
        .add(&links::__path_withdraw, links::withdraw)
        .add(&removal::__path_delete, removal::delete)
        .add(&removal::__path_bulk, removal::bulk)
}
