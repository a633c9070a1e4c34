//! What people write about a record, member by member: each one that does not fit is a fault of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::identifier::Orcid;

/// Most people, projects or publications that one record names.
pub const MOST_NAMED: usize = 1_000;

/// Member → what is wrong with it.
pub type Faults = BTreeMap<String, String>;

/// A member whose value cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct InvalidField {
    /// JSON name of the member.
    pub field: &'static str,
    /// What it must be.
    pub reason: String,
}

impl InvalidField {
    /// A refusal.
    pub fn new(field: &'static str, reason: impl Into<String>) -> Self {
        Self {
            field,
            reason: reason.into(),
        }
    }
}

impl From<InvalidField> for Faults {
    fn from(fault: InvalidField) -> Self {
        Self::from([(fault.field.to_owned(), fault.reason)])
    }
}

/// A JSON object in reading.
#[derive(Debug)]
pub struct Form {
    given: Map<String, Value>,
    faults: Faults,
}

impl Form {
    /// Begins to read.
    pub fn new(given: Map<String, Value>) -> Self {
        Self {
            given,
            faults: Faults::new(),
        }
    }

    /// Takes a member that may be left out; `None` where it is, or does not fit.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.given.remove(name)?;
        match serde_json::from_value(value) {
            Ok(read) => Some(read),
            Err(why) => {
                self.fault(name, why.to_string());
                None
            }
        }
    }

    /// Takes a list of identifiers; each counts once.
    pub fn take_list<T: Ord + Clone>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Vec<T>> {
        let texts: Vec<String> = self.take(name)?;
        if texts.len() > MOST_NAMED {
            self.fault(name, format!("must hold at most {MOST_NAMED} items"));
            return None;
        }
        let mut seen = BTreeSet::new();
        let mut list = Vec::new();
        for text in texts {
            match read(&text) {
                Ok(item) if seen.insert(item.clone()) => list.push(item),
                Ok(_) => {}
                Err(why) => {
                    self.fault(name, format!("{text:?}: {why}"));
                    return None;
                }
            }
        }
        Some(list)
    }

    /// Takes a list of ORCID iDs.
    pub fn take_orcids(&mut self, name: &str) -> Option<Vec<Orcid>> {
        self.take_list(name, |text| Orcid::parse(text).map_err(|why| why.to_string()))
    }

    /// Takes all members that a record like this one has, if they fit it.
    pub fn take_members<T: Serialize + DeserializeOwned>(&mut self, like: &T) -> Map<String, Value> {
        let Ok(Value::Object(members)) = serde_json::to_value(like) else {
            return Map::new();
        };
        let mut taken = Map::new();
        for name in members.keys() {
            let Some(value) = self.given.remove(name) else {
                continue;
            };
            let mut one = members.clone();
            one.insert(name.clone(), value.clone());
            match serde_json::from_value::<T>(Value::Object(one)) {
                Ok(_) => {
                    taken.insert(name.clone(), value);
                }
                Err(why) => self.fault(name, why.to_string()),
            }
        }
        taken
    }

    /// Notes what is wrong with a member.
    pub fn fault(&mut self, name: &str, why: impl Into<String>) {
        self.faults.insert(name.to_owned(), why.into());
    }

    /// Ends reading: nothing may be left.
    pub fn finish<T>(mut self, read: T) -> Result<T, Faults> {
        for name in self.given.keys() {
            self.faults.insert(name.clone(), "is not known here".to_owned());
        }
        if self.faults.is_empty() {
            Ok(read)
        } else {
            Err(self.faults)
        }
    }
}

/// The record with other values of some members, which [`Form::take_members`] has found to fit.
pub fn overlaid<T: Serialize + DeserializeOwned + Clone>(record: &T, members: &Map<String, Value>) -> T {
    let Ok(Value::Object(mut all)) = serde_json::to_value(record) else {
        return record.clone();
    };
    all.extend(members.clone());
    // Each fits by itself, and no member of a record depends on another.
    serde_json::from_value(Value::Object(all)).unwrap_or_else(|_| record.clone())
}

/// Members of two forms of a record that differ: name → before and after.
pub fn differences<T: Serialize>(before: &T, after: &T) -> BTreeMap<String, (Value, Value)> {
    let members = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let after = members(after);
    let pairs = members(before).into_iter().filter_map(|(name, before)| {
        let after = after.get(&name).cloned().unwrap_or_default();
        (before != after).then_some((name, (before, after)))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Boat {
        name: String,
        length: Option<f64>,
        crew: Vec<String>,
    }

    fn boat() -> Boat {
        Boat {
            name: "Salt".to_owned(),
            length: Some(7.5),
            crew: vec!["Bo".to_owned()],
        }
    }

    fn read(given: &Value) -> Result<(Boat, Option<bool>), Faults> {
        let mut form = Form::new(given.as_object().unwrap().clone());
        let members = form.take_members(&boat());
        let visible = form.take("visible");
        form.finish((overlaid(&boat(), &members), visible))
    }

    #[test]
    fn what_is_left_out_stays_and_each_fault_is_named() {
        assert_eq!(read(&json!({})).unwrap(), (boat(), None));
        let (changed, visible) = read(&json!({ "length": null, "crew": [], "visible": false })).unwrap();
        assert_eq!(
            (changed.name.as_str(), changed.length, changed.crew.len()),
            ("Salt", None, 0)
        );
        assert_eq!(visible, Some(false));
        let faults =
            read(&json!({ "name": null, "length": "long", "visible": null, "sail": 1 })).unwrap_err();
        assert_eq!(
            faults.keys().collect::<Vec<_>>(),
            ["length", "name", "sail", "visible"]
        );
        assert_eq!(faults["sail"], "is not known here");
    }

    #[test]
    fn lists_are_read_item_by_item() {
        let mut form = Form::new(Map::from_iter([
            (
                "a".to_owned(),
                json!(["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"]),
            ),
            ("b".to_owned(), json!(["0000-0002-1825-0098"])),
            ("c".to_owned(), json!(null)),
            ("d".to_owned(), json!(vec!["0000-0002-1825-0097"; MOST_NAMED + 1])),
        ]));
        assert_eq!(form.take_orcids("a").map(|list| list.len()), Some(1));
        assert_eq!(form.take_orcids("none"), None);
        for name in ["b", "c", "d"] {
            assert_eq!(form.take_orcids(name), None);
        }
        assert_eq!(form.finish(()).unwrap_err().len(), 3);
    }

    #[test]
    fn differences_are_told_with_both_values() {
        let other = Boat {
            length: None,
            ..boat()
        };
        let found = differences(&boat(), &other);
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("length".to_owned(), (json!(7.5), Value::Null))]
        );
    }
}
