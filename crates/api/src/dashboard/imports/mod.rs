//! Importing people and publications at once.

mod doi;
mod orcid;

use crate::routes::Routes;

/// The routes of this part.
pub(super) fn routes() -> Routes {
    Routes::default()
        .add(&doi::__path_import_doi, doi::import_doi)
        .add(&orcid::__path_import_orcid, orcid::import_orcid)
}
