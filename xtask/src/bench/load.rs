//! The load generator: `wrk`, with a script that asks for one path after another.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Load {
    requests: u64,
    /// Answers that were not wanted, and requests without any.
    pub(super) errors: u64,
    /// Microseconds within which half of all requests were answered.
    pub(super) p50: u64,
    /// The same for 99 of 100.
    pub(super) p99: u64,
    /// How long it took.
    micros: u64,
}

impl Load {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        let seconds = f64::from(u32::try_from(self.micros).unwrap_or(u32::MAX)) / 1e6;
        f64::from(u32::try_from(self.requests).unwrap_or(u32::MAX)) / seconds.max(1e-6)
    }

    /// The better of two rounds: what else the machine does only ever makes a round slower. Errors are kept.
    pub(super) fn better(self, other: Self) -> Self {
        let errors = self.errors + other.errors;
        let better = if other.rate() > self.rate() { other } else { self };
        Self { errors, ..better }
    }

    /// Of a program that says only its rate and its mean latency (ms), which then stands for the median.
    pub(super) fn new(rate: f64, latency: f64) -> Self {
        Self {
            requests: rounded(rate * 1000.0),
            errors: 0,
            p50: rounded(latency * 1000.0),
            p99: 0,
            micros: 1_000_000_000,
        }
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there is no other way from a float; it saturates"
)]
fn rounded(number: f64) -> u64 {
    number.round() as u64
}

/// What is asked, again and again.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    pub(super) paths: Vec<String>,
    pub(super) headers: Vec<(String, String)>,
    /// API keys that take turns.
    keys: Vec<String>,
}

impl Requests {
    pub(super) fn to<S: Into<String>>(paths: impl IntoIterator<Item = S>) -> Self {
        Self {
            paths: paths.into_iter().map(Into::into).collect(),
            headers: Vec::new(),
            keys: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn with_keys(mut self, keys: &[String]) -> Self {
        keys.clone_into(&mut self.keys);
        self
    }

    /// How long the first path takes, once, in milliseconds: what nobody has asked for before is made then.
    pub(super) fn first(&self, base: &str) -> Result<f64> {
        let path = self.paths.first().context("nothing is asked")?;
        let mut request = ureq::get(format!("{base}{path}"));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(key) = self.keys.first() {
            request = request.header("X-API-Key", key);
        }
        let began = Instant::now();
        request.call()?.body_mut().read_to_vec()?;
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    }

    /// Writes the generator's script.
    pub(super) fn save(&self, folder: &Path) -> Result<PathBuf> {
        let path = folder.join("requests.lua");
        fs::write(&path, self.script()?)?;
        Ok(path)
    }

    fn script(&self) -> Result<String> {
        let mut script = String::from("local paths = {\n");
        for path in &self.paths {
            writeln!(script, "  {},", serde_json::to_string(path)?)?;
        }
        script.push_str("}\nlocal headers = {}\n");
        for (name, value) in &self.headers {
            let (name, value) = (serde_json::to_string(name)?, serde_json::to_string(value)?);
            writeln!(script, "headers[{name}] = {value}")?;
        }
        script.push_str("local keys = {\n");
        for key in &self.keys {
            writeln!(script, "  {},", serde_json::to_string(key)?)?;
        }
        script.push_str("}\n");
        script.push_str(ASK);
        Ok(script)
    }
}

const ASK: &str = r#"local at = 0
request = function()
  at = at + 1
  if #keys > 0 then headers["X-API-Key"] = keys[(at % #keys) + 1] end
  return wrk.format("GET", paths[(at % #paths) + 1], headers)
end
done = function(summary, latency)
  local e = summary.errors
  print(string.format('{"requests":%d,"errors":%d,"p50":%d,"p99":%d,"micros":%d}', summary.requests,
    e.status + e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99),
    summary.duration))
end
"#;

/// Whether the generator is there.
pub(super) fn require() -> Result<()> {
    // It says its version with the exit code of an error.
    if Command::new("wrk").arg("-v").output().is_ok() {
        return Ok(());
    }
    bail!("wrk is not installed: `apt-get install wrk`")
}

/// Asks for so many seconds.
pub(super) fn run(base: &str, script: &Path, seconds: u32, clients: u32) -> Result<Load> {
    let output = Command::new("wrk")
        .args(["-t1", "--timeout", "30s"])
        .arg(format!("-c{clients}"))
        .arg(format!("-d{seconds}s"))
        .arg("-s")
        .arg(script)
        .arg(base)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let line = line.with_context(|| format!("wrk said nothing that can be read: {text}"))?;
    Ok(serde_json::from_str(line)?)
}
