//! `cargo xtask fuzz`: the targets of `tests/fuzz` and of the API with large numbers of cases.

mod programs;

use std::io::Write as _;
use std::time::Instant;

use anyhow::{Result, bail};

use self::programs::Programs;
use crate::interrupt;

/// Reading a short text, or something larger: of these there are a tenth of the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Parser,
    Payload,
}

/// Test program, test, kind.
const TARGETS: [(&str, &str, Kind); 22] = [
    (TARGET, "doi::reading", Kind::Parser),
    (TARGET, "orcid::reading", Kind::Parser),
    (TARGET, "credentials::keys", Kind::Parser),
    (TARGET, "credentials::sessions", Kind::Parser),
    (TARGET, "origins::reading", Kind::Parser),
    (TARGET, "origins::slugs", Kind::Parser),
    (TARGET, "dates::reading", Kind::Parser),
    (TARGET, "languages::reading", Kind::Parser),
    (TARGET, "languages::texts", Kind::Payload),
    (TARGET, "names::reading", Kind::Payload),
    (TARGET, "markup::cleaning", Kind::Payload),
    (TARGET, "markup::folding", Kind::Parser),
    (TARGET, "edits::patches", Kind::Payload),
    (TARGET, "providers::crossref", Kind::Payload),
    (TARGET, "providers::datacite", Kind::Payload),
    (TARGET, "providers::openalex", Kind::Payload),
    (TARGET, "providers::csl", Kind::Payload),
    (TARGET, "providers::orcid_records", Kind::Payload),
    (TARGET, "providers::agencies", Kind::Payload),
    (API, "tests::fuzz::query_strings", Kind::Parser),
    (API, "tests::fuzz::credentials", Kind::Payload),
    (API, "tests::fuzz::numbers_of_bodies", Kind::Parser),
];
const TARGET: &str = "fuzz_targets";
const API: &str = "api";

/// What to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Cases of each target that reads a short text; of the others a tenth of it
    #[arg(long, default_value_t = 200_000, value_name = "N")]
    cases: u32,
    /// Of what is invented
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Only targets whose name holds this
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let programs = Programs::build(&[TARGET, API])?;
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| name.contains(only));
    let mut rows = Vec::new();
    for (program, name, kind) in TARGETS.iter().filter(|(_, name, _)| wanted(name)) {
        let cases = match kind {
            Kind::Parser => options.cases,
            Kind::Payload => options.cases.div_ceil(10),
        };
        let began = Instant::now();
        let passed = programs.run(program, name, cases, options.seed)?;
        let seconds = began.elapsed().as_secs_f64();
        eprintln!(
            "{name}: {} ({seconds:.1} s)",
            if passed { "ok" } else { "FAILED" }
        );
        rows.push((*name, cases, passed, seconds));
        if interrupt::requested() {
            bail!("interrupted");
        }
    }
    let out = &mut std::io::stdout();
    writeln!(
        out,
        "{:<28} {:>9} {:>7} {:>9}",
        "target", "cases", "panics", "seconds"
    )?;
    for (name, cases, passed, seconds) in &rows {
        let panics = u8::from(!passed);
        writeln!(out, "{name:<28} {cases:>9} {panics:>7} {seconds:>9.1}")?;
    }
    let failed: Vec<&str> = rows
        .iter()
        .filter(|(_, _, passed, _)| !passed)
        .map(|(name, ..)| *name)
        .collect();
    if rows.is_empty() {
        bail!("no target has such a name");
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}
