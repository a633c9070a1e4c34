//! `legaciti doctor`: whether everything that the service needs is there.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::context::Clock;
use domain::identifier::{Doi, Orcid};
use domain::registry::{DoiRegistry, RegistryError};
use persistence::Database;
use registries::RegistrySettings;
use serde::Serialize;
use tokio::time::timeout;

use super::output::table;
use super::{CliError, General, Output, Session};
use crate::clock::SystemClock;
use crate::wire;

/// A registry has so long to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Somebody whom ORCID will always know: the fictional Josiah Carberry of its documentation.
const ORCID: &str = "0000-0002-1825-0097";
/// A prefix and a DOI for tests, which need not exist: any answer will do.
const DOI: &str = "10.5555/12345678";

/// What was found out about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
    milliseconds: Option<u64>,
}

impl Check {
    fn well(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            ok: true,
            detail: detail.into(),
            milliseconds: None,
        }
    }

    fn wrong(name: &'static str, error: impl Into<CliError>) -> Self {
        Self {
            name,
            ok: false,
            detail: error.into().line(),
            milliseconds: None,
        }
    }

    /// Runs and times a check.
    async fn of(name: &'static str, check: impl Future<Output = Result<String, CliError>>) -> Self {
        let begun = Instant::now();
        let found = match check.await {
            Ok(detail) => Self::well(name, detail),
            Err(error) => Self::wrong(name, error),
        };
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).ok();
        Self {
            milliseconds,
            ..found
        }
    }
}

pub(super) async fn run(general: &General) -> Result<(), CliError> {
    let mut checks = Vec::new();
    match Session::begin(general) {
        Ok(session) => {
            checks.push(Check::well("configuration", "valid"));
            let (database, registries) = tokio::join!(database(&session), registries(&session));
            checks.extend(database);
            checks.extend(registries);
        }
        Err(error) => checks.push(Check::wrong("configuration", error)),
    }
    let ok = checks.iter().all(|check| check.ok);
    let document = serde_json::json!({ "ok": ok, "checks": checks });
    Output::new(general.json).show(&document, || {
        let row = |check: &Check| {
            let state = if check.ok { "ok" } else { "WRONG" };
            let time = check
                .milliseconds
                .map_or_else(String::new, |time| format!("{time} ms"));
            [
                check.name.to_owned(),
                state.to_owned(),
                time,
                check.detail.clone(),
            ]
        };
        let rows: Vec<_> = checks.iter().map(row).collect();
        table(["CHECK", "STATE", "TIME", ""], &rows, "nothing to check")
    })?;
    let wrong = checks.iter().filter(|check| !check.ok).count();
    if ok {
        Ok(())
    } else {
        Err(CliError::failed(format!(
            "{wrong} of {} checks failed",
            checks.len()
        )))
    }
}

/// Looks without changing anything: a database that is not there yet is not made.
async fn database(session: &Session) -> Vec<Check> {
    let settings = wire::database_settings(&session.config);
    let file = settings.url.strip_prefix("sqlite://");
    if let Some(file) = file
        && !std::path::Path::new(file).exists()
    {
        return vec![Check::well(
            "database",
            format!("{file} will be made by the first command that needs it"),
        )];
    }
    let mut connected = None;
    let reached = Check::of("database", async {
        let database = connected.insert(Database::connect(&settings).await?);
        Ok(format!("{} answers", database.backend()))
    })
    .await;
    let mut checks = vec![reached];
    if let Some(database) = connected {
        checks.push(Check::of("tables", tables(&database)).await);
    }
    checks
}

async fn tables(database: &Database) -> Result<String, CliError> {
    let pending = database.pending_migrations().await?;
    match (pending.len(), database.backend()) {
        (0, _) => Ok("up to date".to_owned()),
        (pending, "sqlite") => Ok(format!(
            "{pending} migrations will be applied by the next command"
        )),
        (pending, _) => Err(CliError::failed(format!(
            "{pending} migrations to apply: run `legaciti migrate`"
        ))),
    }
}

async fn registries(session: &Session) -> Vec<Check> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let found =
        wire::registry_settings(&session.config).and_then(|settings| wire::connect(&once(settings), &clock));
    let found = match found {
        Ok(found) => found,
        Err(error) => return vec![Check::wrong("registries", error)],
    };
    let (Ok(orcid), Ok(doi)) = (Orcid::parse(ORCID), Doi::parse(DOI)) else {
        return vec![Check::wrong(
            "registries",
            CliError::failed("the questions to ask are unreadable"),
        )];
    };
    let (orcid, crossref, datacite, openalex, doi_org) = tokio::join!(
        Check::of("orcid", answers(found.orcid.record(&orcid))),
        Check::of("crossref", knows(found.crossref.as_ref(), &doi)),
        Check::of("datacite", knows(found.datacite.as_ref(), &doi)),
        Check::of("openalex", knows(found.openalex.as_ref(), &doi)),
        Check::of("doi.org", answers(found.agencies.agency(doi.prefix()))),
    );
    vec![orcid, crossref, datacite, openalex, doi_org]
}

async fn knows(registry: &dyn DoiRegistry, doi: &Doi) -> Result<String, CliError> {
    answers(registry.record(doi)).await
}

/// Any answer shows that the registry is there, "unknown" too.
async fn answers<T>(question: impl Future<Output = Result<T, RegistryError>>) -> Result<String, CliError> {
    match timeout(PATIENCE, question).await {
        Ok(Ok(_)) => Ok("answers".to_owned()),
        Ok(Err(error)) => Err(CliError::failed(error.to_string())),
        Err(_) => Err(CliError::failed(format!(
            "no answer within {} s",
            PATIENCE.as_secs()
        ))),
    }
}

/// One attempt each: somebody waits for the diagnosis.
fn once(mut settings: RegistrySettings) -> RegistrySettings {
    for provider in [
        &mut settings.orcid,
        &mut settings.crossref,
        &mut settings.datacite,
        &mut settings.openalex,
        &mut settings.doi_org,
    ] {
        provider.max_attempts = 1;
    }
    settings
}
