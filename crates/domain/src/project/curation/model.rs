//! What the staff see of projects, and what becomes of their changes.

use serde_json::json;

use crate::activity::{Actor, Event};
use crate::form::Faults;
use crate::identifier::Doi;
use crate::project::{Currency, Project, ProjectId, ProjectSort};
use crate::publication::curation::{Deletion, RemovalAction, Visibility};
use crate::storage::{Direction, PageRequest};
use crate::work::WorkId;

/// A project with all that the staff may know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffProject {
    /// The project.
    pub project: Project,
    /// Unix seconds; `None` while it is in the catalogue.
    pub deleted_at: Option<i64>,
    /// Works that came out of it.
    pub works: Vec<WorkId>,
    /// Publications that came out of it.
    pub publications: Vec<Doi>,
}

/// What narrows a staff list. Filters combine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaffProjectFilter {
    /// Every word must begin a word of programme, title or abstract; empty = all.
    pub q: String,
    /// The centre's share is in this currency.
    pub funding_currency: Option<Currency>,
    /// Hidden or not.
    pub visibility: Visibility,
    /// Deleted or not.
    pub deletion: Deletion,
}

/// A staff list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffProjectQuery {
    /// What.
    pub filter: StaffProjectFilter,
    /// By what; ties by row.
    pub sort: ProjectSort,
    /// Which way; what is not known comes last both ways.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}

/// Why a project was not written; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectRefusal {
    /// Member → what is wrong with it.
    #[error("some members cannot be kept")]
    Invalid(Faults),
    /// Publications that are not in the catalogue.
    #[error("{} of the publications are not in the catalogue", .0.len())]
    UnknownPublications(Vec<Doi>),
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectOutcome {
    /// The project afterwards.
    pub project: StaffProject,
    /// Members that changed, in order.
    pub changed: Vec<String>,
}

/// Deleting or restoring a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRemoval {
    /// What.
    pub action: RemovalAction,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

impl ProjectRemoval {
    /// What the timeline is told.
    pub fn event(&self, id: &ProjectId) -> Event {
        let (kind, told) = match self.action {
            RemovalAction::Delete => ("project.deleted", "was deleted"),
            RemovalAction::Restore => ("project.restored", "was restored"),
        };
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "project".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("project {id} {told}"),
            details: json!({}),
        }
    }
}
