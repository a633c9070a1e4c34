//! What patches make of a publication, and what becomes of edits when providers change their minds.

use serde_json::{Value, json};

use super::{NOW, author, decide, edit, ingested, patched, publication, record};
use crate::identifier::Doi;
use crate::publication::curation::edits::events;
use crate::publication::curation::fields::{FIELDS, Rule};
use crate::publication::curation::{Patch, PatchRefusal, Precondition};
use crate::publication::model::{Attention, Record};

/// What a refusal is and whom it names.
fn refused(patch: &Value) -> (String, String) {
    match decide(&publication(), patch).unwrap_err() {
        PatchRefusal::Malformed(why) => ("malformed".to_owned(), why.reason),
        PatchRefusal::Conflict(why) => ("conflict".to_owned(), format!("{} {}", why.operation, why.path)),
        PatchRefusal::Protected { operation, field, .. } => {
            ("protected".to_owned(), format!("{operation} {field}"))
        }
        PatchRefusal::Unfit(fields) => {
            let names: Vec<String> = fields.into_keys().collect();
            ("unfit".to_owned(), names.join(","))
        }
        PatchRefusal::Stale => ("stale".to_owned(), String::new()),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn refusals_name_what_is_wrong() {
    let replace = |path: &str, value: Value| json!({ "op": "replace", "path": path, "value": value });
    let cases = [
        (json!([replace("/doi", json!("10.5555/b"))]), "protected", "0 doi"),
        (
            json!([replace("/volume", json!("4")), { "op": "remove", "path": "/cited_by/crossref" }]),
            "protected",
            "1 cited_by",
        ),
        (
            json!([{ "op": "move", "from": "/doi", "path": "/volume" }]),
            "protected",
            "0 doi",
        ),
        (
            json!([{ "op": "add", "path": "/raw_type", "value": null }]),
            "protected",
            "0 raw_type",
        ),
        (
            json!([replace("", json!({ "doi": "10.5555/b" }))]),
            "unfit",
            "cited_by_count,doi,visible",
        ),
        (json!([replace("", json!([]))]), "unfit", ""),
        (json!([replace("/subject", json!("x"))]), "conflict", "0 /subject"),
        (
            json!([{ "op": "add", "path": "/subject", "value": "x" }]),
            "unfit",
            "subject",
        ),
        (
            json!([{ "op": "test", "path": "/title", "value": "Brine" }, replace("/volume", json!("4"))]),
            "conflict",
            "0 /title",
        ),
        (
            json!([replace("/volume", json!("4")), { "op": "test", "path": "/volume", "value": "3" }]),
            "conflict",
            "1 /volume",
        ),
        (
            json!([replace("/authors/2/family", json!("X"))]),
            "conflict",
            "0 /authors/2/family",
        ),
        (
            json!([replace("/volume", json!(4)), replace("/issn", Value::Null)]),
            "unfit",
            "issn,volume",
        ),
        (
            json!([{ "op": "add", "path": "/authors/-", "value": { "familly": "X", "name": "Y" } }]),
            "unfit",
            "authors",
        ),
        (json!([replace("/visible", Value::Null)]), "unfit", "visible"),
        (
            json!([{ "op": "remove", "path": "/visible" }]),
            "unfit",
            "visible",
        ),
        (json!([replace("/visible", json!("no"))]), "unfit", "visible"),
        (
            json!([replace("/q_percentage", json!(101))]),
            "unfit",
            "q_percentage",
        ),
        (json!([replace("/if_value", json!("high"))]), "unfit", "if_value"),
        (
            json!([{ "op": "copy", "from": "/title", "path": "/keywords" }]),
            "unfit",
            "keywords",
        ),
        (
            json!([{ "op": "move", "from": "/authors", "path": "/authors/0" }]),
            "conflict",
            "0 /authors/0",
        ),
    ];
    for (patch, kind, whom) in cases {
        assert_eq!(refused(&patch), (kind.to_owned(), whom.to_owned()), "{patch}");
    }
    let protected = FIELDS
        .iter()
        .filter(|(_, rule)| matches!(rule, Rule::Protected(_)));
    for (name, _) in protected {
        let patch = json!([{ "op": "remove", "path": format!("/{name}") }]);
        assert_eq!(refused(&patch).0, "protected", "{name}");
    }
}

#[test]
fn all_six_operations_change_fields() {
    let changed = patched(
        &publication(),
        &json!([
            { "op": "test", "path": "/title", "value": "Salt" },
            { "op": "replace", "path": "/title", "value": { "en": "Salt", "pt": "Sal" } },
            { "op": "add", "path": "/authors/0", "value": { "given": "Rui", "family": "Costa" } },
            { "op": "remove", "path": "/issn/0" },
            { "op": "copy", "from": "/volume", "path": "/issue" },
            { "op": "move", "from": "/volume", "path": "/article_number" },
            { "op": "add", "path": "/keywords/-", "value": "salinity" },
        ]),
    );
    let merged = &changed.merged;
    assert_eq!(merged.title.as_ref().unwrap().in_language("pt"), "Sal");
    assert_eq!(merged.title_markup.as_deref(), Some("Salt"), "the markup follows");
    let positions: Vec<(u32, &str)> = merged
        .authors
        .iter()
        .map(|author| (author.position, author.family.as_deref().unwrap()))
        .collect();
    assert_eq!(positions, [(1, "Costa"), (2, "Reis"), (3, "Lind")]);
    assert!(merged.issn.is_empty());
    assert_eq!(merged.issue.as_deref(), Some("3"));
    assert_eq!(
        (merged.volume.as_deref(), merged.article_number.as_deref()),
        (None, Some("3"))
    );
    assert_eq!(merged.keywords, ["salinity"]);
    assert_eq!(changed.edit_count, 1);
    let edited: Vec<&String> = changed.edits.values.keys().collect();
    assert_eq!(
        edited,
        [
            "article_number",
            "authors",
            "issn",
            "issue",
            "keywords",
            "title",
            "volume"
        ]
    );
    assert_eq!(changed.original, record(), "the original never changes");
}

#[test]
fn the_edit_patch_turns_the_original_into_the_merged_document() {
    let before = publication();
    assert_eq!((before.edit_patch(), before.edited_document()), (None, None));
    assert_eq!(before.original_document(), before.merged_document());
    let changed = patched(
        &before,
        &json!([
            { "op": "replace", "path": "/publication_date", "value": "2020" },
            { "op": "remove", "path": "/authors/1" },
            { "op": "replace", "path": "/q", "value": 2 },
            { "op": "replace", "path": "/if5a_value", "value": " 4,25 " },
        ]),
    );
    let text = changed.edit_patch().unwrap();
    let applied = Patch::parse(text.as_bytes())
        .unwrap()
        .apply(&Value::Object(changed.original_document()))
        .unwrap();
    assert_eq!(applied, Value::Object(changed.merged_document()));
    assert_eq!(applied["publication_year"], 2020, "the year follows the date");
    assert_eq!((&applied["q"], &applied["if5a_value"]), (&json!(2), &json!(4.25)));
    let edited = changed.edited_document().unwrap();
    assert_eq!(
        edited.keys().collect::<Vec<_>>(),
        ["authors", "if5a_value", "publication_date", "q"]
    );
}

#[test]
fn what_changes_nothing_is_no_edit() {
    for patch in [
        json!([]),
        json!([{ "op": "test", "path": "/volume", "value": "3" }]),
        json!([{ "op": "replace", "path": "/volume", "value": "3" }]),
        json!([{ "op": "replace", "path": "/visible", "value": true }]),
        json!([{ "op": "replace", "path": "/q", "value": null }, { "op": "remove", "path": "/funding" }]),
        json!([{ "op": "replace", "path": "/volume", "value": "4" }, { "op": "replace", "path": "/volume", "value": "3" }]),
        json!([{ "op": "add", "path": "/authors/0/position", "value": 9 }]),
    ] {
        let change = decide(&publication(), &patch).unwrap();
        assert!(change.is_empty(), "{patch}: {:?}", change.fields);
        assert_eq!(change.edit_count, 0, "{patch}");
        assert_eq!(change.edits, publication().edits, "{patch}");
    }
}

#[test]
fn an_edit_back_to_the_original_ends() {
    let changed = patched(
        &publication(),
        &json!([
            { "op": "replace", "path": "/volume", "value": "4" },
            { "op": "replace", "path": "/publication_date", "value": "2021" },
        ]),
    );
    assert_eq!(changed.merged.publication_year, Some(2021));
    // The original's year, but not the one that follows from the edited date.
    let year = patched(
        &changed,
        &json!([{ "op": "replace", "path": "/publication_year", "value": 2019 }]),
    );
    assert_eq!(year.merged.publication_year, Some(2019));
    assert!(year.edits.values.contains_key("publication_year"));
    let back = patched(
        &year,
        &json!([
            { "op": "replace", "path": "/volume", "value": "3" },
            { "op": "replace", "path": "/publication_date", "value": "2019-05" },
        ]),
    );
    assert!(
        back.edits.values.is_empty() && back.edits.bases.is_empty(),
        "{:?}",
        back.edits
    );
    assert_eq!(back.merged, record());
    assert_eq!(back.edit_count, 3);
    assert_eq!(back.edit_patch(), None);
}

#[test]
fn the_dashboards_own_fields_stay_beside_the_record() {
    let changed = patched(
        &publication(),
        &json!([
            { "op": "replace", "path": "/q", "value": -3 },
            { "op": "add", "path": "/q_percentage", "value": 100 },
            { "op": "replace", "path": "/if_value", "value": "3,25" },
            { "op": "replace", "path": "/funding", "value": false },
            { "op": "replace", "path": "/visible", "value": false },
        ]),
    );
    assert_eq!(changed.merged, record(), "nothing of them is in the record");
    assert!(changed.edits.values.is_empty());
    assert!(!changed.visible);
    let fields = changed.staff_fields;
    assert_eq!(
        (fields.q, fields.q_percentage, fields.funding),
        (Some(-3), Some(100), Some(false))
    );
    assert_eq!(fields.if_value, Some(3.25));
    let cleared = patched(
        &changed,
        &json!([
            { "op": "replace", "path": "/q", "value": null },
            { "op": "remove", "path": "/if_value" },
            { "op": "test", "path": "/funding", "value": false },
        ]),
    );
    assert_eq!(
        (cleared.staff_fields.q, cleared.staff_fields.if_value),
        (None, None)
    );
    assert_eq!(cleared.staff_fields.q_percentage, Some(100));
    assert_eq!(cleared.edit_count, 2);
}

#[test]
fn edits_outlive_ingestion_and_what_moves_beneath_them_is_told() {
    let edited = patched(
        &publication(),
        &json!([
            { "op": "replace", "path": "/title", "value": "Sea salt" },
            { "op": "replace", "path": "/volume", "value": "4" },
        ]),
    );
    let renewed = Record {
        title: Some("Salt, revised".into()),
        issue: Some("2".to_owned()),
        ..record()
    };
    let (_, changes) = edited.edits.carried_over(Some(&edited.original), &renewed);
    let told = events(&edited.doi, &changes, NOW);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].kind, "publication.edit_conflict");
    assert_eq!(
        told[0].details["fields"],
        json!({ "title": { "original_before": "Salt", "original_now": "Salt, revised", "edited": "Sea salt" } })
    );
    assert_eq!(
        told,
        events(&edited.doi, &changes, NOW),
        "the same finding is the same event"
    );
    let after = ingested(&edited, renewed.clone());
    assert_eq!(after.merged.title, Some("Sea salt".into()));
    assert_eq!(
        after.merged.issue.as_deref(),
        Some("2"),
        "untouched fields are renewed"
    );
    let conflicts = after.edits.conflicts(&after.original);
    assert_eq!(conflicts.keys().collect::<Vec<_>>(), ["title"]);
    assert_eq!(conflicts["title"].original_at_edit, "Salt");
    assert_eq!(conflicts["title"].original_now, "Salt, revised");
    assert_eq!(conflicts["title"].edited, "Sea salt");
    // Once more with the same data: nothing new to tell, the conflict stays.
    let (_, changes) = after.edits.carried_over(Some(&after.original), &renewed);
    assert!(events(&after.doi, &changes, NOW).is_empty());
    assert_eq!(after.edits.conflicts(&renewed).len(), 1);
    // Giving it the same value again says: we know, it stays.
    let confirmed = decide(
        &after,
        &json!([{ "op": "replace", "path": "/title", "value": "Sea salt" }]),
    )
    .unwrap();
    assert_eq!(confirmed.confirmed, ["title"]);
    assert_eq!((confirmed.edit_count, confirmed.fields.len()), (2, 0));
    assert!(confirmed.edits.conflicts(&after.original).is_empty());
    // A test says nothing.
    let tested = decide(
        &after,
        &json!([{ "op": "test", "path": "/title", "value": "Sea salt" }]),
    )
    .unwrap();
    assert!(tested.is_empty());
}

#[test]
fn an_edit_ends_when_providers_say_the_same() {
    let edited = patched(
        &publication(),
        &json!([
            { "op": "replace", "path": "/title", "value": "Sea salt" },
            { "op": "replace", "path": "/authors/1/family", "value": "Lindt" },
        ]),
    );
    let agreed = Record {
        title: Some("Sea salt".into()),
        title_markup: Some("<b>Sea</b> salt".to_owned()),
        ..record()
    };
    let (_, changes) = edited.edits.carried_over(Some(&edited.original), &agreed);
    let told = events(&edited.doi, &changes, NOW);
    assert_eq!(
        told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["publication.edit_ended"]
    );
    let after = ingested(&edited, agreed);
    assert_eq!(after.edits.values.keys().collect::<Vec<_>>(), ["authors"]);
    assert_eq!(after.merged.title_markup.as_deref(), Some("<b>Sea</b> salt"));
    assert!(after.edits.conflicts(&after.original).is_empty());
    // From here on the title follows the providers again.
    let later = ingested(
        &after,
        Record {
            title: Some("Brine".into()),
            ..record()
        },
    );
    assert_eq!(later.merged.title, Some("Brine".into()));
    assert_eq!(later.merged.authors[1].family.as_deref(), Some("Lindt"));
}

#[test]
fn events_stay_small() {
    let authors: Vec<Value> = (1..=900)
        .map(|n| json!(author(n, "Maximiliane", "Mustermann")))
        .collect();
    let long = "salt ".repeat(2_000);
    let patch = json!([
        { "op": "replace", "path": "/authors", "value": authors },
        { "op": "replace", "path": "/abstract", "value": long },
        { "op": "replace", "path": "/volume", "value": "4" },
    ]);
    let edit = edit(&patch);
    let change = edit.decide(&publication()).unwrap();
    let event = edit.event(&Doi::parse("10.5555/salt").unwrap(), &change);
    assert_eq!(event.kind, "publication.edited");
    assert_eq!(
        event.details["changes"]["volume"],
        json!({ "before": "3", "after": "4" })
    );
    assert_eq!(event.details["changes"]["authors"]["after"]["items"], 900);
    assert!(
        event.details["changes"]["abstract"]["after"]["begins"]
            .as_str()
            .unwrap()
            .starts_with("salt")
    );
    assert_eq!(event.details["edit_count"], 1);
    assert!(event.details.to_string().len() < 8_000);
    assert!(
        event
            .message
            .contains("abstract, abstract_markup, authors, volume"),
        "{}",
        event.message
    );
}

#[test]
fn edits_settle_what_the_original_lacks() {
    let mut bare = publication();
    bare.original = Record {
        doi: "10.5555/salt".to_owned(),
        ..Record::default()
    };
    bare.merged = bare.original.clone();
    bare.attention = vec![
        Attention::MissingTitle,
        Attention::ImplausibleDate,
        Attention::InvalidOrcid,
    ];
    assert_eq!(bare.open_attention(), bare.attention);
    let mended = patched(
        &bare,
        &json!([
            { "op": "replace", "path": "/title", "value": "Salt" },
            { "op": "replace", "path": "/publication_date", "value": "2020" },
        ]),
    );
    assert_eq!(mended.open_attention(), [Attention::InvalidOrcid]);
}

#[test]
fn a_stale_version_is_refused_before_anything_else() {
    let publication = publication();
    let mut edit = edit(&json!([{ "op": "replace", "path": "/volume", "value": "4" }]));
    for (precondition, holds) in [
        (Precondition::None, true),
        (Precondition::Any, true),
        (
            Precondition::OneOf(vec!["x".to_owned(), publication.version()]),
            true,
        ),
        (Precondition::OneOf(vec!["x".to_owned()]), false),
        (Precondition::OneOf(Vec::new()), false),
    ] {
        edit.precondition = precondition;
        let decided = edit.decide(&publication);
        assert_eq!(decided.is_ok(), holds, "{:?}", edit.precondition);
        assert!(holds || decided == Err(PatchRefusal::Stale));
    }
}
