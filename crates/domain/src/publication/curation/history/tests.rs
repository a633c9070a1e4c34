//! Taking edits back: what the publication is afterwards, and when it is refused.

use serde_json::{Value, json};

use super::*;
use crate::activity::Actor;
use crate::publication::curation::model::Curated;
use crate::publication::curation::tests::{NOW, decide, ingested, publication, record};
use crate::publication::curation::{Change, StaffFields};

/// A publication that is edited, step by step.
struct Story {
    publication: Curated,
    entries: Vec<Entry>,
}

impl Story {
    fn begin() -> Self {
        Self {
            publication: publication(),
            entries: Vec::new(),
        }
    }

    fn written(&mut self, change: Change, reverts: Option<&str>) {
        self.entries.push(Entry {
            id: format!("e{}", self.entries.len() + 1),
            at: NOW + i64::try_from(self.entries.len()).unwrap(),
            actor: Actor::Operator,
            fields: change.touched(&self.publication),
            reverts: reverts.map(str::to_owned),
        });
        self.publication = Curated {
            edits: change.edits,
            merged: change.merged,
            staff_fields: change.staff_fields,
            visible: change.visible,
            edit_count: change.edit_count,
            last_edited_at: change.last_edited_at,
            ..self.publication.clone()
        };
    }

    fn edit(&mut self, path: &str, value: &Value) {
        let operations = json!([{ "op": "add", "path": path, "value": value }]);
        let change = decide(&self.publication, &operations).unwrap();
        let change = Change {
            last_edited_at: Some(NOW + i64::try_from(self.entries.len()).unwrap()),
            ..change
        };
        self.written(change, None);
    }

    fn history(&self) -> History {
        let marks = self.entries.iter().map(|entry| Mark {
            id: entry.id.clone(),
            at: entry.at,
            fields: entry.fields.keys().cloned().collect(),
            reverts: entry.reverts.clone(),
        });
        History {
            marks: marks.collect(),
        }
    }

    fn revert(&mut self, id: &str, force: bool) -> Result<Vec<String>, RevertRefusal> {
        let entry = self.entries.iter().find(|entry| entry.id == id).unwrap();
        let revert = Revert {
            entry_id: id.to_owned(),
            force,
            actor: Actor::Operator,
            now: NOW + 50,
            event_id: "new".to_owned(),
        };
        let change = revert.decide(&self.publication, entry, &self.history())?;
        let names = change.names().into_iter().map(str::to_owned).collect();
        if !change.is_empty() {
            self.written(change, Some(id));
        }
        Ok(names)
    }

    fn ingest(&mut self, title: &str) {
        let mut original = record();
        original.title = Some(title.into());
        self.publication = ingested(&self.publication, original);
    }
}

#[test]
fn a_reverted_edit_leaves_no_trace_in_the_publication() {
    let cases = [
        ("/title", json!("Sea salt"), vec!["title", "title_markup"]),
        ("/title", Value::Null, vec!["title", "title_markup"]),
        (
            "/publication_date",
            json!("2020-01-02"),
            vec!["publication_date", "publication_year"],
        ),
        ("/authors/1", json!({ "family": "Costa" }), vec!["authors"]),
        ("/issn", json!([]), vec!["issn"]),
        ("/visible", json!(false), vec!["visible"]),
        ("/q", json!(3), vec!["q"]),
        ("/if_value", json!("3,14"), vec!["if_value"]),
        ("/funding", json!(true), vec!["funding"]),
    ];
    for (path, value, changed) in cases {
        let mut story = Story::begin();
        let before = story.publication.clone();
        story.edit(path, &value);
        assert_ne!(story.publication, before, "{path}");
        assert_eq!(story.revert("e1", false).unwrap(), changed, "{path}");
        assert_eq!(story.publication, before, "{path}");
        assert_eq!(story.publication.version(), before.version(), "{path}");
        assert_eq!(
            story.revert("e1", false).unwrap(),
            Vec::<String>::new(),
            "twice: {path}"
        );
    }
}

#[test]
fn an_earlier_edit_comes_back_and_each_one_counts_once() {
    let mut story = Story::begin();
    story.edit("/title", &json!("First"));
    let first = story.publication.clone();
    story.edit("/title", &json!("Second"));
    assert_eq!(story.publication.edit_count, 2);
    story.revert("e2", false).unwrap();
    assert_eq!(story.publication, first);
    // Taking the taking back back: the second edit holds again.
    story.revert("e3", false).unwrap();
    assert_eq!(story.publication.merged.title, Some("Second".into()));
    assert_eq!(
        (story.publication.edit_count, story.publication.last_edited_at),
        (2, Some(NOW + 1))
    );
    let history = story.history();
    assert_eq!(history.reverted().into_iter().collect::<Vec<_>>(), [("e3", "e4")]);
    assert_eq!(
        history
            .in_force()
            .map(|mark| mark.id.as_str())
            .collect::<Vec<_>>(),
        ["e1", "e2"]
    );
}

#[test]
fn what_is_taken_back_out_of_turn_may_leave_an_edit_and_that_counts() {
    let mut story = Story::begin();
    story.edit("/title", &json!("First"));
    story.edit("/title", &json!("Second"));
    story.revert("e1", true).unwrap();
    assert_eq!(
        (&story.publication.merged, story.publication.edit_count),
        (&record(), 1)
    );
    story.revert("e2", true).unwrap();
    assert_eq!(story.publication.merged.title, Some("First".into()));
    assert_eq!(
        (story.publication.edit_count, story.publication.last_edited_at),
        (1, Some(NOW + 1))
    );
}

#[test]
fn a_later_edit_of_the_same_field_is_in_the_way_of_those_who_do_not_insist() {
    let mut story = Story::begin();
    story.edit("/title", &json!("First"));
    story.edit("/volume", &json!("9"));
    story.edit("/title", &json!("Second"));
    let before = story.publication.clone();
    let refusal = story.revert("e1", false).unwrap_err();
    let RevertRefusal::EditedSince(fields) = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(
        fields.into_iter().collect::<Vec<_>>(),
        [("title".to_owned(), vec!["e3".to_owned()])]
    );
    assert_eq!(story.publication, before, "nothing was changed");
    // Another field is in nobody's way.
    assert_eq!(story.revert("e2", false).unwrap(), ["volume"]);
    story.revert("e1", true).unwrap();
    assert_eq!(story.publication.merged, record());
    assert!(story.publication.edits.values.is_empty());
    // Edits that lead back to the same are in nobody's way either.
    let mut story = Story::begin();
    story.edit("/q", &json!(1));
    story.edit("/q", &json!(2));
    story.edit("/q", &json!(1));
    story.revert("e1", false).unwrap();
    assert_eq!(story.publication.staff_fields, StaffFields::default());
}

#[test]
fn what_was_ingested_in_between_stays() {
    let mut story = Story::begin();
    story.edit("/title", &json!("By hand"));
    story.ingest("Salt, corrected");
    assert_eq!(story.publication.merged.title, Some("By hand".into()));
    story.revert("e1", false).unwrap();
    assert_eq!(
        story.publication.merged.title,
        Some("Salt, corrected".into()),
        "it follows the providers again"
    );
    assert!(story.publication.edits.values.is_empty() && story.publication.edits.bases.is_empty());
    // An edit that ended because the providers caught up leaves nothing to take back.
    let mut story = Story::begin();
    story.edit("/title", &json!("Salt, corrected"));
    story.ingest("Salt, corrected");
    assert_eq!(story.revert("e1", false).unwrap(), Vec::<String>::new());
    // A confirmation over a conflict is an entry too, and the conflict comes back.
    let mut story = Story::begin();
    story.edit("/title", &json!("By hand"));
    story.ingest("Salt, corrected");
    story.edit("/title", &json!("By hand"));
    let conflicts = |story: &Story| {
        story
            .publication
            .edits
            .conflicts(&story.publication.original)
            .len()
    };
    assert_eq!((story.entries.len(), conflicts(&story)), (2, 0));
    let confirmed = &story.entries[1].fields["title"];
    assert_eq!(confirmed.before, confirmed.after);
    assert_eq!(story.revert("e2", false).unwrap(), ["title"]);
    assert_eq!(conflicts(&story), 1);
}

#[test]
fn absent_and_null_are_told_apart_when_an_entry_is_stored() {
    for base in [None, Some(Value::Null), Some(json!("Salt"))] {
        let kept = FieldChange {
            before: Value::Null,
            after: json!("x"),
            hand_before: None,
            hand_after: Some(HandMade {
                value: Value::Null,
                base,
            }),
        };
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(
            serde_json::from_str::<FieldChange>(&text).unwrap(),
            kept,
            "{text}"
        );
    }
}
