//! Makes, starts and removes one PostgreSQL cluster.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::programs::{Programs, is_root};
use crate::{interrupt, process};

/// Durability is for data that somebody wants back.
const SETTINGS: [&str; 8] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "listen_addresses=127.0.0.1",
    "autovacuum=on",
    "shared_buffers=128MB",
    "log_min_messages=warning",
];
const START: Duration = Duration::from_mins(1);
/// Between asking for a free port and taking it, somebody else may have it.
const ATTEMPTS: u32 = 3;

/// A running cluster; dropping it ends the server and removes the data.
pub(crate) struct Cluster {
    programs: Programs,
    account: Account,
    server: Child,
    folder: tempfile::TempDir,
    settings: &'static [&'static str],
    port: u16,
    url: String,
}

impl Cluster {
    /// Makes and starts one; takes about two seconds.
    pub(crate) fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// The same, with settings that are stronger than ours.
    pub(crate) fn start_with(settings: &'static [&'static str]) -> Result<Self> {
        let programs = Programs::find_or_install()?;
        let account = Account::choose()?;
        let folder = tempfile::Builder::new().prefix("legaciti-pg-").tempdir()?;
        account.own(folder.path())?;
        let mut initdb = account.command(&programs.path("initdb"), folder.path());
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        initdb
            .arg("--pgdata")
            .arg(data(folder.path()))
            .stdout(Stdio::null());
        process::run(&mut initdb)?;
        let (server, port) = Self::launch(&programs, &account, folder.path(), settings)?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Ok(Self {
            programs,
            account,
            server,
            folder,
            settings,
            port,
            url,
        })
    }

    /// Ends the server as a power cut would: no connection is told, nothing is written down.
    pub(crate) fn stop_at_once(&mut self) -> Result<()> {
        let mut stop = self
            .account
            .command(&self.programs.path("pg_ctl"), self.folder.path());
        stop.args(["stop", "--silent", "--mode=immediate", "--pgdata"])
            .arg(data(self.folder.path()));
        process::run(stop.stdout(Stdio::null()))?;
        self.server.wait()?;
        Ok(())
    }

    /// Starts it again where it was, and waits until it takes connections.
    pub(crate) fn start_again(&mut self) -> Result<()> {
        let folder = self.folder.path();
        let mut server = Self::server(&self.programs, &self.account, folder, self.port, self.settings)?;
        if !wait_until_ready(&mut server, folder)? {
            bail!("PostgreSQL does not start again: {}", log_of(folder));
        }
        self.server = server;
        Ok(())
    }

    /// Its address, with the superuser and no password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// One of the programs that come with the server: beside it, or wherever the path has it.
    pub(crate) fn program(&self, name: &str) -> Command {
        let beside = self.programs.path(name);
        if beside.is_file() {
            Command::new(beside)
        } else {
            Command::new(name)
        }
    }

    /// Starts the server on a free port and waits until it takes connections.
    fn launch(
        programs: &Programs,
        account: &Account,
        folder: &Path,
        settings: &[&str],
    ) -> Result<(Child, u16)> {
        for _ in 0..ATTEMPTS {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut server = Self::server(programs, account, folder, port, settings)?;
            if wait_until_ready(&mut server, folder)? {
                return Ok((server, port));
            }
        }
        bail!("PostgreSQL does not start: {}", log_of(folder))
    }

    fn server(
        programs: &Programs,
        account: &Account,
        folder: &Path,
        port: u16,
        settings: &[&str],
    ) -> Result<Child> {
        let mut command = account.command(&programs.path("postgres"), folder);
        command
            .arg("-D")
            .arg(data(folder))
            .arg("-k")
            .arg(folder)
            .args(["-p", &port.to_string()]);
        // Of a setting that is given twice the last counts.
        for setting in SETTINGS.iter().chain(settings) {
            command.args(["-c", setting]);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(log(folder))?);
        // A Ctrl-C of the terminal is for us: the tests need their database until they have ended.
        command.process_group(0);
        command.spawn().context("cannot start the PostgreSQL server")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self
            .account
            .command(&self.programs.path("pg_ctl"), self.folder.path());
        stop.args(["stop", "--silent", "--mode=immediate", "--pgdata"])
            .arg(data(self.folder.path()));
        let stopped = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !stopped.is_ok_and(|status| status.success()) {
            // Already gone, or beyond asking.
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

fn log(folder: &Path) -> PathBuf {
    folder.join("server.log")
}

fn log_of(folder: &Path) -> String {
    let text = fs::read_to_string(log(folder)).unwrap_or_default();
    text.trim().to_owned()
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Whether the server takes connections; `false` when it ended instead.
fn wait_until_ready(server: &mut Child, folder: &Path) -> Result<bool> {
    let deadline = Instant::now() + START;
    let status_file = data(folder).join("postmaster.pid");
    while Instant::now() < deadline && !interrupt::requested() {
        if server.try_wait()?.is_some() {
            return Ok(false);
        }
        // The last line is the state that `pg_ctl --wait` waits for.
        let status = fs::read_to_string(&status_file).unwrap_or_default();
        if status.lines().last().is_some_and(|line| line.trim() == "ready") {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(50));
    }
    server.kill()?;
    server.wait()?;
    bail!("PostgreSQL was not ready in time")
}

/// Who the server runs as. PostgreSQL refuses to run as root.
#[derive(Debug)]
enum Account {
    /// As ourselves.
    Own,
    /// As another user, by one of the tools that can do so.
    Other {
        user: &'static str,
        uid: u32,
        gid: u32,
        tool: Tool,
    },
}

/// Ways for root to become somebody else.
#[derive(Debug, Clone, Copy)]
enum Tool {
    Setpriv,
    Runuser,
    Su,
}

impl Account {
    fn choose() -> Result<Self> {
        if !is_root()? {
            return Ok(Self::Own);
        }
        let numbers = |user: &str| -> Option<(u32, u32)> {
            let ask = |flag| {
                let output = Command::new("id")
                    .args([flag, user])
                    .stderr(Stdio::null())
                    .output()
                    .ok()?;
                String::from_utf8(output.stdout).ok()?.trim().parse().ok()
            };
            Some((ask("-u")?, ask("-g")?))
        };
        let (user, (uid, gid)) = ["postgres", "nobody"]
            .into_iter()
            .find_map(|user| Some((user, numbers(user)?)))
            .context(
                "neither the user `postgres` nor `nobody` exists, and PostgreSQL refuses to run as root",
            )?;
        let tool = [
            ("setpriv", Tool::Setpriv),
            ("runuser", Tool::Runuser),
            ("su", Tool::Su),
        ]
        .into_iter()
        .find(|(name, _)| process::exists(name, "--help"))
        .map(|(_, tool)| tool)
        .context("none of setpriv, runuser and su is there to leave root")?;
        Ok(Self::Other { user, uid, gid, tool })
    }

    /// Gives a folder to the account.
    fn own(&self, folder: &Path) -> Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid, .. } => Ok(chown(folder, Some(*uid), Some(*gid))?),
        }
    }

    /// A program run as the account, in a folder that it may enter.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = match self {
            Self::Own => Command::new(program),
            Self::Other { user, uid, gid, tool } => match tool {
                Tool::Setpriv => {
                    let mut command = Command::new("setpriv");
                    command
                        .arg(format!("--reuid={uid}"))
                        .arg(format!("--regid={gid}"))
                        .arg("--init-groups");
                    // Even if we are killed without a word, the server does not stay behind.
                    command.arg("--pdeathsig=QUIT").arg(program);
                    command
                }
                Tool::Runuser => {
                    let mut command = Command::new("runuser");
                    command.args(["-u", user, "--"]).arg(program);
                    command
                }
                Tool::Su => {
                    let mut command = Command::new("su");
                    command
                        .args([user, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"])
                        .arg(program);
                    command
                }
            },
        };
        command.current_dir(folder);
        command
    }
}
