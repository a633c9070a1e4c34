//! Bringing the tables up to date.

use diesel::{Connection, RunQueryDsl, SqliteConnection};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use domain::storage::StoreError;

use crate::db::{Database, Pools};
use crate::error::DbError;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
/// Any number, as long as all versions of Legaciti use the same.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7236828)";

impl Database {
    /// Names of the migrations that are not applied yet, in order.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.with_harness(false).await?)
    }

    /// Applies what is missing; safe to call from several processes at once.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.with_harness(true).await?)
    }

    /// On a thread of its own: the harness is synchronous, and would panic inside an actix worker.
    async fn with_harness(&self, apply: bool) -> Result<Vec<String>, DbError> {
        let pools = self.pools.clone();
        tokio::task::spawn_blocking(move || match pools {
            Pools::Postgres { url, .. } => {
                let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::establish(&url)
                    .map_err(unreachable_database)?;
                // Released with the connection.
                diesel::sql_query(MIGRATION_LOCK).execute(&mut conn)?;
                run(&mut conn, POSTGRES, apply)
            }
            Pools::Sqlite { path, .. } => {
                let mut conn = SqliteConnection::establish(&path).map_err(unreachable_database)?;
                diesel::sql_query("PRAGMA busy_timeout = 30000").execute(&mut conn)?;
                diesel::sql_query("PRAGMA journal_mode = WAL").execute(&mut conn)?;
                let done = run(&mut conn, SQLITE, apply)?;
                if apply {
                    add_missing_columns(&mut conn)?;
                }
                Ok(done)
            }
        })
        .await?
    }
}

fn run<B: diesel::backend::Backend>(
    harness: &mut impl MigrationHarness<B>,
    migrations: EmbeddedMigrations,
    apply: bool,
) -> Result<Vec<String>, DbError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Migration(error.to_string());
    if apply {
        let versions = harness.run_pending_migrations(migrations).map_err(failed)?;
        return Ok(versions.iter().map(ToString::to_string).collect());
    }
    let pending = harness.pending_migrations(migrations).map_err(failed)?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

/// Columns of Better Auth's plugins, which a table that it made itself may lack. SQLite cannot say `ADD COLUMN IF
/// NOT EXISTS`; on PostgreSQL the migration does.
const PLUGIN_COLUMNS: [(&str, &str, &str); 7] = [
    ("user", "role", "text"),
    ("user", "banned", "integer"),
    ("user", "banReason", "text"),
    ("user", "banExpires", "date"),
    ("user", "superadmin", "integer"),
    ("session", "impersonatedBy", "text"),
    ("session", "activeOrganizationId", "text"),
];

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

fn add_missing_columns(conn: &mut SqliteConnection) -> Result<(), DbError> {
    for (table, column, kind) in PLUGIN_COLUMNS {
        let columns: Vec<Column> = diesel::sql_query("SELECT name FROM pragma_table_info(?)")
            .bind::<diesel::sql_types::Text, _>(table)
            .load(conn)?;
        if columns.iter().all(|found| found.name != column) {
            diesel::sql_query(format!("ALTER TABLE \"{table}\" ADD COLUMN \"{column}\" {kind}"))
                .execute(conn)?;
        }
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn unreachable_database(error: diesel::ConnectionError) -> DbError {
    DbError::Query(diesel::result::Error::DatabaseError(
        diesel::result::DatabaseErrorKind::UnableToSendCommand,
        Box::new(error.to_string()),
    ))
}
