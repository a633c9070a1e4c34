//! The control plane of installations: integrations, where they are installed, what they may see, what they hear of.

mod bodies;
mod catalogue;
mod credentials;
mod development;
mod events;
mod installation;
mod installations;
mod integration_body;
mod offers;
mod publish;
mod reach;
mod sites;
mod spaces;
mod statuses;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&catalogue::__path_list, catalogue::list)
        .add(&catalogue::__path_read, catalogue::read)
        .add(&publish::__path_publish, publish::publish)
        .add(&catalogue::__path_unpublish, catalogue::unpublish)
        .add(&installations::__path_list, installations::list)
        .add(&installations::__path_install, installations::install)
        .add(&installation::__path_read, installation::read)
        .add(&installation::__path_update, installation::update)
        .add(&installation::__path_uninstall, installation::uninstall)
        .add(&credentials::__path_token, credentials::token)
        .add(&credentials::__path_list, credentials::list)
        .add(&credentials::__path_issue, credentials::issue)
        .add(&credentials::__path_revoke, credentials::revoke)
        .add(&credentials::__path_rotate, credentials::rotate)
        .add(&spaces::__path_of_installation, spaces::of_installation)
        .add(&spaces::__path_one, spaces::one)
        .add(&spaces::__path_of_integration, spaces::of_integration)
        .add(&sites::__path_list, sites::list)
        .add(&sites::__path_add, sites::add)
        .add(&sites::__path_read, sites::read)
        .add(&sites::__path_remove, sites::remove)
        .add(&sites::__path_verify, sites::verify)
        .add(&events::__path_list, events::list)
        .add(&events::__path_read, events::read)
        .add(&events::__path_deliver, events::deliver)
        .add(&events::__path_post_task, events::post_task)
        .add(&development::__path_start, development::start)
        .add(&development::__path_stop, development::stop)
        .add(&offers::__path_of_space, offers::of_space)
        .add(&offers::__path_blocks, offers::blocks)
        .add(&offers::__path_of_site, offers::of_site)
        .add(&offers::__path_scripts, offers::scripts)
        .add(&statuses::__path_one, statuses::one)
        .add(&statuses::__path_all, statuses::all)
}
