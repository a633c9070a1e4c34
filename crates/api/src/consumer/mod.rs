//! The Consumer surface: its routes in one list.

mod health;
mod ingest;
mod item;
mod membership;
mod people;
mod projects;
mod publication_list;
mod publications;
mod works;

pub(crate) use item::{localised_schema, optional_localised_schema};
pub(crate) use projects::{AppliedProjectFilters, address as project_address};
pub(crate) use publication_list::AppliedPublicationFilters;
pub(crate) use works::{WorkList, list_of_works};

use crate::routes::Routes;

/// All routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .add(&health::__path_health, health::health)
        .add(&ingest::__path_ingest, ingest::ingest)
        .add(&membership::__path_set_membership, membership::set_membership)
        .add(&people::__path_list, people::list)
        .add(&people::__path_detail, people::detail)
        .add(&people::__path_publications, people::publications)
        .add(&people::__path_by_slug, people::by_slug)
        .add(&projects::__path_list, projects::list)
        .add(&projects::__path_detail, projects::detail)
        .add(&publications::__path_list, publications::list)
        .add(&publications::__path_detail, publications::detail)
        .add(&works::__path_list, works::list)
        .add(&works::__path_detail, works::detail)
}
