//! One write to a publication: what providers say now, merged with what is stored, matched to people.

use std::collections::BTreeMap;

use super::curation::{Change, Curated, EditChange, Edits};
use super::matching::{Candidate, Considered, Link, LinkOrigin, MatchState, match_authors};
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
    /// People whom staff names as its authors: their links count as made by hand.
    pub linked_by_hand: Vec<Orcid>,
    /// Unix seconds.
    pub now: i64,
}

/// What is stored of a publication before the write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Existing {
    /// The newest readable record of each provider (and, for ORCID, of each person's record).
    pub records: Vec<(String, ProviderRecord)>,
    /// What providers said before, merged; `None` where it is new.
    pub original: Option<Record>,
    /// What was made by hand.
    pub edits: Edits,
    /// Present links.
    pub links: Vec<Link>,
    /// People of whom staff said that it is not theirs.
    pub refused: Vec<Orcid>,
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
    /// What was made by hand, as far as providers do not say the same by now.
    pub edits: Edits,
    /// What this write did to edited fields.
    pub edit_changes: Vec<EditChange>,
    links: Vec<Link>,
    refused: Vec<Orcid>,
    claimed_by: Vec<Orcid>,
    linked_by_hand: Vec<Orcid>,
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
        let asked = self
            .providers
            .iter()
            .any(|provider| provider.provider != Provider::Orcid);
        let resolution = match (described, existing.resolution) {
            (true, _) => Resolution::Registered,
            // One more person's claim says nothing about what registries know.
            (false, Some(known)) if !asked => known,
            (false, _) => self.resolution,
        };
        if resolution == Resolution::Unresolved {
            attention.push(Attention::Unresolved);
            attention.sort_unstable();
        }
        let (edits, edit_changes) = existing.edits.carried_over(existing.original.as_ref(), &original);
        let merged = original.with_edits(&edits.values);
        Revised {
            original,
            merged,
            provenance,
            attention,
            resolution,
            edits,
            edit_changes,
            links: existing.links.clone(),
            refused: existing.refused.clone(),
            claimed_by: self.claimed_by.clone(),
            linked_by_hand: self.linked_by_hand.clone(),
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
            edits: Edits::default(),
            edit_changes: Vec::new(),
            links,
            refused: Vec::new(),
            claimed_by: Vec::new(),
            linked_by_hand: Vec::new(),
        }
    }

    /// A stored publication as an edit makes it, to match its authors anew.
    pub fn edited(current: &Curated, change: &Change, links: Vec<Link>) -> Self {
        let mut attention = current.attention.clone();
        attention.retain(|attention| *attention != Attention::OrcidNameConflict);
        Self {
            attention,
            edits: change.edits.clone(),
            ..Self::unchanged(
                current.original.clone(),
                change.merged.clone(),
                links,
                current.resolution,
            )
        }
    }

    /// The same for a publication of which staff said that it is not these people's.
    #[must_use]
    pub fn refusing(mut self, refused: Vec<Orcid>) -> Self {
        self.refused = refused;
        self
    }

    /// Matches the authors to people, but never to those who were refused, unless staff now names them. `candidates` are
    /// the workspace's people whose iD or name key ([`super::matching::author_keys`]) stands among the authors, and
    /// everyone already linked or claiming.
    pub fn link(mut self, candidates: &[Candidate]) -> LinkedWrite {
        // Whom staff names is matched as readily as who claims it.
        let named: Vec<Orcid> = self
            .claimed_by
            .iter()
            .chain(&self.linked_by_hand)
            .cloned()
            .collect();
        let refused: Vec<Orcid> = self
            .refused
            .iter()
            .filter(|person| !self.is_named_by_hand(person, candidates))
            .cloned()
            .collect();
        let Considered {
            links,
            claimed_by,
            candidates: considered,
        } = Considered::without(&refused, &self.links, &named, candidates);
        let mut matched = match_authors(&self.merged.authors, &links, &claimed_by, &considered);
        for link in &mut matched.links {
            if self.is_named_by_hand(&link.person, candidates) {
                link.origin = LinkOrigin::Manual;
                link.claimed = self.claims(&link.person);
            }
        }
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

    /// Staff may name somebody by a deprecated iD.
    fn is_named_by_hand(&self, person: &Orcid, candidates: &[Candidate]) -> bool {
        let mut own = candidates.iter().filter(|who| who.orcid == *person);
        let named = |orcid: &Orcid| self.linked_by_hand.contains(orcid);
        named(person) || own.any(|who| who.aliases.iter().any(named))
    }

    fn claims(&self, person: &Orcid) -> bool {
        let before = self
            .links
            .iter()
            .any(|link| link.person == *person && link.claimed);
        before || self.claimed_by.contains(person)
    }

    /// Everyone linked before, claiming now or named by staff: they must be among the candidates.
    pub fn people(&self) -> Vec<Orcid> {
        let mut people: Vec<Orcid> = self.links.iter().map(|link| link.person.clone()).collect();
        people.extend(self.claimed_by.iter().chain(&self.linked_by_hand).cloned());
        people.sort();
        people.dedup();
        people
    }
}

#[cfg(test)]
mod tests;
