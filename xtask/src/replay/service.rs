//! The programs of a run: the replay server, a fresh database, the service and its commands.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::postgres::Cluster;
use crate::process;

/// A child that ends with this value.
pub(crate) struct Running {
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
pub(crate) struct Registries {
    _server: Running,
    /// Where it is.
    pub(crate) url: String,
}

impl Registries {
    /// Starts it on a free port.
    pub(crate) fn start(script: &Path, data: &Path, arguments: &[String]) -> Result<Self> {
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
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// Its name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A folder and an empty database.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    database: String,
    cluster: Option<Cluster>,
}

impl Home {
    /// A file in a folder of its own, or a server of its own.
    pub(crate) fn fresh(backend: Backend) -> Result<Self> {
        match backend {
            Backend::Sqlite => {
                let folder = temporary()?;
                let database = file_in(folder.path());
                Ok(Self {
                    folder,
                    database,
                    cluster: None,
                })
            }
            Backend::Postgres => Self::served_by(Cluster::start()?),
        }
    }

    /// On a server.
    pub(crate) fn served_by(cluster: Cluster) -> Result<Self> {
        Ok(Self {
            folder: temporary()?,
            database: cluster.url().to_owned(),
            cluster: Some(cluster),
        })
    }

    /// A SQLite file in this folder.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: temporary()?,
            database: file_in(folder),
            cluster: None,
        })
    }
}

fn temporary() -> Result<tempfile::TempDir> {
    Ok(tempfile::Builder::new().prefix("legaciti-replay-").tempdir()?)
}

fn file_in(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("catalogue.db").display())
}

/// A service over a database of its own.
pub(crate) struct Service {
    binary: PathBuf,
    registries: String,
    home: Home,
    settings: Vec<(String, String)>,
    /// The installation's credential.
    pub(crate) key: String,
}

impl Service {
    /// Makes the tables, the workspace and an installation.
    pub(crate) fn set_up(
        binary: &Path,
        home: Home,
        registries: &Registries,
        settings: Vec<(String, String)>,
    ) -> Result<Self> {
        let mut service = Self {
            binary: binary.to_path_buf(),
            registries: registries.url.clone(),
            home,
            settings,
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

    /// The server of its database, where it has one.
    pub(crate) fn cluster(&mut self) -> Option<&mut Cluster> {
        self.home.cluster.as_mut()
    }

    /// A place for files of the run.
    pub(crate) fn folder(&self) -> &Path {
        self.home.folder.path()
    }

    /// Runs a command to its end and reads the document that it prints.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let text = process::output(&mut self.command(arguments))?;
        serde_json::from_str(&text)
            .with_context(|| format!("`legaciti {}` printed {text:?}", arguments.join(" ")))
    }

    /// Runs a command to its end, whether it succeeds or not, and reads the document that it prints.
    pub(crate) fn try_ask(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments).stderr(Stdio::inherit()).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text)
            .with_context(|| format!("`legaciti {}` printed {text:?}", arguments.join(" ")))
    }

    /// A worker process, or the APIs; the document says that it is ready.
    pub(crate) fn serve(&self, roles: &str) -> Result<(Running, Value)> {
        self.serve_at(roles, "127.0.0.1:0")
    }

    /// The same with an address for the APIs.
    pub(crate) fn serve_at(&self, roles: &str, address: &str) -> Result<(Running, Value)> {
        let mut command = self.command(&["serve", "--roles", roles]);
        command.args(["--api-listen", address, "--dashboard-listen", "127.0.0.1:0"]);
        let mut server = Running::start(command)?;
        let line = server.line()?;
        let Ok(document) = serde_json::from_str::<Value>(&line) else {
            bail!("`legaciti serve --roles {roles}` did not start");
        };
        Ok((server, document))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
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
            .env("LEGACITI_DATABASE_URL", &self.home.database)
            .env("LEGACITI_CONTACT_EMAIL", "replay@example.org")
            .env("LEGACITI_ORCID_DAILY_BUDGET", "10000000")
            .env("LEGACITI_OPENALEX_API_KEY", "replay")
            .env("LEGACITI_RETRY_SECONDS", "2")
            .env("LEGACITI_JOB_LEASE_SECONDS", "10")
            .env("LEGACITI_LOG", "warn")
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }
}
