//! The programs of a run: the replay server, a fresh database, the service and its commands.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::postgres::Cluster;
use crate::process;

/// A child that ends with this value.
pub(super) struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let output = child.stdout.take().context("it has no output")?;
        Ok(Self {
            child,
            output: BufReader::new(output),
        })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for Running {
    /// SIGKILL: also the way in which kills are tried.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The replay server.
pub(super) struct Registries {
    _server: Running,
    /// Where it is.
    pub(super) url: String,
}

impl Registries {
    /// Starts it on a free port.
    pub(super) fn start(script: &Path, data: &Path, arguments: &[String]) -> Result<Self> {
        let mut command = Command::new("python3");
        command.arg(script).arg("--data").arg(data);
        command.args(["--port", "0"]).args(arguments);
        let mut server = Running::start(command)?;
        let line = server.line()?;
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .with_context(|| format!("the replay server does not say where it listens: {line:?}"))?
            .to_owned();
        Ok(Self { _server: server, url })
    }
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// Its name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A service over a fresh database.
pub(super) struct Service {
    binary: PathBuf,
    registries: String,
    database: String,
    folder: tempfile::TempDir,
    _cluster: Option<Cluster>,
    /// The installation's credential.
    pub(super) key: String,
}

impl Service {
    /// Makes the database, the workspace and an installation.
    pub(super) fn set_up(binary: &Path, backend: Backend, registries: &Registries) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("legaciti-replay-").tempdir()?;
        let cluster = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Cluster::start()?),
        };
        let database = cluster.as_ref().map_or_else(
            || format!("sqlite://{}", folder.path().join("catalogue.db").display()),
            |cluster| cluster.url().to_owned(),
        );
        let mut service = Self {
            binary: binary.to_path_buf(),
            registries: registries.url.clone(),
            database,
            folder,
            _cluster: cluster,
            key: String::new(),
        };
        service.ask(&["migrate"])?;
        service.ask(&["workspace", "create", "--slug", "cesam", "--name", "CESAM"])?;
        let installation = service.ask(&[
            "installation",
            "create",
            "--workspace",
            "cesam",
            "--platform",
            "drupal",
            "--name",
            "Replay",
            "--origin",
            "https://www.example.org",
            "--scope",
            "people.read",
            "--scope",
            "publications.read",
            "--active",
            "--rate-limit-per-minute",
            "100000",
        ])?;
        let key = installation.get("key").and_then(Value::as_str);
        key.context("the installation has no key")?
            .clone_into(&mut service.key);
        Ok(service)
    }

    /// A place for files of the run.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command to its end and reads the document that it prints.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let text = process::output(&mut self.command(arguments))?;
        serde_json::from_str(&text)
            .with_context(|| format!("`legaciti {}` printed {text:?}", arguments.join(" ")))
    }

    /// A worker process, or the APIs; the document says that it is ready.
    pub(super) fn serve(&self, roles: &str) -> Result<(Running, Value)> {
        let loopback = ["--api-listen", "127.0.0.1:0", "--dashboard-listen", "127.0.0.1:0"];
        let mut command = self.command(&["serve", "--roles", roles]);
        command.args(loopback);
        let mut server = Running::start(command)?;
        let line = server.line()?;
        let Ok(document) = serde_json::from_str::<Value>(&line) else {
            bail!("`legaciti serve --roles {roles}` did not start");
        };
        Ok((server, document))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).arg("--json").current_dir(self.folder());
        for (name, path) in [
            ("ORCID", "/orcid/v3.0"),
            ("CROSSREF", "/crossref"),
            ("DATACITE", "/datacite"),
            ("OPENALEX", "/openalex"),
            ("DOI", "/doi"),
        ] {
            command
                .env(
                    format!("LEGACITI_{name}_BASE_URL"),
                    format!("{}{path}", self.registries),
                )
                .env(format!("LEGACITI_{name}_RATE"), "off");
        }
        command
            .env("LEGACITI_DATABASE_URL", &self.database)
            .env("LEGACITI_CONTACT_EMAIL", "replay@example.org")
            .env("LEGACITI_ORCID_DAILY_BUDGET", "10000000")
            .env("LEGACITI_OPENALEX_API_KEY", "replay")
            .env("LEGACITI_RETRY_SECONDS", "2")
            .env("LEGACITI_JOB_LEASE_SECONDS", "10")
            .env("LEGACITI_LOG", "warn");
        command
    }
}
