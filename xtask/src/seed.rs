//! `cargo xtask seed`: a large catalogue of fictional people in a database.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// What to make.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many publications
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    publications: u64,
    /// How many people
    #[arg(long, value_name = "M", default_value_t = 500)]
    people: u64,
    /// A fresh database: `sqlite://FILE` or `postgres://…`
    #[arg(long, value_name = "URL", default_value = "sqlite://seeded.db")]
    database: String,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let seeder = workspace::release_binary("legaciti-seed")?;
    let mut command = Command::new(seeder);
    command
        .args(["--publications", &options.publications.to_string()])
        .args(["--people", &options.people.to_string()])
        .args(["--database", &options.database]);
    process::run(&mut command)
}
