//! The values of settings: their types, and how each is read from text. An error says what would do.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use domain::session::{OriginPattern, Signer};
use tracing_subscriber::EnvFilter;
use url::Url;

/// Where the catalogue is kept. `Debug` and `Display` leave the password out.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole of it, with the password.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_sqlite() {
            return f.write_str(&self.0);
        }
        let Ok(mut url) = Url::parse(&self.0) else {
            return f.write_str("postgres://…");
        };
        if url.password().is_some() {
            // Only URLs without a host cannot have a password, and they have none to hide.
            let _ = url.set_password(Some("…"));
        }
        // Passwords may stand among the parameters too.
        url.set_query(None);
        f.write_str(url.as_str())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The beginning of somebody's URLs, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The text, to which a path is appended.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How often somebody may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// Requests a second.
    PerSecond(f64),
    /// As often as we like: for a registry on our own machine.
    Off,
}

/// Which parts of the service a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Consumer and Integrations APIs.
    pub api: bool,
    /// Dashboard API.
    pub dashboard: bool,
    /// Ingestion.
    pub worker: bool,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

pub(super) fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    let expected = || "sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned();
    if let Some(path) = text.strip_prefix("sqlite://") {
        return if path.is_empty() {
            Err(expected())
        } else {
            Ok(DatabaseUrl(text.to_owned()))
        };
    }
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    match url {
        Some(url) if url.has_host() => Ok(DatabaseUrl(text.to_owned())),
        Some(_) | None => Err(expected()),
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .ok()
        .ok_or_else(|| "an IP address with a port, such as 127.0.0.1:8080".to_owned())
}

pub(super) fn base_url(text: &str) -> Result<BaseUrl, String> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    url.map(|url| BaseUrl(url.as_str().trim_end_matches('/').to_owned()))
        .ok_or_else(|| "an http or https URL without query, such as https://api.crossref.org".to_owned())
}

pub(super) fn rate(text: &str) -> Result<Rate, String> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(Rate::Off);
    }
    let rate = text
        .parse::<f64>()
        .ok()
        .filter(|rate| *rate > 0.0 && *rate <= 1000.0);
    rate.map(Rate::PerSecond)
        .ok_or_else(|| "requests a second (up to 1000), or `off`".to_owned())
}

/// A whole number between two bounds, both included.
pub(super) fn number<T>(least: T, most: T) -> impl Fn(&str) -> Result<T, String>
where
    T: FromStr + PartialOrd + fmt::Display + Copy,
{
    move |text| {
        let number = text
            .parse::<T>()
            .ok()
            .filter(|number| *number >= least && *number <= most);
        number.ok_or_else(|| format!("a whole number from {least} to {most}"))
    }
}

/// Whole seconds between two bounds, both included.
pub(super) fn seconds(least: u64, most: u64) -> impl Fn(&str) -> Result<Duration, String> {
    move |text| {
        let seconds = number(least, most)(text);
        seconds
            .map(Duration::from_secs)
            .map_err(|expected| format!("{expected}, in seconds"))
    }
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("true or false".to_owned()),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "has the form of the other readers")]
pub(super) fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "has the form of the other readers")]
pub(super) fn secret(text: &str) -> Result<Secret, String> {
    Ok(Secret(text.to_owned()))
}

/// Only what tells an address from something else; whether mail arrives is seen by sending it.
pub(super) fn email(text: &str) -> Result<String, String> {
    let is_address = text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if is_address {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("an e-mail address".to_owned())
    }
}

pub(super) fn origin_pattern(text: &str) -> Result<OriginPattern, String> {
    OriginPattern::parse(text).map_err(|error| format!("origins ({error})"))
}

pub(super) fn signer(text: &str) -> Result<Signer, String> {
    Signer::new(text).map_err(|error| error.to_string())
}

/// Items separated by commas; none is a list too.
pub(super) fn list<T>(item: impl Fn(&str) -> Result<T, String>) -> impl Fn(&str) -> Result<Vec<T>, String> {
    move |text| {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(&item)
            .collect()
    }
}

pub(super) fn roles(text: &str) -> Result<Roles, String> {
    let mut roles = Roles {
        api: false,
        dashboard: false,
        worker: false,
    };
    for word in text.split(',').map(str::trim) {
        match word.to_ascii_lowercase().as_str() {
            "api" => roles.api = true,
            "dashboard" => roles.dashboard = true,
            "worker" => roles.worker = true,
            _ => return Err("some of api, dashboard and worker, separated by commas".to_owned()),
        }
    }
    Ok(roles)
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "a level or directives such as `info,registries=debug` ({error})"
        )),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text.to_ascii_lowercase().as_str() {
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err("human or json".to_owned()),
    }
}
