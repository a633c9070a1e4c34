//! `cargo xtask fuzz-api`: schemathesis calls a running service in all the ways that its three documents allow, and in
//! many that they forbid.

mod report;
mod settings;
mod tool;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use self::report::Counts;
use self::settings::{Pass, Surface};
use self::tool::Tool;
use crate::demo::Demo;
use crate::postgres::Cluster;
use crate::{interrupt, workspace};

/// Of all credentials of the run: nothing may be answered with 429.
const RATE_LIMIT: &str = "1000000";
/// No pass needs more rounds; one that does is not calling anything.
const MOST_ROUNDS: u32 = 60;

/// What to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// At least so many requests, over all documents
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    requests: u64,
    /// Of what is invented
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this document
    #[arg(long, value_enum, value_name = "DOCUMENT")]
    only: Option<Surface>,
    /// An empty database [default: a SQLite of the run's own]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// On a throw-away PostgreSQL
    #[arg(long, conflicts_with = "database")]
    postgres: bool,
    /// Use this build of the service
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let tool = Tool::prepare()?;
    let binary = match &options.binary {
        Some(binary) => binary.canonicalize()?,
        None => workspace::build()?,
    };
    let cluster = if options.postgres {
        Some(Cluster::start()?)
    } else {
        None
    };
    let folder = tool.folder().join("run");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let database = match &cluster {
        Some(cluster) => Some(cluster.url()),
        None => options.database.as_deref(),
    };
    let mut demo = start(&binary, &folder, database)?;
    let passes = Pass::all(options.only);
    let operations: u64 = passes.iter().map(|pass| pass.weight).sum();
    let mut rows = Vec::new();
    for pass in passes {
        let wanted = (options.requests * pass.weight).div_ceil(operations);
        let began = Instant::now();
        let counts = fuzz(&tool, &demo, &folder, &pass, (wanted, options.seed))?;
        rows.push((pass, counts, began.elapsed().as_secs()));
        if !demo.is_alive()? {
            bail!("the service ended");
        }
        if interrupt::requested() {
            bail!("interrupted");
        }
    }
    judge(&rows, options.requests)
}

/// A demo that knows the fictional people, with limits that do not strike and an erasure that is allowed.
fn start(binary: &Path, folder: &Path, database: Option<&str>) -> Result<Demo> {
    let mut command = Command::new(binary);
    command.arg("demo").args(["--rate-limit-per-minute", RATE_LIMIT]);
    match database {
        Some(url) => command.args(["--empty-database", url]),
        None => command.arg("--dir").arg(folder.join("database")),
    };
    let log = fs::File::create(folder.join("service.log"))?;
    command
        .env("LEGACITI_LOG", "warn")
        .env("LEGACITI_RESET_EMAILS", "curator@example.org")
        .stderr(log);
    Demo::launch(command)
}

/// Rounds with one seed after the other, until there were enough requests.
fn fuzz(tool: &Tool, demo: &Demo, folder: &Path, pass: &Pass, (wanted, seed): (u64, u64)) -> Result<Counts> {
    let document = settings::document(demo, pass.surface)?;
    let mut counts = Counts::new(&document)?;
    for round in 0..MOST_ROUNDS {
        let place = folder.join(format!("{}-{round}", pass.name.replace(", ", "-")));
        fs::create_dir_all(&place)?;
        let config = place.join("schemathesis.toml");
        fs::write(&config, settings::configuration(demo, pass, &tool.hooks()?)?)?;
        let events = place.join("events.ndjson");
        let mut command = tool.command(demo, &config);
        command.arg(settings::address(demo, pass.surface));
        command.args(pass.arguments(round, demo, seed + u64::from(round)));
        command.arg("--report-ndjson-path").arg(&events);
        command.stdout(fs::File::create(place.join("output.txt"))?);
        let before = counts.requests;
        let ended = tool::finish(&mut command)?;
        counts.read(&events)?;
        if counts.requests == before {
            bail!(
                "schemathesis called nothing: see {}",
                place.join("output.txt").display()
            );
        }
        eprintln!(
            "{} · round {round} · {} requests, {} failures",
            pass.name, counts.requests, counts.failures
        );
        if !ended {
            eprintln!("  see {}", place.join("output.txt").display());
            counts.broken += u64::from(counts.failures == 0);
        }
        // What was read is no longer needed; what failed is told in the output.
        fs::remove_file(&events)?;
        if counts.requests >= wanted || interrupt::requested() {
            break;
        }
    }
    Ok(counts)
}

/// One table; an error where a bound is missed.
fn judge(rows: &[(Pass, Counts, u64)], wanted: u64) -> Result<()> {
    let out = &mut std::io::stdout();
    writeln!(
        out,
        "{:<26} {:>10} {:>9} {:>9} {:>5} {:>13} {:>7} {:>8}",
        "document", "operations", "requests", "failures", "5xx", "undocumented", "2xx", "seconds"
    )?;
    let mut sum = (0, 0, 0, 0, 0);
    for (pass, counts, seconds) in rows {
        writeln!(
            out,
            "{:<26} {:>10} {:>9} {:>9} {:>5} {:>13} {:>7} {:>8}",
            pass.name,
            counts.operations(),
            counts.requests,
            counts.failures,
            counts.server_errors,
            counts.undocumented,
            counts.accepted,
            seconds
        )?;
        sum.0 += counts.requests;
        sum.1 += counts.failures + counts.broken;
        sum.2 += counts.server_errors;
        sum.3 += counts.undocumented;
        sum.4 += counts.silent();
    }
    writeln!(
        out,
        "{:<26} {:>10} {:>9} {:>9} {:>5} {:>13}",
        "together", "", sum.0, sum.1, sum.2, sum.3
    )?;
    for (pass, counts, _) in rows {
        counts.show(pass.name, out)?;
    }
    if sum.0 < wanted || sum.1 + sum.2 + sum.3 + sum.4 > 0 {
        bail!(
            "{} requests of {wanted}, {} failures, {} answers of 5xx, {} undocumented statuses, {} operations never accepted",
            sum.0,
            sum.1,
            sum.2,
            sum.3,
            sum.4
        );
    }
    Ok(())
}
