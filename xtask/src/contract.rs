//! The gate that compares a running server with the published contract and calls it as that describes.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::ci::Outcome;
use crate::demo::Demo;
use crate::{process, reference, workspace};

const SURFACES: [&str; 3] = ["consumer", "integrations", "dashboard"];

/// Runs both checks on all surfaces.
pub(crate) fn run() -> Result<Outcome> {
    let root = workspace::root()?;
    let shared = root.join("..").join("shared");
    let (tools, contract) = (shared.join("tools"), shared.join("contract"));
    if !tools.is_dir() || !contract.is_dir() {
        return Ok(Outcome::Skipped(
            "../shared/tools and ../shared/contract are not there".to_owned(),
        ));
    }
    if !process::exists("python3", "--version") {
        return Ok(Outcome::Skipped("python3 is not installed".to_owned()));
    }
    reference::check(&contract)?;
    let binary = workspace::build()?;
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(&binary, folder.path())?;
    let mut failed = Vec::new();
    for surface in SURFACES {
        for tool in ["contract_check.py", "live_check.py"] {
            if let Err(error) = process::run(&mut check(&demo, &tools.join(tool), surface, &contract)) {
                failed.push(format!("{surface}: {error:#}"));
            }
        }
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    Ok(Outcome::Passed)
}

/// One of the check tools, with the demo's keys.
fn check(demo: &Demo, tool: &Path, surface: &str, contract: &Path) -> Command {
    let mut command = Command::new("python3");
    command
        .arg(tool)
        .args(["--base", demo.base(surface), "--surface", surface])
        .env("LEGACITI_SESSION_COOKIE", &demo.announcement.session_cookie)
        .arg(contract)
        .env("LEGACITI_INSTALLATION_KEY", &demo.announcement.installation_key)
        .env("LEGACITI_API_KEY", &demo.announcement.api_key);
    command
}
