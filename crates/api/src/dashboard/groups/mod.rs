//! Entities and categories.

mod categories;
mod desk;
mod entities;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&entities::__path_list, entities::list)
        .add(&entities::__path_create, entities::create)
        .add(&entities::__path_rename, entities::rename)
        .add(&entities::__path_retire, entities::retire)
        .add(&entities::__path_restore, entities::restore)
        .add(&categories::__path_list, categories::list)
        .add(&categories::__path_create, categories::create)
        .add(&categories::__path_rename, categories::rename)
        .add(&categories::__path_retire, categories::retire)
        .add(&categories::__path_restore, categories::restore)
}
