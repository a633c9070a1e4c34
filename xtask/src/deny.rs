//! The gates for what others bring along: licences, banned crates and sources; known vulnerabilities.

use anyhow::Result;

use crate::ci::Outcome;
use crate::{process, workspace};

/// Licences, banned crates and sources. All of it stands in the lock file and in the crates, so it needs no network
/// beyond theirs.
pub(crate) fn run() -> Result<Outcome> {
    if let Some(skipped) = missing() {
        return Ok(skipped);
    }
    check(&["bans", "licenses", "sources"])
}

/// Known vulnerabilities, unsound and yanked crates: the database of `RustSec`, fetched now. Where it cannot be fetched
/// nothing is known, and the gate says so.
pub(crate) fn advisories() -> Result<Outcome> {
    if let Some(skipped) = missing() {
        return Ok(skipped);
    }
    if let Err(error) = process::run(&mut workspace::cargo(&["deny", "fetch", "db"])?) {
        return Ok(Outcome::Skipped(format!(
            "RustSec's database cannot be fetched here, so nothing is known ({error:#})"
        )));
    }
    check(&["advisories"])
}

fn missing() -> Option<Outcome> {
    let is_there = process::exists("cargo-deny", "--version");
    (!is_there).then(|| {
        Outcome::Skipped("cargo-deny is not installed (cargo install --locked cargo-deny)".to_owned())
    })
}

fn check(what: &[&str]) -> Result<Outcome> {
    let mut arguments = vec!["deny", "--locked", "check", "--hide-inclusion-graph"];
    arguments.extend(what);
    process::run(&mut workspace::cargo(&arguments)?)?;
    Ok(Outcome::Passed)
}
