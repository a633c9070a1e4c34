//! What the catalogue has to say about a DOI, by the published precedence of registries.

use serde_json::Value;

use super::corpus::Corpus;
use super::kinds::OTHER;
use super::listing::Listed;
use super::reading::{self, Author, Reading};

/// What has to be found; where several people list a DOI, each of their summaries may decide.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// One of these.
    pub(super) titles: Vec<Option<String>>,
    /// These, in this order.
    pub(super) authors: Vec<Author>,
    /// One of these.
    pub(super) dates: Vec<Option<String>>,
    /// One of these.
    pub(super) kinds: Vec<&'static str>,
    /// Whether a registry describes the DOI.
    pub(super) registered: bool,
}

impl Expected {
    /// Reads the payloads about a DOI.
    pub(super) fn of(corpus: &Corpus, doi: &str, listed: &Listed) -> serde_json::Result<Self> {
        let agency = agency_reading(corpus, doi)?;
        let openalex = corpus
            .openalex
            .get(doi)
            .map(|text| serde_json::from_str::<Value>(text))
            .transpose()?
            .map(|work| reading::openalex(&work));
        // OpenAlex may know a DOI that its agency's registry has lost.
        let registered = agency.is_some() || openalex.is_some();
        let agency = agency.unwrap_or_default();
        let openalex = openalex.unwrap_or_default();
        let mut expected = Self {
            titles: Vec::new(),
            authors: if agency.authors.is_empty() {
                openalex.authors.clone()
            } else {
                agency.authors.clone()
            },
            dates: Vec::new(),
            kinds: Vec::new(),
            registered,
        };
        for summary in &listed.summaries {
            let title = agency.title.as_ref().or(openalex.title.as_ref());
            expected.titles.push(title.or(summary.title.as_ref()).cloned());
            let mut said = [&agency, summary, &openalex].into_iter();
            expected.dates.push(
                said.find(|reading| reading.dated.any)
                    .and_then(|reading| reading.dated.date.clone()),
            );
            expected.kinds.extend(kinds(&agency, summary, &openalex));
        }
        Ok(expected)
    }
}

/// The record of the agency, or where that has none of the other registries.
fn agency_reading(corpus: &Corpus, doi: &str) -> serde_json::Result<Option<Reading>> {
    let Some(agency) = corpus.agency(doi) else {
        return Ok(None);
    };
    let parsed = |text: &String| serde_json::from_str::<Value>(text);
    let crossref = || corpus.crossref.get(doi).map(parsed);
    let datacite = || corpus.datacite.get(doi).map(parsed);
    let csl = || corpus.csl.get(doi).map(parsed);
    let of_crossref = |work: serde_json::Result<Value>| Ok(reading::crossref(doi, &work?, false));
    let of_datacite = |resource: serde_json::Result<Value>| Ok(reading::datacite(&resource?));
    let of_csl = |work: serde_json::Result<Value>| Ok(reading::crossref(doi, &work?, true));
    match agency {
        "Crossref" => crossref()
            .map(of_crossref)
            .or_else(|| datacite().map(of_datacite)),
        "DataCite" => datacite()
            .map(of_datacite)
            .or_else(|| crossref().map(of_crossref)),
        // doi.org answers from Crossref's or DataCite's record where no CSL was recorded.
        _ => csl()
            .map(of_csl)
            .or_else(|| crossref().map(of_crossref))
            .or_else(|| datacite().map(of_datacite)),
    }
    .or_else(|| csl().map(of_csl))
    .transpose()
}

/// The word for the type. Only the agency's own word and OpenAlex's refinement need no choice.
fn kinds(agency: &Reading, summary: &Reading, openalex: &Reading) -> Option<&'static str> {
    let all = [agency, summary, openalex];
    let mut typed = all
        .iter()
        .filter_map(|reading| Some((reading.kind?, reading.notice)));
    let (word, notice) = typed
        .clone()
        .find(|(word, _)| *word != OTHER)
        .or_else(|| typed.next())?;
    let refined = openalex.refinement.filter(|_| word == "journal-article");
    Some(notice.or(refined).unwrap_or(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: &'static str) -> Reading {
        Reading {
            kind: Some(kind),
            ..Reading::default()
        }
    }

    #[test]
    fn types_by_precedence() {
        let none = Reading::default();
        assert_eq!(kinds(&typed(OTHER), &typed("report"), &none), Some("report"));
        assert_eq!(kinds(&typed("book"), &typed("report"), &none), Some("book"));
        let review = Reading {
            refinement: Some("review-article"),
            ..typed("review-article")
        };
        assert_eq!(
            kinds(&typed("journal-article"), &none, &review),
            Some("review-article")
        );
        assert_eq!(kinds(&none, &none, &none), None);
    }
}
