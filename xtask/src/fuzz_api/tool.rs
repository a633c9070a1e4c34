//! Schemathesis in a virtual environment of its own, kept beside the builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::demo::Demo;
use crate::{interrupt, process, workspace};

/// The release that is used; another one may check other things.
const VERSION: &str = "4.32.5";
/// What it cannot know from the documents alone.
const HOOKS: [(&str, &str); 4] = [
    ("records.py", include_str!("records.py")),
    ("paths.py", include_str!("paths.py")),
    ("meanings.py", include_str!("meanings.py")),
    ("hooks.py", include_str!("hooks.py")),
];
/// How it ends when it found failures.
const FOUND: i32 = 1;

/// An installed schemathesis.
pub(super) struct Tool {
    folder: PathBuf,
    program: PathBuf,
}

impl Tool {
    /// Finds it, or installs it.
    pub(super) fn prepare() -> Result<Self> {
        if !process::exists("python3", "--version") {
            bail!("python3 is not installed");
        }
        let target = workspace::metadata(true)?.target_directory;
        let folder = target.join("fuzz-api");
        let environment = folder.join(format!("schemathesis-{VERSION}"));
        let program = environment.join("bin").join("st");
        let tool = Self { folder, program };
        if !tool.is_installed() {
            eprintln!("installing schemathesis {VERSION} in {}", environment.display());
            fs::create_dir_all(&tool.folder)?;
            let mut create = Command::new("python3");
            process::run(create.args(["-m", "venv", "--clear"]).arg(&environment))?;
            let mut install = Command::new(environment.join("bin").join("python"));
            install.args(["-m", "pip", "install", "--quiet"]);
            process::run(install.arg(format!("schemathesis=={VERSION}")))?;
        }
        if !tool.is_installed() {
            bail!("schemathesis {VERSION} does not start");
        }
        Ok(tool)
    }

    fn is_installed(&self) -> bool {
        let answer = Command::new(&self.program).arg("--version").output();
        answer.is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains(VERSION))
    }

    /// Where runs leave what they saw.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of hooks.
    pub(super) fn hooks(&self) -> Result<PathBuf> {
        let run = self.folder.join("run");
        for (name, text) in HOOKS {
            fs::write(run.join(name), text)?;
        }
        Ok(run.join("hooks.py"))
    }

    /// `st run` with a configuration.
    pub(super) fn command(&self, demo: &Demo, configuration: &Path) -> Command {
        let announced = &demo.announcement;
        let mut command = Command::new(&self.program);
        command
            .arg("--config-file")
            .arg(configuration)
            .arg("run")
            .env("LEGACITI_FUZZ_DASHBOARD", &announced.dashboard_url)
            .env("LEGACITI_FUZZ_COOKIE", &announced.session_cookie)
            .env("LEGACITI_FUZZ_WORKSPACE", &announced.workspace)
            .env("NO_COLOR", "1")
            .current_dir(&self.folder);
        command
    }
}

/// Runs it to its end: whether all was well. Anything but "failures were found" is an error of ours.
pub(super) fn finish(command: &mut Command) -> Result<bool> {
    let status = command.status().context("schemathesis does not start")?;
    if interrupt::requested() {
        bail!("interrupted");
    }
    match status.code() {
        Some(0) => Ok(true),
        Some(FOUND) => Ok(false),
        _ => bail!("schemathesis ended with {status}"),
    }
}
