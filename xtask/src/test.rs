//! `cargo xtask test`: all tests on both databases; needs nothing prepared.

use std::path::Path;

use anyhow::Result;

use crate::postgres::Cluster;
use crate::{process, workspace};

/// Where the tests find PostgreSQL.
const POSTGRES_URL: &str = "LEGACITI_TEST_POSTGRES_URL";
/// Tells them to leave it out.
const SQLITE_ONLY: &str = "LEGACITI_TEST_SQLITE_ONLY";

/// What to test.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Leave PostgreSQL out
    #[arg(long)]
    sqlite_only: bool,
    /// Passed on to cargo-nextest (or to `cargo test` where that is not installed)
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The databases to test on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Databases {
    /// SQLite and PostgreSQL.
    Both,
    /// SQLite.
    SqliteOnly,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<()> {
    let databases = if options.sqlite_only {
        Databases::SqliteOnly
    } else {
        Databases::Both
    };
    on(databases, &options.arguments, None)
}

/// Builds the binary and the tests, has a PostgreSQL where wanted, runs the tests. With `references`, insta
/// notes there which snapshots were used.
pub(crate) fn on(databases: Databases, arguments: &[String], references: Option<&Path>) -> Result<()> {
    workspace::build_with_tests()?;
    let given = workspace::variable(POSTGRES_URL);
    let cluster = match (databases, &given) {
        (Databases::Both, None) => Some(Cluster::start()?),
        (Databases::Both, Some(_)) | (Databases::SqliteOnly, _) => None,
    };
    let mut command = if process::exists("cargo-nextest", "--version") {
        workspace::cargo(&["nextest", "run", "--workspace"])?
    } else {
        eprintln!("cargo-nextest is not installed; using `cargo test`");
        workspace::cargo(&["test", "--workspace"])?
    };
    command.args(arguments);
    if let Some(cluster) = &cluster {
        command.env(POSTGRES_URL, cluster.url());
    }
    if databases == Databases::SqliteOnly {
        command.env_remove(POSTGRES_URL).env(SQLITE_ONLY, "1");
    }
    if let Some(references) = references {
        // A snapshot that differs fails the test instead of being written.
        command
            .env("INSTA_SNAPSHOT_REFERENCES_FILE", references)
            .env("INSTA_UPDATE", "no");
    }
    process::run(&mut command)
}
