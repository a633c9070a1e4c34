//! What one patch changes: decided on the present state alone, all of it or nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::edits::{Edits, told};
use super::fields::{FIELDS, Rule, fitted, rule_of};
use super::model::Curated;
use super::patch::{MalformedPatch, Patch, PatchConflict};
use super::staff_fields::{self, StaffFields};
use crate::activity::{Actor, Event};
use crate::identifier::Doi;
use crate::publication::model::Record;

/// The member by which patches hide and show.
pub(super) const VISIBLE: &str = "visible";

/// Which version of a publication the staff looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Precondition {
    /// They did not say.
    #[default]
    None,
    /// Any, as long as there is one (`If-Match: *`).
    Any,
    /// One of these ([`Curated::version`]).
    OneOf(Vec<String>),
}

/// One patch of the staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// What to do.
    pub patch: Patch,
    /// To which version.
    pub precondition: Precondition,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event.
    pub event_id: String,
}

/// What a patch makes of a publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// All edits afterwards.
    pub edits: Edits,
    /// What everyone sees afterwards.
    pub merged: Record,
    /// What the dashboard alone shows afterwards.
    pub staff_fields: StaffFields,
    /// Not hidden.
    pub visible: bool,
    /// Field → before and after; empty where the patch changed nothing.
    pub fields: BTreeMap<String, (Value, Value)>,
    /// Edited fields with a conflict to which the patch gave the value that they have: they hold over the new original.
    pub confirmed: Vec<String>,
    /// Accepted edits, this one included.
    pub edit_count: i64,
    /// Unix seconds of the last edit, this one included.
    pub last_edited_at: Option<i64>,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct EditOutcome {
    /// The publication afterwards.
    pub publication: Curated,
    /// Names of the fields that changed, in order.
    pub changed: Vec<String>,
    /// Names of the fields whose edits were confirmed.
    pub confirmed: Vec<String>,
}

/// Why a patch was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchRefusal {
    /// It is no patch.
    #[error(transparent)]
    Malformed(#[from] MalformedPatch),
    /// It does not apply to what is there.
    #[error(transparent)]
    Conflict(#[from] PatchConflict),
    /// It writes to a field that cannot be edited.
    #[error("operation {operation}: {field} {reason}")]
    Protected {
        /// Which operation, from 0.
        operation: usize,
        /// Which field.
        field: String,
        /// Why not.
        reason: &'static str,
    },
    /// What it makes is no publication: field → sentence.
    #[error("the patched publication has fields that cannot be kept")]
    Unfit(BTreeMap<String, String>),
    /// The publication changed since the staff looked at it.
    #[error("the publication has changed since you read it")]
    Stale,
}

impl Change {
    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.confirmed.is_empty()
    }

    /// The fields that it changes or confirms.
    pub fn names(&self) -> Vec<&str> {
        self.fields
            .keys()
            .chain(&self.confirmed)
            .map(String::as_str)
            .collect()
    }
}

impl Edit {
    /// What the patch makes of this publication.
    pub fn decide(&self, current: &Curated) -> Result<Change, PatchRefusal> {
        if let Precondition::OneOf(versions) = &self.precondition
            && !versions.contains(&current.version())
        {
            return Err(PatchRefusal::Stale);
        }
        self.refuse_protected()?;
        let before = document(current);
        let Value::Object(after) = self.patch.apply(&Value::Object(before.clone()))? else {
            return Err(unfit("", "must stay an object"));
        };
        let mut draft = Draft::new(current, self.now);
        draft.take_over(&before, &after);
        if !draft.faults.is_empty() {
            return Err(PatchRefusal::Unfit(draft.faults));
        }
        Ok(draft.finish(&self.confirmed(current)))
    }

    /// What the timeline is told.
    pub fn event(&self, doi: &Doi, change: &Change) -> Event {
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "publication.edited".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "publication".to_owned(),
            subject_id: doi.as_str().to_owned(),
            message: format!("{doi} was edited: {}", change.names().join(", ")),
            details: json!({
                "changes": told(&change.fields),
                "confirmed": change.confirmed,
                "edit_count": change.edit_count,
            }),
        }
    }

    fn refuse_protected(&self) -> Result<(), PatchRefusal> {
        for (operation, field) in self.patch.written() {
            if let Some(Rule::Protected(reason)) = rule_of(&field) {
                return Err(PatchRefusal::Protected {
                    operation,
                    field,
                    reason,
                });
            }
        }
        Ok(())
    }

    /// Fields with a conflict that the patch writes to.
    fn confirmed(&self, current: &Curated) -> Vec<String> {
        let conflicts = current.edits.conflicts(&current.original);
        let mut fields: Vec<String> = self
            .patch
            .written()
            .into_iter()
            .map(|(_, field)| field)
            .filter(|field| conflicts.contains_key(field))
            .collect();
        fields.sort();
        fields.dedup();
        fields
    }
}

/// What pointers refer to: `merged` with the dashboard-only fields, and `visible`.
pub(super) fn document(current: &Curated) -> Map<String, Value> {
    let mut document = current.merged_document();
    document.insert(VISIBLE.to_owned(), Value::Bool(current.visible));
    document
}

fn unfit(field: &str, why: &str) -> PatchRefusal {
    PatchRefusal::Unfit(BTreeMap::from([(field.to_owned(), why.to_owned())]))
}

/// What edits make of a publication, in the making.
pub(super) struct Parts {
    pub(super) edits: Edits,
    pub(super) staff_fields: StaffFields,
    pub(super) visible: bool,
}

impl Parts {
    pub(super) fn of(current: &Curated) -> Self {
        Self {
            edits: current.edits.clone(),
            staff_fields: current.staff_fields,
            visible: current.visible,
        }
    }

    /// The value of a field beside the record.
    pub(super) fn beside(&self, name: &str) -> Value {
        if name == VISIBLE {
            return Value::Bool(self.visible);
        }
        self.staff_fields.members().remove(name).unwrap_or_default()
    }

    /// A value that such a field has had.
    pub(super) fn set_beside(&mut self, name: &str, value: &Value) {
        if name == VISIBLE {
            self.visible = value.as_bool().unwrap_or(self.visible);
        } else {
            // It has had the value, so it takes it.
            let _taken = self.staff_fields.set(name, value);
        }
    }

    /// The change from what there is; it confirms nothing and does not count.
    pub(super) fn finish(self, current: &Curated) -> Change {
        let edits = self.edits.pruned(&current.original);
        let merged = current.original.with_edits(&edits.values);
        let before = document(current);
        let mut after = super::fields::members(&merged);
        after.extend(self.staff_fields.members());
        after.insert(VISIBLE.to_owned(), Value::Bool(self.visible));
        let fields = before.into_iter().filter_map(|(name, before)| {
            let after = after.get(&name)?;
            (*after != before).then(|| (name, (before, after.clone())))
        });
        Change {
            fields: fields.collect(),
            edits,
            merged,
            staff_fields: self.staff_fields,
            visible: self.visible,
            confirmed: Vec::new(),
            edit_count: current.edit_count,
            last_edited_at: current.last_edited_at,
        }
    }
}

/// What a patch makes of a publication, in the making.
struct Draft<'a> {
    current: &'a Curated,
    now: i64,
    parts: Parts,
    faults: BTreeMap<String, String>,
}

impl<'a> Draft<'a> {
    fn new(current: &'a Curated, now: i64) -> Self {
        Self {
            current,
            now,
            parts: Parts::of(current),
            faults: BTreeMap::new(),
        }
    }

    /// Every member that the patch made another one of.
    fn take_over(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) {
        let absent = super::fields::members(&Record::default());
        for name in before
            .keys()
            .chain(after.keys().filter(|name| !before.contains_key(*name)))
        {
            let had = before.get(name).unwrap_or(&Value::Null);
            // A member that was removed is absent: null, or an empty list.
            let has = after
                .get(name)
                .or_else(|| absent.get(name))
                .unwrap_or(&Value::Null);
            if had == has && before.contains_key(name) {
                continue;
            }
            if let Err(why) = self.set(name, had, has) {
                self.faults.insert(name.clone(), why);
            }
        }
    }

    fn set(&mut self, name: &str, had: &Value, has: &Value) -> Result<(), String> {
        if name == VISIBLE {
            self.parts.visible = has.as_bool().ok_or_else(|| "must be true or false".to_owned())?;
        } else if staff_fields::NAMES.contains(&name) {
            self.parts.staff_fields.set(name, has)?;
        } else {
            let value = fitted(name, has, had, self.now)?;
            if value != *had {
                self.parts.edits.set(name, value, &self.current.original);
            }
        }
        Ok(())
    }

    fn finish(mut self, written_over_conflicts: &[String]) -> Change {
        let current = self.current;
        let mut confirmed = Vec::new();
        for field in written_over_conflicts {
            let value = self.parts.edits.values.get(field).cloned();
            if value == current.edits.values.get(field).cloned()
                && let Some(value) = value
            {
                self.parts.edits.set(field, value, &current.original);
                confirmed.push(field.clone());
            }
        }
        let now = self.now;
        let mut change = self.parts.finish(current);
        change.confirmed = confirmed;
        if !change.is_empty() {
            change.edit_count += 1;
            change.last_edited_at = Some(now);
        }
        change
    }
}

/// Fields that can be edited, for those who want to know.
pub fn editable_fields() -> impl Iterator<Item = &'static str> {
    FIELDS
        .iter()
        .filter(|(_, rule)| !matches!(rule, Rule::Protected(_)))
        .map(|(name, _)| *name)
        .chain(staff_fields::NAMES)
        .chain([VISIBLE])
}
