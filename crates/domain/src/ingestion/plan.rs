//! From an ORCID record to what has to be done: DOIs to look up, and works that have none.

use crate::identifier::Doi;
use crate::registry::{OrcidExternalId, OrcidRecord, OrcidWork, Relationship};

/// A DOI of the record, with the group that lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedDoi {
    /// Forms to try, in order; never empty. The first is the one to store it under if none is known.
    pub candidates: Vec<Doi>,
    /// The group's preferred summary.
    pub work: OrcidWork,
}

/// What an ORCID record asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Each DOI once, in the order of the record.
    pub dois: Vec<PlannedDoi>,
    /// Groups without a DOI of their own.
    pub works: Vec<OrcidWork>,
}

impl Plan {
    /// Publications and works.
    pub fn total(&self) -> u32 {
        u32::try_from(self.dois.len() + self.works.len()).unwrap_or(u32::MAX)
    }

    /// Plans a record. DOIs with relationship `self` count; where a group has none, its `version-of` DOIs do;
    /// `part-of` and `funded-by` never do (a chapter is not its book). A group with several DOIs (a preprint and
    /// its version of record, grouped by ORCID) gives a publication for each. A DOI in two groups counts once.
    pub fn of(record: &OrcidRecord) -> Self {
        let mut plan = Self::default();
        for work in &record.works {
            let own = own_dois(work);
            if own.is_empty() {
                plan.works.push(work.clone());
            }
            for candidates in own {
                let known = plan
                    .dois
                    .iter()
                    .any(|planned| planned.candidates.first() == candidates.first());
                if !known {
                    plan.dois.push(PlannedDoi {
                        candidates,
                        work: work.clone(),
                    });
                }
            }
        }
        plan
    }
}

fn own_dois(work: &OrcidWork) -> Vec<Vec<Doi>> {
    for relationship in [Relationship::SelfId, Relationship::VersionOf] {
        let mut found: Vec<Vec<Doi>> = Vec::new();
        let ids = work
            .external_ids
            .iter()
            .filter(|id| id.kind == "doi" && id.relationship == relationship);
        for candidates in ids.map(readings) {
            if let Some(first) = candidates.first()
                && !found.iter().any(|other| other.first() == Some(first))
            {
                found.push(candidates);
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Forms to try for one external id. ORCID's own normal form comes second: its rule cuts some DOIs short.
fn readings(id: &OrcidExternalId) -> Vec<Doi> {
    let texts = [Some(&id.value), id.normalized.as_ref()];
    let parsed = texts
        .into_iter()
        .flatten()
        .filter_map(|text| Doi::parse(text).ok());
    let mut candidates: Vec<Doi> = Vec::new();
    for candidate in parsed.flat_map(|doi| doi.candidates()) {
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates
}
