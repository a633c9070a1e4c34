//! `cargo xtask bench`: how fast the service answers, beside what the same machine does without it.
//!
//! Everything is compared within one run: machines differ, ratios stay.

mod bounds;
mod figures;
mod load;
mod memory;
mod place;
mod requests;

use std::path::PathBuf;

use anyhow::{Result, bail};

use self::figures::Figures;
use self::place::{Backend, Place};
use crate::workspace;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// On SQLite alone
    #[arg(long, conflicts_with = "postgres")]
    sqlite: bool,
    /// On PostgreSQL alone
    #[arg(long)]
    postgres: bool,
    /// Publications, smallest first
    #[arg(
        long,
        value_name = "N",
        value_delimiter = ',',
        default_value = "10000,1000000"
    )]
    sizes: Vec<u64>,
    /// How long each request is repeated
    #[arg(long, value_name = "S", default_value_t = 4)]
    seconds: u32,
    /// Clients at once
    #[arg(long, value_name = "N", default_value_t = 16)]
    clients: u32,
}

/// The programs.
pub(crate) struct Programs {
    service: PathBuf,
    seeder: PathBuf,
    yardstick: PathBuf,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    load::require()?;
    let programs = Programs {
        service: workspace::build_binary(true)?,
        seeder: workspace::release_binary("legaciti-seed")?,
        yardstick: workspace::release_binary("legaciti-yardstick")?,
    };
    let backends = match (options.sqlite, options.postgres) {
        (true, _) => vec![Backend::Sqlite],
        (_, true) => vec![Backend::Postgres],
        _ => vec![Backend::Sqlite, Backend::Postgres],
    };
    let mut figures = Figures::default();
    figures.binary(&programs.service)?;
    for backend in backends {
        for size in &options.sizes {
            let place = Place::prepare(&programs, backend, *size)?;
            place.measure(options, &mut figures)?;
        }
    }
    figures.show()?;
    let missed = bounds::check(&figures);
    bounds::show(&missed)?;
    match missed.iter().filter(|bound| !bound.met).count() {
        0 => Ok(()),
        count => bail!("{count} bounds are missed"),
    }
}
