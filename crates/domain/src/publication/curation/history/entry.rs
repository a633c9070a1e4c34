//! What is kept of an edit: each field's value before and after, and what had been made by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::activity::Actor;
use crate::publication::curation::edit::{Change, document};
use crate::publication::curation::edits::Edits;
use crate::publication::curation::model::Curated;

/// A value made by hand, with what providers said when it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandMade {
    /// The value.
    pub value: Value,
    /// What providers said then; `None` where that was not noted.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub base: Option<Value>,
}

/// Null is a value here: only a member that is missing is none.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl HandMade {
    /// What was made by hand of a field; `None` where it follows the providers.
    pub fn of(edits: &Edits, field: &str) -> Option<Self> {
        let value = edits.values.get(field)?.clone();
        Some(Self {
            value,
            base: edits.bases.get(field).cloned(),
        })
    }
}

/// What an edit did to one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What everyone saw before it.
    pub before: Value,
    /// What everyone saw after it. The same as before where only the edit beneath was confirmed.
    pub after: Value,
    /// What had been made by hand before it; `None` for a field that followed the providers, and for those beside the
    /// record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_before: Option<HandMade>,
    /// The same after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_after: Option<HandMade>,
}

/// One edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The id of the event that tells it.
    pub id: String,
    /// Unix seconds.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// Field → what became of it.
    pub fields: BTreeMap<String, FieldChange>,
    /// The entry that this one took back.
    pub reverts: Option<String>,
}

impl Change {
    /// Every field that the change touches, for the history: those whose value changes, and those of which only what is
    /// beneath it does.
    pub fn touched(&self, current: &Curated) -> BTreeMap<String, FieldChange> {
        let (had, has) = (&current.edits, &self.edits);
        let by_hand = had.values.keys().chain(has.values.keys());
        let moved = by_hand.filter(|field| HandMade::of(had, field) != HandMade::of(has, field));
        let names: BTreeSet<&String> = self.fields.keys().chain(moved).collect();
        let seen = document(current);
        let of = |name: &String| {
            let (before, after) = self.fields.get(name).cloned().unwrap_or_else(|| {
                let value = seen.get(name).cloned().unwrap_or_default();
                (value.clone(), value)
            });
            let change = FieldChange {
                before,
                after,
                hand_before: HandMade::of(had, name),
                hand_after: HandMade::of(has, name),
            };
            (name.clone(), change)
        };
        names.into_iter().map(of).collect()
    }
}

/// An entry as others refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub id: String,
    /// Unix seconds.
    pub at: i64,
    /// The fields it touched.
    pub fields: BTreeSet<String>,
    /// The entry that it took back.
    pub reverts: Option<String>,
}

/// All entries of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// In their order, the oldest first.
    pub marks: Vec<Mark>,
}

impl History {
    /// Entry → the one that took it back. Who took something back may have been taken back too; then it does not count.
    pub fn reverted(&self) -> BTreeMap<&str, &str> {
        let mut reverted: BTreeMap<&str, &str> = BTreeMap::new();
        for mark in self.marks.iter().rev() {
            if let Some(target) = &mark.reverts
                && !reverted.contains_key(mark.id.as_str())
            {
                reverted.entry(target).or_insert(&mark.id);
            }
        }
        reverted
    }

    /// Edits that count: those that nobody took back. Taking back is no edit.
    pub fn in_force(&self) -> impl Iterator<Item = &Mark> {
        let reverted = self.reverted();
        self.marks
            .iter()
            .filter(move |mark| mark.reverts.is_none() && !reverted.contains_key(mark.id.as_str()))
    }

    /// Entries that came after this one.
    pub fn after(&self, id: &str) -> &[Mark] {
        let place = self.marks.iter().position(|mark| mark.id == id);
        let later = place.and_then(|place| self.marks.get(place + 1..));
        later.unwrap_or_default()
    }
}
