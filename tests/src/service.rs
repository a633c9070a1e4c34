//! The service as a process of its own.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde::Deserialize as _;
use serde_json::Value;

use crate::desk::SECRET;

/// A running `legaciti serve`; ends with the test.
pub struct Service {
    /// Where the Consumer and Integrations APIs are: `http://127.0.0.1:PORT`.
    pub api: String,
    /// Where the Dashboard API is; empty unless served.
    pub dashboard: String,
    /// The process.
    pub child: Child,
    pub(crate) client: reqwest::Client,
}

/// An answer, read in full.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
    /// Body.
    pub text: String,
}

impl Answer {
    /// All headers of this name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok()).collect()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header's text; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// The command line, with these settings.
pub fn legaciti(url: &str, environment: &[(String, String)]) -> Command {
    let mut command = Command::new(binary());
    command.env_clear();
    command
        .env("LEGACITI_DATABASE_URL", url)
        .envs(environment.iter().cloned());
    // Nothing of the folder it runs in may count.
    command.current_dir(std::env::temp_dir());
    command
}

/// Runs a command to its end; its one JSON document.
pub fn run_json(url: &str, environment: &[(String, String)], arguments: &[&str]) -> Value {
    let Output {
        status,
        stdout,
        stderr,
    } = legaciti(url, environment)
        .arg("--json")
        .args(arguments)
        .output()
        .expect("the binary runs");
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{arguments:?} ended with {status}: {errors}");
    serde_json::from_slice(&stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {errors}"))
}

/// The same for a command that reads its standard input.
pub fn run_json_with(url: &str, arguments: &[&str], input: &str) -> Value {
    use std::io::Write as _;
    let mut child = legaciti(url, &[])
        .arg("--json")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the binary runs");
    let mut stdin = child.stdin.take().expect("its input is piped");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let Output { status, stdout, .. } = child.wait_with_output().expect("it ends");
    assert!(status.success(), "{arguments:?} ended with {status}");
    serde_json::from_slice(&stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

impl Service {
    /// Serves these roles (`api`, `worker`, …) until the test ends.
    pub fn start(url: &str, roles: &str, environment: &[(String, String)]) -> Self {
        Self::start_with(url, roles, environment, Stdio::null())
    }

    /// The same, with its log in a file.
    pub fn start_logging(url: &str, roles: &str, environment: &[(String, String)], log: &File) -> Self {
        let log = log.try_clone().expect("a second handle of the file");
        Self::start_with(url, roles, environment, Stdio::from(log))
    }

    fn start_with(url: &str, roles: &str, environment: &[(String, String)], log: Stdio) -> Self {
        let mut child = legaciti(url, &[])
            .env("LEGACITI_AUTH_SECRET", SECRET)
            .env("LEGACITI_LIMIT_SIGN_INS", "false")
            .envs(environment.iter().cloned())
            .args(["--json", "serve", "--roles", roles])
            .args(["--api-listen", "127.0.0.1:0", "--dashboard-listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the binary runs");
        let mut output = child.stdout.take().expect("its output is piped");
        let mut ready = serde_json::Deserializer::from_reader(output.by_ref());
        let ready = Value::deserialize(&mut ready).expect("a word when it serves");
        let api = ready["api_url"].as_str().unwrap_or_default().to_owned();
        let dashboard = ready["dashboard_url"].as_str().unwrap_or_default().to_owned();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self {
            api,
            dashboard,
            child,
            client,
        }
    }

    /// GET without a key.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// GET with a key.
    pub async fn get_as(&self, key: &str, path: &str) -> Answer {
        self.get_with(path, &[("X-API-Key", key)]).await
    }

    /// Any call to the dashboard, with these headers and this body, signed in as nobody.
    pub async fn call_dashboard(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.dashboard));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_owned());
        }
        read(request).await
    }

    /// Any call to the APIs, with these headers and without a body.
    pub async fn call_api(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.api));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    /// GET with these headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(format!("{}{path}", self.api));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    /// POST of a JSON body with a key.
    pub async fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        let request = self.client.post(format!("{}{path}", self.api));
        read(
            request
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .body(body.to_string()),
        )
        .await
    }
}

pub(crate) async fn read(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer {
        status,
        headers,
        text: response.text().await.expect("a body"),
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It has ended by itself at the worst.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

/// The binary beside the test's own: `cargo xtask test` builds it first.
fn binary() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own path");
    let target = own
        .parent()
        .and_then(|deps| deps.parent())
        .expect("a target folder");
    let binary = target.join("legaciti");
    assert!(
        binary.exists(),
        "{} is missing: run the tests with `cargo xtask test`",
        binary.display()
    );
    binary
}
