//! A member of staff with a session at the dashboard.

use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use super::ground::Place;

const EMAIL: &str = "ana@example.org";
const PASSWORD: &str = "a password of the chaos runs";

/// Makes the account.
pub(super) fn hire(place: &Place) -> Result<()> {
    let mut command = place.service.command(&[
        "user",
        "create",
        "--workspace",
        "cesam",
        "--email",
        EMAIL,
        "--name",
        "Ana",
        "--role",
        "editor",
        "--password-stdin",
    ]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let mut input = child.stdin.take().context("it has no input")?;
    writeln!(input, "{PASSWORD}")?;
    drop(input);
    ensure!(child.wait()?.success(), "the account could not be made");
    Ok(())
}

/// Their session.
pub(super) struct Session {
    agent: ureq::Agent,
    base: String,
    cookie: String,
}

impl Session {
    /// Signs in at a dashboard.
    pub(super) fn sign_in(base: &str) -> Result<Self> {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let agent: ureq::Agent = config.into();
        let body = serde_json::json!({ "email": EMAIL, "password": PASSWORD }).to_string();
        let answer = agent
            .post(format!("{base}/api/auth/sign-in/email"))
            .header("Content-Type", "application/json")
            .header("Origin", base)
            .send(&body)?;
        let cookie = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|pair| pair.contains("session_token"))
            .with_context(|| format!("signing in answers {}", answer.status()))?
            .to_owned();
        Ok(Self {
            agent,
            base: base.to_owned(),
            cookie,
        })
    }

    /// What the dashboard says instead of who we are, at this time.
    pub(super) fn lost(&self, when: &str) -> Result<Option<String>> {
        let answer = self
            .agent
            .get(format!("{}/me", self.base))
            .header("Cookie", &self.cookie)
            .call()?;
        let status = answer.status().as_u16();
        Ok((status != 200).then(|| format!("{when}: {status}")))
    }
}
