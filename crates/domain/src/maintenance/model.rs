//! What a reset takes away, and what it leaves.

use serde::Serialize;

use crate::activity::{Actor, Event};

/// A workspace's catalogue to be erased: publications, works, projects and people, with all that hangs on them
/// (links, memberships, edits, answers of providers). Users, keys, installations, entities, the timeline, the key log
/// and the slugs that were ever given stay.
#[derive(Debug, Clone, PartialEq)]
pub struct Reset {
    /// Ingestion jobs too, open ones included.
    pub clear_jobs: bool,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

/// Rows of a workspace that a reset takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ResetCounts {
    /// Publications, hidden and deleted ones included.
    pub publications: u64,
    /// Works, likewise.
    pub works: u64,
    /// Projects, likewise.
    pub projects: u64,
    /// People.
    pub people: u64,
    /// Memberships, closed ones included.
    pub memberships: u64,
    /// Links between publications and people.
    pub publication_links: u64,
    /// Links between works and people.
    pub work_links: u64,
    /// Ingestion jobs; 0 where they stay.
    pub ingestion_jobs: u64,
}

impl Reset {
    /// What the timeline says.
    pub fn event(&self, workspace: &str, counts: &ResetCounts) -> Event {
        let (publications, people) = (counts.publications, counts.people);
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "workspace.reset".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "workspace".to_owned(),
            subject_id: workspace.to_owned(),
            message: format!("the catalogue was erased: {publications} publications, {people} people"),
            details: serde_json::json!({ "deleted": counts }),
        }
    }
}
