//! One write to a publication: what providers say now, merged with what is stored, matched to people.

use std::collections::BTreeMap;

use serde_json::Value;

use super::matching::{Candidate, Link, MatchState, match_authors};
use super::merge::{Merged, merge};
use super::model::{Attention, Provenance, Record, Resolution};
use crate::identifier::{Doi, Orcid};
use crate::registry::{Answer, Provider, ProviderRecord};

/// What one provider contributes to one publication.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderContribution {
    /// Who.
    pub provider: Provider,
    /// For ORCID the iD of the record it stands in; empty for the others.
    pub record_of: String,
    /// Unix seconds of the answer or the failure.
    pub at: i64,
    /// How it went.
    pub outcome: ProviderOutcome,
}

/// How asking a provider went.
#[derive(Debug, Clone, PartialEq)]
pub enum ProviderOutcome {
    /// It described the publication.
    Described(Box<Answer>),
    /// It has no record of it.
    NotFound,
    /// It was not asked: over budget, or switched off.
    Skipped(String),
    /// It could not answer; what it said earlier still holds.
    Failed(String),
}

/// All that is new about one publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The DOI to store it under.
    pub doi: Doi,
    /// Further DOIs that lead to it.
    pub aliases: Vec<Doi>,
    /// Whether a registry describes it.
    pub resolution: Resolution,
    /// What providers said.
    pub providers: Vec<ProviderContribution>,
    /// People whose ORCID record lists it as their own work.
    pub claimed_by: Vec<Orcid>,
    /// Unix seconds.
    pub now: i64,
}

/// What is stored of a publication before the write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Existing {
    /// The newest readable record of each provider (and, for ORCID, of each person's record).
    pub records: Vec<(String, ProviderRecord)>,
    /// Field → value, edited by hand.
    pub edited: BTreeMap<String, Value>,
    /// Present links.
    pub links: Vec<Link>,
    /// Present resolution.
    pub resolution: Option<Resolution>,
}

/// Step one: the merged record, before people are matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Revised {
    /// What providers say, merged.
    pub original: Record,
    /// What everyone sees: the original under the edits.
    pub merged: Record,
    /// Field → where its value comes from.
    pub provenance: BTreeMap<String, Provenance>,
    /// What a curator should look at.
    pub attention: Vec<Attention>,
    /// Registered or not.
    pub resolution: Resolution,
    links: Vec<Link>,
    claimed_by: Vec<Orcid>,
}

/// Step two: with the links to people.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedWrite {
    /// Step one.
    pub revised: Revised,
    /// All links after the write.
    pub links: Vec<Link>,
    /// Whether the staff should look at the authors.
    pub match_state: MatchState,
}

impl Contribution {
    /// Merges what is new into what is stored. A provider that failed, found nothing or was skipped takes
    /// nothing away from what it said before.
    pub fn revise(&self, existing: &Existing) -> Revised {
        let mut records: BTreeMap<(Provider, String), ProviderRecord> = existing
            .records
            .iter()
            .map(|(record_of, record)| ((record.provider, record_of.clone()), record.clone()))
            .collect();
        for contribution in &self.providers {
            let ProviderOutcome::Described(answer) = &contribution.outcome else {
                continue;
            };
            let key = (contribution.provider, contribution.record_of.clone());
            // A job that was held up must not put an old answer in the place of a newer one.
            let is_newer = records
                .get(&key)
                .is_none_or(|stored| answer.record.fetched_at >= stored.fetched_at);
            if is_newer {
                records.insert(key, answer.record.clone());
            }
        }
        // Once registered, always registered: a record that can no longer be read proves nothing.
        let described = existing.resolution == Some(Resolution::Registered)
            || records.keys().any(|(provider, _)| *provider != Provider::Orcid);
        let records: Vec<ProviderRecord> = records.into_values().collect();
        let Merged {
            record: original,
            provenance,
            mut attention,
        } = merge(&self.doi, &records, self.now);
        let resolution = if described {
            Resolution::Registered
        } else {
            self.resolution
        };
        if resolution == Resolution::Unresolved {
            attention.push(Attention::Unresolved);
            attention.sort_unstable();
        }
        let merged = original.with_edits(&existing.edited);
        Revised {
            original,
            merged,
            provenance,
            attention,
            resolution,
            links: existing.links.clone(),
            claimed_by: self.claimed_by.clone(),
        }
    }
}

impl Revised {
    /// A stored publication as it is, to match its authors anew.
    pub fn unchanged(original: Record, merged: Record, links: Vec<Link>, resolution: Resolution) -> Self {
        Self {
            original,
            merged,
            provenance: BTreeMap::new(),
            attention: Vec::new(),
            resolution,
            links,
            claimed_by: Vec::new(),
        }
    }

    /// Matches the authors to people. `candidates` are the workspace's people whose iD or name key
    /// ([`super::matching::author_keys`]) stands among the authors, and everyone already linked or claiming.
    pub fn link(mut self, candidates: &[Candidate]) -> LinkedWrite {
        let matched = match_authors(&self.merged.authors, &self.links, &self.claimed_by, candidates);
        if matched.name_conflict && !self.attention.contains(&Attention::OrcidNameConflict) {
            self.attention.push(Attention::OrcidNameConflict);
            self.attention.sort_unstable();
        }
        LinkedWrite {
            links: matched.links,
            match_state: matched.state,
            revised: self,
        }
    }

    /// Everyone linked before or claiming now: they must be among the candidates.
    pub fn people(&self) -> Vec<Orcid> {
        let mut people: Vec<Orcid> = self.links.iter().map(|link| link.person.clone()).collect();
        people.extend(self.claimed_by.iter().cloned());
        people.sort();
        people.dedup();
        people
    }
}
