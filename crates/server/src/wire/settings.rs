//! From what is configured to what each adapter wants to be told.

use std::time::Duration;

use api::{ApiSettings, DashboardSettings};
use domain::context::Ids;
use domain::delivery::Patience;
use domain::ingestion::pipeline::Effort;
use registries::{OrcidClient, ProviderSettings, Rate, RegistrySettings};
use secrecy::SecretString;
use url::Url;

use super::WireError;
use crate::config::{Config, RegistryConfig, Secret};
use crate::deliveries::DeliverySettings;
use crate::worker::WorkerSettings;

/// DOIs of one job that are looked up at once; the registries' own limits bound the whole.
const DOIS_AT_ONCE: usize = 8;
/// Passes over a job before what still fails is left as it is.
const MAX_PASSES: u32 = 6;

/// The database.
pub fn database_settings(config: &Config) -> persistence::Settings {
    persistence::Settings {
        url: config.database.url.reveal().to_owned(),
        pool: config.database.pool,
    }
}

/// The listeners.
pub fn api_settings(config: &Config) -> ApiSettings {
    let http = &config.http;
    ApiSettings {
        public_url: http
            .public_url
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        public_workspace: http.public_workspace.clone(),
        cache_bytes: http.cache_bytes,
        dashboard: dashboard_settings(config),
    }
}

/// The dashboard listener.
fn dashboard_settings(config: &Config) -> DashboardSettings {
    let access = &config.access;
    let url = config.http.dashboard_url.as_ref();
    DashboardSettings {
        signer: access.signer.clone(),
        url: url.map(ToString::to_string).unwrap_or_default(),
        trusted_origins: access.trusted_origins.clone(),
        reset_emails: access.reset_emails.clone(),
        unlimited_sign_ins: !access.limit_sign_ins,
    }
}

/// A worker of a name of its own.
pub fn worker_settings(config: &Config, ids: &dyn Ids) -> WorkerSettings {
    let jobs = &config.jobs;
    WorkerSettings {
        name: format!("legaciti-{}", ids.id()),
        concurrency: u32::try_from(jobs.concurrency).unwrap_or(u32::MAX),
        lease_seconds: seconds(jobs.lease),
        effort: Effort {
            concurrency: DOIS_AT_ONCE,
            max_passes: MAX_PASSES,
            retry_seconds: seconds(jobs.retry),
        },
    }
}

/// A delivery worker of a name of its own.
pub fn delivery_settings(config: &Config, ids: &dyn Ids) -> DeliverySettings {
    let webhooks = &config.webhooks;
    DeliverySettings {
        name: format!("legaciti-{}", ids.id()),
        concurrency: webhooks.concurrency,
        lease_seconds: seconds(webhooks.lease),
        keep: webhooks.keep,
    }
}

/// How often, and how long, deliveries are tried.
pub fn patience(config: &Config) -> Patience {
    let webhooks = &config.webhooks;
    Patience {
        first_pause: seconds(webhooks.retry),
        longest_pause: seconds(webhooks.longest_retry),
        give_up_after: seconds(webhooks.give_up),
    }
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

/// The registries: their own budgets, within what is configured.
pub fn registry_settings(config: &Config) -> Result<RegistrySettings, WireError> {
    let from = &config.registries;
    let key = from.openalex.api_key.as_ref().map(secret);
    let mut settings = RegistrySettings::with_budgets(from.contact_email.clone(), key);
    settings.orcid.daily_budget = Some(from.orcid.daily_budget);
    settings.orcid_client = from.orcid.client.as_ref().map(|client| OrcidClient {
        id: client.id.clone(),
        secret: secret(&client.secret),
        token_url: None,
    });
    for (provider, registry) in [
        (&mut settings.orcid, &from.orcid.registry),
        (&mut settings.crossref, &from.crossref),
        (&mut settings.datacite, &from.datacite),
        (&mut settings.openalex, &from.openalex.registry),
        (&mut settings.doi_org, &from.doi),
    ] {
        configure(provider, registry)?;
        provider.request_timeout = from.timeout;
        provider.connect_timeout = provider.connect_timeout.min(from.timeout);
        provider.deadline = provider.deadline.max(from.timeout.saturating_mul(from.attempts));
        provider.max_attempts = from.attempts;
    }
    Ok(settings)
}

fn configure(provider: &mut ProviderSettings, registry: &RegistryConfig) -> Result<(), WireError> {
    provider.base_url = Url::parse(registry.base_url.as_str())?;
    let Some(rate) = registry.rate else {
        return Ok(());
    };
    provider.rate = rate;
    if rate == Rate::Off {
        // A registry of our own has no quota.
        provider.daily_budget = None;
    }
    Ok(())
}

fn secret(secret: &Secret) -> SecretString {
    SecretString::from(secret.reveal().to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::{CommandLine, Sources};
    use crate::ids::SystemIds;

    fn config(variables: &[(&str, &str)]) -> Config {
        let environment: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let sources = Sources::read(CommandLine::default(), environment).unwrap();
        Config::resolve(&sources).unwrap().config
    }

    #[test]
    fn registries_keep_their_budgets_unless_they_are_our_own() {
        let defaults = registry_settings(&config(&[])).unwrap();
        let own = RegistrySettings::default();
        for (ours, theirs) in [
            (&defaults.orcid, &own.orcid),
            (&defaults.crossref, &own.crossref),
            (&defaults.datacite, &own.datacite),
            (&defaults.openalex, &own.openalex),
            (&defaults.doi_org, &own.doi_org),
        ] {
            assert_eq!((&ours.base_url, ours.rate), (&theirs.base_url, theirs.rate));
            assert_eq!(ours.daily_budget, theirs.daily_budget);
            assert_eq!(
                (ours.request_timeout, ours.max_attempts),
                (theirs.request_timeout, theirs.max_attempts)
            );
        }
        let replay = registry_settings(&config(&[
            ("LEGACITI_ORCID_BASE_URL", "http://127.0.0.1:9/orcid/v3.0"),
            ("LEGACITI_ORCID_RATE", "off"),
            ("LEGACITI_OPENALEX_RATE", "off"),
            ("LEGACITI_PROVIDER_TIMEOUT_SECONDS", "60"),
            ("LEGACITI_PROVIDER_ATTEMPTS", "3"),
            ("LEGACITI_ORCID_CLIENT_ID", "APP-1"),
            ("LEGACITI_ORCID_CLIENT_SECRET", "geheim"),
        ]))
        .unwrap();
        assert_eq!(replay.orcid.base_url.as_str(), "http://127.0.0.1:9/orcid/v3.0");
        assert_eq!((replay.orcid.rate, replay.orcid.daily_budget), (Rate::Off, None));
        assert_eq!(
            (replay.openalex.rate, replay.openalex.daily_budget),
            (Rate::Off, None)
        );
        assert_eq!(replay.doi_org.deadline, Duration::from_mins(3));
        assert_eq!(replay.doi_org.max_attempts, 3);
        assert_eq!(
            replay.orcid_client.map(|client| client.id).as_deref(),
            Some("APP-1")
        );
    }

    #[test]
    fn workers_have_names_of_their_own() {
        let config = config(&[("LEGACITI_JOB_CONCURRENCY", "5"), ("LEGACITI_RETRY_SECONDS", "2")]);
        let (one, other) = (
            worker_settings(&config, &SystemIds),
            worker_settings(&config, &SystemIds),
        );
        assert_ne!(one.name, other.name);
        assert_eq!(
            (one.concurrency, one.lease_seconds, one.effort.retry_seconds),
            (5, 30, 2)
        );
    }

    #[test]
    fn deliveries_are_as_patient_as_documented_unless_told_otherwise() {
        assert_eq!(patience(&config(&[])), Patience::default());
        let set = config(&[
            ("LEGACITI_WEBHOOK_RETRY_SECONDS", "1"),
            ("LEGACITI_WEBHOOK_RETRY_MAX_SECONDS", "2"),
            ("LEGACITI_WEBHOOK_GIVE_UP_SECONDS", "3"),
            ("LEGACITI_WEBHOOK_CONCURRENCY", "4"),
            ("LEGACITI_EVENT_DAYS", "0"),
        ]);
        let expected = Patience {
            first_pause: 1,
            longest_pause: 2,
            give_up_after: 3,
        };
        assert_eq!(patience(&set), expected);
        let settings = delivery_settings(&set, &SystemIds);
        assert_eq!((settings.concurrency, settings.keep), (4, None));
        let defaults = delivery_settings(&config(&[]), &SystemIds);
        assert_eq!(defaults.keep, Some(Duration::from_hours(30 * 24)));
        assert_ne!(defaults.name, settings.name);
    }

    #[test]
    fn links_are_made_from_requests_unless_an_address_is_configured() {
        assert_eq!(api_settings(&config(&[])).public_url, "");
        let set = api_settings(&config(&[(
            "LEGACITI_PUBLIC_URL",
            "https://catalogue.example.org/",
        )]));
        assert_eq!(set.public_url, "https://catalogue.example.org");
    }
}
