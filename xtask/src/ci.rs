//! `cargo xtask ci`: every gate by name, in order, each with its time.

use std::fs;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::test::Databases;
use crate::{contract, deny, interrupt, openapi, process, snapshots, test, tidy, workspace};

/// What a gate found out, apart from failing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Passed,
    /// It could not be checked here, and why.
    Skipped(String),
}

/// Which gates to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Run the remaining gates after a failure
    #[arg(long)]
    keep_going: bool,
    /// Run only these gates (fmt, clippy, doc, tidy, openapi, test, snapshots, contract, deny, advisories)
    #[arg(long, value_delimiter = ',', value_name = "GATE", value_parser = clap::builder::PossibleValuesParser::new(GATES.map(|gate| gate.name)))]
    only: Vec<String>,
    /// Test on SQLite alone, where PostgreSQL cannot be had
    #[arg(long)]
    sqlite_only: bool,
}

struct Gate {
    name: &'static str,
    run: fn(&Options) -> Result<Outcome>,
}

/// Cheap ones first, so that a slip is told early.
const GATES: [Gate; 10] = [
    Gate {
        name: "fmt",
        run: |_| fmt(),
    },
    Gate {
        name: "clippy",
        run: |_| clippy(),
    },
    Gate {
        name: "doc",
        run: |_| doc(),
    },
    Gate {
        name: "tidy",
        run: |_| tidy::run(),
    },
    Gate {
        name: "openapi",
        run: |_| openapi::check(),
    },
    Gate {
        name: "test",
        run: tests,
    },
    Gate {
        name: "snapshots",
        run: |_| snapshots::check(),
    },
    Gate {
        name: "contract",
        run: |_| contract::run(),
    },
    Gate {
        name: "deny",
        run: |_| deny::run(),
    },
    Gate {
        name: "advisories",
        run: |_| deny::advisories(),
    },
];

/// Runs the gates.
pub(crate) fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let mut summary = Vec::new();
    let mut failed = Vec::new();
    for gate in GATES
        .iter()
        .filter(|gate| options.only.is_empty() || options.only.iter().any(|name| name == gate.name))
    {
        eprintln!("\n=== {} ===", gate.name);
        let began = Instant::now();
        let outcome = (gate.run)(options);
        let seconds = began.elapsed().as_secs_f64();
        let verdict = match &outcome {
            Ok(Outcome::Passed) => "ok".to_owned(),
            Ok(Outcome::Skipped(why)) => format!("SKIP: {why}"),
            Err(error) => {
                failed.push(gate.name);
                format!("FAILED: {error:#}")
            }
        };
        eprintln!("--- {} {verdict} ({seconds:.1} s)", gate.name);
        summary.push(format!("{:>10} {seconds:>7.1} s  {verdict}", gate.name));
        if interrupt::requested() || (outcome.is_err() && !options.keep_going) {
            break;
        }
    }
    eprintln!(
        "\n{}\n     total {:>7.1} s",
        summary.join("\n"),
        started.elapsed().as_secs_f64()
    );
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// Ends a single command that is a gate too: a skipped one says so.
pub(crate) fn report(name: &str, outcome: Result<Outcome>) -> Result<()> {
    match outcome? {
        Outcome::Passed => eprintln!("{name}: ok"),
        Outcome::Skipped(why) => eprintln!("{name}: SKIP: {why}"),
    }
    Ok(())
}

fn fmt() -> Result<Outcome> {
    process::run(&mut workspace::cargo(&["fmt", "--all", "--check"])?)?;
    Ok(Outcome::Passed)
}

fn clippy() -> Result<Outcome> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    process::run(&mut workspace::cargo(&arguments)?)?;
    Ok(Outcome::Passed)
}

fn doc() -> Result<Outcome> {
    let mut command = workspace::cargo(&["doc", "--workspace", "--no-deps", "--locked"])?;
    process::run(command.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Outcome::Passed)
}

fn tests(options: &Options) -> Result<Outcome> {
    let databases = if options.sqlite_only {
        Databases::SqliteOnly
    } else {
        Databases::Both
    };
    // What each snapshot assertion used, for the gate after this one.
    let references = snapshots::references()?;
    if let Err(error) = test::on(databases, &[], Some(&references)) {
        // What a broken run has used says nothing about the rest.
        fs::remove_file(&references)?;
        return Err(error);
    }
    Ok(Outcome::Passed)
}
