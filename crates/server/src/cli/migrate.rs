//! `legaciti migrate`: the tables of this version.

use persistence::Database;
use serde_json::json;

use super::{CliError, Session};
use crate::wire::{Tables, database_settings, prepare};

pub(super) async fn run(session: &Session) -> Result<(), CliError> {
    let database = Database::connect(&database_settings(&session.config)).await?;
    let applied = prepare(&database, Tables::Migrate).await?;
    let document = json!({ "backend": database.backend(), "applied": applied });
    session.output.show(&document, || match applied.as_slice() {
        [] => "the tables are up to date".to_owned(),
        applied => format!("applied {}", applied.join(", ")),
    })
}
