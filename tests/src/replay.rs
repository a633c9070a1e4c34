//! The recorded registries as a server of one's own, where the recordings are at hand.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running replay server; ends with the test.
pub struct Replay {
    /// `http://127.0.0.1:PORT`
    pub base: String,
    child: Child,
    // It goes on writing: to a closed pipe it could not.
    _output: BufReader<ChildStdout>,
}

impl Replay {
    /// Starts one; `None` (and a word on stderr) where the recordings are missing.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let folder = folder()?;
        let child = Command::new("python3")
            .arg(folder.join("replay.py"))
            .args(["--port", "0", "--data"])
            .arg(folder.join("data"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = child else {
            eprintln!("SKIPPED: python3 is needed to replay the recorded registries");
            return None;
        };
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped"));
        output.read_line(&mut line).expect("a first line");
        let base = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        assert!(base.starts_with("http://"), "the replay server said {line:?}");
        Some(Self {
            base,
            child,
            _output: output,
        })
    }

    /// The settings that point the service at it, without paces of its own.
    pub fn environment(&self) -> Vec<(String, String)> {
        registries_at(&self.base)
    }
}

/// The settings that point the service at registries under one address, without paces of its own.
pub fn registries_at(base: &str) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> = [
        ("ORCID_BASE_URL", "/orcid/v3.0"),
        ("CROSSREF_BASE_URL", "/crossref"),
        ("DATACITE_BASE_URL", "/datacite"),
        ("OPENALEX_BASE_URL", "/openalex"),
        ("DOI_BASE_URL", "/doi"),
    ]
    .map(|(name, path)| (format!("LEGACITI_{name}"), format!("{base}{path}")))
    .to_vec();
    for provider in ["ORCID", "CROSSREF", "DATACITE", "OPENALEX", "DOI"] {
        settings.push((format!("LEGACITI_{provider}_RATE"), "off".to_owned()));
    }
    settings.push(("LEGACITI_RETRY_SECONDS".to_owned(), "1".to_owned()));
    settings
}

impl Drop for Replay {
    fn drop(&mut self) {
        // It has ended by itself at the worst.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

/// `shared/replay` beside the project's root.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/replay"));
    if folder.join("data/index.json").exists() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: the recorded registries are not at hand ({})",
        folder.display()
    );
    None
}
