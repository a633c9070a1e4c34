//! The two sides of matching, read once: authors with their positions, iDs and names; people with theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, Link, LinkOrigin, author_readings};
use crate::identifier::Orcid;
use crate::person::name::{self, Reading};
use crate::publication::model::Contributor;

/// An author as far as matching cares.
pub(super) struct Author {
    /// From 1.
    pub(super) position: u32,
    /// The iD, unless it stands at several authors: then it tells nobody apart.
    pub(super) orcid: Option<String>,
    /// What the name may mean.
    pub(super) readings: Vec<Reading>,
    /// The name as the record has it.
    pub(super) name: String,
}

/// All authors.
pub(super) struct AuthorList(pub(super) Vec<Author>);

impl AuthorList {
    /// Reads the authors of a record.
    pub(super) fn read(authors: &[Contributor]) -> Self {
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for orcid in authors.iter().filter_map(|author| author.orcid.as_deref()) {
            *times.entry(orcid).or_default() += 1;
        }
        // An edit by hand may have left positions that count nothing; then the order counts.
        let positions: BTreeSet<u32> = authors
            .iter()
            .map(|author| author.position)
            .filter(|position| *position > 0)
            .collect();
        let sound = positions.len() == authors.len();
        let read = |(author, ordinal): (&Contributor, u32)| Author {
            position: if sound { author.position } else { ordinal },
            orcid: author
                .orcid
                .clone()
                .filter(|orcid| times.get(orcid.as_str()) == Some(&1)),
            readings: author_readings(author),
            name: written(author),
        };
        Self(authors.iter().zip(1..).map(read).collect())
    }

    /// Their positions, in their order.
    pub(super) fn positions(&self) -> Vec<u32> {
        self.0.iter().map(|author| author.position).collect()
    }
}

fn written(author: &Contributor) -> String {
    let parts = [&author.given, &author.family, &author.suffix];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    author.name.clone().unwrap_or_else(|| parts.join(" "))
}

/// A person who is linked, claims the publication, or may be among its authors.
pub(super) struct Person<'a> {
    /// Primary iD.
    pub(super) orcid: &'a Orcid,
    /// Deprecated iDs.
    pub(super) aliases: &'a [Orcid],
    /// What the names may mean.
    pub(super) readings: Vec<Reading>,
    /// Holds an open internal membership.
    pub(super) internal: bool,
    /// Their own ORCID record lists the publication.
    pub(super) claims: bool,
}

impl Person<'_> {
    /// Whether this iD is theirs.
    pub(super) fn has_id(&self, orcid: &str) -> bool {
        self.orcid.as_str() == orcid || self.aliases.iter().any(|alias| alias.as_str() == orcid)
    }
}

/// Everyone to be matched, by iD; those whose links are `settled` are not among them.
pub(super) fn people<'a>(
    present: &'a [Link],
    settled: &[Link],
    claimed_by: &'a [Orcid],
    candidates: &'a [Candidate],
) -> Vec<Person<'a>> {
    let kept_claims = present
        .iter()
        .filter(|link| link.claimed || link.origin == LinkOrigin::Record)
        .map(|link| &link.person);
    let claims: BTreeSet<&Orcid> = claimed_by.iter().chain(kept_claims).collect();
    let mut people: BTreeMap<&Orcid, Person<'_>> = BTreeMap::new();
    for candidate in candidates {
        let ids = std::iter::once(&candidate.orcid).chain(&candidate.aliases);
        people.entry(&candidate.orcid).or_insert_with(|| Person {
            orcid: &candidate.orcid,
            aliases: &candidate.aliases,
            readings: name::readings(&candidate.names),
            internal: candidate.internal,
            claims: ids.into_iter().any(|id| claims.contains(id)),
        });
    }
    let known: BTreeSet<&Orcid> = candidates
        .iter()
        .flat_map(|candidate| std::iter::once(&candidate.orcid).chain(&candidate.aliases))
        .collect();
    // A claimer nobody could name can still be found by iD.
    for orcid in claims.into_iter().filter(|orcid| !known.contains(orcid)) {
        let nameless = Person {
            orcid,
            aliases: &[],
            readings: Vec::new(),
            internal: false,
            claims: true,
        };
        people.insert(orcid, nameless);
    }
    people
        .into_values()
        .filter(|person| !settled.iter().any(|link| person.has_id(link.person.as_str())))
        .collect()
}
