//! Edits of a profile: what is asked, what it does to what is there, what the timeline tells of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::model::CategoryId;
use crate::activity::{Actor, Event};
use crate::group::may_join;
use crate::identifier::Orcid;
use crate::text::Localised;

/// Most characters of a text in the timeline.
const LONGEST_TOLD: usize = 500;

/// What becomes of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// The edit is given up; the registry's value shows again.
    Clear,
    /// This is what shows from now on.
    Set(T),
}

/// What the staff ask for; texts have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEdit {
    /// The name to show. The registry's own is no edit.
    pub name: Localised,
    /// The biography to show. The registry's own is no edit.
    pub biography: Change<Localised>,
    /// All categories from now on; `None` leaves them.
    pub categories: Option<BTreeSet<CategoryId>>,
}

/// A profile as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Whose.
    pub orcid: Orcid,
    /// The name that ORCID's names make.
    pub registry_name: String,
    /// The name made by hand.
    pub name_edit: Option<Localised>,
    /// ORCID's biography.
    pub registry_biography: Option<String>,
    /// The biography made by hand.
    pub biography_edit: Option<Localised>,
    /// Categories.
    pub categories: BTreeSet<CategoryId>,
}

/// What is to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The name made by hand.
    pub name_edit: Option<Localised>,
    /// The biography made by hand.
    pub biography_edit: Option<Localised>,
    /// Categories.
    pub categories: BTreeSet<CategoryId>,
    /// Field → value, of what changed; empty where nothing did.
    before: Map<String, Value>,
    after: Map<String, Value>,
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// The workspace has no such categories.
    #[error("there are no such categories: {}", list(.0))]
    UnknownCategories(Vec<CategoryId>),
    /// Categories that take nobody new.
    #[error("these categories are retired and take nobody new: {}", list(.0))]
    RetiredCategories(Vec<CategoryId>),
}

fn list(ids: &[CategoryId]) -> String {
    ids.iter().map(CategoryId::as_str).collect::<Vec<_>>().join(", ")
}

/// Who edits, when, and the id of the event that tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Of the event.
    pub event_id: String,
    /// Unix seconds.
    pub at: i64,
    /// Who.
    pub actor: Actor,
}

impl ProfileEdit {
    /// The edit on what is there; `known` are the categories of the workspace among those asked for, each with
    /// whether it is retired.
    pub fn on(&self, current: &Current, known: &BTreeMap<CategoryId, bool>) -> Result<Edited, EditRefusal> {
        let categories = self.categories.as_ref().unwrap_or(&current.categories);
        if self.categories.is_some() {
            check_categories(categories, current, known)?;
        }
        let name_edit = unless_said(&self.name, Some(&current.registry_name));
        let biography_edit = match &self.biography {
            Change::Keep => current.biography_edit.clone(),
            Change::Clear => None,
            Change::Set(text) => unless_said(text, current.registry_biography.as_ref()),
        };
        let mut edited = Edited {
            name_edit,
            biography_edit,
            categories: categories.clone(),
            before: Map::new(),
            after: Map::new(),
        };
        edited.note(current);
        Ok(edited)
    }
}

fn check_categories(
    asked: &BTreeSet<CategoryId>,
    current: &Current,
    known: &BTreeMap<CategoryId, bool>,
) -> Result<(), EditRefusal> {
    let chosen = |unfit: &dyn Fn(&CategoryId) -> bool| -> Vec<CategoryId> {
        asked.iter().filter(|id| unfit(id)).cloned().collect()
    };
    let unknown = chosen(&|id| !known.contains_key(id));
    if !unknown.is_empty() {
        return Err(EditRefusal::UnknownCategories(unknown));
    }
    let retired = |id: &CategoryId| known.get(id).copied().unwrap_or_default();
    let closed = chosen(&|id| !may_join(retired(id), current.categories.contains(id)));
    if closed.is_empty() {
        return Ok(());
    }
    Err(EditRefusal::RetiredCategories(closed))
}

/// Text that the registry says word for word is no edit.
fn unless_said(text: &Localised, registry: Option<&String>) -> Option<Localised> {
    let said = matches!((text, registry), (Localised::Plain(text), Some(said)) if text == said);
    (!said).then(|| text.clone())
}

impl Edited {
    fn note(&mut self, current: &Current) {
        if self.name_edit != current.name_edit {
            let shown = |edit: &Option<Localised>| told(edit.as_ref(), Some(&current.registry_name));
            self.before.insert("name".to_owned(), shown(&current.name_edit));
            self.after.insert("name".to_owned(), shown(&self.name_edit));
        }
        if self.biography_edit != current.biography_edit {
            let shown = |edit: &Option<Localised>| told(edit.as_ref(), current.registry_biography.as_ref());
            self.before
                .insert("biography".to_owned(), shown(&current.biography_edit));
            self.after
                .insert("biography".to_owned(), shown(&self.biography_edit));
        }
        if self.categories != current.categories {
            self.before
                .insert("category_ids".to_owned(), json!(current.categories));
            self.after
                .insert("category_ids".to_owned(), json!(self.categories));
        }
    }

    /// Whether anything changes.
    pub fn changes_something(&self) -> bool {
        !self.after.is_empty()
    }

    /// What the timeline tells.
    pub fn event(&self, orcid: &Orcid, stamp: &Stamp) -> Event {
        let fields: Vec<&str> = self.after.keys().map(String::as_str).collect();
        Event {
            id: stamp.event_id.clone(),
            at: stamp.at,
            kind: "person.edited".to_owned(),
            actor: stamp.actor.clone(),
            subject_kind: "person".to_owned(),
            subject_id: orcid.as_str().to_owned(),
            message: format!("{orcid} was edited: {}", fields.join(", ")),
            details: json!({ "before": self.before, "after": self.after }),
        }
    }
}

/// What was shown, shortened.
fn told(edit: Option<&Localised>, registry: Option<&String>) -> Value {
    let short = |text: &str| {
        if text.chars().count() <= LONGEST_TOLD {
            return text.to_owned();
        }
        let head: String = text.chars().take(LONGEST_TOLD).collect();
        format!("{head}…")
    };
    match (edit, registry) {
        (Some(Localised::ByLanguage(texts)), _) => {
            let texts: Map<String, Value> = texts
                .iter()
                .map(|(code, text)| (code.clone(), json!(short(text))))
                .collect();
            Value::Object(texts)
        }
        (Some(Localised::Plain(text)), _) | (None, Some(text)) => json!(short(text)),
        (None, None) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn current() -> Current {
        Current {
            orcid: Orcid::parse("0000-0002-1825-0097").unwrap(),
            registry_name: "Ana Reis".to_owned(),
            name_edit: None,
            registry_biography: Some("Of ORCID.".to_owned()),
            biography_edit: Some("By hand.".into()),
            categories: ids(&["phd"]),
        }
    }

    fn ids(words: &[&str]) -> BTreeSet<CategoryId> {
        words.iter().map(|word| CategoryId::new(*word)).collect()
    }

    /// None of them retired.
    fn offered(words: &[&str]) -> BTreeMap<CategoryId, bool> {
        ids(words).into_iter().map(|id| (id, false)).collect()
    }

    fn edit(name: &str) -> ProfileEdit {
        ProfileEdit {
            name: name.into(),
            biography: Change::Keep,
            categories: None,
        }
    }

    fn stamp() -> Stamp {
        Stamp {
            event_id: "e1".to_owned(),
            at: 7,
            actor: Actor::Operator,
        }
    }

    #[test]
    fn the_registrys_own_text_is_no_edit() {
        let same = edit("Ana Reis").on(&current(), &offered(&[])).unwrap();
        assert_eq!((same.name_edit.clone(), same.changes_something()), (None, false));
        let mut was_edited = current();
        was_edited.name_edit = Some("Prof. Reis".into());
        let back = edit("Ana Reis").on(&was_edited, &offered(&[])).unwrap();
        assert_eq!((back.name_edit.clone(), back.changes_something()), (None, true));
        let event = back.event(&was_edited.orcid, &stamp());
        assert_eq!(
            event.details,
            json!({ "before": { "name": "Prof. Reis" }, "after": { "name": "Ana Reis" } })
        );
    }

    #[test]
    fn a_biography_is_kept_cleared_or_set() {
        for (change, expected, changes) in [
            (Change::Keep, Some("By hand.".into()), false),
            (Change::Clear, None, true),
            (Change::Set("Of ORCID.".into()), None, true),
            (Change::Set("New.".into()), Some("New.".into()), true),
        ] {
            let asked = ProfileEdit {
                biography: change.clone(),
                ..edit("Ana Reis")
            };
            let edited = asked.on(&current(), &offered(&[])).unwrap();
            assert_eq!(
                (edited.biography_edit.clone(), edited.changes_something()),
                (expected, changes),
                "{change:?}"
            );
        }
    }

    #[test]
    fn categories_are_replaced_by_known_ones() {
        let asked = |words: &[&str]| ProfileEdit {
            categories: Some(ids(words)),
            ..edit("Ana Reis")
        };
        let known = offered(&["phd", "staff"]);
        let edited = asked(&["staff"]).on(&current(), &known).unwrap();
        assert_eq!(edited.categories, ids(&["staff"]));
        let event = edited.event(&current().orcid, &stamp());
        assert_eq!(event.details["after"], json!({ "category_ids": ["staff"] }));
        assert_eq!(event.message, "0000-0002-1825-0097 was edited: category_ids");
        assert!(
            asked(&[])
                .on(&current(), &offered(&[]))
                .unwrap()
                .categories
                .is_empty()
        );
        let refusal = asked(&["b", "phd", "a"]).on(&current(), &known).unwrap_err();
        assert_eq!(
            refusal,
            EditRefusal::UnknownCategories(ids(&["a", "b"]).into_iter().collect())
        );
        assert_eq!(refusal.to_string(), "there are no such categories: a, b");
        // A retired one is kept, and given to nobody.
        let mut known = known;
        known.extend(ids(&["phd", "old"]).into_iter().map(|id| (id, true)));
        assert_eq!(
            asked(&["phd"]).on(&current(), &known).unwrap().categories,
            ids(&["phd"])
        );
        let refusal = asked(&["old", "phd", "staff"])
            .on(&current(), &known)
            .unwrap_err();
        assert_eq!(
            refusal,
            EditRefusal::RetiredCategories(vec![CategoryId::new("old")])
        );
        // What is not asked for is not looked at.
        assert!(edit("X").on(&current(), &offered(&[])).is_ok());
    }

    #[test]
    fn long_texts_are_shortened_in_the_timeline() {
        let asked = ProfileEdit {
            biography: Change::Set("é".repeat(501).into()),
            ..edit("Ana Reis")
        };
        let edited = asked.on(&current(), &offered(&[])).unwrap();
        let told = edited.event(&current().orcid, &stamp()).details["after"]["biography"].clone();
        assert_eq!(told.as_str().unwrap().chars().count(), 501);
        assert!(told.as_str().unwrap().ends_with("é…"));
    }
}
