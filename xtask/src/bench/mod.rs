//! `cargo xtask bench`: how fast the service answers, beside what the same machine does without it.
//!
//! Everything is compared within one run: machines differ, ratios stay.

mod bounds;
mod figures;
mod load;
mod memory;
mod pgbench;
mod place;
mod requests;
mod stage;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};

use self::figures::Figures;
use self::place::{Backend, Place};
use self::stage::Stage;
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
    /// How long each request is repeated in a round
    #[arg(long, value_name = "S", default_value_t = 1)]
    seconds: u32,
    /// How often all databases take turns; the median round counts
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
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
        measure(&programs, backend, options, &mut figures)?;
    }
    figures.show()?;
    let missed = bounds::check(&figures);
    bounds::show(&missed)?;
    match missed.iter().filter(|bound| !bound.met).count() {
        0 => Ok(()),
        count => bail!("{count} bounds are missed"),
    }
}

/// All sizes of a database take turns, so that what else the machine does meanwhile falls on all of them.
fn measure(programs: &Programs, backend: Backend, options: &Options, figures: &mut Figures) -> Result<()> {
    let mut places = Vec::new();
    for size in &options.sizes {
        let began = Instant::now();
        let place = Place::prepare(programs, backend, *size)?;
        figures.number(place.name(), "seeding", began.elapsed().as_secs_f64(), "s");
        places.push(place);
    }
    let mut stages = Vec::new();
    for place in &places {
        stages.push(Stage::open(place, figures)?);
    }
    for scenario in 0..stages.first().map_or(0, Stage::scenarios) {
        for round in 1..=options.rounds {
            for stage in &stages {
                stage.measure(scenario, round, options, figures)?;
            }
        }
    }
    for stage in &stages {
        stage.memory(figures)?;
    }
    Ok(())
}
