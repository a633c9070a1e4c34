//! `cargo xtask replay`: fills a catalogue from recorded registries and compares it with an independent reading.

pub(crate) mod catalogue;
mod compare;
pub(crate) mod corpus;
mod dates;
mod expected;
pub(crate) mod fields;
mod kinds;
pub(crate) mod listing;
mod plain;
mod reading;
pub(crate) mod run;
pub(crate) mod service;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};

use self::corpus::Corpus;
use self::listing::Listing;
use self::run::{Bench, Disturbance, Outcome};
use self::service::Backend;
use crate::workspace;

/// More mismatches than this are only counted.
const SHOWN: usize = 50;

/// What to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// On SQLite alone
    #[arg(long, conflicts_with = "postgres")]
    sqlite: bool,
    /// On PostgreSQL alone
    #[arg(long)]
    postgres: bool,
    /// This share of the registries' answers goes wrong, in all the ways the replay server knows
    #[arg(long, value_name = "P")]
    fail_rate: Option<f64>,
    /// Kill the worker so often while it works
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20")]
    kill: Option<u32>,
    /// Every answer of the registries takes at least this
    #[arg(long, value_name = "MS")]
    latency_ms: Option<u32>,
    /// Of the faults and of the kills
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Compare a disturbed run with this digest instead of running undisturbed first
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
    /// About so many people, spread over all records [default: all]
    #[arg(long, value_name = "N")]
    people: Option<usize>,
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

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let (script, data) = run::places(&workspace::root()?, options.data.as_deref())?;
    let binary = match &options.binary {
        Some(binary) => binary.canonicalize()?,
        None => workspace::build_binary(options.release)?,
    };
    let mut corpus = Corpus::read(&data)?;
    if let Some(people) = options.people {
        corpus.sample(people);
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
    let disturbance = Disturbance {
        fail_rate: options.fail_rate,
        kills: options.kill.unwrap_or(0),
        latency_ms: options.latency_ms,
    };
    let disturbed = disturbance.fail_rate.is_some() || disturbance.kills > 0;
    let backends = match (options.sqlite, options.postgres) {
        (true, _) => vec![Backend::Sqlite],
        (_, true) => vec![Backend::Postgres],
        _ => vec![Backend::Sqlite, Backend::Postgres],
    };
    let mut wanted = options.expect.clone();
    let mut wrong = 0;
    let mut runs = Vec::new();
    for (at, backend) in backends.into_iter().enumerate() {
        if at == 0 && disturbed && wanted.is_none() {
            runs.push((backend, Disturbance::default()));
        }
        runs.push((backend, disturbance.clone()));
    }
    for (backend, disturbance) in runs {
        let outcome = bench.run(backend, &disturbance)?;
        show(&bench, &outcome)?;
        if outcome.killed < disturbance.kills {
            bail!("all was done before the last kill; slow the registries with --latency-ms");
        }
        wrong += outcome.comparison.mismatches.len();
        if outcome.lost > 0 {
            eprintln!("{} people had lost their jobs", outcome.lost);
            wrong += 1;
        }
        // Both databases and all disturbances lead to one catalogue.
        let wanted = wanted.get_or_insert_with(|| outcome.digest.clone());
        if *wanted != outcome.digest {
            eprintln!("the digest should be {wanted}");
            wrong += 1;
        }
    }
    if wrong > 0 {
        bail!("{wrong} mismatches");
    }
    Ok(())
}

/// One table, and the first mismatches.
fn show(bench: &Bench, outcome: &Outcome) -> Result<()> {
    let comparison = &outcome.comparison;
    let failures: Vec<String> = outcome
        .failures
        .iter()
        .map(|(reason, count)| format!("{count} × {reason}"))
        .collect();
    let out = &mut std::io::stdout();
    writeln!(out, "{} · {}", outcome.backend.name(), outcome.label)?;
    for (name, value) in [
        (
            "people",
            format!(
                "{} public of {} records",
                outcome.people,
                bench.corpus.orcid.len()
            ),
        ),
        (
            "publications",
            format!(
                "{} expected, {} found, {} equal",
                comparison.expected, comparison.found, comparison.equal
            ),
        ),
        ("unresolved", comparison.unresolved.to_string()),
        (
            "works",
            format!("{} expected, {} found", bench.listing.works, outcome.works),
        ),
        ("failed jobs", failures.join("; ")),
        ("runs", outcome.rounds.to_string()),
        ("time", format!("{:.1} s", outcome.time.as_secs_f64())),
        ("digest", outcome.digest.clone()),
        ("mismatches", comparison.mismatches.len().to_string()),
    ] {
        writeln!(out, "  {name:<13} {value}")?;
    }
    for mismatch in comparison.mismatches.iter().take(SHOWN) {
        writeln!(out, "  - {mismatch}")?;
    }
    if let Some(more) = comparison
        .mismatches
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0)
    {
        writeln!(out, "  and {more} more")?;
    }
    Ok(())
}
