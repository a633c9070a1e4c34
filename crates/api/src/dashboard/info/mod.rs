//! Who is signed in, and whether the service works.

mod health;
mod identity;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&health::__path_health, health::health)
        .add(&identity::__path_me, identity::me)
        .add(&identity::__path_debug_auth, identity::debug_auth)
}
