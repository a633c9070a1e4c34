//! The gate that compares a running server with the published contract and calls it as that describes.

use std::io::{BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use crate::ci::Outcome;
use crate::{process, workspace};

const SURFACES: [&str; 3] = ["consumer", "integrations", "dashboard"];
/// How long the demo may take to fill its database and serve.
const START: Duration = Duration::from_mins(3);

/// What `legaciti demo --json` prints once it serves.
#[derive(Debug, Deserialize)]
struct Announcement {
    ready: bool,
    api_url: String,
    dashboard_url: String,
    session_cookie: String,
    installation_key: String,
    api_key: String,
}

/// A demo server that ends with this value.
struct Demo {
    server: Child,
    announcement: Announcement,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Nothing of a throw-away database is worth a graceful end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

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
    let binary = workspace::build()?;
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(&binary, folder.path())?;
    let mut failed = Vec::new();
    for surface in SURFACES {
        for tool in ["contract_check.py", "live_check.py"] {
            if let Err(error) = process::run(&mut demo.check(&tools.join(tool), surface, &contract)) {
                failed.push(format!("{surface}: {error:#}"));
            }
        }
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    Ok(Outcome::Passed)
}

impl Demo {
    fn start(binary: &Path, folder: &Path) -> Result<Self> {
        let mut server = Command::new(binary)
            .args(["demo", "--offline", "--json", "--dir"])
            .arg(folder)
            .args([
                "--api-listen",
                &free_address()?,
                "--dashboard-listen",
                &free_address()?,
            ])
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the demo server")?;
        let printed = server.stdout.take().context("the demo server has no output")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            // Nobody listens any more once the start has timed out.
            let _ = sender.send(announced(printed));
        });
        let announcement = match receiver.recv_timeout(START) {
            Ok(Ok(announcement)) if announcement.ready => Ok(announcement),
            Ok(Ok(_)) => Err(anyhow!("it says that it is not ready")),
            Ok(Err(error)) => Err(error.into()),
            Err(error) => Err(error.into()),
        };
        match announcement {
            Ok(announcement) => Ok(Self { server, announcement }),
            Err(error) => {
                server.kill()?;
                server.wait()?;
                Err(error.context("the demo server did not start"))
            }
        }
    }

    /// One of the check tools, with the demo's keys.
    fn check(&self, tool: &PathBuf, surface: &str, contract: &Path) -> Command {
        let base = match surface {
            "dashboard" => &self.announcement.dashboard_url,
            _ => &self.announcement.api_url,
        };
        let mut command = Command::new("python3");
        command
            .arg(tool)
            .args(["--base", base, "--surface", surface])
            .env("LEGACITI_SESSION_COOKIE", &self.announcement.session_cookie)
            .arg(contract)
            .env("LEGACITI_INSTALLATION_KEY", &self.announcement.installation_key)
            .env("LEGACITI_API_KEY", &self.announcement.api_key);
        command
    }
}

/// The one document that the demo prints; it goes on running, so that the output does not end there.
fn announced(output: impl Read) -> serde_json::Result<Announcement> {
    let mut documents = serde_json::Deserializer::from_reader(BufReader::new(output)).into_iter();
    documents
        .next()
        .unwrap_or_else(|| Err(serde::de::Error::custom("it printed nothing")))
}

/// A loopback address that nobody listens on just now.
fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Gives one piece and then fails where a real output would keep its reader waiting.
    struct Piece(Option<&'static [u8]>);

    impl Read for Piece {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let mut piece = self.0.take().ok_or_else(|| io::Error::other("read on"))?;
            piece.read(buffer)
        }
    }

    #[test]
    fn the_announcement_is_read_without_waiting_for_more() {
        let printed = b"{\n  \"ready\": true, \"api_url\": \"http://127.0.0.1:1\", \"dashboard_url\": \"http://127.0.0.1:2\",\n  \"session_cookie\": \"n=v\",  \"installation_key\": \"i\", \"api_key\": \"a\", \"more\": []\n}\n";
        let announcement = announced(Piece(Some(printed))).unwrap();
        assert!(announcement.ready);
        assert_eq!(announcement.api_url, "http://127.0.0.1:1");
        assert!(announced(&b""[..]).is_err());
    }
}
