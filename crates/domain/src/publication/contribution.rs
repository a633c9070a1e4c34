//! One write to a publication: what providers say now, merged with what is stored, matched to people.

use std::collections::BTreeMap;

use super::curation::{Change, Curated, EditChange, Edits};
use super::matching::{Candidate, Link, LinkOrigin, MatchState, match_authors};
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
        let resolution = if described {
            Resolution::Registered
        } else {
            self.resolution
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

    /// Matches the authors to people. `candidates` are the workspace's people whose iD or name key
    /// ([`super::matching::author_keys`]) stands among the authors, and everyone already linked or claiming.
    pub fn link(mut self, candidates: &[Candidate]) -> LinkedWrite {
        // Whom staff names is matched as readily as who claims it.
        let named: Vec<Orcid> = self
            .claimed_by
            .iter()
            .chain(&self.linked_by_hand)
            .cloned()
            .collect();
        let mut matched = match_authors(&self.merged.authors, &self.links, &named, candidates);
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::person::PersonNames;
    use crate::registry::ProviderContributor;

    const NOW: i64 = 1_780_272_000;
    const ANA: &str = "0000-0002-1825-0097";
    const BO: &str = "0000-0001-5109-3700";

    fn record(provider: Provider, title: &str, at: i64) -> ProviderRecord {
        ProviderRecord {
            title: Some(title.to_owned()),
            ..ProviderRecord::empty(provider, at)
        }
    }

    fn said(provider: Provider, record_of: &str, title: &str, at: i64) -> ProviderContribution {
        let answer = Answer {
            record: record(provider, title, at),
            payload: "{}".to_owned(),
        };
        let outcome = ProviderOutcome::Described(Box::new(answer));
        ProviderContribution {
            provider,
            record_of: record_of.to_owned(),
            at,
            outcome,
        }
    }

    fn silent(provider: Provider, outcome: ProviderOutcome) -> ProviderContribution {
        ProviderContribution {
            provider,
            record_of: String::new(),
            at: NOW,
            outcome,
        }
    }

    fn contribution(resolution: Resolution, providers: Vec<ProviderContribution>) -> Contribution {
        Contribution {
            doi: Doi::parse("10.5555/salt").unwrap(),
            aliases: Vec::new(),
            resolution,
            providers,
            claimed_by: Vec::new(),
            linked_by_hand: Vec::new(),
            now: NOW,
        }
    }

    fn stored(provider: Provider, record_of: &str, title: &str, at: i64) -> (String, ProviderRecord) {
        (record_of.to_owned(), record(provider, title, at))
    }

    fn edits(field: &str, value: serde_json::Value) -> Edits {
        Edits {
            values: BTreeMap::from([(field.to_owned(), value)]),
            bases: BTreeMap::new(),
        }
    }

    fn title(revised: &Revised) -> Option<&str> {
        revised.original.title.as_ref().map(crate::text::Localised::any)
    }

    #[test]
    fn a_provider_that_does_not_answer_takes_nothing_away() {
        let existing = Existing {
            records: vec![stored(Provider::Crossref, "", "Salt", 1)],
            resolution: Some(Resolution::Registered),
            ..Existing::default()
        };
        for outcome in [
            ProviderOutcome::NotFound,
            ProviderOutcome::Skipped("over budget".to_owned()),
            ProviderOutcome::Failed("no answer".to_owned()),
        ] {
            let silent = vec![
                silent(Provider::Crossref, outcome.clone()),
                said(Provider::Orcid, ANA, "salt", NOW),
            ];
            let revised = contribution(Resolution::Unresolved, silent).revise(&existing);
            assert_eq!(title(&revised), Some("Salt"), "{outcome:?}");
            assert_eq!(revised.resolution, Resolution::Registered, "{outcome:?}");
            assert!(!revised.attention.contains(&Attention::Unresolved), "{outcome:?}");
            assert_eq!(revised.provenance["title"].fetched_at, 1, "{outcome:?}");
        }
    }

    #[test]
    fn a_new_answer_replaces_the_same_providers_old_one_but_not_a_newer_one() {
        let existing = Existing {
            records: vec![stored(Provider::Crossref, "", "Salt", 10)],
            ..Existing::default()
        };
        for (at, expected) in [(9, "Salt"), (10, "Brine"), (11, "Brine")] {
            let new = vec![said(Provider::Crossref, "", "Brine", at)];
            let revised = contribution(Resolution::Registered, new).revise(&existing);
            assert_eq!(title(&revised), Some(expected), "{at}");
        }
    }

    #[test]
    fn orcid_records_count_by_id_whoever_came_first() {
        let (ana, bo) = (
            said(Provider::Orcid, ANA, "Ana's", 2),
            said(Provider::Orcid, BO, "Bo's", 1),
        );
        for providers in [vec![ana.clone(), bo.clone()], vec![bo, ana]] {
            let revised = contribution(Resolution::Unresolved, providers).revise(&Existing::default());
            assert_eq!(title(&revised), Some("Bo's"));
            assert_eq!(revised.resolution, Resolution::Unresolved);
            assert!(revised.attention.contains(&Attention::Unresolved));
            assert!(revised.attention.is_sorted());
        }
    }

    #[test]
    fn writing_twice_changes_nothing() {
        let providers = vec![
            said(Provider::Crossref, "", "Salt", 5),
            said(Provider::Orcid, ANA, "salt", 5),
        ];
        let first = contribution(Resolution::Registered, providers.clone());
        let revised = first.revise(&Existing::default());
        let records = vec![
            stored(Provider::Crossref, "", "Salt", 5),
            stored(Provider::Orcid, ANA, "salt", 5),
        ];
        let existing = Existing {
            records,
            resolution: Some(revised.resolution),
            ..Existing::default()
        };
        assert_eq!(first.revise(&existing), revised);
    }

    #[test]
    fn edits_lie_over_the_original() {
        let existing = Existing {
            edits: edits("title", json!("Sea salt")),
            ..Existing::default()
        };
        let revised = contribution(
            Resolution::Registered,
            vec![said(Provider::Crossref, "", "Salt", 5)],
        )
        .revise(&existing);
        assert_eq!(title(&revised), Some("Salt"));
        assert_eq!(revised.merged.title, Some("Sea salt".into()));
    }

    #[test]
    fn people_are_matched_against_what_everyone_sees() {
        let mut answer = said(Provider::Crossref, "", "Salt", 5);
        if let ProviderOutcome::Described(answer) = &mut answer.outcome {
            answer.record.authors = vec![ProviderContributor {
                given: Some("Bo".to_owned()),
                family: Some("Lind".to_owned()),
                orcid: Some(ANA.to_owned()),
                ..ProviderContributor::default()
            }];
        }
        let ana = Orcid::parse(ANA).unwrap();
        let names = PersonNames {
            given: Some("Ana".to_owned()),
            family: Some("Costa".to_owned()),
            ..PersonNames::default()
        };
        let candidate = Candidate {
            orcid: ana.clone(),
            aliases: Vec::new(),
            names,
            internal: true,
        };
        let claimed = Contribution {
            claimed_by: vec![ana.clone()],
            ..contribution(Resolution::Registered, vec![answer])
        };

        let revised = claimed.revise(&Existing::default());
        assert_eq!(revised.people(), std::slice::from_ref(&ana));
        let written = revised.link(std::slice::from_ref(&candidate));
        assert_eq!(written.match_state, MatchState::NeedsAttention);
        assert!(written.revised.attention.contains(&Attention::OrcidNameConflict));
        assert_eq!(
            (written.links[0].position, written.links[0].origin),
            (None, LinkOrigin::Record)
        );

        let edited = json!([{ "position": 1, "given": "Ana", "family": "Costa" }]);
        let existing = Existing {
            edits: edits("authors", edited),
            links: written.links,
            ..Existing::default()
        };
        let written = claimed.revise(&existing).link(std::slice::from_ref(&candidate));
        assert_eq!(written.match_state, MatchState::Complete);
        assert_eq!(
            (written.links[0].position, written.links[0].origin),
            (Some(1), LinkOrigin::Name)
        );

        let Revised {
            original,
            merged,
            resolution,
            ..
        } = written.revised;
        let again = Revised::unchanged(original, merged, written.links.clone(), resolution);
        assert_eq!(again.people(), [ana]);
        assert_eq!(again.link(&[candidate]).links, written.links);
    }

    #[test]
    fn staff_may_name_somebody_by_a_former_id() {
        let (ana, former) = (Orcid::parse(ANA).unwrap(), Orcid::parse(BO).unwrap());
        let candidate = Candidate {
            orcid: ana.clone(),
            aliases: vec![former.clone()],
            names: PersonNames::default(),
            internal: true,
        };
        let named = Contribution {
            linked_by_hand: vec![former],
            ..contribution(Resolution::Registered, Vec::new())
        };
        let written = named.revise(&Existing::default()).link(&[candidate]);
        let link = written.links.first().unwrap();
        assert_eq!(
            (link.person.clone(), link.origin, link.claimed),
            (ana, LinkOrigin::Manual, false)
        );
    }
}
