//! The catalogue as a reader of the public APIs finds it, and its digest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::fields::{list, text};
use super::reading::Author;

/// Readers at once.
const READERS: usize = 4;

/// A publication as the Consumer API shows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) title: Option<String>,
    pub(crate) authors: Vec<Author>,
    pub(crate) date: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) registered: bool,
    /// iD → position, where it is known.
    pub(crate) people: BTreeMap<String, Option<u64>>,
}

/// All that is public.
pub(crate) struct Catalogue {
    pub(crate) publications: BTreeMap<String, Found>,
    /// DOIs that the Integrations API lists.
    pub(crate) integrations: BTreeSet<String>,
    /// People with a public publication.
    pub(crate) people: BTreeSet<String>,
}

/// One reader's connection.
pub(crate) struct Reader {
    agent: ureq::Agent,
    base: String,
    key: String,
}

impl Reader {
    /// Reads the API at this address with this key.
    pub(crate) fn new(base: &str, key: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self {
            agent: config.into(),
            base: base.to_owned(),
            key: key.to_owned(),
        }
    }

    /// The document at a path, or its status.
    pub(crate) fn get(&self, path: &str) -> Result<Result<Value, u16>> {
        let request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("X-API-Key", &self.key);
        let mut answer = request.call().with_context(|| path.to_owned())?;
        if answer.status() != 200 {
            return Ok(Err(answer.status().as_u16()));
        }
        let text = answer.body_mut().with_config().limit(64 << 20).read_to_string()?;
        Ok(Ok(serde_json::from_str(&text).with_context(|| path.to_owned())?))
    }

    /// One field of every item of a paged list.
    pub(crate) fn walk(&self, path: &str, items: &str, field: &str) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let mut count = 0;
        for page in 1_u64.. {
            let document = self
                .get(&format!("{path}?per_page=100&page={page}"))?
                .map_err(|status| anyhow!("{path}, page {page}: status {status}"))?;
            let on_page: Vec<String> = list(&document, items)
                .filter_map(|item| text(item, field))
                .collect();
            count += on_page.len();
            found.extend(on_page);
            let number = |name: &str| document.get(name).and_then(Value::as_u64);
            if number("pages").is_none_or(|pages| page >= pages) {
                let total = number("total").and_then(|total| usize::try_from(total).ok());
                ensure!(
                    total == Some(count),
                    "{path} has {count} items, but says {total:?}"
                );
                ensure!(found.len() == count, "{path} repeats items");
                break;
            }
        }
        Ok(found)
    }

    fn publication(&self, doi: &str) -> Result<Found> {
        let document = self
            .get(&format!("/v1/doi/{}", escaped(doi)))?
            .map_err(|status| anyhow!("/v1/doi/{doi}: status {status}"))?;
        let data = document.get("data").context("a detail without data")?;
        let exact = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let authors = list(data, "authors").map(|author| Author {
            given: exact(author, "given"),
            family: exact(author, "family"),
            name: exact(author, "name"),
            orcid: exact(author, "orcid"),
        });
        let people = list(&document, "people").filter_map(|person| {
            let position = person.get("position").and_then(Value::as_u64);
            Some((exact(person, "external_id")?, position))
        });
        Ok(Found {
            title: exact(&document, "title"),
            authors: authors.collect(),
            date: exact(&document, "publication_date"),
            kind: exact(&document, "publication_type"),
            registered: exact(&document, "resolution").as_deref() == Some("registered"),
            people: people.collect(),
        })
    }
}

impl Catalogue {
    /// Reads the lists, then every detail.
    pub(crate) fn read(base: &str, key: &str) -> Result<Self> {
        let reader = Reader::new(base, key);
        let dois: Vec<String> = reader
            .walk("/v1/publications", "publications", "doi")?
            .into_iter()
            .collect();
        let integrations = reader.walk("/integrations/v1/publications", "publications", "doi")?;
        let people = reader.walk("/v1/people", "people", "orcid_id")?;
        let share = dois.len().div_ceil(READERS).max(1);
        let parts: Vec<Result<Vec<(String, Found)>>> = thread::scope(|scope| {
            let readers: Vec<_> = dois
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || {
                        let reader = Reader::new(base, key);
                        let read = |doi: &String| Ok((doi.clone(), reader.publication(doi)?));
                        part.iter().map(read).collect()
                    })
                })
                .collect();
            readers
                .into_iter()
                .map(|reader| {
                    reader
                        .join()
                        .unwrap_or_else(|_| Err(anyhow!("a reader panicked")))
                })
                .collect()
        });
        let mut publications = BTreeMap::new();
        for part in parts {
            publications.extend(part?);
        }
        Ok(Self {
            publications,
            integrations,
            people,
        })
    }

    /// SHA-256 over everything that does not depend on when and in which order it was ingested.
    pub(crate) fn digest(&self, works: &[String]) -> String {
        let mut hash = Sha256::new();
        for (doi, found) in &self.publications {
            hash.update(format!("{doi} {found:?}\n"));
        }
        for work in works {
            hash.update(work);
            hash.update("\n");
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// A DOI as one path segment.
pub(crate) fn escaped(doi: &str) -> String {
    doi.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}
