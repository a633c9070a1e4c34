//! A work as the staff write it: in full, or only what is to change.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::model::{StaffWork, WorkRefusal};
use crate::activity::{Actor, Event};
use crate::form::{Faults, Form, differences, overlaid};
use crate::identifier::Orcid;
use crate::identifier::slug::is_slug;
use crate::project::ProjectId;
use crate::publication::curation::edits::told;
use crate::text::Localised;
use crate::work::{WorkFields, WorkId};

/// Longest id of a project, in bytes.
const MAX_ID: usize = 190;

/// What somebody wrote; each member fits its type.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkDraft {
    /// The chosen identifier.
    pub id: Option<String>,
    fields: Map<String, Value>,
    people: Option<Vec<Orcid>>,
    projects: Option<Vec<ProjectId>>,
    verified: Option<bool>,
    visible: Option<bool>,
}

/// A work without anything: what is not written stays so.
fn blank() -> WorkFields {
    WorkFields {
        title: Localised::Plain(String::new()),
        work_type: None,
        publication_date: None,
        container_title: None,
        url: None,
        abstract_text: None,
        identifiers: Vec::new(),
    }
}

impl WorkDraft {
    /// Reads a JSON object: the members of [`WorkFields`], `id`, `person_orcids`, `project_ids`, `verified` and `visible`.
    /// All may be left out here; [`WorkDraft::created`] asks for what it needs.
    pub fn read(given: Map<String, Value>) -> Result<Self, Faults> {
        let mut form = Form::new(given);
        let draft = Self {
            id: form.take("id"),
            fields: form.take_members(&blank()),
            people: form.take_orcids("person_orcids"),
            projects: form.take_list("project_ids", |text| {
                let is_id = (1..=MAX_ID).contains(&text.len()) && !text.contains(char::is_control);
                is_id
                    .then(|| ProjectId::new(text))
                    .ok_or_else(|| "is no project's id".to_owned())
            }),
            verified: form.take("verified"),
            visible: form.take("visible"),
        };
        if draft.id.as_deref().is_some_and(|id| !is_slug(id)) {
            form.fault("id", "must be a slug: a-z, 0-9 and hyphens");
        }
        form.finish(draft)
    }

    /// A draft that only says whether a person has checked the work.
    pub fn verifying(verified: bool) -> Self {
        Self {
            id: None,
            fields: Map::new(),
            people: None,
            projects: None,
            verified: Some(verified),
            visible: None,
        }
    }

    /// A new work; `id` counts where none was chosen.
    pub fn created(&self, id: String, now: i64) -> Result<StaffWork, Faults> {
        Ok(StaffWork {
            id: WorkId::new(self.id.clone().unwrap_or(id)),
            fields: overlaid(&blank(), &self.fields).checked(now)?,
            people: self.people.clone().unwrap_or_default(),
            projects: self.projects.clone().unwrap_or_default(),
            orcid_key: None,
            verified: self.verified.unwrap_or(false),
            visible: self.visible.unwrap_or(true),
            deleted_at: None,
            promoted_to: None,
            edited_at: None,
            people_by_hand: true,
            created_at: now,
            updated_at: now,
        })
    }
}

/// A change of a work.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkChange {
    /// What is to be different.
    pub draft: WorkDraft,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

/// A work after a change, and what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedWork {
    /// Afterwards.
    pub work: StaffWork,
    /// Member → before and after; empty where nothing differs.
    pub differences: BTreeMap<String, (Value, Value)>,
}

impl WorkChange {
    /// What the change makes of the work. Fields that were edited, and people who were chosen, are from then on left alone
    /// by ingestion.
    pub fn decide(&self, current: &StaffWork) -> Result<ChangedWork, WorkRefusal> {
        if let Some(doi) = &current.promoted_to {
            return Err(WorkRefusal::Promoted(doi.clone()));
        }
        let draft = &self.draft;
        if draft.id.is_some() {
            let fault = ("id".to_owned(), "cannot be changed".to_owned());
            return Err(WorkRefusal::Invalid(Faults::from([fault])));
        }
        let fields = overlaid(&current.fields, &draft.fields).checked(self.now);
        let fields = fields.map_err(|fault| WorkRefusal::Invalid(fault.into()))?;
        let mut people = draft.people.clone().unwrap_or_else(|| current.people.clone());
        people.sort();
        let mut projects = draft.projects.clone().unwrap_or_else(|| current.projects.clone());
        projects.sort();
        let edited = fields != current.fields;
        let work = StaffWork {
            edited_at: if edited { Some(self.now) } else { current.edited_at },
            people_by_hand: current.people_by_hand || people != current.people,
            fields,
            people,
            projects,
            verified: draft.verified.unwrap_or(current.verified),
            visible: draft.visible.unwrap_or(current.visible),
            updated_at: self.now,
            ..current.clone()
        };
        Ok(ChangedWork {
            differences: differences(&all_of(current), &all_of(&work)),
            work,
        })
    }

    /// What the timeline is told.
    pub fn event(&self, id: &WorkId, changed: &ChangedWork) -> Event {
        let names: Vec<&str> = changed.differences.keys().map(String::as_str).collect();
        let (kind, message) = match (names.as_slice(), changed.work.verified) {
            (["verified"], true) => ("work.verified", format!("work {id} was verified")),
            _ => (
                "work.edited",
                format!("work {id} was edited: {}", names.join(", ")),
            ),
        };
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "work".to_owned(),
            subject_id: id.as_str().to_owned(),
            message,
            details: json!({ "changes": told(&changed.differences) }),
        }
    }
}

/// All that a change can touch.
fn all_of(work: &StaffWork) -> Value {
    let people: Vec<&str> = work.people.iter().map(Orcid::as_str).collect();
    let projects: Vec<&str> = work.projects.iter().map(ProjectId::as_str).collect();
    let mut all = json!(work.fields);
    if let Value::Object(members) = &mut all {
        members.insert("person_orcids".to_owned(), json!(people));
        members.insert("project_ids".to_owned(), json!(projects));
        members.insert("verified".to_owned(), json!(work.verified));
        members.insert("visible".to_owned(), json!(work.visible));
    }
    all
}
