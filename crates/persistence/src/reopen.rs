//! Connections to an embedded database that cannot write any more are replaced.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::pooled_connection::deadpool::Object;
use tokio::time::sleep;

use crate::blocking::SqliteConn;
use crate::db::{Database, Pools};

/// A file that stays read-only costs its readers new connections so often.
const PAUSE: Duration = Duration::from_millis(500);

impl Database {
    /// Closes all connections to an embedded database at one moment; whoever needs one opens it anew. SQLite opens a
    /// file for reading alone while nothing can be written there, and all connections of a process share what they
    /// know of it: as long as one is left, none can write, even when the file system has long been mended.
    pub(crate) fn reopen(&self) {
        let Pools::Sqlite { read, write, .. } = &self.pools else {
            return;
        };
        // Not for every single write that is refused.
        let Ok(turn) = Arc::clone(&self.reopening).try_lock_owned() else {
            return;
        };
        let pools = [write.clone(), read.clone()];
        tokio::spawn(async move {
            let mut held = Vec::new();
            for pool in &pools {
                for _ in 0..pool.status().max_size {
                    // What cannot be opened need not be closed.
                    held.extend(pool.get().await.ok());
                }
            }
            let all: Vec<SqliteConn> = held.into_iter().map(Object::take).collect();
            drop(all);
            sleep(PAUSE).await;
            drop(turn);
        });
    }
}

#[cfg(test)]
mod tests {
    use diesel_async::SimpleAsyncConnection as _;

    use super::*;
    use crate::Settings;
    use crate::db::{Conn, on};
    use crate::error::DbError;

    async fn run(database: &Database, sql: &str) -> Result<(), DbError> {
        database
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c.batch_execute(sql).await)?;
                Ok(())
            })
            .await
    }

    #[tokio::test]
    async fn a_connection_that_cannot_write_any_more_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            url: format!("sqlite://{}", folder.path().join("test.db").display()),
            pool: None,
        };
        let database = Database::connect(&settings).await.unwrap();
        run(&database, "CREATE TABLE a (b INTEGER)").await.unwrap();
        // The connection stays so, as after a time in which the file could not be written.
        let refused = run(&database, "PRAGMA query_only = ON; INSERT INTO a VALUES (1)").await;
        assert!(refused.unwrap_err().spoils_connections());
        for _ in 0..40 {
            if run(&database, "INSERT INTO a VALUES (2)").await.is_ok() {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing can be written two seconds later");
    }
}
