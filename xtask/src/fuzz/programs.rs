//! The test programs in which the targets are, and how one of them is run alone.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{process, workspace};

/// What cargo says of something that it made.
#[derive(Debug, Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
    manifest_path: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
}

/// Test programs by their names, each with the folder of its package.
pub(super) struct Programs(BTreeMap<String, (PathBuf, PathBuf)>);

impl Programs {
    /// Builds them.
    pub(super) fn build(names: &[&str]) -> Result<Self> {
        let arguments = [
            "test",
            "--workspace",
            "--lib",
            "--test",
            "fuzz_targets",
            "--no-run",
        ];
        let mut command = workspace::cargo(&arguments)?;
        command.args(["--message-format", "json-render-diagnostics"]);
        let printed = process::output(&mut command)?;
        let mut programs = BTreeMap::new();
        for line in printed.lines() {
            // Other messages have other members.
            let Ok(made) = serde_json::from_str::<Artifact>(line) else {
                continue;
            };
            let folder = made.manifest_path.parent().map(PathBuf::from);
            if let (Some(program), Some(folder)) = (made.executable, folder)
                && names.contains(&made.target.name.as_str())
            {
                programs.insert(made.target.name, (program, folder));
            }
        }
        Ok(Self(programs))
    }

    /// Runs one test with so many cases: whether it passed.
    pub(super) fn run(&self, program: &str, test: &str, cases: u32, seed: u32) -> Result<bool> {
        let (program, folder) = self
            .0
            .get(program)
            .with_context(|| format!("the test program `{program}` was not built"))?;
        let output = Command::new(program)
            .args(["--exact", test])
            .current_dir(folder)
            .env("CARGO_MANIFEST_DIR", folder)
            .env("LEGACITI_FUZZ_CASES", cases.to_string())
            .env("LEGACITI_FUZZ_SEED", seed.to_string())
            .stderr(Stdio::inherit())
            .output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if output.status.success() && !printed.contains(" 1 passed") {
            bail!("there is no test `{test}` in {}", program.display());
        }
        if !output.status.success() {
            eprintln!("{printed}");
        }
        Ok(output.status.success())
    }
}
