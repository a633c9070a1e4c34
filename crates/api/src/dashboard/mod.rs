//! The Dashboard surface: its routes, part by part.

mod activity;
mod api_keys;
mod better_auth;
mod control;
mod groups;
mod imports;
mod info;
mod ingestion;
mod people;
mod projects;
mod publications;
mod site_tools;
mod works;
mod workspaces;

pub(crate) use better_auth::{SignInLimits, is_better_auth, mount as mount_auth};

use crate::routes::Routes;

/// All routes.
pub(crate) fn routes() -> Routes {
    [
        activity::routes(),
        api_keys::routes(),
        control::routes(),
        groups::routes(),
        imports::routes(),
        info::routes(),
        ingestion::routes(),
        people::routes(),
        projects::routes(),
        publications::routes(),
        site_tools::routes(),
        works::routes(),
        workspaces::routes(),
    ]
    .into_iter()
    .fold(Routes::default(), Routes::and)
}
