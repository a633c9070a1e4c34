//! OpenAlex: `/works/doi:{doi}`.

mod record;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::context::Clock;
use domain::identifier::Doi;
use domain::registry::{Answer, DoiRegistry, Provider, ProviderRecord, RegistryError};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::http::{ConnectError, Http, Question, Reply};
use crate::lenient::read;
use crate::settings::RegistrySettings;

/// The registry's name in errors.
const NAME: &str = "OpenAlex";
/// How often a merged work may lead to another merged work.
const MAX_REDIRECTS: usize = 3;

/// OpenAlex.
pub(crate) struct Openalex {
    http: Http,
    key: Option<SecretString>,
}

impl Openalex {
    /// Sets up the client.
    pub(crate) fn new(settings: &RegistrySettings, clock: Arc<dyn Clock>) -> Result<Self, ConnectError> {
        let http = Http::new(NAME, &settings.openalex, &settings.user_agent(), clock)?;
        Ok(Self {
            http,
            key: settings.openalex_key.clone(),
        })
    }

    /// Asks, and follows merged works within OpenAlex.
    async fn ask(&self, path: &Url, select: bool) -> Result<Reply, RegistryError> {
        let mut path = path.clone();
        let mut reply = self
            .http
            .ask(&Question::json(self.with_query(&path, select)))
            .await?;
        for _ in 0..MAX_REDIRECTS {
            let Some(target) = self.target(&path, &reply) else {
                break;
            };
            path = target;
            reply = self
                .http
                .ask(&Question::json(self.with_query(&path, select)))
                .await?;
        }
        Ok(reply)
    }

    fn with_query(&self, path: &Url, select: bool) -> Url {
        let mut url = path.clone();
        url.set_query(None);
        if select {
            url.set_query(Some(&format!("select={}", wire::SELECT)));
        }
        if let Some(key) = &self.key {
            url.query_pairs_mut().append_pair("api_key", key.expose_secret());
        }
        url
    }

    /// Where a redirect leads, if that is still OpenAlex: the key goes nowhere else.
    fn target(&self, path: &Url, reply: &Reply) -> Option<Url> {
        if !matches!(reply.status, 301 | 302 | 307 | 308) {
            return None;
        }
        let target = path.join(reply.location.as_deref()?).ok()?;
        (target.origin() == self.http.base().origin()).then_some(target)
    }
}

#[async_trait]
impl DoiRegistry for Openalex {
    fn provider(&self) -> Provider {
        Provider::Openalex
    }

    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError> {
        let path = self.http.url(&["works", &format!("doi:{doi}")]);
        let mut reply = self.ask(&path, true).await?;
        if matches!(reply.status, 400 | 403) {
            // A field that OpenAlex no longer has spoils the whole selection; the work itself may be had.
            reply = self.ask(&path, false).await?;
        }
        match reply.status {
            200 => {
                let record = understand(&reply.body, self.http.now())?;
                Ok(Some(Answer {
                    record,
                    payload: reply.body,
                }))
            }
            404 | 410 => Ok(None),
            _ => Err(self.http.refused(&reply)),
        }
    }
}

/// The record of a work, which names its id.
pub(crate) fn understand(body: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    let work: wire::Work = read(NAME, body)?;
    if work.id.as_deref().is_none() {
        return Err(RegistryError::Unreadable {
            provider: NAME,
            at: "id".to_owned(),
        });
    }
    Ok(record::record(work, fetched_at))
}
