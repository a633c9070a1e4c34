//! Every development and CI step by name: `cargo xtask COMMAND`.

mod bench;
mod chaos;
mod ci;
mod contract;
mod demo;
mod deny;
mod fuzz;
mod fuzz_api;
mod interrupt;
mod openapi;
mod postgres;
mod process;
mod reference;
mod replay;
mod seed;
mod snapshots;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development and CI steps of Legaciti.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every gate in order, as CI does
    Ci(ci::Options),
    /// Run all tests on SQLite and PostgreSQL; a PostgreSQL is started where none is given
    Test(test::Options),
    /// Start a throw-away PostgreSQL and print its URL; Ctrl-C ends it
    Postgres,
    /// Check what neither the compiler nor clippy checks: layers, sizes, names, migrations, links
    Tidy,
    /// Write the committed OpenAPI documents
    Openapi(openapi::Options),
    /// Start a demo server and compare it with the published contract
    Contract,
    /// Fill a catalogue from recorded registries and compare it with an independent reading
    Replay(replay::Options),
    /// Break what the service stands on, and try what it promises meanwhile and afterwards
    Chaos(chaos::Options),
    /// Fill a database with a large catalogue of fictional people
    Seed(seed::Options),
    /// Measure how fast the service answers, beside what the same machine does without it
    Bench(bench::Options),
    /// Give invented and damaged input to all that reads input
    Fuzz(fuzz::Options),
    /// Call a running service in all the ways that its documents allow, and in many that they forbid
    FuzzApi(fuzz_api::Options),
    /// Check licences, bans, sources and known vulnerabilities with cargo-deny
    Deny,
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<()> {
    interrupt::listen()?;
    match command {
        Command::Ci(options) => ci::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Postgres => postgres::run(),
        Command::Tidy => ci::report("tidy", tidy::run()),
        Command::Openapi(options) => openapi::run(&options),
        Command::Contract => ci::report("contract", contract::run()),
        Command::Replay(options) => replay::run(&options),
        Command::Chaos(options) => chaos::run(&options),
        Command::Seed(options) => seed::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::FuzzApi(options) => fuzz_api::run(&options),
        Command::Deny => {
            ci::report("deny", deny::run())?;
            ci::report("advisories", deny::advisories())
        }
    }
}
