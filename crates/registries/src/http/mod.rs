//! How we ask a registry over HTTP: politely, patiently, and never for ever.
//!
//! One [`Http`] per registry. A question goes through the circuit breaker, then in up to five attempts through the
//! limiter and over the wire; what comes back is checked as far as a fault of the transport can be told from an
//! answer: a page where JSON was due, or half a JSON text, is asked for again.

mod breaker;
mod fault;
mod headers;
mod limit;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use domain::context::Clock;
use domain::registry::RegistryError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Method, Response, StatusCode, redirect, retry};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep, timeout_at};
use url::{Host, Url};

use self::breaker::Breaker;
use self::fault::{Fault, Health};
use self::headers::{Grant, retry_after};
use self::limit::Limiter;
use crate::settings::ProviderSettings;

/// What a path segment may hold as it is (RFC 3986's unreserved characters, and the brackets that every server
/// reads alike).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'(')
    .remove(b')');
/// Longest wait between two attempts.
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// How much we read of an answer that only explains a refusal.
const MAX_EXPLANATION: usize = 64 * 1024;

/// Why a registry's client cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Mostly a user agent (that is, a contact) with characters that no header may hold.
    #[error("the HTTP client for {provider} cannot be built: check the contact e-mail")]
    Client {
        /// Which registry.
        provider: &'static str,
        /// The cause.
        source: reqwest::Error,
    },
    /// A base URL that paths cannot follow, such as `mailto:`.
    #[error("the base URL of {provider} must begin with http:// or https://")]
    BaseUrl {
        /// Which registry.
        provider: &'static str,
    },
}

/// A question for a registry.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) url: Url,
    /// Media type wanted.
    pub(crate) accept: &'static str,
    /// Statuses whose body must be JSON.
    pub(crate) json_at: &'static [u16],
    /// Sent as `Authorization: Bearer`.
    pub(crate) token: Option<SecretString>,
    /// Posted as a form; `None`: a GET.
    pub(crate) form: Option<SecretString>,
}

impl Question {
    /// A GET that is answered with JSON.
    pub(crate) fn json(url: Url) -> Self {
        Self {
            url,
            accept: "application/json",
            json_at: &[200],
            token: None,
            form: None,
        }
    }
}

/// An answer whose status is no fault of the transport: 2xx, 3xx or 4xx except 408 and 429.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The `Location` header as sent.
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// One registry over HTTP.
pub(crate) struct Http {
    provider: &'static str,
    client: Client,
    base: Url,
    limiter: Limiter,
    breaker: Breaker,
    settings: ProviderSettings,
    clock: Arc<dyn Clock>,
}

impl Http {
    /// Sets up the client; asks nothing yet.
    pub(crate) fn new(
        provider: &'static str,
        settings: &ProviderSettings,
        user_agent: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ConnectError> {
        let base = settings.base_url.clone();
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(ConnectError::BaseUrl { provider });
        }
        let client = Client::builder()
            .user_agent(user_agent)
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.request_timeout)
            .redirect(redirect::Policy::none())
            .retry(retry::never());
        let client = if is_loopback(&base) {
            client.no_proxy()
        } else {
            client
        };
        Ok(Self {
            provider,
            client: client
                .build()
                .map_err(|source| ConnectError::Client { provider, source })?,
            base,
            limiter: Limiter::new(settings, Arc::clone(&clock)),
            breaker: Breaker::new(settings.breaker_failures, settings.breaker_rest),
            settings: settings.clone(),
            clock,
        })
    }

    /// Where its API is.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The base URL with path segments, each percent-encoded exactly once.
    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        let mut path = self.base.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, SEGMENT));
        }
        let mut url = self.base.clone();
        url.set_path(&path);
        url
    }

    /// Asks until there is an answer, or none is to be had.
    pub(crate) async fn ask(&self, question: &Question) -> Result<Reply, RegistryError> {
        let result = match self.breaker.enter() {
            Ok(leave) => {
                let result = self.attempts(question).await;
                leave.leave(result.as_ref().map_or_else(Fault::health, |_| Health::Up));
                result
            }
            Err(fault) => Err(fault),
        };
        result.map_err(|fault| fault.into_error(self.provider))
    }

    /// The error for a status that the caller has no use for.
    pub(crate) fn refused(&self, reply: &Reply) -> RegistryError {
        RegistryError::Refused {
            provider: self.provider,
            status: reply.status,
        }
    }

    async fn attempts(&self, question: &Question) -> Result<Reply, Fault> {
        let deadline = Instant::now() + self.settings.deadline;
        let mut attempt = 1;
        loop {
            let fault = match self.attempt(question, deadline).await {
                Ok(reply) => return Ok(reply),
                Err(fault) => fault,
            };
            let wait = self.backoff(attempt);
            tracing::debug!(
                provider = self.provider,
                attempt,
                fault = fault.word(),
                "a registry did not answer"
            );
            let is_over = attempt >= self.settings.max_attempts || Instant::now() + wait >= deadline;
            if is_over || !fault.is_worth_another_attempt() {
                return Err(fault);
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// A random wait between nothing and a bound that doubles with each attempt.
    fn backoff(&self, attempt: u32) -> Duration {
        let doublings = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let bound = self.settings.backoff.saturating_mul(doublings).min(MAX_BACKOFF);
        bound.mul_f64(rand::random_range(0.0..=1.0))
    }

    async fn attempt(&self, question: &Question, deadline: Instant) -> Result<Reply, Fault> {
        let place = self.limiter.acquire(deadline).await?;
        let exchange = timeout_at(deadline, self.exchange(question)).await;
        drop(place);
        exchange.unwrap_or(Err(Fault::Transport("timed out")))
    }

    async fn exchange(&self, question: &Question) -> Result<Reply, Fault> {
        let method = if question.form.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = self
            .client
            .request(method, question.url.clone())
            .header(ACCEPT, question.accept);
        if let Some(token) = &question.token {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(form) = &question.form {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.expose_secret().to_owned());
        }
        let response = request.send().await?;
        self.limiter.obey(&Grant::read(response.headers()));
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
            return Err(self.hold_back(response).await);
        }
        if status == StatusCode::REQUEST_TIMEOUT || status.is_server_error() {
            return Err(Fault::Status(status.as_u16()));
        }
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = read(response, self.settings.max_body_bytes).await?;
        let is_json_due = question.json_at.contains(&status.as_u16());
        let body = if is_json_due {
            check_json(body)?
        } else {
            String::from_utf8_lossy(&body).into_owned()
        };
        Ok(Reply {
            status: status.as_u16(),
            location,
            body,
        })
    }

    /// 429 or 503: pauses the whole registry as it asks.
    async fn hold_back(&self, response: Response) -> Fault {
        let wait = retry_after(response.headers(), self.clock.now());
        if let Some(wait) = wait {
            self.limiter.pause_for(wait);
            return Fault::SlowDown {
                retry_after: Some(wait),
            };
        }
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            return Fault::Status(response.status().as_u16());
        }
        // ORCID's quota is told from its burst limit by words alone.
        let explanation = read(response, MAX_EXPLANATION).await.unwrap_or_default();
        let explanation = String::from_utf8_lossy(&explanation).to_ascii_lowercase();
        if explanation.contains("daily") && explanation.contains("quota") {
            return Fault::Quota {
                left: self.limiter.pause_for_the_day(),
            };
        }
        if let Some(wait) = self.settings.blind_pause {
            self.limiter.pause_for(wait);
        }
        Fault::SlowDown {
            retry_after: self.settings.blind_pause,
        }
    }
}

/// The body as far as it may go, counted after decompression.
async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(Fault::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Whether a body is one whole JSON text. What it says is the adapter's matter.
fn check_json(body: Vec<u8>) -> Result<String, Fault> {
    let body = match String::from_utf8(body) {
        Ok(body) => body,
        Err(error) => {
            return Err(Fault::BadJson(format!(
                "byte {}",
                error.utf8_error().valid_up_to()
            )));
        }
    };
    if !body.trim_start().starts_with(['{', '[']) {
        return Err(Fault::NoJson);
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(&body) {
        Ok(_) => Ok(body),
        Err(error) => Err(Fault::BadJson(format!(
            "line {}, column {}",
            error.line(),
            error.column()
        ))),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
