//! CSL JSON by content negotiation.

use std::sync::Arc;

use async_trait::async_trait;
use domain::identifier::Doi;
use domain::registry::{Answer, DoiRegistry, Provider, ProviderRecord, RegistryError};
use serde::Deserialize;
use url::Url;

use super::{NAME, is_redirect};
use crate::crossref::{Work, record};
use crate::http::{Http, Question};
use crate::lenient::{List, Text, read};

/// CSL 1.0.2 as JSON.
const CSL: &str = "application/vnd.citationstyles.csl+json";
/// How often an agency may send us on.
const MAX_REDIRECTS: usize = 3;
/// Where agencies answer for their DOIs. An agency without content negotiation has doi.org redirect to the landing
/// page, which may be anywhere: nobody asks there.
const AGENCY_DOMAINS: [&str; 8] = [
    "doi.org",
    "crossref.org",
    "datacite.org",
    "crosscite.org",
    "medra.org",
    "japanlinkcenter.org",
    "kisti.re.kr",
    "op.europa.eu",
];

/// CSL JSON at doi.org.
pub(crate) struct DoiCsl {
    http: Arc<Http>,
}

/// What CSL says in other places than Crossref does.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Extras {
    #[serde(rename = "container-title-short")]
    container_title_short: Text,
    /// A list in a text.
    keyword: Text,
    /// DataCite's word for `keyword`.
    categories: List<Text>,
}

impl DoiCsl {
    pub(super) fn new(http: Arc<Http>) -> Self {
        Self { http }
    }

    fn is_agency(&self, address: &Url) -> bool {
        let is_known = |host: &str| {
            AGENCY_DOMAINS.iter().any(|domain| {
                host.strip_suffix(domain)
                    .is_some_and(|labels| labels.is_empty() || labels.ends_with('.'))
            })
        };
        address.origin() == self.http.base().origin()
            || (address.scheme() == "https" && address.host_str().is_some_and(is_known))
    }
}

#[async_trait]
impl DoiRegistry for DoiCsl {
    fn provider(&self) -> Provider {
        Provider::DoiOrg
    }

    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError> {
        let mut url = self.http.url(&[doi.as_str()]);
        for _ in 0..=MAX_REDIRECTS {
            let reply = self
                .http
                .ask(&Question {
                    accept: CSL,
                    ..Question::json(url.clone())
                })
                .await?;
            match reply.status {
                200 => {
                    let record = understand(&reply.body, self.http.now())?;
                    return Ok(Some(Answer {
                        record,
                        payload: reply.body,
                    }));
                }
                status if is_redirect(status) => {
                    let target = reply.location.and_then(|location| url.join(&location).ok());
                    match target.filter(|target| self.is_agency(target)) {
                        Some(target) => url = target,
                        None => return Ok(None),
                    }
                }
                204 | 404 | 406 | 410 => return Ok(None),
                _ => return Err(self.http.refused(&reply)),
            }
        }
        Ok(None)
    }
}

/// The record in an answer, which names its DOI or at least a title.
pub(crate) fn understand(body: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    let work: Work = read(NAME, body)?;
    let extras: Extras = read(NAME, body)?;
    let mut record = record(work, Provider::DoiOrg, "csl", fetched_at);
    if record.doi.is_none() && record.title.is_none() {
        return Err(RegistryError::Unreadable {
            provider: NAME,
            at: "DOI".to_owned(),
        });
    }
    record.short_container_title = record
        .short_container_title
        .or(extras.container_title_short.take());
    let keywords = extras.keyword.take().unwrap_or_default();
    let keywords = keywords
        .split([',', ';'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    record.keywords.extend(keywords.map(str::to_owned));
    record.keywords.extend(extras.categories.texts());
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates;

    #[test]
    fn csl_is_taken_as_it_is() {
        let body = r#"{"type":"article-journal","DOI":"10.5555/C1","title":"A title","container-title":"Journal",
            "container-title-short":"J.","author":[{"literal":"The Lab"},{"family":"Berg","given":"Ana",
            "non-dropping-particle":"van der"}],"issued":{"date-parts":[["2019","6"]]},"publisher":"Press","volume":3,
            "keyword":"one, two;three","categories":["four"],"URL":"https://example.org/c1","ISSN":"1234-5679","page":"1-9"}"#;
        let record = understand(body, 7).unwrap();
        assert_eq!((record.provider, record.fetched_at), (Provider::DoiOrg, 7));
        assert_eq!(record.title.as_deref(), Some("A title"));
        assert_eq!(record.container_title.as_deref(), Some("Journal"));
        assert_eq!(record.short_container_title.as_deref(), Some("J."));
        assert_eq!(record.authors[0].name.as_deref(), Some("The Lab"));
        assert_eq!(record.authors[1].family.as_deref(), Some("van der Berg"));
        assert_eq!(
            record.dates.first().map(|dated| dated.date),
            dates::parse("2019-06")
        );
        assert_eq!(record.keywords, ["one", "two", "three", "four"]);
        assert_eq!(
            (record.volume.as_deref(), record.issn.as_slice()),
            (Some("3"), ["1234-5679".to_owned()].as_slice())
        );
        let raw = record.raw_type.unwrap();
        assert_eq!(
            (raw.vocabulary.as_str(), raw.value.as_str()),
            ("csl", "article-journal")
        );
    }

    #[test]
    fn something_else_is_unreadable() {
        for body in ["{}", "{\"error\":\"x\"}", "[]"] {
            assert!(
                matches!(understand(body, 0), Err(RegistryError::Unreadable { .. })),
                "{body}"
            );
        }
    }
}
