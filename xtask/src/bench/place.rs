//! A database of one size with the programs that serve it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Programs, memory};
use crate::postgres::Cluster;
use crate::process;

/// With the highest limit that there is, each may ask 100,000 times a minute.
const INSTALLATIONS: u32 = 16;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A seeded database.
pub(super) struct Place<'a> {
    programs: &'a Programs,
    pub(super) backend: Backend,
    pub(super) size: u64,
    pub(super) folder: tempfile::TempDir,
    pub(super) cluster: Option<Cluster>,
    url: String,
    /// Of installations that may read: one alone would come to its limit within a minute.
    pub(super) keys: Vec<String>,
}

/// A program that serves until it is dropped.
pub(super) struct Served {
    child: Child,
    pub(super) base: String,
}

impl Served {
    /// MiB of anonymous memory that it holds now.
    pub(super) fn mebibytes(&self) -> Result<f64> {
        let kibibytes = u32::try_from(memory::anonymous(self.child.id())?)?;
        Ok(f64::from(kibibytes) / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing of it is wanted any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Place<'a> {
    /// Seeds a fresh database and makes an installation in it.
    pub(super) fn prepare(programs: &'a Programs, backend: Backend, size: u64) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("legaciti-bench-").tempdir()?;
        let cluster = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Cluster::start()?),
        };
        let url = cluster.as_ref().map_or_else(
            || format!("sqlite://{}", folder.path().join("catalogue.db").display()),
            |cluster| cluster.url().to_owned(),
        );
        // About as many publications a person as in a real centre of that size, within bounds.
        let people = (size / 20).clamp(100, 5_000);
        let mut seed = Command::new(&programs.seeder);
        seed.args([
            "--publications",
            &size.to_string(),
            "--people",
            &people.to_string(),
        ]);
        process::run(seed.args(["--database", &url]))?;
        let mut place = Self {
            programs,
            backend,
            size,
            folder,
            cluster,
            url,
            keys: Vec::new(),
        };
        for number in 1..=INSTALLATIONS {
            place.keys.push(place.installation(number)?);
        }
        Ok(place)
    }

    /// Which it is, in words.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.backend.name(), self.size)
    }

    fn service(&self) -> Command {
        let mut command = Command::new(&self.programs.service);
        command
            .current_dir(self.folder.path())
            .env("LEGACITI_DATABASE_URL", &self.url)
            .env("LEGACITI_LOG", "error");
        command
    }

    fn installation(&self, number: u32) -> Result<String> {
        let mut command = self.service();
        command.args(["--json", "installation", "create", "--workspace", "cesam"]);
        command.args(["--platform", "drupal", "--name", "Bench", "--active"]);
        command.args(["--origin", &format!("https://www{number}.example.org")]);
        command.args(["--scope", "people.read", "--scope", "publications.read"]);
        command.args(["--rate-limit-per-minute", "100000"]);
        let document: Value = serde_json::from_str(&process::output(&mut command)?)?;
        let key = document.get("key").and_then(Value::as_str);
        Ok(key.context("the installation has no key")?.to_owned())
    }

    /// Starts the service, with a cache of so many MiB.
    pub(super) fn serve(&self, cache: &str) -> Result<Served> {
        let mut command = self.service();
        command.env("LEGACITI_CACHE_MEGABYTES", cache).args([
            "--json",
            "serve",
            "--roles",
            "api",
            "--api-listen",
            "127.0.0.1:0",
        ]);
        let (child, line) = first_line(&mut command)?;
        let ready: Value = serde_json::from_str(&line)?;
        let base = ready.get("api_url").and_then(Value::as_str);
        Ok(Served {
            base: base.context("the service does not say where it is")?.to_owned(),
            child,
        })
    }

    /// Starts the yardsticks; the static one answers so many bytes.
    pub(super) fn yardstick(&self, body: usize) -> Result<Served> {
        let mut command = Command::new(&self.programs.yardstick);
        command
            .args(["--database", &self.url])
            .args(["--body", &body.to_string()]);
        let (child, line) = first_line(&mut command)?;
        Ok(Served {
            base: line.trim().to_owned(),
            child,
        })
    }
}

fn first_line(command: &mut Command) -> Result<(Child, String)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let output = child.stdout.take().context("it has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((child, line))
}
