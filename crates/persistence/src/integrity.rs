//! Whether the file of an embedded database is sound.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection};
use domain::storage::StoreError;

use crate::db::{Database, Link};
use crate::error::DbError;

#[derive(Debug, QueryableByName)]
struct Fault {
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
}

/// What SQLite answers where nothing is wrong.
const SOUND: &str = "ok";
/// The check of the file names at most 100 faults; a row that refers to nothing is one more.
const CHECKS: [&str; 2] = [
    "SELECT integrity_check AS message FROM pragma_integrity_check",
    "SELECT 'a row of ' || \"table\" || ' refers to nothing in ' || parent AS message FROM pragma_foreign_key_check",
];

impl Database {
    /// What SQLite finds wrong with its file; nothing on PostgreSQL, whose server looks after its files itself.
    pub async fn faults(&self) -> Result<Vec<String>, StoreError> {
        match self.read().await?.link {
            Link::Postgres(_) => Ok(Vec::new()),
            Link::Sqlite(mut conn) => Ok(conn.spawn_blocking(faults).await.map_err(DbError::from)?),
        }
    }
}

fn faults(connection: &mut SqliteConnection) -> diesel::QueryResult<Vec<String>> {
    let mut found = Vec::new();
    for check in CHECKS {
        let rows: Vec<Fault> = diesel::sql_query(check).load(connection)?;
        found.extend(rows.into_iter().filter_map(|row| row.message));
    }
    found.retain(|message| message != SOUND);
    Ok(found)
}
