//! `/ra/{prefix}` and the redirects of aliases.

use std::sync::Arc;

use async_trait::async_trait;
use domain::identifier::Doi;
use domain::registry::{Agency, AgencyRegistry, Destination, RegistryError};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use url::Url;

use super::{NAME, is_redirect};
use crate::http::{Http, Question};
use crate::lenient::{Text, read};

/// Hosts that resolve DOIs.
const RESOLVERS: [&str; 3] = ["doi.org", "www.doi.org", "dx.doi.org"];

/// doi.org's knowledge of agencies and aliases.
pub(crate) struct DoiAgencies {
    http: Arc<Http>,
}

/// What doi.org says of a prefix: an agency, or in `status` why there is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "RA")]
    agency: Text,
}

/// The agency in an answer.
pub(crate) fn understand(body: &str) -> Result<Option<Agency>, RegistryError> {
    let said: Vec<Said> = read(NAME, body)?;
    let agency = said.into_iter().find_map(|said| said.agency.take());
    Ok(agency.map(|name| Agency::from_name(name.trim())))
}

impl DoiAgencies {
    pub(super) fn new(http: Arc<Http>) -> Self {
        Self { http }
    }

    /// The DOI that an address at a resolver names.
    fn doi_at(&self, address: &Url) -> Option<Doi> {
        let base = self.http.base();
        let path = if address.origin() == base.origin() {
            address.path().strip_prefix(base.path().trim_end_matches('/'))?
        } else if address.host_str().is_some_and(|host| RESOLVERS.contains(&host)) {
            address.path()
        } else {
            return None;
        };
        let text = percent_decode_str(path.trim_start_matches('/'))
            .decode_utf8()
            .ok()?;
        Doi::parse(&text).ok()
    }

    /// What a redirect of this DOI to an address means.
    fn behind(&self, address: &Url, doi: &Doi) -> Destination {
        let is_resolver = address.origin() == self.http.base().origin()
            || address.host_str().is_some_and(|host| RESOLVERS.contains(&host));
        match self.doi_at(address) {
            Some(target) if target != *doi => Destination::Alias(target),
            None if !is_resolver && matches!(address.scheme(), "http" | "https") => Destination::Page,
            _ => Destination::Nowhere,
        }
    }
}

#[async_trait]
impl AgencyRegistry for DoiAgencies {
    async fn agency(&self, prefix: &str) -> Result<Option<Agency>, RegistryError> {
        let reply = self
            .http
            .ask(&Question::json(self.http.url(&["ra", prefix])))
            .await?;
        match reply.status {
            200 => understand(&reply.body),
            404 => Ok(None),
            _ => Err(self.http.refused(&reply)),
        }
    }

    async fn destination(&self, doi: &Doi) -> Result<Destination, RegistryError> {
        let url = self.http.url(&[doi.as_str()]);
        let question = Question {
            accept: "text/html, */*;q=0.5",
            json_at: &[],
            ..Question::json(url.clone())
        };
        let reply = self.http.ask(&question).await?;
        match reply.status {
            status if is_redirect(status) => {
                let address = reply.location.and_then(|location| url.join(&location).ok());
                Ok(address.map_or(Destination::Nowhere, |address| self.behind(&address, doi)))
            }
            200..=299 | 404 | 410 => Ok(Destination::Nowhere),
            _ => Err(self.http.refused(&reply)),
        }
    }
}
