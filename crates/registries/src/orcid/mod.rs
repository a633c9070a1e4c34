//! ORCID's public API: `/{iD}/record`.

mod record;
#[cfg(test)]
mod tests;
mod token;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::context::Clock;
use domain::identifier::Orcid;
use domain::registry::{OrcidAnswer, OrcidRegistry, RegistryError};
use secrecy::SecretString;

pub(crate) use self::record::record as understand;
use self::token::Tokens;
use crate::http::{ConnectError, Http, Question, Reply};
use crate::lenient::read;
use crate::settings::RegistrySettings;

/// The registry's name in errors.
const NAME: &str = "ORCID";
/// Error codes of the 409s, from ORCID's published source.
const LOCKED: i64 = 9018;
const UNCLAIMED: i64 = 9036;
const DEACTIVATED: i64 = 9044;

/// ORCID.
pub(crate) struct OrcidApi {
    http: Http,
    tokens: Option<Tokens>,
}

impl OrcidApi {
    /// Sets up the client.
    pub(crate) fn new(settings: &RegistrySettings, clock: Arc<dyn Clock>) -> Result<Self, ConnectError> {
        let http = Http::new(NAME, &settings.orcid, &settings.user_agent(), clock)?;
        let tokens = settings
            .orcid_client
            .clone()
            .map(|client| Tokens::new(client, http.base()));
        Ok(Self { http, tokens })
    }

    async fn ask(&self, orcid: &Orcid) -> Result<Reply, RegistryError> {
        let url = self.http.url(&[orcid.as_str(), "record"]);
        let question = |token| Question {
            json_at: &[200, 409],
            token,
            ..Question::json(url.clone())
        };
        let token = self.token().await?;
        let had_token = token.is_some();
        let reply = self.http.ask(&question(token)).await?;
        match &self.tokens {
            // A token can be revoked before its time.
            Some(tokens) if had_token && reply.status == 401 => {
                tokens.forget().await;
                self.http.ask(&question(self.token().await?)).await
            }
            _ => Ok(reply),
        }
    }

    async fn token(&self) -> Result<Option<SecretString>, RegistryError> {
        match &self.tokens {
            Some(tokens) => tokens.get(&self.http).await,
            None => Ok(None),
        }
    }
}

#[async_trait]
impl OrcidRegistry for OrcidApi {
    async fn record(&self, orcid: &Orcid) -> Result<OrcidAnswer, RegistryError> {
        let reply = self.ask(orcid).await?;
        match reply.status {
            200 => {
                let (said, record) = record::record(&reply.body, orcid, self.http.now())?;
                Ok(match said {
                    Some(said) if said != *orcid => OrcidAnswer::Deprecated(said),
                    _ => OrcidAnswer::Found(Box::new(record)),
                })
            }
            301 | 302 | 307 | 308 => successor(&reply, orcid)
                .map(OrcidAnswer::Deprecated)
                .ok_or_else(|| RegistryError::Unreadable {
                    provider: NAME,
                    at: "the Location header".to_owned(),
                }),
            404 | 410 => Ok(OrcidAnswer::Unknown),
            409 => {
                let failure: wire::Failure = read(NAME, &reply.body)?;
                match failure.error_code.0 {
                    Some(LOCKED | UNCLAIMED) => Ok(OrcidAnswer::Locked),
                    Some(DEACTIVATED) => Ok(OrcidAnswer::Deactivated),
                    _ => Err(self.http.refused(&reply)),
                }
            }
            _ => Err(self.http.refused(&reply)),
        }
    }
}

/// The iD that a deprecated one was merged into, from the redirect or from the words beside it.
fn successor(reply: &Reply, asked: &Orcid) -> Option<Orcid> {
    let failure: wire::Failure = serde_json::from_str(&reply.body).unwrap_or_default();
    let texts = [
        reply.location.as_deref(),
        failure.user_message.as_deref(),
        failure.developer_message.as_deref(),
    ];
    texts
        .into_iter()
        .flatten()
        .find_map(|text| other_orcid(text, asked))
}

/// The first iD in a text that is not this one.
fn other_orcid(text: &str, asked: &Orcid) -> Option<Orcid> {
    let is_part = |c: char| c.is_ascii_digit() || c == '-' || c == 'X';
    text.split(|c| !is_part(c))
        .filter(|word| word.len() == 19)
        .filter_map(|word| Orcid::parse(word).ok())
        .find(|orcid| orcid != asked)
}
