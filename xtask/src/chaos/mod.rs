//! `cargo xtask chaos`: what the service promises while something around it breaks, each promise tried.

mod client;
mod clock;
mod crash;
mod faults;
mod full_disk;
mod ground;
mod load;
mod mount;
mod one_connection;
mod outage;
mod read_only;
mod sheet;
mod spans;
mod staff;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

use self::ground::Ground;
use self::sheet::Sheet;
use crate::interrupt;
use crate::postgres;
use crate::replay::corpus::Corpus;
use crate::replay::listing::Listing;
use crate::replay::run::{self, Bench, Disturbance};
use crate::replay::service::Backend;
use crate::{process, workspace};

/// What to try.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// These scenarios alone, separated by commas: faults, crash, outage, full-disk, read-only, clock, one-connection
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// On SQLite alone
    #[arg(long, conflicts_with = "postgres")]
    sqlite: bool,
    /// On PostgreSQL alone
    #[arg(long)]
    postgres: bool,
    /// About so many people of the recorded registries, spread over all records; 0 for all
    #[arg(long, value_name = "N", default_value_t = 150)]
    people: usize,
    /// Of the faults and of the random times
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Build for speed
    #[arg(long, conflicts_with = "binary")]
    release: bool,
    /// Use this build of the service
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Recorded payloads [default: those beside the repository]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

type Run = fn(&Ground, Backend, &mut Sheet) -> Result<()>;

/// A scenario and the databases that it is about.
struct Scenario {
    name: &'static str,
    run: Run,
    on: &'static [Backend],
}

const BOTH: &[Backend] = &[Backend::Sqlite, Backend::Postgres];
const SCENARIOS: [Scenario; 7] = [
    Scenario {
        name: "faults",
        run: faults::run,
        on: BOTH,
    },
    Scenario {
        name: "crash",
        run: crash::run,
        on: BOTH,
    },
    Scenario {
        name: "outage",
        run: outage::run,
        on: &[Backend::Postgres],
    },
    Scenario {
        name: "full-disk",
        run: full_disk::run,
        on: &[Backend::Sqlite],
    },
    Scenario {
        name: "read-only",
        run: read_only::run,
        on: &[Backend::Sqlite],
    },
    Scenario {
        name: "clock",
        run: clock::run,
        on: BOTH,
    },
    Scenario {
        name: "one-connection",
        run: one_connection::run,
        on: BOTH,
    },
];

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    for name in &options.only {
        ensure!(
            SCENARIOS.iter().any(|scenario| scenario.name == name),
            "there is no scenario {name:?}"
        );
    }
    let mut sheet = Sheet::default();
    let found = run::places(&workspace::root()?, options.data.as_deref());
    let python = process::exists("python3", "--version");
    match found {
        Ok((script, data)) if python => {
            let ground = prepare(options, script, data)?;
            try_all(options, &ground, &mut sheet)?;
        }
        // Nothing can be ingested without registries, and they must not be those of the world.
        Ok(_) => skip_all(
            options,
            "python3 is not installed, which the recorded registries need",
            &mut sheet,
        ),
        Err(error) => skip_all(options, &format!("no recorded registries: {error:#}"), &mut sheet),
    }
    sheet.show()?;
    match sheet.missed() {
        0 => Ok(()),
        missed => bail!("{missed} bounds are missed"),
    }
}

fn prepare(options: &Options, script: PathBuf, data: PathBuf) -> Result<Ground> {
    let binary = match &options.binary {
        Some(binary) => binary.canonicalize()?,
        None => workspace::build_binary(options.release)?,
    };
    let mut corpus = Corpus::read(&data)?;
    if options.people > 0 {
        corpus.sample(options.people);
    }
    let listing = Listing::of(&corpus);
    let bench = Bench {
        binary,
        script,
        data,
        corpus,
        listing,
        seed: options.seed,
    };
    let undisturbed = bench.run(Backend::Sqlite, &Disturbance::default())?;
    if let Some(mismatch) = undisturbed.comparison.mismatches.first() {
        bail!("even undisturbed the catalogue is not what it should be: {mismatch}");
    }
    eprintln!(
        "undisturbed: {} people, {} publications, {} works in {:.1} s",
        undisturbed.people,
        undisturbed.comparison.found,
        undisturbed.works,
        undisturbed.time.as_secs_f64()
    );
    Ok(Ground {
        bench,
        wanted: undisturbed.digest,
    })
}

/// The chosen scenarios with their chosen databases.
fn chosen(options: &Options) -> impl Iterator<Item = (&'static Scenario, Backend)> {
    let all = SCENARIOS.iter().filter(move |scenario| {
        options.only.is_empty() || options.only.iter().any(|name| name == scenario.name)
    });
    all.flat_map(|scenario| scenario.on.iter().map(move |backend| (scenario, *backend)))
        .filter(move |(_, backend)| match backend {
            Backend::Sqlite => !options.postgres,
            Backend::Postgres => !options.sqlite,
        })
}

fn skip_all(options: &Options, why: &str, sheet: &mut Sheet) {
    for (scenario, backend) in chosen(options) {
        sheet.begin(scenario.name, backend.name());
        sheet.skip(why);
    }
}

fn try_all(options: &Options, ground: &Ground, sheet: &mut Sheet) -> Result<()> {
    let served = postgres::available();
    for (scenario, backend) in chosen(options) {
        sheet.begin(scenario.name, backend.name());
        if let (Backend::Postgres, Err(why)) = (backend, &served) {
            sheet.skip(&format!("{why:#}"));
            continue;
        }
        if let Err(error) = (scenario.run)(ground, backend, sheet) {
            sheet.broke(&error);
        }
        if interrupt::requested() {
            bail!("interrupted");
        }
    }
    Ok(())
}
