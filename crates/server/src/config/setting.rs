//! Every setting: its name, its default, what it means. The operator's manual is this list.

/// A setting. In the environment its name bears the prefix `LEGACITI_`; in the file it is lower-case.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// Such as `API_LISTEN`.
    pub name: &'static str,
    /// As one would write it; empty means not set.
    pub default: &'static str,
    /// For the operator.
    pub meaning: &'static str,
    /// Its value is never shown.
    pub is_secret: bool,
}

impl Setting {
    /// `LEGACITI_API_LISTEN`.
    pub fn variable(&self) -> String {
        format!("{}{}", super::sources::PREFIX, self.name)
    }

    /// `api_listen`.
    pub fn key(&self) -> String {
        self.name.to_ascii_lowercase()
    }
}

/// Declares the settings as constants, and the list of all of them.
macro_rules! settings {
    ($($name:ident = $default:literal, $meaning:literal $(, $secret:ident)?;)+) => {
        $(
            #[doc = $meaning]
            pub const $name: Setting = Setting {
                name: stringify!($name),
                default: $default,
                meaning: $meaning,
                is_secret: settings!(@secret $($secret)?),
            };
        )+

        /// All settings, in the order of the manual.
        pub const ALL: &[Setting] = &[$($name),+];
    };
    (@secret) => { false };
    (@secret secret) => { true };
}

settings! {
    CONFIG = "legaciti.toml", "The configuration file; without this setting it may be missing.";
    ROLES = "api,dashboard,worker", "Which parts of the service this process is.";

    DATABASE_URL = "sqlite://legaciti.db", "`sqlite://PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`.", secret;
    DATABASE_POOL = "", "Database connections at most.";

    API_LISTEN = "127.0.0.1:8080", "Address of the Consumer and Integrations APIs.";
    DASHBOARD_LISTEN = "127.0.0.1:8081", "Address of the Dashboard API.";
    METRICS_LISTEN = "", "Address for Prometheus; off unless set.";
    WORKERS = "", "Threads that answer requests; one for each processor unless set.";
    CACHE_MEGABYTES = "64", "Bound of the cache of rendered answers; 0 turns it off.";
    PUBLIC_URL = "", "How clients reach the APIs, for links in answers; taken from each request unless set.";
    DASHBOARD_URL = "", "How browsers reach the dashboard; over https its cookies are `Secure`. Taken from each request unless set.";
    PUBLIC_WORKSPACE = "", "Slug of the workspace that answers requests without a key; the only one there is unless set.";

    AUTH_SECRET = "", "What dashboard sessions are signed with, at least 32 characters; also read from `BETTER_AUTH_SECRET`.", secret;
    TRUSTED_ORIGINS = "", "Origins, separated by commas, from which the dashboard may be used beside its own; `*` and `?` make patterns. Also read from `BETTER_AUTH_TRUSTED_ORIGINS`.";
    LIMIT_SIGN_INS = "true", "Whether attempts at signing in are limited; off for tests only.";
    RESET_EMAILS = "", "E-mail addresses, separated by commas, of superadmins who may reset a workspace's data.";
    ALLOW_PRIVATE_ORIGINS = "false", "Whether origins on private and loopback addresses may be verified, and events delivered there.";

    JOB_CONCURRENCY = "32", "Ingestion jobs at once in this process.";
    JOB_LEASE_SECONDS = "30", "How long a claimed job stays with a worker that says nothing.";
    RETRY_SECONDS = "30", "How long a job waits before its failed publications are tried again.";

    WEBHOOK_CONCURRENCY = "8", "Installations that this process delivers events to at once.";
    WEBHOOK_LEASE_SECONDS = "30", "How long deliveries stay with a worker that says nothing.";
    WEBHOOK_RETRY_SECONDS = "10", "How long a failed delivery waits before it is tried again; twice as long each time.";
    WEBHOOK_RETRY_MAX_SECONDS = "3600", "The longest such wait.";
    WEBHOOK_GIVE_UP_SECONDS = "259200", "How long after an event was due its delivery is given up.";
    EVENT_DAYS = "30", "How many days events are kept that do not wait for delivery; 0 keeps them for good.";

    CONTACT_EMAIL = "", "Whom a registry may write to; opens Crossref's polite pool.";
    PROVIDER_TIMEOUT_SECONDS = "20", "How long one request to a registry may take in all.";
    PROVIDER_ATTEMPTS = "5", "How often one question is asked at most.";
    ORCID_BASE_URL = "https://pub.orcid.org/v3.0", "Where ORCID's public API begins.";
    ORCID_RATE = "", "Requests a second to ORCID, or `off`; 10 unless set.";
    ORCID_DAILY_BUDGET = "10000", "Requests a day to ORCID.";
    ORCID_CLIENT_ID = "", "ORCID API client, for a `/read-public` token.";
    ORCID_CLIENT_SECRET = "", "Its secret.", secret;
    CROSSREF_BASE_URL = "https://api.crossref.org", "Where Crossref's API begins.";
    CROSSREF_RATE = "", "Requests a second to Crossref, or `off`; 8 with a contact, else 4, unless set.";
    DATACITE_BASE_URL = "https://api.datacite.org", "Where DataCite's API begins.";
    DATACITE_RATE = "", "Requests a second to DataCite, or `off`; 3 with a contact, else 1.5, unless set.";
    OPENALEX_BASE_URL = "https://api.openalex.org", "Where OpenAlex's API begins.";
    OPENALEX_RATE = "", "Requests a second to OpenAlex, or `off`; 10 unless set.";
    OPENALEX_API_KEY = "", "OpenAlex key; without it OpenAlex is asked only within its keyless budget.", secret;
    DOI_BASE_URL = "https://doi.org", "Where doi.org is.";
    DOI_RATE = "", "Requests a second to doi.org, or `off`; 5 unless set.";

    LOG = "info", "What is logged: a level, or directives such as `info,registries=debug`.";
    LOG_FORMAT = "human", "`human` or `json`.";
}
