//! The catalogue beside what the payloads ask for.

use std::collections::BTreeMap;

use anyhow::Result;

use super::catalogue::{Catalogue, Found, Reader};
use super::corpus::Corpus;
use super::expected::Expected;
use super::listing::{Listed, Listing};
use super::plain;
use super::reading::Author;

/// What the comparison came to.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// DOIs that had to be there.
    pub(crate) expected: usize,
    /// Of these, the ones that are there.
    pub(crate) found: usize,
    /// Of these, the ones that say what the payloads say.
    pub(crate) equal: usize,
    /// DOIs that no registry describes.
    pub(crate) unresolved: usize,
    /// One line each.
    pub(crate) mismatches: Vec<String>,
}

impl Comparison {
    /// Compares everything that is public.
    pub(crate) fn of(corpus: &Corpus, listing: &Listing, catalogue: &Catalogue) -> Result<Self> {
        let mut comparison = Self {
            expected: listing.dois.len(),
            ..Self::default()
        };
        for (doi, listed) in &listing.dois {
            let Some(found) = catalogue.publications.get(doi) else {
                let people = listed.people.iter().next().map_or("nobody", String::as_str);
                comparison.differs(doi, &format!("is missing; listed by {people}"));
                continue;
            };
            comparison.found += 1;
            comparison.unresolved += usize::from(!found.registered);
            let differences = differences(&Expected::of(corpus, doi, listed)?, listed, found);
            comparison.equal += usize::from(differences.is_empty());
            for difference in differences {
                comparison.differs(doi, &difference);
            }
            if !catalogue.integrations.contains(doi) {
                comparison.differs(doi, "is missing in the Integrations API");
            }
        }
        for doi in catalogue.publications.keys().chain(&catalogue.integrations) {
            if !listing.dois.contains_key(doi) {
                comparison.differs(doi, "is there, but no record lists it");
            }
        }
        Ok(comparison)
    }

    /// Checks that a deprecated iD leads to its primary one.
    pub(crate) fn follow_deprecated(
        &mut self,
        corpus: &Corpus,
        catalogue: &Catalogue,
        reader: &Reader,
    ) -> Result<()> {
        for (old, primary) in &corpus.special.deprecated {
            if !catalogue.people.contains(primary) {
                continue;
            }
            match reader.get(&format!("/v1/people/{old}"))? {
                Ok(person) if person.get("orcid_id").is_some_and(|orcid| orcid == primary) => {}
                Ok(person) => self.differs(old, &format!("does not lead to {primary} but to {person}")),
                Err(status) => self.differs(old, &format!("does not lead to {primary}: status {status}")),
            }
        }
        Ok(())
    }

    /// Checks that closed iDs failed, each with its reason, and nobody else did. `errors` are of the whole jobs.
    pub(crate) fn expect_failures(&mut self, corpus: &Corpus, errors: &BTreeMap<String, String>) {
        let special = &corpus.special;
        for (closed, word) in [(&special.deactivated, "deactivated"), (&special.locked, "locked")] {
            for orcid in closed {
                match errors.get(orcid) {
                    Some(reason) if reason.contains(word) => {}
                    other => self.differs(orcid, &format!("should have failed as {word}, not {other:?}")),
                }
            }
        }
        for (orcid, reason) in errors {
            if !special.deactivated.contains(orcid) && !special.locked.contains(orcid) {
                self.differs(orcid, &format!("should not have failed: {reason}"));
            }
        }
    }

    /// Notes a mismatch.
    pub(crate) fn differs(&mut self, what: &str, how: &str) {
        self.mismatches.push(format!("{what}: {how}"));
    }
}

fn differences(expected: &Expected, listed: &Listed, found: &Found) -> Vec<String> {
    let mut differences = Vec::new();
    let mut differ = |what: &str, expected: String, found: String| {
        differences.push(format!("{what} should be {expected}, is {found}"));
    };
    let same_title = |title: &Option<String>| match (title, &found.title) {
        (Some(one), Some(other)) => plain::same(one, other),
        (one, other) => one == other,
    };
    if !expected.titles.iter().any(same_title) {
        differ(
            "title",
            format!("{:?}", expected.titles),
            format!("{:?}", found.title),
        );
    }
    if !expected.dates.contains(&found.date) {
        differ(
            "date",
            format!("{:?}", expected.dates),
            format!("{:?}", found.date),
        );
    }
    let kind = found.kind.as_deref();
    let untyped = expected.kinds.is_empty() && kind.is_none();
    if !untyped && !expected.kinds.iter().any(|word| Some(*word) == kind) {
        differ("type", format!("{:?}", expected.kinds), format!("{kind:?}"));
    }
    if expected.registered != found.registered {
        differ(
            "registered",
            expected.registered.to_string(),
            found.registered.to_string(),
        );
    }
    if expected.authors.len() != found.authors.len() {
        let (wanted, is) = (expected.authors.len(), found.authors.len());
        differ("number of authors", wanted.to_string(), is.to_string());
    } else if let Some((wanted, is)) = expected
        .authors
        .iter()
        .zip(&found.authors)
        .find(|(wanted, is)| !same_author(wanted, is))
    {
        differ("author", format!("{wanted:?}"), format!("{is:?}"));
    }
    for orcid in &listed.people {
        if !found.people.contains_key(orcid) {
            differ(
                "people",
                format!("with {orcid}"),
                format!("{:?}", found.people.keys()),
            );
        }
    }
    differences
}

fn same_author(one: &Author, other: &Author) -> bool {
    one.orcid == other.orcid
        && [
            (&one.given, &other.given),
            (&one.family, &other.family),
            (&one.name, &other.name),
        ]
        .into_iter()
        .all(|pair| match pair {
            (Some(one), Some(other)) => plain::same(one, other),
            (one, other) => one == other,
        })
}
