//! Authors and editors: whose list counts, whose iDs, whose affiliations.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::precedence::Field;
use crate::identifier::Orcid;
use crate::person::name::{INITIALS_AGREE, Reading, best_agreement, readings_of};
use crate::publication::model::{Affiliation, Attention, Contributor};
use crate::registry::{Provider, ProviderAffiliation, ProviderContributor, ProviderRecord};
use crate::text::markup::plain;

/// Authors: one provider's list, with the iDs and affiliations that another knows better.
pub(super) fn authors(draft: &mut Draft<'_>) {
    let found = draft.first_with_record(Field::Authors, |record| list(record, &record.authors, "author"));
    let Some((authors, record)) = found else { return };
    if record
        .authors
        .iter()
        .any(|author| id_of(record, author) == Id::Wrong)
    {
        draft.attention.insert(Attention::InvalidOrcid);
    }
    draft.record.authors = authors;
    if record.provider == Provider::Crossref {
        borrow_ids(draft);
    }
    if record.provider != Provider::Openalex {
        borrow_affiliations(draft);
    }
    flag_ids(draft);
}

/// Editors, from one provider's list.
pub(super) fn editors(draft: &mut Draft<'_>) {
    let found = draft.first(Field::Editors, |record| list(record, &record.editors, "editor"));
    draft.record.editors = found.unwrap_or_default();
}

/// One provider's contributors, cleaned, with positions from 1. Entries that name nobody do not count.
fn list(record: &ProviderRecord, given: &[ProviderContributor], role: &str) -> Option<Vec<Contributor>> {
    let list: Vec<Contributor> = given
        .iter()
        .filter_map(|raw| contributor(record, raw, role))
        .zip(1..)
        .map(|(contributor, position)| Contributor {
            position,
            ..contributor
        })
        .collect();
    (!list.is_empty()).then_some(list)
}

fn contributor(record: &ProviderRecord, raw: &ProviderContributor, role: &str) -> Option<Contributor> {
    let (given, family) = (
        raw.given.as_deref().and_then(plain),
        raw.family.as_deref().and_then(plain),
    );
    let split = given.is_some() || family.is_some();
    // A name in parts says more than the same name whole.
    let name = raw.name.as_deref().and_then(plain).filter(|_| !split);
    let orcid = match id_of(record, raw) {
        Id::Right(orcid) => Some(orcid.as_str().to_owned()),
        Id::None | Id::Wrong => None,
    };
    if !split && name.is_none() && orcid.is_none() {
        return None;
    }
    Some(Contributor {
        position: 0,
        given,
        family,
        suffix: raw.suffix.as_deref().and_then(plain),
        name,
        orcid_authenticated: orcid.is_some() && raw.orcid_authenticated,
        orcid,
        affiliations: affiliations(&raw.affiliations),
        role: Some(
            raw.role
                .as_deref()
                .and_then(plain)
                .map_or_else(|| role.to_owned(), |r| r.to_lowercase()),
        ),
    })
}

/// An iD as a registry gives it.
#[derive(PartialEq, Eq)]
enum Id {
    None,
    Wrong,
    Right(Orcid),
}

/// The iD of a contributor. OpenAlex guesses iDs from its own author profiles: those are nobody's assertion, so
/// they never reach a record.
fn id_of(record: &ProviderRecord, raw: &ProviderContributor) -> Id {
    match raw.orcid.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() && record.provider != Provider::Openalex => {
            Orcid::parse(text).map_or(Id::Wrong, Id::Right)
        }
        _ => Id::None,
    }
}

/// An iD that nobody authenticated gives way to the one that DataCite has for the same author.
fn borrow_ids(draft: &mut Draft<'_>) {
    let Some(record) = draft
        .ordered(Field::Authors)
        .find(|record| record.provider == Provider::Datacite)
    else {
        return;
    };
    for (author, raw) in draft.record.authors.iter_mut().zip(&record.authors) {
        if author.orcid_authenticated {
            continue;
        }
        if let Id::Right(orcid) = id_of(record, raw)
            && same_author(author, raw)
        {
            author.orcid = Some(orcid.as_str().to_owned());
        }
    }
}

/// Where the agency knows no ROR of an author's affiliations but OpenAlex does, OpenAlex's are taken; where the
/// agency knows no affiliation at all, OpenAlex's are better than none.
fn borrow_affiliations(draft: &mut Draft<'_>) {
    let Some(record) = draft
        .ordered(Field::Authors)
        .find(|record| record.provider == Provider::Openalex)
    else {
        return;
    };
    for (author, raw) in draft.record.authors.iter_mut().zip(&record.authors) {
        if author
            .affiliations
            .iter()
            .any(|affiliation| affiliation.ror.is_some())
            || !same_author(author, raw)
        {
            continue;
        }
        let other = affiliations(&raw.affiliations);
        if author.affiliations.is_empty() || other.iter().any(|affiliation| affiliation.ror.is_some()) {
            author.affiliations = other;
        }
    }
}

/// Whether two lists mean the same author at one position.
fn same_author(author: &Contributor, raw: &ProviderContributor) -> bool {
    let theirs = readings_of(raw.given.as_deref(), raw.family.as_deref(), raw.name.as_deref());
    let ours: Vec<Reading> = readings_of(
        author.given.as_deref(),
        author.family.as_deref(),
        author.name.as_deref(),
    );
    best_agreement(&ours, &theirs) >= INITIALS_AGREE
}

/// Flags iDs that stand at several authors or lie outside ORCID's blocks; they are kept.
fn flag_ids(draft: &mut Draft<'_>) {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for orcid in draft
        .record
        .authors
        .iter()
        .filter_map(|author| author.orcid.as_deref())
    {
        *seen.entry(orcid).or_default() += 1;
    }
    let unassigned = |orcid: &&str| Orcid::parse(orcid).is_ok_and(|orcid| !orcid.is_in_assigned_block());
    if seen.values().any(|count| *count > 1) {
        draft.attention.insert(Attention::RepeatedOrcid);
    }
    if seen.keys().any(unassigned) {
        draft.attention.insert(Attention::UnassignedOrcid);
    }
}

fn affiliations(raw: &[ProviderAffiliation]) -> Vec<Affiliation> {
    let mut affiliations: Vec<Affiliation> = Vec::new();
    for raw in raw {
        let affiliation = Affiliation {
            name: raw.name.as_deref().and_then(plain),
            ror: raw.ror.as_deref().and_then(ror_url),
        };
        let says_something = affiliation.name.is_some() || affiliation.ror.is_some();
        if says_something && !affiliations.contains(&affiliation) {
            affiliations.push(affiliation);
        }
    }
    affiliations
}

/// A ROR id as URL: nine characters, the first of them `0` (ROR's documented pattern).
pub(super) fn ror_url(raw: &str) -> Option<String> {
    let raw = raw.trim().trim_end_matches('/').to_ascii_lowercase();
    let id = raw
        .rsplit('/')
        .next()
        .filter(|id| id.len() == 9 && id.starts_with('0') && id.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    let host = raw.strip_suffix(id)?.trim_end_matches('/');
    let is_ror =
        host.is_empty() || host == "ror.org" || host.ends_with("//ror.org") || host.ends_with(".ror.org");
    is_ror.then(|| format!("https://ror.org/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ror_ids() {
        for raw in [
            "https://ror.org/05abc12d3",
            "http://ror.org/05ABC12d3/",
            "ror.org/05abc12d3",
            " 05abc12d3 ",
        ] {
            assert_eq!(
                ror_url(raw).as_deref(),
                Some("https://ror.org/05abc12d3"),
                "{raw}"
            );
        }
        for raw in [
            "",
            "https://ror.org/",
            "https://grid.ac/05abc12d3",
            "15abc12d3",
            "grid.5555.5",
        ] {
            assert_eq!(ror_url(raw), None, "{raw}");
        }
    }
}
