//! `legaciti-seed`: writes a large catalogue of fictional people straight into a database.
//!
//! The rows are those that ingestion would have written: names, slugs, search words and the public set are made
//! by the domain's own rules. Only the way in is another one: whole batches, without indexes, which are made anew
//! at the end.

mod catalogue;
mod database;

use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Parser;
use domain::activity::Trail;
use domain::membership::MembershipStatus;
use domain::workspace::{EntityId, Workspace, WorkspaceId};

use crate::catalogue::{Batch, Catalogue};

/// Batches that wait for the database.
const WAITING: usize = 4;

/// Fills a database with fictional publications.
#[derive(Debug, Parser)]
#[command(name = "legaciti-seed")]
struct Options {
    /// How many publications
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    publications: u64,
    /// How many people
    #[arg(long, value_name = "M", default_value_t = 500)]
    people: u64,
    /// Where; its tables are brought up to date
    #[arg(long, value_name = "URL", default_value = "sqlite://legaciti.db")]
    database: String,
    /// The new workspace's slug
    #[arg(long, default_value = "cesam")]
    workspace: String,
    /// The same number makes the same catalogue
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let began = Instant::now();
    if options.people == 0 || options.publications == 0 {
        bail!("a catalogue needs a person and a publication at least");
    }
    let workspace = prepare(&options)?;
    let mut database = database::open(&options.database)?;
    database.undress()?;
    let (sender, batches) = mpsc::sync_channel::<Batch>(WAITING);
    let catalogue = Catalogue::new(
        &workspace,
        options.seed,
        usize::try_from(options.people)?,
        options.publications,
    );
    let format = database.format();
    let writer = thread::spawn(move || catalogue.write(format, |batch| sender.send(batch).is_ok()));
    let mut rows = 0;
    for batch in batches {
        rows += batch.rows;
        database.insert(batch)?;
    }
    let sizes = writer.join().ok().context("making the catalogue failed")?;
    database.finish(&workspace, &sizes)?;
    eprintln!(
        "{} publications ({} public), {} people ({} public), {rows} rows in {:.1} s",
        options.publications,
        sizes.publications,
        options.people,
        sizes.people,
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Tables and an empty workspace.
fn prepare(options: &Options) -> Result<WorkspaceId> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let settings = persistence::Settings {
            url: options.database.clone(),
            pool: Some(2),
        };
        let database = persistence::Database::connect(&settings).await?;
        database.migrate().await?;
        let workspace = Workspace {
            id: WorkspaceId::new(format!("seeded-{}", options.workspace)),
            slug: options.workspace.clone(),
            name: options.workspace.to_uppercase(),
            default_entity: EntityId::new("cesam"),
            default_status: MembershipStatus::Internal,
            created_at: catalogue::NOW,
        };
        let workspaces = database.stores().workspaces;
        let created = workspaces.create(&workspace, &Trail::default()).await;
        created.context("seed a fresh database, or name another --workspace")?;
        Ok(workspace.id)
    })
}
