//! Crossref's REST API: `/works/{doi}`.

mod record;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::context::Clock;
use domain::identifier::Doi;
use domain::registry::{Answer, DoiRegistry, Provider, ProviderRecord, RegistryError};

pub(crate) use self::record::record;
pub(crate) use self::wire::Work;
use crate::http::{ConnectError, Http, Question};
use crate::lenient::read;
use crate::settings::RegistrySettings;

/// The registry's name in errors.
const NAME: &str = "Crossref";

/// Crossref.
pub(crate) struct Crossref {
    http: Http,
    contact: Option<String>,
}

impl Crossref {
    /// Sets up the client.
    pub(crate) fn new(settings: &RegistrySettings, clock: Arc<dyn Clock>) -> Result<Self, ConnectError> {
        let http = Http::new(NAME, &settings.crossref, &settings.user_agent(), clock)?;
        Ok(Self {
            http,
            contact: settings.contact_email.clone(),
        })
    }
}

#[async_trait]
impl DoiRegistry for Crossref {
    fn provider(&self) -> Provider {
        Provider::Crossref
    }

    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError> {
        let mut url = self.http.url(&["works", doi.as_str()]);
        if let Some(contact) = &self.contact {
            url.query_pairs_mut().append_pair("mailto", contact);
        }
        let reply = self.http.ask(&Question::json(url)).await?;
        match reply.status {
            200 => {
                let (record, payload) = understand(&reply.body, self.http.now())?;
                Ok(Some(Answer {
                    record,
                    payload: payload.to_owned(),
                }))
            }
            404 | 410 => Ok(None),
            _ => Err(self.http.refused(&reply)),
        }
    }
}

/// The record in an answer, and the JSON of the work alone.
fn understand(body: &str, fetched_at: i64) -> Result<(ProviderRecord, &str), RegistryError> {
    let envelope: wire::Envelope<'_> = read(NAME, body)?;
    let payload = envelope.message.get();
    Ok((understand_work(payload, fetched_at)?, payload))
}

/// The record of a work, which names its DOI if it is one.
pub(crate) fn understand_work(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    let work: Work = read(NAME, payload)?;
    if work.doi.as_deref().is_none() {
        return Err(RegistryError::Unreadable {
            provider: NAME,
            at: "message.DOI".to_owned(),
        });
    }
    Ok(record(work, Provider::Crossref, "crossref", fetched_at))
}
