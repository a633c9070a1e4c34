//! The Integrations surface: its routes in one list. CMS plugins read it with the credential of an installation.

mod health;
mod installation;
mod people;
mod projects;
mod publications;
mod scripts;
mod verify;
mod works;

use crate::routes::Routes;

/// The version of this surface: the day of its contract.
pub(crate) const VERSION: &str = "2026-04-22";

/// All routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .add(&health::__path_health, health::health)
        .add(&installation::__path_installation, installation::installation)
        .add(&publications::__path_list, publications::list)
        .add(&works::__path_list, works::list)
        .add(&projects::__path_list, projects::list)
        .add(&people::__path_list, people::list)
        .add(&verify::__path_verify, verify::verify)
        .add(&scripts::__path_script, scripts::script)
}
