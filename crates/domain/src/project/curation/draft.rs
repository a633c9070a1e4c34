//! A project as the staff write it: in full, or only what is to change.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::model::StaffProject;
use crate::activity::{Actor, Event};
use crate::form::{Faults, Form, differences, overlaid};
use crate::identifier::slug::is_slug;
use crate::identifier::{Doi, Orcid};
use crate::project::{Project, ProjectFields, ProjectId};
use crate::publication::curation::edits::told;
use crate::text::Localised;

/// What somebody wrote; each member fits its type.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectDraft {
    /// The chosen identifier.
    pub id: Option<String>,
    fields: Map<String, Value>,
    members: Option<Vec<Orcid>>,
    coordinators: Option<Vec<Orcid>>,
    /// Publications that came out of it, as they were named.
    pub publications: Option<Vec<Doi>>,
    visible: Option<bool>,
}

/// A project without anything: what is not written stays so.
fn blank() -> ProjectFields {
    ProjectFields {
        programme: String::new(),
        title: Localised::Plain(String::new()),
        abstract_text: None,
        start_date: None,
        end_date: None,
        cesam_funding_amount: None,
        cesam_funding_currency: crate::project::Currency::default(),
        total_funding_amount: None,
        total_funding_currency: crate::project::Currency::default(),
        funding_entities: Vec::new(),
        proponent_institution: None,
        project_logo: None,
        funding_partner_images: Vec::new(),
        data: Map::new(),
    }
}

impl ProjectDraft {
    /// Reads a JSON object: the members of [`ProjectFields`], `id`, `member_orcids`, `coordinator_orcids`,
    /// `publication_ids` and `visible`. All may be left out here; [`ProjectDraft::created`] asks for what it needs.
    pub fn read(given: Map<String, Value>) -> Result<Self, Faults> {
        let mut form = Form::new(given);
        let draft = Self {
            id: form.take("id"),
            fields: form.take_members(&blank()),
            members: form.take_orcids("member_orcids"),
            coordinators: form.take_orcids("coordinator_orcids"),
            publications: form.take_list("publication_ids", |text| {
                Doi::parse(text).map_err(|why| why.to_string())
            }),
            visible: form.take("visible"),
        };
        if draft.id.as_deref().is_some_and(|id| !is_slug(id)) {
            form.fault("id", "must be a slug: a-z, 0-9 and hyphens");
        }
        form.finish(draft)
    }

    /// A new project; `id` counts where none was chosen. Publications are left to whoever knows them.
    pub fn created(&self, id: String, now: i64) -> Result<StaffProject, Faults> {
        let project = Project {
            id: ProjectId::new(self.id.clone().unwrap_or(id)),
            fields: overlaid(&blank(), &self.fields).checked()?,
            members: self.members.clone().unwrap_or_default(),
            coordinators: self.coordinators.clone().unwrap_or_default(),
            visible: self.visible.unwrap_or(true),
            created_at: now,
            updated_at: now,
        };
        Ok(StaffProject {
            project,
            deleted_at: None,
            works: Vec::new(),
            publications: self.publications.clone().unwrap_or_default(),
        })
    }

    fn on(&self, current: &StaffProject, now: i64) -> Result<StaffProject, Faults> {
        if self.id.is_some() {
            return Err(Faults::from([("id".to_owned(), "cannot be changed".to_owned())]));
        }
        let was = &current.project;
        let or = |list: &Option<Vec<Orcid>>, was: &Vec<Orcid>| list.clone().unwrap_or_else(|| was.clone());
        let project = Project {
            fields: overlaid(&was.fields, &self.fields).checked()?,
            members: or(&self.members, &was.members),
            coordinators: or(&self.coordinators, &was.coordinators),
            visible: self.visible.unwrap_or(was.visible),
            updated_at: now,
            ..was.clone()
        };
        let mut publications = self
            .publications
            .clone()
            .unwrap_or_else(|| current.publications.clone());
        publications.sort();
        Ok(StaffProject {
            project,
            publications,
            ..current.clone()
        })
    }
}

/// A change of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectChange {
    /// What is to be different.
    pub draft: ProjectDraft,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

/// A project after a change, and what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedProject {
    /// Afterwards.
    pub project: StaffProject,
    /// Member → before and after; empty where nothing differs.
    pub differences: BTreeMap<String, (Value, Value)>,
}

impl ProjectChange {
    /// What the change makes of the project. `publications` are those that the draft names, under the DOIs that they are
    /// stored under.
    pub fn decide(
        &self,
        current: &StaffProject,
        publications: Option<Vec<Doi>>,
    ) -> Result<ChangedProject, Faults> {
        let draft = ProjectDraft {
            publications,
            ..self.draft.clone()
        };
        let project = draft.on(current, self.now)?;
        Ok(ChangedProject {
            differences: differences(&all_of(current), &all_of(&project)),
            project,
        })
    }

    /// What the timeline is told.
    pub fn event(&self, id: &ProjectId, changed: &ChangedProject) -> Event {
        let names: Vec<&str> = changed.differences.keys().map(String::as_str).collect();
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "project.edited".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "project".to_owned(),
            subject_id: id.as_str().to_owned(),
            message: format!("project {id} was edited: {}", names.join(", ")),
            details: json!({ "changes": told(&changed.differences) }),
        }
    }
}

/// All that a change can touch.
fn all_of(project: &StaffProject) -> Value {
    let dois: Vec<&str> = project.publications.iter().map(Doi::as_str).collect();
    let orcids = |list: &[Orcid]| list.iter().map(|orcid| json!(orcid.as_str())).collect::<Vec<_>>();
    let mut all = json!(project.project.fields);
    if let Value::Object(members) = &mut all {
        members.insert(
            "member_orcids".to_owned(),
            json!(orcids(&project.project.members)),
        );
        members.insert(
            "coordinator_orcids".to_owned(),
            json!(orcids(&project.project.coordinators)),
        );
        members.insert("publication_ids".to_owned(), json!(dois));
        members.insert("visible".to_owned(), json!(project.project.visible));
    }
    all
}
