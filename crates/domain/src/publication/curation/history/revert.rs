//! Taking an edit back: the fields that it touched become what they were before it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::entry::{Entry, HandMade, History, Mark};
use crate::activity::{Actor, Event};
use crate::identifier::Doi;
use crate::publication::curation::edit::{Change, Parts, VISIBLE};
use crate::publication::curation::edits::told;
use crate::publication::curation::model::Curated;
use crate::publication::curation::staff_fields;

/// One edit to take back.
#[derive(Debug, Clone, PartialEq)]
pub struct Revert {
    /// Which entry of the history.
    pub entry_id: String,
    /// Also where later edits of the same fields are lost by it.
    pub force: bool,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
    /// Id of the event, and of the new entry.
    pub event_id: String,
}

/// Why an edit was not taken back; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevertRefusal {
    /// The publication has no such entry.
    #[error("the publication's history has no such entry")]
    NoEntry,
    /// Field → the later entries that touched it.
    #[error("some of the fields were edited again since: {}", names(.0))]
    EditedSince(BTreeMap<String, Vec<String>>),
}

fn names<T>(fields: &BTreeMap<String, T>) -> String {
    fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

impl Revert {
    /// What taking the entry back makes of the publication. A field follows the providers again where it did before the
    /// edit; it stays as it is where it is so already.
    ///
    /// Fields that somebody edited again since are a refusal, unless the caller insists. What an ingestion did to a field
    /// in between is no obstacle.
    pub fn decide(
        &self,
        current: &Curated,
        entry: &Entry,
        history: &History,
    ) -> Result<Change, RevertRefusal> {
        let later = history.after(&entry.id);
        let mut parts = Parts::of(current);
        let mut edited_since = BTreeMap::new();
        for (name, part) in &entry.fields {
            let (now, before, after) = if is_beside(name) {
                let now = parts.beside(name);
                (
                    State::Beside(now),
                    State::Beside(part.before.clone()),
                    State::Beside(part.after.clone()),
                )
            } else {
                let now = HandMade::of(&current.edits, name);
                (
                    State::Hand(now),
                    State::Hand(part.hand_before.clone()),
                    State::Hand(part.hand_after.clone()),
                )
            };
            if now == before {
                continue;
            }
            let touching = touching(later, name);
            if now != after && !touching.is_empty() {
                edited_since.insert(name.clone(), touching);
            }
            before.put(name, &mut parts);
        }
        if !edited_since.is_empty() && !self.force {
            return Err(RevertRefusal::EditedSince(edited_since));
        }
        let mut change = parts.finish(current);
        let touched = change.touched(current);
        change.confirmed = touched
            .into_keys()
            .filter(|name| !change.fields.contains_key(name))
            .collect();
        if !change.is_empty() {
            self.count(&mut change, current, history);
        }
        Ok(change)
    }

    /// An edit that was taken back does not count; one whose taking back was taken back does again.
    fn count(&self, change: &mut Change, current: &Curated, history: &History) {
        let counted = |history: &History| i64::try_from(history.in_force().count()).unwrap_or(i64::MAX);
        let mut after = history.clone();
        after.marks.push(Mark {
            id: self.event_id.clone(),
            at: self.now,
            fields: BTreeSet::new(),
            reverts: Some(self.entry_id.clone()),
        });
        let count = current.edit_count + counted(&after) - counted(history);
        // Taking back out of turn may bring back what an edit made that was taken back itself: that much is edited.
        change.edit_count = count.max(i64::from(!change.edits.values.is_empty()));
        let last = after.in_force().map(|mark| mark.at).max();
        change.last_edited_at = match (change.edit_count, last) {
            (0, _) => None,
            // Edits of a time before the history.
            (_, None) => current.last_edited_at,
            (_, last) => last,
        };
    }

    /// What the timeline is told.
    pub fn event(&self, doi: &Doi, change: &Change) -> Event {
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "publication.edit_reverted".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "publication".to_owned(),
            subject_id: doi.as_str().to_owned(),
            message: format!("an edit of {doi} was taken back: {}", change.names().join(", ")),
            details: json!({ "entry": self.entry_id, "changes": told(&change.fields), "edit_count": change.edit_count }),
        }
    }
}

/// What a field is, as far as edits make it.
#[derive(PartialEq)]
enum State {
    /// Of the record: what was made by hand.
    Hand(Option<HandMade>),
    /// Beside the record: the value.
    Beside(Value),
}

impl State {
    fn put(self, name: &str, parts: &mut Parts) {
        match self {
            Self::Beside(value) => parts.set_beside(name, &value),
            Self::Hand(made) => {
                parts.edits.values.remove(name);
                parts.edits.bases.remove(name);
                if let Some(HandMade { value, base }) = made {
                    parts.edits.values.insert(name.to_owned(), value);
                    parts.edits.bases.extend(base.map(|base| (name.to_owned(), base)));
                }
            }
        }
    }
}

fn is_beside(name: &str) -> bool {
    name == VISIBLE || staff_fields::NAMES.contains(&name)
}

fn touching(later: &[Mark], name: &str) -> Vec<String> {
    let touching = later.iter().filter(|mark| mark.fields.contains(name));
    touching.map(|mark| mark.id.clone()).collect()
}
