//! SQLite: batches through `json_each`, full-text indexes rebuilt at the end.

use anyhow::{Context, Result};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use domain::workspace::WorkspaceId;

use super::Target;
use crate::catalogue::{Batch, Format, Sizes, is_document};

/// A database file.
pub(super) struct Sqlite {
    conn: SqliteConnection,
    dropped: Vec<String>,
}

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Result<Self> {
        let conn = SqliteConnection::establish(path).context("the file does not open")?;
        let mut own = Self {
            conn,
            dropped: Vec::new(),
        };
        // Whoever seeds can seed again: nothing is lost with a half-written file.
        for pragma in [
            "foreign_keys = OFF",
            "synchronous = OFF",
            "locking_mode = EXCLUSIVE",
            "journal_mode = OFF",
            "cache_size = -400000",
            "temp_store = MEMORY",
        ] {
            own.run(&format!("PRAGMA {pragma}"))?;
        }
        Ok(own)
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        sql_query(sql)
            .execute(&mut self.conn)
            .with_context(|| sql.to_owned())?;
        Ok(())
    }
}

impl Target for Sqlite {
    fn format(&self) -> Format {
        Format::Json
    }

    fn undress(&mut self) -> Result<()> {
        // Slugs are rows of an index anyway; what makes a row unique is not at risk here.
        let objects: Vec<Object> = sql_query(
            "SELECT type AS kind, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL \
             ORDER BY type",
        )
        .load(&mut self.conn)?;
        for Object { kind, name, sql } in objects {
            self.run(&format!("DROP {kind} \"{name}\""))?;
            self.dropped.push(sql);
        }
        self.run("BEGIN")
    }

    fn insert(&mut self, batch: Batch) -> Result<()> {
        let values: Vec<String> = batch
            .columns
            .iter()
            .map(|column| {
                let arrow = if is_document(batch.table, column) {
                    "->"
                } else {
                    "->>"
                };
                format!("value {arrow} '{column}'")
            })
            .collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT {} FROM json_each(?)",
            batch.table,
            batch.columns.join(", "),
            values.join(", ")
        );
        sql_query(sql)
            .bind::<Text, _>(&batch.text)
            .execute(&mut self.conn)
            .with_context(|| format!("rows of {}", batch.table))?;
        Ok(())
    }

    fn finish(&mut self, workspace: &WorkspaceId, sizes: &Sizes) -> Result<()> {
        let tables: Vec<Name> =
            sql_query("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").load(&mut self.conn)?;
        for Name { name } in tables {
            self.run(&format!("INSERT INTO {name} ({name}) VALUES ('rebuild')"))?;
        }
        for sql in std::mem::take(&mut self.dropped) {
            self.run(&sql)?;
        }
        sql_query(
            "UPDATE workspaces SET public_publications = ?, public_people = ?, revision = revision + 1 WHERE id = ?",
        )
        .bind::<diesel::sql_types::BigInt, _>(i64::try_from(sizes.publications)?)
        .bind::<diesel::sql_types::BigInt, _>(i64::try_from(sizes.people)?)
        .bind::<Text, _>(workspace.as_str())
        .execute(&mut self.conn)?;
        self.run("COMMIT")?;
        for sql in [
            "ANALYZE",
            "PRAGMA locking_mode = NORMAL",
            "PRAGMA journal_mode = WAL",
        ] {
            self.run(sql)?;
        }
        Ok(())
    }
}
