//! Hand-made values beside what providers say: they outlive ingestion, and what moves beneath them is told.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::fields::{FOLLOWERS, member, members};
use crate::activity::{Actor, Event, derived_id};
use crate::identifier::Doi;
use crate::publication::model::Record;

/// The edits of one publication.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edits {
    /// Field → value made by hand.
    pub values: BTreeMap<String, Value>,
    /// Field → what providers said when the value was made.
    pub bases: BTreeMap<String, Value>,
}

/// An edited field whose original changed after the edit.
#[derive(Debug, Clone, PartialEq)]
pub struct EditConflict {
    /// What providers said when it was edited.
    pub original_at_edit: Value,
    /// What they say now.
    pub original_now: Value,
    /// What everyone sees.
    pub edited: Value,
}

/// What an ingestion did to an edited field.
#[derive(Debug, Clone, PartialEq)]
pub struct EditChange {
    /// Which field.
    pub field: String,
    /// What providers said before.
    pub original_before: Value,
    /// What they say now.
    pub original_now: Value,
    /// The value made by hand.
    pub edited: Value,
    /// Providers now say what the staff say: the edit has ended.
    pub ended: bool,
}

impl Edits {
    /// Without those that change nothing: an edit ends where providers say the same.
    #[must_use]
    pub fn pruned(mut self, original: &Record) -> Self {
        let is_follower = |name: &str| FOLLOWERS.iter().any(|(follower, _)| *follower == name);
        let stated = members(original);
        self.values
            .retain(|name, value| is_follower(name) || stated.get(name) != Some(value));
        let leaders: BTreeMap<String, Value> = self
            .values
            .iter()
            .filter(|(name, _)| !is_follower(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let led = members(&original.with_edits(&leaders));
        self.values
            .retain(|name, value| !is_follower(name) || led.get(name) != Some(value));
        let values = &self.values;
        self.bases.retain(|name, _| values.contains_key(name));
        self
    }

    /// The edits after an ingestion that changed what providers say, and what that did to them.
    pub fn carried_over(&self, before: Option<&Record>, original: &Record) -> (Self, Vec<EditChange>) {
        let kept = self.clone().pruned(original);
        if self.values.is_empty() {
            return (kept, Vec::new());
        }
        let before = before.map(members);
        let now = members(original);
        let changes = self.values.iter().filter_map(|(field, edited)| {
            let original_before = before.as_ref()?.get(field)?;
            let original_now = now.get(field)?;
            (original_before != original_now).then(|| EditChange {
                field: field.clone(),
                original_before: original_before.clone(),
                original_now: original_now.clone(),
                edited: edited.clone(),
                ended: !kept.values.contains_key(field),
            })
        });
        let changes = changes.collect();
        (kept, changes)
    }

    /// Edited fields under which the original has moved since they were edited.
    pub fn conflicts(&self, original: &Record) -> BTreeMap<String, EditConflict> {
        if self.values.is_empty() {
            return BTreeMap::new();
        }
        let now = members(original);
        let conflict = |(field, edited): (&String, &Value)| {
            let at_edit = self.bases.get(field)?;
            let now = now.get(field)?;
            (at_edit != now).then(|| {
                let conflict = EditConflict {
                    original_at_edit: at_edit.clone(),
                    original_now: now.clone(),
                    edited: edited.clone(),
                };
                (field.clone(), conflict)
            })
        };
        self.values.iter().filter_map(conflict).collect()
    }

    /// Notes a hand-made value over the present original.
    pub(super) fn set(&mut self, field: &str, value: Value, original: &Record) {
        self.values.insert(field.to_owned(), value);
        self.bases.insert(field.to_owned(), member(original, field));
    }
}

/// What the timeline is told of an ingestion that touched edited fields; nothing where it touched none.
pub fn events(doi: &Doi, changes: &[EditChange], now: i64) -> Vec<Event> {
    let of = |ended: bool, kind: &str, told: &str| {
        let concerned: Vec<&EditChange> = changes.iter().filter(|change| change.ended == ended).collect();
        if concerned.is_empty() {
            return None;
        }
        let names: Vec<&str> = concerned.iter().map(|change| change.field.as_str()).collect();
        let fields: Map<String, Value> = concerned
            .iter()
            .map(|change| {
                let values = json!({
                    "original_before": bounded(&change.original_before),
                    "original_now": bounded(&change.original_now),
                    "edited": bounded(&change.edited),
                });
                (change.field.clone(), values)
            })
            .collect();
        let details = json!({ "fields": fields });
        Some(Event {
            id: derived_id(now, &format!("{kind}\0{doi}\0{details}")),
            at: now,
            kind: kind.to_owned(),
            actor: Actor::System,
            subject_kind: "publication".to_owned(),
            subject_id: doi.as_str().to_owned(),
            message: format!("{told} of {doi}: {}", names.join(", ")),
            details,
        })
    };
    [
        of(
            false,
            "publication.edit_conflict",
            "registries changed edited fields",
        ),
        of(
            true,
            "publication.edit_ended",
            "registries now say what was edited",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Field → before and after, as an event shows them.
pub(crate) fn told(changes: &BTreeMap<String, (Value, Value)>) -> Map<String, Value> {
    let pair = |(name, (before, after)): (&String, &(Value, Value))| {
        let values = json!({ "before": bounded(before), "after": bounded(after) });
        (name.clone(), values)
    };
    changes.iter().map(pair).collect()
}

/// Longest value that an event shows whole, in bytes of its JSON text.
const MAX_SHOWN: usize = 2_000;

/// A value as an event shows it: whole, or how large it is.
pub(super) fn bounded(value: &Value) -> Value {
    let bytes = value.to_string().len();
    if bytes <= MAX_SHOWN {
        return value.clone();
    }
    match value {
        Value::Array(items) => json!({ "omitted_bytes": bytes, "items": items.len() }),
        Value::String(text) => {
            let head: String = text.chars().take(200).collect();
            json!({ "omitted_bytes": bytes, "begins": head })
        }
        _ => json!({ "omitted_bytes": bytes }),
    }
}
