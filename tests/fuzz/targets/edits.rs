//! JSON Patches, any of them, on publications, any of them.

use std::collections::BTreeMap;

use domain::activity::Actor;
use domain::identifier::Doi;
use domain::publication::curation::{Curated, Edit, Edits, Patch, Precondition, StaffFields};
use domain::publication::matching::MatchState;
use domain::publication::model::{Contributor, PublicationId, Record, Resolution};
use fuzz::{any_json, hold, odd_text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// 2026-06-01
const NOW: i64 = 1_780_272_000;

const MEMBERS: &[&str] = &[
    "title",
    "subtitle",
    "title_markup",
    "authors",
    "editors",
    "given",
    "family",
    "name",
    "orcid",
    "position",
    "affiliations",
    "role",
    "ror",
    "publication_date",
    "publication_year",
    "published_online",
    "publication_type",
    "raw_type",
    "container_title",
    "publisher",
    "volume",
    "issue",
    "page",
    "issn",
    "isbn",
    "abstract",
    "abstract_markup",
    "language",
    "keywords",
    "licenses",
    "url",
    "version",
    "start",
    "funders",
    "doi",
    "awards",
    "relations",
    "type",
    "id",
    "id_type",
    "updates",
    "source",
    "date",
    "cited_by_count",
    "cited_by",
    "is_retracted",
    "retraction",
    "status",
    "open_access",
    "identifiers",
    "pmid",
    "visible",
    "q",
    "q_percentage",
    "if_value",
    "if5a_value",
    "funding",
    "en",
    "pt",
];

fn pointer() -> BoxedStrategy<String> {
    let part = prop_oneof![
        6 => select(MEMBERS).prop_map(str::to_owned),
        2 => "[0-9]{1,3}",
        1 => select(vec!["-", "", "~0", "~1", "~", "~2", "01", "-1", "18446744073709551616"]).prop_map(str::to_owned),
        1 => odd_text(),
    ];
    prop_oneof![
        8 => vec(part, 0..4).prop_map(|parts| parts.iter().flat_map(|part| ["/", part.as_str()]).collect()),
        1 => odd_text(),
    ]
    .boxed()
}

fn value() -> BoxedStrategy<Value> {
    let likely = select(vec![
        json!("Salt"),
        json!({"en": "Salt", "pt": "Sal"}),
        json!([{"position": 1, "given": "Ana", "family": "Reis", "affiliations": [{"name": "x", "ror": null}]}]),
        json!("2019-05"),
        json!("2019-02-30"),
        json!("3,14"),
        json!(100.5),
        json!(true),
        json!(["1234-5679"]),
        json!([{"url": "https://creativecommons.org/licenses/by/4.0/", "version": null, "start": null}]),
        json!({"status": "gold", "url": "javascript:alert(1)"}),
        json!(null),
    ]);
    prop_oneof![2 => likely, 3 => any_json(MEMBERS)].boxed()
}

fn operation() -> BoxedStrategy<Value> {
    let word = prop_oneof![
        12 => select(vec!["add", "remove", "replace", "move", "copy", "test"]).prop_map(str::to_owned),
        1 => odd_text(),
    ];
    (word, pointer(), pointer(), value(), any::<u8>())
        .prop_map(|(op, path, from, value, shape)| match shape {
            0..=9 => json!({"op": op, "path": path}),
            10..=19 => json!({"op": op, "path": path, "from": null, "value": value}),
            20..=23 => value,
            _ => json!({"op": op, "path": path, "from": from, "value": value}),
        })
        .boxed()
}

fn record(title: &str) -> Record {
    let author = |position, given: &str, family: &str| Contributor {
        position,
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        role: Some("author".to_owned()),
        ..Contributor::default()
    };
    Record {
        doi: "10.5555/salt".to_owned(),
        title: Some(title.into()),
        title_markup: Some("<i>Salt</i>".to_owned()),
        authors: vec![author(1, "Ana", "Reis"), author(2, "Bo", "Lind")],
        publication_date: "2019-05".parse().ok(),
        publication_year: Some(2019),
        publication_type: Some("journal-article".to_owned()),
        volume: Some("3".to_owned()),
        issn: vec!["1234-5678".to_owned()],
        cited_by_count: Some(7),
        ..Record::default()
    }
}

fn publication(title: &str) -> Curated {
    Curated {
        id: PublicationId(1),
        doi: Doi::parse("10.5555/salt").unwrap(),
        slug: "salt".to_owned(),
        original: record("Salt"),
        edits: Edits::default(),
        merged: record(title),
        staff_fields: StaffFields::default(),
        visible: true,
        deleted_at: None,
        people: Vec::new(),
        match_state: MatchState::Complete,
        provenance: BTreeMap::new(),
        providers: BTreeMap::new(),
        attention: Vec::new(),
        resolution: Resolution::Registered,
        last_fetched_at: NOW - 100,
        last_edited_at: None,
        edit_count: 0,
        created_at: NOW - 1000,
    }
}

/// The whole way of PATCH but for the database: text, patch, decision, event, and the next patch on its outcome.
#[test]
fn patches() {
    let patch = || vec(operation(), 0..6).prop_map(|operations| Value::from(operations).to_string());
    let text =
        || prop_oneof![8 => patch(), 1 => odd_text(), 1 => value().prop_map(|value| value.to_string())];
    hold(&(text(), text(), odd_text()), |(first, second, title)| {
        let mut current = publication(&title);
        for text in [first, second] {
            let Ok(patch) = Patch::parse(text.as_bytes()) else {
                continue;
            };
            let edit = Edit {
                patch,
                precondition: Precondition::None,
                actor: Actor::Operator,
                now: NOW,
                event_id: "event".to_owned(),
            };
            let before = current.version();
            match edit.decide(&current) {
                Ok(change) => {
                    let _ = edit.event(&current.doi, &change);
                    current.edits = change.edits.clone();
                    current.merged = change.merged.clone();
                    current.visible = change.visible;
                    assert_eq!(current.merged.doi, "10.5555/salt", "{text}");
                    let _ = (
                        current.edit_patch(),
                        current.merged_document(),
                        current.edited_document(),
                    );
                }
                Err(why) => {
                    let _ = why.to_string();
                    assert_eq!(current.version(), before, "{text}");
                }
            }
        }
    });
}
