//! Citations against strings made by hand from the rules of the manual (Publication Manual of the American
//! Psychological Association, 7th edition, chapters 9 and 10), not from what the processor answers.

mod articles;
mod books;
mod names;
mod others;
mod properties;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::publication::Record;
use domain::publication::vocabulary::TYPES;
use serde_json::{Value, json};

use super::*;

/// Reading the style costs more than wording a reference with it.
static PROCESSOR: LazyLock<CslCitations> = LazyLock::new(CslCitations::new);

/// A record and its citation.
type Case = (Value, &'static str);

fn apa(fields: &Value) -> Option<String> {
    PROCESSOR.apa(&record(fields))
}

fn record(fields: &Value) -> Record {
    serde_json::from_value(fields.clone()).unwrap()
}

fn check(cases: &[Case]) {
    for (fields, expected) in cases {
        assert_eq!(apa(fields).as_deref(), Some(*expected), "{fields}");
    }
}

fn all_cases() -> Vec<Case> {
    [articles::cases(), books::cases(), names::cases(), others::cases()].concat()
}

#[test]
fn every_type_of_the_vocabulary_has_a_case() {
    let cases = all_cases();
    assert!(cases.len() >= 40, "{}", cases.len());
    let tested: BTreeSet<&str> = cases
        .iter()
        .filter_map(|(fields, _)| fields["publication_type"].as_str())
        .collect();
    let missing: Vec<&str> = TYPES.into_iter().filter(|word| !tested.contains(word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn without_a_title_there_is_no_citation() {
    for title in [Value::Null, json!(""), json!(" . "), json!({})] {
        assert_eq!(
            apa(&json!({ "doi": "10.5555/a", "title": title, "publisher": "P" })),
            None,
            "{title}"
        );
    }
}

#[test]
fn the_style_is_in_the_archive() {
    assert!(Apa::load().is_some_and(|apa| !apa.locales.is_empty()));
}
