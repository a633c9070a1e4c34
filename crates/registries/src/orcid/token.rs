//! The `/read-public` token of our client at ORCID: fetched when first needed, kept until it ends.

use std::time::Duration;

use domain::registry::RegistryError;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::{Url, form_urlencoded};

use super::{NAME, wire};
use crate::http::{Http, Question};
use crate::lenient::read;
use crate::settings::OrcidClient;

/// Asked for again this long before its end.
const MARGIN: Duration = Duration::from_hours(1);
/// Longest time that one is kept; ORCID's last for twenty years.
const MAX_AGE: Duration = Duration::from_hours(24);
/// How long nobody asks again after ORCID refused our client.
const REFUSAL_REST: Duration = Duration::from_mins(10);

/// Gives out the token.
pub(super) struct Tokens {
    client: OrcidClient,
    url: Url,
    kept: Mutex<Option<Kept>>,
}

/// A token, or that there is none, until when.
struct Kept {
    token: Option<SecretString>,
    until: Instant,
}

impl Tokens {
    /// Tokens for a client; `base` is where the public API is.
    pub(super) fn new(client: OrcidClient, base: &Url) -> Self {
        let url = client.token_url.clone().unwrap_or_else(|| token_url(base));
        Self {
            client,
            url,
            kept: Mutex::new(None),
        }
    }

    /// The token; `None` where ORCID refuses our client: the public API is there without one, too.
    pub(super) async fn get(&self, http: &Http) -> Result<Option<SecretString>, RegistryError> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.until > Instant::now()) {
            return Ok(kept.token.clone());
        }
        let fresh = self.fetch(http).await?;
        let token = fresh.token.clone();
        *kept = Some(fresh);
        Ok(token)
    }

    /// Forgets the token, because ORCID did not take it.
    pub(super) async fn forget(&self) {
        *self.kept.lock().await = None;
    }

    async fn fetch(&self, http: &Http) -> Result<Kept, RegistryError> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client.id)
            .append_pair("client_secret", self.client.secret.expose_secret())
            .append_pair("grant_type", "client_credentials")
            .append_pair("scope", "/read-public")
            .finish();
        let question = Question {
            form: Some(form.into()),
            ..Question::json(self.url.clone())
        };
        let reply = http.ask(&question).await?;
        if reply.status != 200 {
            tracing::warn!(
                status = reply.status,
                "ORCID gives no token to our client; asking without one"
            );
            return Ok(Kept {
                token: None,
                until: Instant::now() + REFUSAL_REST,
            });
        }
        let token: wire::Token = read(NAME, &reply.body)?;
        let seconds = token
            .expires_in
            .0
            .and_then(|seconds| u64::try_from(seconds).ok())
            .unwrap_or(0);
        let age = Duration::from_secs(seconds).min(MAX_AGE).saturating_sub(MARGIN);
        Ok(Kept {
            token: Some(token.access_token.into()),
            until: Instant::now() + age,
        })
    }
}

/// `https://pub.orcid.org/v3.0` → `https://orcid.org/oauth/token`; any other host gives its tokens itself.
fn token_url(base: &Url) -> Url {
    let mut url = base.clone();
    let host = base.host_str().and_then(|host| host.strip_prefix("pub."));
    if let Some(host) = host.map(str::to_owned) {
        // A host without its first label is still a host.
        let _ = url.set_host(Some(&host));
    }
    url.set_path("/oauth/token");
    url.set_query(None);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_urls() {
        for (base, expected) in [
            ("https://pub.orcid.org/v3.0", "https://orcid.org/oauth/token"),
            (
                "https://pub.sandbox.orcid.org/v3.0/",
                "https://sandbox.orcid.org/oauth/token",
            ),
            (
                "http://127.0.0.1:8000/orcid/v3.0?x=1",
                "http://127.0.0.1:8000/oauth/token",
            ),
        ] {
            assert_eq!(token_url(&base.parse().unwrap()).as_str(), expected);
        }
    }
}
