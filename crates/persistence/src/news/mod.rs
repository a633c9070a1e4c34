//! What a transaction does to the public catalogue: noted while it writes, told at its end to the installations that may
//! see it.
//!
//! Whoever changes what is told of a publication, a person or a project calls `changed_…`; flags and counts are noted by
//! `public_set`. Notes are values in memory: without anybody who listens, they are all that a write pays for, together
//! with one query that finds nobody.

mod before;
mod listeners;
mod sights;
mod spread;

use std::collections::{BTreeMap, BTreeSet};

use domain::delivery::Listener;
use domain::workspace::EntityId;

pub(crate) use before::{all_erased, people_before, project_before, publications_before};
pub(crate) use spread::spread;

/// What is noted of one thing. What was noted first is what was before the transaction.
#[derive(Debug, Clone, Default)]
struct Note {
    was_public: Option<bool>,
    /// What is told of it has changed.
    content: bool,
    /// The entities that it belonged to, where that may have changed and somebody wants to know.
    entities: Option<BTreeSet<EntityId>>,
    /// The DOI that it had, where it has another one now, or its row is gone.
    former_doi: Option<String>,
}

/// The notes of a transaction.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Unix seconds: the time of the newest note.
    at: i64,
    publications: BTreeMap<i64, Note>,
    people: BTreeMap<String, Note>,
    projects: BTreeMap<String, Note>,
    /// Who listens, once somebody has asked.
    listeners: Option<Vec<Listener>>,
    /// The transaction has queued deliveries.
    pub(crate) queued: bool,
}

impl News {
    /// What is told of a publication has changed.
    pub(crate) fn changed_publication(&mut self, id: i64, at: i64) {
        self.at = self.at.max(at);
        self.publications.entry(id).or_default().content = true;
    }

    /// A publication is known under this DOI no more: it has another one, or it is gone.
    pub(crate) fn left_doi(&mut self, id: i64, former: &str) {
        let note = self.publications.entry(id).or_default();
        note.former_doi.get_or_insert_with(|| former.to_owned());
    }

    /// Whether publications were public until now.
    pub(crate) fn publications_were(&mut self, ids: &[i64], public: bool, at: i64) {
        self.at = self.at.max(at);
        for id in ids {
            let note = self.publications.entry(*id).or_default();
            note.was_public.get_or_insert(public);
        }
    }

    /// What is told of a person has changed; how many publications they have does not count.
    pub(crate) fn changed_person(&mut self, orcid: &str, at: i64) {
        self.at = self.at.max(at);
        self.people.entry(orcid.to_owned()).or_default().content = true;
    }

    /// Whether a person was public until now.
    pub(crate) fn person_was(&mut self, orcid: &str, public: bool, at: i64) {
        self.at = self.at.max(at);
        let note = self.people.entry(orcid.to_owned()).or_default();
        note.was_public.get_or_insert(public);
    }

    /// What is told of a project has changed, which was public until now or not.
    pub(crate) fn changed_project(&mut self, id: &str, was_public: bool, at: i64) {
        self.at = self.at.max(at);
        let note = self.projects.entry(id.to_owned()).or_default();
        note.was_public.get_or_insert(was_public);
        note.content = true;
    }

    fn is_empty(&self) -> bool {
        self.publications.is_empty() && self.people.is_empty() && self.projects.is_empty()
    }
}
