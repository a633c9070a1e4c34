//! What an installation may decide about the registries: where they are, how fast and how long we ask.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// How often a registry may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// Requests a second, evenly spread. Rate headers of the registry may lower it, never raise it.
    PerSecond(f64),
    /// Without a pace, and at most [`ProviderSettings::UNPACED_CONCURRENCY`] at once, whatever the registry's
    /// headers grant: for a local replay. `Retry-After` is still obeyed.
    Off,
}

/// Text that is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `off` or requests a second between 0.001 and 10000, such as `8` or `0.5`")]
pub struct InvalidRate;

impl Rate {
    const RANGE: std::ops::RangeInclusive<f64> = 0.001..=10_000.0;

    /// The time between two requests; `None` without a pace.
    pub(crate) fn period(self) -> Option<Duration> {
        match self {
            Self::PerSecond(rate) => {
                let rate = rate.clamp(*Self::RANGE.start(), *Self::RANGE.end());
                Duration::try_from_secs_f64(1.0 / rate).ok()
            }
            Self::Off => None,
        }
    }
}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        let rate: f64 = text.parse().ok().ok_or(InvalidRate)?;
        if Self::RANGE.contains(&rate) {
            Ok(Self::PerSecond(rate))
        } else {
            Err(InvalidRate)
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PerSecond(rate) => write!(f, "{rate}"),
            Self::Off => f.write_str("off"),
        }
    }
}

/// How one registry is asked.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Where its API is. A trailing slash makes no difference.
    pub base_url: Url,
    /// Requests a second.
    pub rate: Rate,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests a UTC day (every attempt counts), by this process since it started. `None`: as many as needed.
    pub daily_budget: Option<u32>,
    /// Time to open a connection.
    pub connect_timeout: Duration,
    /// Time for one request with its whole answer.
    pub request_timeout: Duration,
    /// Time for one question with all waiting and all attempts.
    pub deadline: Duration,
    /// Attempts a question, the first included.
    pub max_attempts: u32,
    /// First bound of the random wait between two attempts; it doubles each time, up to 30 seconds.
    pub backoff: Duration,
    /// Wait of all requests after a 429 that does not say how long; `None`: only the one question backs off.
    pub blind_pause: Option<Duration>,
    /// Largest answer in bytes, after decompression.
    pub max_body_bytes: usize,
    /// Questions that fail in a row, after all their attempts, before no more are asked for a while.
    pub breaker_failures: u32,
    /// How long none are asked then; it doubles while the registry stays away, up to ten times.
    pub breaker_rest: Duration,
}

impl ProviderSettings {
    /// Requests at once with [`Rate::Off`].
    pub const UNPACED_CONCURRENCY: usize = 64;

    /// Usual settings: connect 10 s, request 20 s, question 120 s, 5 attempts, 16 MiB.
    pub fn new(base_url: Url, rate: Rate, concurrency: usize) -> Self {
        Self {
            base_url,
            rate,
            concurrency,
            daily_budget: None,
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(20),
            deadline: Duration::from_mins(2),
            max_attempts: 5,
            backoff: Duration::from_millis(500),
            blind_pause: None,
            max_body_bytes: 16 * 1024 * 1024,
            breaker_failures: 5,
            breaker_rest: Duration::from_secs(30),
        }
    }
}

/// Our client at ORCID, for a `/read-public` token.
#[derive(Debug, Clone)]
pub struct OrcidClient {
    /// Client id, `APP-…`.
    pub id: String,
    /// Client secret.
    pub secret: SecretString,
    /// Where tokens are given; `None`: derived from the base URL (`https://pub.orcid.org/v3.0` →
    /// `https://orcid.org/oauth/token`).
    pub token_url: Option<Url>,
}

/// How all registries are asked.
#[derive(Debug, Clone)]
pub struct RegistrySettings {
    /// Who answers for our requests: in the user agent and in Crossref's and DataCite's `mailto`.
    pub contact_email: Option<String>,
    /// The address of the software or the installation in the user agent.
    pub agent_url: String,
    /// ORCID.
    pub orcid: ProviderSettings,
    /// Our client there, if we have one.
    pub orcid_client: Option<OrcidClient>,
    /// Crossref.
    pub crossref: ProviderSettings,
    /// DataCite.
    pub datacite: ProviderSettings,
    /// OpenAlex.
    pub openalex: ProviderSettings,
    /// Our key there, if we have one.
    pub openalex_key: Option<SecretString>,
    /// doi.org.
    pub doi_org: ProviderSettings,
}

impl RegistrySettings {
    /// The registries' public addresses and the budgets that each of them asks for, which depend on whether we
    /// name a contact and have a key.
    pub fn with_budgets(contact_email: Option<String>, openalex_key: Option<SecretString>) -> Self {
        let polite = contact_email.is_some();
        // Crossref grants 10 a second and 3 at once in its polite pool, 5 and 1 in the public one.
        let (crossref_rate, crossref_concurrency) = if polite { (8.0, 3) } else { (4.0, 1) };
        // DataCite: 1000 in five minutes for identified clients, 500 for others.
        let datacite_rate = if polite { 3.0 } else { 1.5 };
        let orcid = ProviderSettings {
            daily_budget: Some(10_000),
            blind_pause: Some(Duration::from_mins(1)),
            // Records of 10,000 works exist; each takes about 2 kB.
            max_body_bytes: 64 * 1024 * 1024,
            ..provider("https://pub.orcid.org/v3.0", 10.0, 4)
        };
        let openalex = ProviderSettings {
            // Look-ups by DOI are free with a key; without one they are paid from a small daily allowance.
            daily_budget: openalex_key.is_none().then_some(1_000),
            ..provider("https://api.openalex.org", 10.0, 4)
        };
        Self {
            contact_email,
            agent_url: env!("CARGO_PKG_REPOSITORY").to_owned(),
            orcid,
            orcid_client: None,
            crossref: provider("https://api.crossref.org", crossref_rate, crossref_concurrency),
            datacite: provider("https://api.datacite.org", datacite_rate, 4),
            openalex,
            openalex_key,
            doi_org: provider("https://doi.org", 5.0, 2),
        }
    }

    /// `Legaciti/<version> (<url>; mailto:<contact>)`.
    pub(crate) fn user_agent(&self) -> String {
        let (version, url) = (env!("CARGO_PKG_VERSION"), &self.agent_url);
        match &self.contact_email {
            Some(contact) => format!("Legaciti/{version} ({url}; mailto:{contact})"),
            None => format!("Legaciti/{version} ({url})"),
        }
    }
}

impl Default for RegistrySettings {
    fn default() -> Self {
        Self::with_budgets(None, None)
    }
}

fn provider(base_url: &'static str, rate: f64, concurrency: usize) -> ProviderSettings {
    #[expect(
        clippy::expect_used,
        reason = "the addresses are literals of this file, and a test parses them all"
    )]
    let base_url = Url::parse(base_url).expect("a literal address");
    ProviderSettings::new(base_url, Rate::PerSecond(rate), concurrency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_numbers_or_off() {
        for (text, expected) in [
            ("8", Ok(Rate::PerSecond(8.0))),
            (" 0.5 ", Ok(Rate::PerSecond(0.5))),
            ("off", Ok(Rate::Off)),
            ("OFF", Ok(Rate::Off)),
            ("0", Err(InvalidRate)),
            ("-1", Err(InvalidRate)),
            ("NaN", Err(InvalidRate)),
            ("inf", Err(InvalidRate)),
            ("fast", Err(InvalidRate)),
            ("", Err(InvalidRate)),
        ] {
            assert_eq!(text.parse::<Rate>(), expected, "{text}");
        }
        assert_eq!(Rate::PerSecond(0.5).to_string().parse(), Ok(Rate::PerSecond(0.5)));
        assert_eq!(Rate::PerSecond(4.0).period(), Some(Duration::from_millis(250)));
        assert_eq!(Rate::Off.period(), None);
    }

    #[test]
    fn a_contact_and_a_key_widen_the_budgets() {
        let anonymous = RegistrySettings::default();
        assert_eq!(anonymous.crossref.rate, Rate::PerSecond(4.0));
        assert_eq!(anonymous.crossref.concurrency, 1);
        assert_eq!(anonymous.openalex.daily_budget, Some(1_000));
        assert_eq!(anonymous.orcid.base_url.as_str(), "https://pub.orcid.org/v3.0");
        assert!(!anonymous.user_agent().contains("mailto"));

        let key = SecretString::from("sesame-key".to_owned());
        let known = RegistrySettings::with_budgets(Some("library@example.org".to_owned()), Some(key));
        assert_eq!(known.crossref.rate, Rate::PerSecond(8.0));
        assert_eq!(known.datacite.rate, Rate::PerSecond(3.0));
        assert_eq!(known.openalex.daily_budget, None);
        assert!(known.user_agent().ends_with("; mailto:library@example.org)"));
        assert!(!format!("{known:?}").contains("sesame-key"));
    }
}
