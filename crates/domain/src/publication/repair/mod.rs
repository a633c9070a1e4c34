//! Matching authors anew, with an account of what that changes and what stays open.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::matching::{Ambiguity, Candidate, Considered, Link, MatchState, Matched, match_around};
use super::model::{Contributor, PublicationId};
use crate::activity::{Actor, Event};
use crate::context::{Clock, Ids};
use crate::identifier::{Doi, InvalidDoi, Orcid};
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Who is considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepairScope {
    /// Everyone in the workspace.
    Everyone,
    /// Current internal members only: links of others stay as they are, and others make nothing ambiguous.
    Members,
}

/// What matching anew makes of a publication's links.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// All links afterwards, by person.
    pub links: Vec<Link>,
    /// Whether the staff should look.
    pub state: MatchState,
    /// An author's iD belongs to a person whose names have nothing in common with the author's.
    pub name_conflict: bool,
    /// Links that are new.
    pub added: Vec<Link>,
    /// Links that go.
    pub removed: Vec<Link>,
    /// Links of the same person that differ: before, after.
    pub changed: Vec<(Link, Link)>,
    /// Links that stay as they are.
    pub kept: Vec<Link>,
    /// Authors who could be told to be no one person.
    pub ambiguous: Vec<Ambiguity>,
}

impl Repair {
    /// Whether any link differs afterwards.
    pub fn changes(&self) -> bool {
        !(self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty())
    }
}

/// What staff decided about a publication's people, and what matching found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing<'a> {
    /// Present links.
    pub links: &'a [Link],
    /// People of whom staff said that it is not theirs.
    pub refused: &'a [Orcid],
}

/// Matches the authors anew. Links made or confirmed by staff are never removed, people who were refused never linked.
/// `candidates` are the workspace's people whose iD or name key stands among the authors, and everyone already linked.
pub fn repair(
    authors: &[Contributor],
    known: Standing<'_>,
    candidates: &[Candidate],
    scope: RepairScope,
) -> Repair {
    let present = known.links;
    let Considered {
        links: left,
        candidates,
        ..
    } = Considered::without(known.refused, present, &[], candidates);
    let considered: Vec<Candidate> = candidates
        .iter()
        .filter(|who| scope == RepairScope::Everyone || who.internal)
        .cloned()
        .collect();
    let considered_people: BTreeSet<&Orcid> = considered.iter().map(|who| &who.orcid).collect();
    let settled = |link: &Link| scope == RepairScope::Members && !considered_people.contains(&link.person);
    let Matched {
        links,
        state,
        name_conflict,
        ambiguous,
    } = match_around(authors, &left, &[], &considered, settled);
    let before = |after: &Link| present.iter().find(|link| link.person == after.person);
    let (mut added, mut changed, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for link in &links {
        match before(link) {
            None => added.push(link.clone()),
            Some(was) if was == link => kept.push(link.clone()),
            Some(was) => changed.push((was.clone(), link.clone())),
        }
    }
    let gone = |link: &&Link| !links.iter().any(|after| after.person == link.person);
    Repair {
        removed: present.iter().filter(gone).cloned().collect(),
        added,
        changed,
        kept,
        links,
        state,
        name_conflict,
        ambiguous,
    }
}

/// A publication whose authors were matched anew.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairedPublication {
    /// The DOI it is stored under.
    pub doi: Doi,
    /// What came of it.
    pub repair: Repair,
}

/// What is asked of the store.
#[derive(Clone)]
pub struct RepairOrder {
    /// Who is considered.
    pub scope: RepairScope,
    /// Write nothing.
    pub dry_run: bool,
    /// Unix seconds.
    pub now: i64,
    /// Who asks.
    pub actor: Actor,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl RepairOrder {
    /// What the timeline says of publications written together; nothing where no link differs.
    pub fn event(&self, workspace: &WorkspaceId, done: &[RepairedPublication]) -> Option<Event> {
        let changed: Vec<&RepairedPublication> = done.iter().filter(|one| one.repair.changes()).collect();
        let first = changed.first().filter(|_| !self.dry_run)?;
        let count = |of: fn(&Repair) -> usize| changed.iter().map(|one| of(&one.repair)).sum::<usize>();
        let (subject_kind, subject_id, message) = if done.len() == 1 {
            let doi = first.doi.as_str().to_owned();
            let message = format!("the author links of {doi} were repaired");
            ("publication", doi, message)
        } else {
            let message = format!("the author links of {} publications were repaired", changed.len());
            ("workspace", workspace.as_str().to_owned(), message)
        };
        Some(Event {
            id: self.ids.id(),
            at: self.now,
            kind: "publication.links_repaired".to_owned(),
            actor: self.actor.clone(),
            subject_kind: subject_kind.to_owned(),
            subject_id,
            message,
            details: json!({
                "publications": changed.len(),
                "added": count(|repair| repair.added.len()),
                "removed": count(|repair| repair.removed.len()),
                "changed": count(|repair| repair.changed.len()),
                "members_only": self.scope == RepairScope::Members,
            }),
        })
    }
}

/// A batch of publications, in the order of their row numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairBatch {
    /// Every publication of the batch.
    pub done: Vec<RepairedPublication>,
    /// Where the next batch begins; `None` at the end.
    pub next: Option<PublicationId>,
}

/// Port: the links between publications and people.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait AuthorLinkStore: Send + Sync {
    /// Matches one publication anew ([`repair`]), found by the first of these DOIs that is stored (or an alias).
    /// `None` where none is.
    async fn repair(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        order: &RepairOrder,
    ) -> Result<Option<RepairedPublication>, StoreError>;
    /// Matches the next `limit` publications after this one (`None`: from the first), all in one transaction.
    async fn repair_batch(
        &self,
        workspace: &WorkspaceId,
        after: Option<PublicationId>,
        limit: u32,
        order: &RepairOrder,
    ) -> Result<RepairBatch, StoreError>;
}

/// What a caller asks.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairAsk {
    /// Who is considered.
    pub scope: RepairScope,
    /// Write nothing.
    pub dry_run: bool,
    /// Who asks.
    pub actor: Actor,
}

/// Why nothing was matched.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The text is no DOI.
    #[error(transparent)]
    InvalidDoi(#[from] InvalidDoi),
    /// The workspace has no such publication.
    #[error("there is no publication with the DOI {0}")]
    Unknown(Doi),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What many publications came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulkRepair {
    /// Publications looked at.
    pub examined: usize,
    /// Of these, those whose links differ.
    pub changed: usize,
    /// Links that are new.
    pub links_added: usize,
    /// Links that go.
    pub links_removed: usize,
    /// Links that differ.
    pub links_changed: usize,
    /// Links that stay as they are.
    pub links_kept: usize,
    /// Authors who could be told to be no one person.
    pub ambiguous: usize,
    /// The first [`BulkRepair::MAX_REPORTS`] publications whose links differ or stay ambiguous.
    pub reports: Vec<RepairedPublication>,
    /// Where to go on; `None` at the end.
    pub next: Option<PublicationId>,
}

impl BulkRepair {
    /// More are counted, not kept.
    pub const MAX_REPORTS: usize = 100;

    fn count(&mut self, one: RepairedPublication) {
        let repair = &one.repair;
        self.examined += 1;
        self.changed += usize::from(repair.changes());
        self.links_added += repair.added.len();
        self.links_removed += repair.removed.len();
        self.links_changed += repair.changed.len();
        self.links_kept += repair.kept.len();
        self.ambiguous += repair.ambiguous.len();
        let telling = repair.changes() || !repair.ambiguous.is_empty();
        if telling && self.reports.len() < Self::MAX_REPORTS {
            self.reports.push(one);
        }
    }
}

/// Matches authors anew, for one publication or for all.
#[derive(Clone)]
pub struct AuthorRepairs {
    /// The links.
    pub store: Arc<dyn AuthorLinkStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl AuthorRepairs {
    /// A bulk repair goes on for so many seconds; then it says where it is. Callers and proxies wait longer.
    pub const PATIENCE_SECONDS: i64 = 20;

    /// One publication.
    pub async fn one(
        &self,
        workspace: &WorkspaceId,
        doi: &str,
        ask: RepairAsk,
    ) -> Result<RepairedPublication, RepairError> {
        let doi = Doi::parse(doi)?;
        let order = self.order(ask);
        let found = self.store.repair(workspace, &doi.candidates(), &order).await?;
        found.ok_or(RepairError::Unknown(doi))
    }

    /// All publications after this one, `batch` in each transaction, until the end or until patience ends.
    pub async fn all(
        &self,
        workspace: &WorkspaceId,
        mut after: Option<PublicationId>,
        batch: u32,
        ask: RepairAsk,
    ) -> Result<BulkRepair, StoreError> {
        let begun = self.clock.now();
        let mut total = BulkRepair::default();
        loop {
            let order = self.order(ask.clone());
            let RepairBatch { done, next } = self.store.repair_batch(workspace, after, batch, &order).await?;
            for one in done {
                total.count(one);
            }
            let tired = self.clock.now() - begun >= Self::PATIENCE_SECONDS;
            if next.is_none() || tired {
                total.next = next;
                return Ok(total);
            }
            after = next;
        }
    }

    fn order(&self, ask: RepairAsk) -> RepairOrder {
        RepairOrder {
            scope: ask.scope,
            dry_run: ask.dry_run,
            now: self.clock.now(),
            actor: ask.actor,
            ids: Arc::clone(&self.ids),
        }
    }
}

#[cfg(test)]
mod tests;
