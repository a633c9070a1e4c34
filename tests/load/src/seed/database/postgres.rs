//! PostgreSQL: batches through `COPY`.

use std::pin::pin;

use actix_web::web::Bytes;
use anyhow::{Context, Result};
use domain::workspace::WorkspaceId;
use futures_util::SinkExt as _;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

use super::Target;
use crate::catalogue::{Batch, Format, Sizes};

/// A database on a server.
pub(super) struct Postgres {
    runtime: Runtime,
    client: Client,
    dropped: Vec<String>,
}

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(connection);
            Ok::<_, tokio_postgres::Error>(client)
        })?;
        let own = Self {
            runtime,
            client,
            dropped: Vec::new(),
        };
        // Foreign keys are triggers; the rows are right by construction.
        own.run("SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")?;
        Ok(own)
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.runtime
            .block_on(self.client.batch_execute(sql))
            .with_context(|| sql.to_owned())
    }
}

impl Target for Postgres {
    fn format(&self) -> Format {
        Format::Copy
    }

    fn undress(&mut self) -> Result<()> {
        let found = self.runtime.block_on(self.client.query(
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' \
             AND indexname NOT IN (SELECT conindid::regclass::text FROM pg_constraint WHERE conindid <> 0)",
            &[],
        ))?;
        for row in found {
            let (name, definition): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            self.run(&format!("DROP INDEX \"{name}\""))?;
            self.dropped.push(definition);
        }
        self.run("BEGIN")
    }

    fn insert(&mut self, batch: Batch) -> Result<()> {
        let columns = batch
            .columns
            .iter()
            .map(|column| format!("\"{column}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let table = batch.table;
        let rows = Bytes::from(batch.text);
        self.runtime
            .block_on(async {
                let sink = self
                    .client
                    .copy_in(&format!("COPY {table} ({columns}) FROM STDIN"))
                    .await?;
                let mut sink = pin!(sink);
                sink.send(rows).await?;
                sink.finish().await
            })
            .with_context(|| format!("rows of {table}"))?;
        Ok(())
    }

    fn finish(&mut self, workspace: &WorkspaceId, sizes: &Sizes) -> Result<()> {
        self.runtime.block_on(self.client.execute(
            "UPDATE workspaces SET public_publications = $1, public_people = $2, revision = revision + 1 WHERE id = $3",
            &[
                &i64::try_from(sizes.publications)?,
                &i64::try_from(sizes.people)?,
                &workspace.as_str(),
            ],
        ))?;
        self.run("COMMIT")?;
        for definition in std::mem::take(&mut self.dropped) {
            self.run(&definition)?;
        }
        // Numbers that the rows brought along are not given again.
        for table in ["publications", "people", "memberships"] {
            self.run(&format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            ))?;
        }
        self.run("VACUUM (ANALYZE)")
    }
}
