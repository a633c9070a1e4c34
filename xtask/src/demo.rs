//! A demo server of its own for the checks that call a running service: started, and what it announces.

use std::io::{BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;

/// How long the demo may take to fill its database and serve.
const START: Duration = Duration::from_mins(3);

/// What `legaciti demo --json` prints once it serves.
#[derive(Debug, Deserialize)]
pub(crate) struct Announcement {
    ready: bool,
    pub(crate) api_url: String,
    pub(crate) dashboard_url: String,
    /// `name=value`
    pub(crate) session_cookie: String,
    pub(crate) installation_key: String,
    pub(crate) api_key: String,
    /// The workspace's slug.
    pub(crate) workspace: String,
}

/// A demo server that ends with this value.
pub(crate) struct Demo {
    server: Child,
    pub(crate) announcement: Announcement,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Nothing of a throw-away database is worth a graceful end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Demo {
    /// Starts one with a database in this folder.
    pub(crate) fn start(binary: &Path, folder: &Path) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["demo", "--dir"]).arg(folder);
        Self::launch(command)
    }

    /// Starts a prepared `legaciti demo …` and waits until it serves the people that it brings along.
    pub(crate) fn launch(mut command: Command) -> Result<Self> {
        let mut server = command
            .args(["--offline", "--json"])
            .args(["--api-listen", &free_address()?])
            .args(["--dashboard-listen", &free_address()?])
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

    /// Where a surface is served.
    pub(crate) fn base(&self, surface: &str) -> &str {
        match surface {
            "dashboard" => &self.announcement.dashboard_url,
            _ => &self.announcement.api_url,
        }
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&mut self) -> Result<bool> {
        Ok(self.server.try_wait()?.is_none())
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
        let printed = b"{\n  \"ready\": true, \"api_url\": \"http://127.0.0.1:1\", \"dashboard_url\": \"http://127.0.0.1:2\",\n  \"session_cookie\": \"n=v\",  \"installation_key\": \"i\", \"api_key\": \"a\", \"workspace\": \"w\",\n  \"more\": []\n}\n";
        let announcement = announced(Piece(Some(printed))).unwrap();
        assert!(announcement.ready);
        assert_eq!(announcement.api_url, "http://127.0.0.1:1");
        assert!(announced(&b""[..]).is_err());
    }
}
