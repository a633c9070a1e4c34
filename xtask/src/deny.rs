//! The gate for licences, banned crates and advisories.

use anyhow::Result;

use crate::ci::Outcome;
use crate::{process, workspace};

/// Runs cargo-deny where it is installed.
pub(crate) fn run() -> Result<Outcome> {
    if !process::exists("cargo-deny", "--version") {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed (cargo install cargo-deny)".to_owned(),
        ));
    }
    process::run(&mut workspace::cargo(&["deny", "check"])?)?;
    Ok(Outcome::Passed)
}
