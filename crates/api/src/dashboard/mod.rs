//! The Dashboard surface: its routes, part by part.

mod activity;
mod api_keys;
mod imports;
mod info;
mod ingestion;
mod people;
mod publications;
mod site_tools;

use crate::routes::Routes;

/// All routes.
pub(crate) fn routes() -> Routes {
    [
        activity::routes(),
        api_keys::routes(),
        imports::routes(),
        info::routes(),
        ingestion::routes(),
        people::routes(),
        publications::routes(),
        site_tools::routes(),
    ]
    .into_iter()
    .fold(Routes::default(), Routes::and)
}
