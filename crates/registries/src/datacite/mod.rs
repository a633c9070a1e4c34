//! DataCite's REST API: `/dois/{doi}`.

mod record;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::context::Clock;
use domain::identifier::Doi;
use domain::registry::{Answer, DoiRegistry, Provider, ProviderRecord, RegistryError};

use crate::http::{ConnectError, Http, Question};
use crate::lenient::read;
use crate::settings::RegistrySettings;

/// The registry's name in errors.
const NAME: &str = "DataCite";

/// DataCite.
pub(crate) struct Datacite {
    http: Http,
    contact: Option<String>,
}

impl Datacite {
    /// Sets up the client.
    pub(crate) fn new(settings: &RegistrySettings, clock: Arc<dyn Clock>) -> Result<Self, ConnectError> {
        let http = Http::new(NAME, &settings.datacite, &settings.user_agent(), clock)?;
        Ok(Self {
            http,
            contact: settings.contact_email.clone(),
        })
    }
}

#[async_trait]
impl DoiRegistry for Datacite {
    fn provider(&self) -> Provider {
        Provider::Datacite
    }

    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError> {
        let mut url = self.http.url(&["dois", doi.as_str()]);
        // Affiliations and publishers with their identifiers.
        url.query_pairs_mut()
            .append_pair("affiliation", "true")
            .append_pair("publisher", "true");
        if let Some(contact) = &self.contact {
            url.query_pairs_mut().append_pair("mailto", contact);
        }
        let question = Question {
            accept: "application/vnd.api+json, application/json",
            ..Question::json(url)
        };
        let reply = self.http.ask(&question).await?;
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

/// The record in an answer, and the JSON of the DOI alone.
fn understand(body: &str, fetched_at: i64) -> Result<(ProviderRecord, &str), RegistryError> {
    let envelope: wire::Envelope<'_> = read(NAME, body)?;
    let payload = envelope.data.get();
    Ok((understand_data(payload, fetched_at)?, payload))
}

/// The record of a DOI, which it names.
pub(crate) fn understand_data(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    let resource: wire::Resource = read(NAME, payload)?;
    if resource.attributes.doi.as_deref().is_none() {
        return Err(RegistryError::Unreadable {
            provider: NAME,
            at: "data.attributes.doi".to_owned(),
        });
    }
    Ok(record::record(resource.attributes, fetched_at))
}
