//! Configuration: command line, then environment (`LEGACITI_*`), then `legaciti.toml`, then defaults.
//!
//! [`setting`] lists every setting with its default and its meaning; this file says what they become. Adding one
//! takes a line there, a field here, and a line in [`Config::resolve`].

pub mod setting;
mod sources;
mod value;

use std::net::SocketAddr;
use std::time::Duration;

use domain::session::{OriginPattern, Signer};
use registries::Rate;

pub use sources::{CommandLine, ConfigError, Place, Sources};
pub use value::{BaseUrl, DatabaseUrl, LogFormat, Roles, Secret};

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Which parts of the service this process is.
    pub roles: Roles,
    /// The catalogue's database.
    pub database: DatabaseConfig,
    /// The two listeners and what they say of themselves.
    pub http: HttpConfig,
    /// Who may do what no role gives.
    pub access: AccessConfig,
    /// The ingestion workers.
    pub jobs: JobsConfig,
    /// Deliveries to webhooks.
    pub webhooks: WebhooksConfig,
    /// Other people's services.
    pub registries: RegistriesConfig,
    /// Logs and metrics.
    pub telemetry: TelemetryConfig,
}

/// The catalogue's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// Where it is; the scheme chooses between SQLite and PostgreSQL.
    pub url: DatabaseUrl,
    /// Connections at most; `None` leaves it to the database layer.
    pub pool: Option<u32>,
}

/// The two listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    /// Consumer and Integrations APIs.
    pub api_listen: SocketAddr,
    /// Dashboard API.
    pub dashboard_listen: SocketAddr,
    /// Threads that answer requests; `None` is one for each processor.
    pub workers: Option<usize>,
    /// How clients reach the API listener, for links; `None` takes it from each request.
    pub public_url: Option<BaseUrl>,
    /// How browsers reach the dashboard; `None` takes it from each request.
    pub dashboard_url: Option<BaseUrl>,
    /// Slug or identifier of the workspace that answers requests without a key.
    pub public_workspace: Option<String>,
    /// Bound of the cache of rendered answers, in bytes.
    pub cache_bytes: u64,
}

/// Who may do what no role gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessConfig {
    /// Signs dashboard sessions.
    pub signer: Option<Signer>,
    /// Origins, beside our own, from which the dashboard may be used with a cookie.
    pub trusted_origins: Vec<OriginPattern>,
    /// Whether attempts at signing in are limited.
    pub limit_sign_ins: bool,
    /// Superadmins who may reset a workspace's data, by e-mail in lower case.
    pub reset_emails: Vec<String>,
    /// Whether origins on private and loopback addresses may be verified, and events delivered there.
    pub allow_private_origins: bool,
}

/// The ingestion workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsConfig {
    /// Jobs at once in this process.
    pub concurrency: usize,
    /// How long a claimed job stays with a worker that says nothing.
    pub lease: Duration,
    /// How long a job waits before its failed publications are tried again.
    pub retry: Duration,
}

/// Deliveries to webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhooksConfig {
    /// Installations at once in this process.
    pub concurrency: usize,
    /// How long an installation stays with a worker that says nothing.
    pub lease: Duration,
    /// How long a failed delivery waits first.
    pub retry: Duration,
    /// How long it waits at most.
    pub longest_retry: Duration,
    /// How long after it was due a delivery is given up.
    pub give_up: Duration,
    /// How long events are kept that do not wait; `None` is for good.
    pub keep: Option<Duration>,
}

/// Other people's services.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistriesConfig {
    /// Whom a registry may write to; it also opens the polite pools.
    pub contact_email: Option<String>,
    /// How long one request may take in all.
    pub timeout: Duration,
    /// How often one question is asked at most.
    pub attempts: u32,
    /// ORCID.
    pub orcid: OrcidConfig,
    /// Crossref.
    pub crossref: RegistryConfig,
    /// DataCite.
    pub datacite: RegistryConfig,
    /// OpenAlex.
    pub openalex: OpenalexConfig,
    /// doi.org.
    pub doi: RegistryConfig,
}

/// One registry.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryConfig {
    /// Where its API begins, without a slash at the end.
    pub base_url: BaseUrl,
    /// How often it may be asked; `None` leaves it to the budget that the registry grants.
    pub rate: Option<Rate>,
}

/// ORCID.
#[derive(Debug, Clone, PartialEq)]
pub struct OrcidConfig {
    /// Where, and how often.
    pub registry: RegistryConfig,
    /// Requests a day.
    pub daily_budget: u32,
    /// For a `/read-public` token, which raises the quota.
    pub client: Option<OrcidClient>,
}

/// An ORCID API client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrcidClient {
    /// Such as `APP-ABCDEFGHIJKLMNOP`.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
}

/// OpenAlex.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenalexConfig {
    /// Where, and how often.
    pub registry: RegistryConfig,
    /// Without it OpenAlex is asked only within its keyless budget.
    pub api_key: Option<Secret>,
}

/// Logs and metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TelemetryConfig {
    /// What is logged, as directives of `tracing` (`info,registries=debug`).
    pub filter: String,
    /// For people or for machines.
    pub format: LogFormat,
    /// Where Prometheus may fetch metrics; off unless set.
    pub metrics_listen: Option<SocketAddr>,
}

/// A configuration and what was odd about its sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// One line each, to be logged once telemetry runs.
    pub warnings: Vec<String>,
}

impl Config {
    /// Reads the environment and the file, and resolves all settings.
    pub fn load(command_line: CommandLine) -> Result<Loaded, ConfigError> {
        Self::resolve(&Sources::collect(command_line)?)
    }

    /// Resolves all settings. Pure: the sources hold all there is to know.
    pub fn resolve(sources: &Sources) -> Result<Loaded, ConfigError> {
        let config = Self {
            roles: sources.required(&setting::ROLES, value::roles)?,
            database: DatabaseConfig {
                url: sources.required(&setting::DATABASE_URL, value::database_url)?,
                pool: sources.optional(&setting::DATABASE_POOL, value::number(1, 1000))?,
            },
            http: http(sources)?,
            access: access(sources)?,
            jobs: JobsConfig {
                concurrency: sources.required(&setting::JOB_CONCURRENCY, value::number(1, 1000))?,
                lease: sources.required(&setting::JOB_LEASE_SECONDS, value::seconds(5, 3600))?,
                retry: sources.required(&setting::RETRY_SECONDS, value::seconds(0, 86_400))?,
            },
            webhooks: webhooks(sources)?,
            registries: registries(sources)?,
            telemetry: TelemetryConfig {
                filter: sources.required(&setting::LOG, value::log_filter)?,
                format: sources.required(&setting::LOG_FORMAT, value::log_format)?,
                metrics_listen: sources.optional(&setting::METRICS_LISTEN, value::address)?,
            },
        };
        Ok(Loaded {
            config,
            warnings: sources.unknown(),
        })
    }
}

fn http(sources: &Sources) -> Result<HttpConfig, ConfigError> {
    let megabytes: u64 = sources.required(&setting::CACHE_MEGABYTES, value::number(0, 65_536))?;
    Ok(HttpConfig {
        api_listen: sources.required(&setting::API_LISTEN, value::address)?,
        dashboard_listen: sources.required(&setting::DASHBOARD_LISTEN, value::address)?,
        workers: sources.optional(&setting::WORKERS, value::number(1, 1024))?,
        public_url: sources.optional(&setting::PUBLIC_URL, value::base_url)?,
        dashboard_url: sources.optional(&setting::DASHBOARD_URL, value::base_url)?,
        public_workspace: sources.optional(&setting::PUBLIC_WORKSPACE, value::text)?,
        cache_bytes: megabytes * 1_000_000,
    })
}

fn access(sources: &Sources) -> Result<AccessConfig, ConfigError> {
    Ok(AccessConfig {
        signer: sources.optional(&setting::AUTH_SECRET, value::signer)?,
        trusted_origins: sources.required(&setting::TRUSTED_ORIGINS, value::list(value::origin_pattern))?,
        limit_sign_ins: sources.required(&setting::LIMIT_SIGN_INS, value::flag)?,
        reset_emails: sources.required(&setting::RESET_EMAILS, value::list(value::email))?,
        allow_private_origins: sources.required(&setting::ALLOW_PRIVATE_ORIGINS, value::flag)?,
    })
}

fn webhooks(sources: &Sources) -> Result<WebhooksConfig, ConfigError> {
    let days: u64 = sources.required(&setting::EVENT_DAYS, value::number(0, 36_500))?;
    Ok(WebhooksConfig {
        concurrency: sources.required(&setting::WEBHOOK_CONCURRENCY, value::number(1, 1000))?,
        lease: sources.required(&setting::WEBHOOK_LEASE_SECONDS, value::seconds(6, 3600))?,
        retry: sources.required(&setting::WEBHOOK_RETRY_SECONDS, value::seconds(0, 86_400))?,
        longest_retry: sources.required(&setting::WEBHOOK_RETRY_MAX_SECONDS, value::seconds(0, 86_400))?,
        give_up: sources.required(&setting::WEBHOOK_GIVE_UP_SECONDS, value::seconds(0, 31_536_000))?,
        keep: (days > 0).then(|| Duration::from_secs(days * 86_400)),
    })
}

fn registries(sources: &Sources) -> Result<RegistriesConfig, ConfigError> {
    let contact_email = sources.optional(&setting::CONTACT_EMAIL, value::email)?;
    let registry = |base_url, rate| -> Result<RegistryConfig, ConfigError> {
        Ok(RegistryConfig {
            base_url: sources.required(base_url, value::base_url)?,
            rate: sources.optional(rate, value::rate)?,
        })
    };
    let client_id = sources.optional(&setting::ORCID_CLIENT_ID, value::text)?;
    let client_secret = sources.optional(&setting::ORCID_CLIENT_SECRET, value::secret)?;
    let client = match (client_id, client_secret) {
        (Some(id), Some(secret)) => Some(OrcidClient { id, secret }),
        (None, None) => None,
        (Some(_), None) => {
            return Err(sources.lacks(&setting::ORCID_CLIENT_ID, &setting::ORCID_CLIENT_SECRET));
        }
        (None, Some(_)) => {
            return Err(sources.lacks(&setting::ORCID_CLIENT_SECRET, &setting::ORCID_CLIENT_ID));
        }
    };
    Ok(RegistriesConfig {
        timeout: sources.required(&setting::PROVIDER_TIMEOUT_SECONDS, value::seconds(1, 600))?,
        attempts: sources.required(&setting::PROVIDER_ATTEMPTS, value::number(1, 20))?,
        orcid: OrcidConfig {
            registry: registry(&setting::ORCID_BASE_URL, &setting::ORCID_RATE)?,
            daily_budget: sources.required(&setting::ORCID_DAILY_BUDGET, value::number(1, u32::MAX))?,
            client,
        },
        crossref: registry(&setting::CROSSREF_BASE_URL, &setting::CROSSREF_RATE)?,
        datacite: registry(&setting::DATACITE_BASE_URL, &setting::DATACITE_RATE)?,
        openalex: OpenalexConfig {
            registry: registry(&setting::OPENALEX_BASE_URL, &setting::OPENALEX_RATE)?,
            api_key: sources.optional(&setting::OPENALEX_API_KEY, value::secret)?,
        },
        doi: registry(&setting::DOI_BASE_URL, &setting::DOI_RATE)?,
        contact_email,
    })
}

#[cfg(test)]
mod tests;
