//! API keys.

mod bodies;
mod key;
mod keys;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&keys::__path_list, keys::list)
        .add(&keys::__path_create, keys::create)
        .add(&key::__path_update, key::update)
        .add(&key::__path_revoke, key::revoke)
        .add(&key::__path_rotate, key::rotate)
}
