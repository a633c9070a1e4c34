//! What ORCID records list: DOIs with their readings, and works without one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::corpus::Corpus;
use super::fields::{list, text};
use super::reading::{self, Reading};

/// A DOI that somebody's record lists.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    /// Whose records.
    pub(crate) people: BTreeSet<String>,
    /// What the preferred summaries of the groups say.
    pub(crate) summaries: Vec<Reading>,
}

/// All that the records list.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By the DOI under which the catalogue has to keep it.
    pub(crate) dois: BTreeMap<String, Listed>,
    /// Groups without a DOI of their own.
    pub(crate) works: usize,
}

impl Listing {
    /// Reads all records of a corpus.
    pub(crate) fn of(corpus: &Corpus) -> Self {
        let mut listing = Self::default();
        for (orcid, record) in &corpus.orcid {
            let works = record
                .pointer("/activities-summary/works")
                .unwrap_or(&Value::Null);
            for group in list(works, "group") {
                listing.add(corpus, orcid, group);
            }
        }
        listing
    }

    fn add(&mut self, corpus: &Corpus, orcid: &str, group: &Value) {
        let mut summaries: Vec<&Value> = list(group, "work-summary").collect();
        let index = |summary: &&Value| -> i64 {
            let index = text(summary, "display-index");
            index.and_then(|index| index.parse().ok()).unwrap_or(0)
        };
        summaries.sort_by_key(|summary| -index(summary));
        let Some(preferred) = summaries.first() else {
            return;
        };
        let of = |relationship: &str| -> BTreeSet<String> {
            let ids = summaries.iter().flat_map(|summary| {
                summary
                    .get("external-ids")
                    .into_iter()
                    .flat_map(|ids| list(ids, "external-id"))
            });
            ids.filter(|id| text(id, "external-id-type").is_some_and(|kind| kind.eq_ignore_ascii_case("doi")))
                .filter(|id| {
                    let said = text(id, "external-id-relationship").unwrap_or_else(|| "self".to_owned());
                    said.to_lowercase().replace('_', "-") == relationship
                })
                .filter_map(|id| kept_under(corpus, id))
                .collect()
        };
        let mut dois = of("self");
        if dois.is_empty() {
            dois = of("version-of");
        }
        if dois.is_empty() {
            self.works += 1;
        }
        for doi in dois {
            let listed = self.dois.entry(doi).or_default();
            listed.people.insert(orcid.to_owned());
            listed.summaries.push(reading::summary(preferred));
        }
    }
}

/// The first form of the DOI that a registry knows, else the first form; `None` for what is no DOI.
fn kept_under(corpus: &Corpus, id: &Value) -> Option<String> {
    let own = text(id, "external-id-value").and_then(|value| normal_form(&value));
    let normalized = id
        .get("external-id-normalized")
        .and_then(|normalized| text(normalized, "value"))
        .and_then(|value| normal_form(&value));
    let forms: Vec<String> = own
        .iter()
        .chain(&normalized)
        .flat_map(|doi| {
            let shorter = doi.trim_end_matches(['.', ',', ';', ':', '/']).to_owned();
            [doi.clone(), shorter]
        })
        .collect();
    let known = |doi: &&String| {
        corpus.crossref.contains_key(*doi)
            || corpus.datacite.contains_key(*doi)
            || (corpus.csl.contains_key(*doi) && corpus.agency(doi).is_some())
    };
    forms.iter().find(known).or_else(|| forms.first()).cloned()
}

/// Lower case, without scheme or resolver.
fn normal_form(text: &str) -> Option<String> {
    let text = text
        .trim()
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.as_str();
    for (prefixes, encoded) in [
        (["https://", "http://"].as_slice(), false),
        (["www.", "dx."].as_slice(), false),
        (["doi.org/", "doi.org:", "doi:", "doi "].as_slice(), true),
    ] {
        for prefix in prefixes {
            rest = rest.strip_prefix(prefix).unwrap_or(rest);
        }
        if encoded {
            rest = rest.trim_start();
        }
    }
    let decoded = ["%2f", "%3c", "%3e", "%28", "%29", "%3b", "%3a"]
        .iter()
        .zip(["/", "<", ">", "(", ")", ";", ":"])
        .fold(rest.to_owned(), |text, (escape, meant)| {
            text.replace(escape, meant)
        });
    let (prefix, suffix) = decoded.split_once('/')?;
    let registrant = prefix.strip_prefix("10.")?;
    let is_doi = registrant
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && suffix.contains(char::is_alphanumeric)
        && !suffix.contains(char::is_whitespace);
    is_doi.then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        for (text, expected) in [
            ("https://doi.org/10.5555/ABC", Some("10.5555/abc")),
            (" doi: 10.5555/a&amp;b ", Some("10.5555/a&b")),
            ("http://dx.doi.org/10.5555%2Fa", Some("10.5555/a")),
            ("10.5555/a b", None),
            ("10.5555", None),
            ("not a doi", None),
        ] {
            assert_eq!(normal_form(text).as_deref(), expected, "{text}");
        }
    }
}
