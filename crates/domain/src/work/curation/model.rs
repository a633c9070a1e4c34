//! What the staff see of works, and what becomes of their changes.

use serde_json::json;

use crate::activity::{Actor, Event};
use crate::form::Faults;
use crate::identifier::{Doi, Orcid};
use crate::project::ProjectId;
use crate::publication::Contribution;
use crate::publication::curation::{Deletion, RemovalAction, Visibility};
use crate::storage::{Direction, PageRequest};
use crate::work::{OrcidKey, WorkFields, WorkId, WorkSort};

/// A work with all that the staff may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffWork {
    /// Identifier.
    pub id: WorkId,
    /// What it says.
    pub fields: WorkFields,
    /// The workspace's people who made it, by iD.
    pub people: Vec<Orcid>,
    /// Projects that it came out of, by id.
    pub projects: Vec<ProjectId>,
    /// Where ingestion found it; `None` for works made by people.
    pub orcid_key: Option<OrcidKey>,
    /// A person has checked it.
    pub verified: bool,
    /// Shown if verified.
    pub visible: bool,
    /// Unix seconds; `None` while it is in the catalogue.
    pub deleted_at: Option<i64>,
    /// The publication that it has become.
    pub promoted_to: Option<Doi>,
    /// Unix seconds of the last edit of its fields; from then on ingestion leaves them alone.
    pub edited_at: Option<i64>,
    /// Staff chose its people: ingestion adds none.
    pub people_by_hand: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

/// What narrows a staff list. Filters combine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaffWorkFilter {
    /// Every word must begin a word of the title; empty = all.
    pub q: String,
    /// A word of our vocabulary.
    pub work_type: Option<String>,
    /// Exactly this year.
    pub publication_year: Option<i32>,
    /// Only this person's.
    pub person: Option<Orcid>,
    /// Checked by a person or not.
    pub verified: Option<bool>,
    /// Hidden or not.
    pub visibility: Visibility,
    /// Deleted or not.
    pub deletion: Deletion,
}

/// A staff list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffWorkQuery {
    /// What.
    pub filter: StaffWorkFilter,
    /// By what; ties by row.
    pub sort: WorkSort,
    /// Which way; what is not known comes last both ways.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}

/// Why a work was not written; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkRefusal {
    /// Member → what is wrong with it.
    #[error("some members cannot be kept")]
    Invalid(Faults),
    /// People who are not in the workspace.
    #[error("{} of the people are not in this workspace", .0.len())]
    UnknownPeople(Vec<Orcid>),
    /// Projects that are not in the workspace.
    #[error("{} of the projects are not in this workspace", .0.len())]
    UnknownProjects(Vec<ProjectId>),
    /// It is a publication already.
    #[error("the work has become the publication {0}")]
    Promoted(Doi),
    /// It is deleted.
    #[error("the work is deleted: restore it first")]
    Deleted,
    /// The publication that it would become is deleted.
    #[error("the publication {0} is deleted: restore it first")]
    PublicationDeleted(Doi),
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkOutcome {
    /// The work afterwards.
    pub work: StaffWork,
    /// Members that changed, in order.
    pub changed: Vec<String>,
}

/// Deleting or restoring a work.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkRemoval {
    /// What.
    pub action: RemovalAction,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

impl WorkRemoval {
    /// When the work counts as deleted afterwards; `None` where nothing changes. A work that has become a publication
    /// stays one.
    pub fn decide(&self, work: &StaffWork) -> Result<Option<Option<i64>>, WorkRefusal> {
        if let Some(doi) = &work.promoted_to {
            return Err(WorkRefusal::Promoted(doi.clone()));
        }
        Ok(match (self.action, work.deleted_at) {
            (RemovalAction::Delete, None) => Some(Some(self.now)),
            (RemovalAction::Restore, Some(_)) => Some(None),
            (RemovalAction::Delete, Some(_)) | (RemovalAction::Restore, None) => None,
        })
    }

    /// What the timeline is told.
    pub fn event(&self, id: &WorkId) -> Event {
        let (kind, told) = match self.action {
            RemovalAction::Delete => ("work.deleted", "was deleted"),
            RemovalAction::Restore => ("work.restored", "was restored"),
        };
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "work".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("work {id} {told}"),
            details: json!({}),
        }
    }
}

/// Making a publication of a work.
#[derive(Debug, Clone, PartialEq)]
pub struct Promotion {
    /// What is known of the DOI; the work's people are added to it.
    pub contribution: Contribution,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

impl Promotion {
    /// Whether the work can become a publication.
    pub fn check(work: &StaffWork) -> Result<(), WorkRefusal> {
        match (&work.promoted_to, work.deleted_at) {
            (Some(doi), _) => Err(WorkRefusal::Promoted(doi.clone())),
            (None, Some(_)) => Err(WorkRefusal::Deleted),
            (None, None) => Ok(()),
        }
    }

    /// What is written of the publication: it is by the work's people, by the word of the staff, save those of whom they
    /// said that it is not.
    pub fn contribution(&self, work: &StaffWork, refused: &[Orcid]) -> Contribution {
        let mut contribution = self.contribution.clone();
        let people = work.people.iter().filter(|person| !refused.contains(person));
        contribution.linked_by_hand.extend(people.cloned());
        contribution
    }

    /// What the timeline is told.
    pub fn event(&self, work: &WorkId, doi: &Doi, created: bool) -> Event {
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "work.promoted".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "work".to_owned(),
            subject_id: work.as_str().to_owned(),
            message: format!("work {work} became the publication {doi}"),
            details: json!({ "doi": doi.as_str(), "created": created }),
        }
    }
}
