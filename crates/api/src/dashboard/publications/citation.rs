//! The one place where citations come from.

use std::sync::Arc;

use actix_web::web;
use domain::publication::Record;

use crate::problem::Problem;
use crate::state::Services;

/// The APA citation of each record, in their order. Wording them takes the processor a while: it is done beside the
/// threads that serve.
pub(super) async fn citations(
    services: &Services,
    records: Vec<Record>,
) -> Result<Vec<Option<String>>, Problem> {
    let words = Arc::clone(&services.citations);
    let worded = web::block(move || records.iter().map(|record| words.apa(record)).collect());
    worded
        .await
        .map_err(|error| Problem::internal(&error.to_string()))
}
