//! What a reference says of names and places.

use proptest::prelude::*;
use serde_json::json;

use super::locator::{Locator, of_article, pages};
use super::*;

fn record(fields: &serde_json::Value) -> Record {
    serde_json::from_value(fields.clone()).unwrap()
}

/// As one line: `family|initials|suffix`, or the whole name.
fn shown(name: &Name) -> String {
    match name {
        Name::Whole(whole) => whole.clone(),
        Name::Person {
            family,
            initials,
            suffix,
        } => {
            let of = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("{family}|{}|{}", of(initials), of(suffix))
        }
    }
}

#[test]
fn names_are_split_as_the_manual_wants() {
    for (contributor, expected) in [
        (
            json!({ "given": "Maria João", "family": "Silva" }),
            "Silva|M. J.|",
        ),
        (json!({ "given": "  Ana ", "family": " Reis\n" }), "Reis|A.|"),
        (json!({ "given": "J.-P.", "family": "Moe" }), "Moe|J.-P.|"),
        (json!({ "given": "J.P.", "family": "Moe" }), "Moe|J. P.|"),
        (json!({ "given": "Jean‐Paul", "family": "Moe" }), "Moe|J.-P.|"),
        (json!({ "given": "JP", "family": "Moe" }), "Moe|J. P.|"),
        // All in capitals: whether these are initials cannot be told.
        (json!({ "given": "LI", "family": "WANG" }), "WANG|L.|"),
        (
            json!({ "given": "Rob van der", "family": "Aa" }),
            "van der Aa|R.|",
        ),
        (json!({ "given": "Da", "family": "Wei" }), "Wei|D.|"),
        (json!({ "given": "Ida (Bo)", "family": "Berg" }), "Berg|I. B.|"),
        (
            json!({ "given": "Ida", "family": "Berg", "suffix": "jr." }),
            "Berg|I.|Jr.",
        ),
        (
            json!({ "given": "Ida", "family": "Berg", "suffix": "III" }),
            "Berg|I.|III",
        ),
        (
            json!({ "given": "Ida", "family": "Berg", "suffix": "MD, PhD" }),
            "Berg|I.|",
        ),
        (json!({ "given": "小明", "family": "王" }), "王小明"),
        (json!({ "given": "…", "family": "Berg" }), "Berg"),
        (json!({ "family": "Plato" }), "Plato"),
        (json!({ "given": "Plato", "family": " " }), "Plato"),
        (json!({ "name": "Group, The" }), "Group, The"),
        (
            json!({ "name": "Berg, Ida", "orcid": "0000-0002-1825-0097" }),
            "Berg|I.|",
        ),
        (
            json!({ "name": "Ida Berg", "orcid": "0000-0002-1825-0097" }),
            "Ida Berg",
        ),
    ] {
        let names = record(&json!({ "title": "Salt", "authors": [contributor.clone()] }));
        let names = Reference::of(&names).unwrap().authors;
        assert_eq!(
            names.iter().map(shown).collect::<Vec<_>>(),
            [expected],
            "{contributor}"
        );
    }
}

#[test]
fn nobody_without_a_name_is_named() {
    let nameless =
        json!({ "title": "Salt", "authors": [{}, { "given": " ", "family": "" }, { "name": "" }] });
    assert_eq!(Reference::of(&record(&nameless)).unwrap().authors, []);
}

#[test]
fn pages_are_written_out() {
    for (given, expected) in [
        ("45-67", Some("45–67")),
        ("101-8", Some("101–108")),
        // Expanded it would go backwards.
        ("1998-03", Some("1998–03")),
        ("45--67", Some("45–67")),
        ("45 – 67", Some("45–67")),
        ("7-7", Some("7")),
        ("pp. 3-9", Some("3–9")),
        ("S12-S25", Some("S12–S25")),
        ("xi-xx", Some("xi–xx")),
        ("1-3, 10-11", Some("1–3, 10–11")),
        ("A-1-A-12", Some("A-1-A-12")),
        ("12", Some("12")),
        ("-", Some("-")),
        (" ", None),
    ] {
        let record = record(&json!({ "page": given }));
        assert_eq!(pages(&record).as_deref(), expected, "{given}");
    }
}

#[test]
fn articles_have_pages_or_a_number() {
    let article = |number: &str| Some(Locator::Article(number.to_owned()));
    let pages = |pages: &str| Some(Locator::Pages(pages.to_owned()));
    for (fields, expected) in [
        (json!({ "page": "e0158474" }), article("e0158474")),
        (
            json!({ "page": "1-9", "article_number": "104567" }),
            article("104567"),
        ),
        (json!({ "article_number": "Article 12" }), article("12")),
        (json!({ "page": "e12" }), pages("e12")),
        (json!({ "page": "1-9" }), pages("1–9")),
        (json!({}), None),
    ] {
        assert_eq!(of_article(&record(&fields)), expected, "{fields}");
    }
}

#[test]
fn the_link_is_the_doi_or_a_web_address() {
    for (fields, expected) in [
        (
            json!({ "doi": "10.5555/a", "url": "https://e.org" }),
            Some("https://doi.org/10.5555/a"),
        ),
        (json!({ "url": "https://e.org/x" }), Some("https://e.org/x")),
        (json!({ "url": "javascript:alert(1)" }), None),
        (json!({ "doi": "nothing" }), None),
    ] {
        let mut fields = fields;
        fields["title"] = json!("Salt");
        let link = Reference::of(&record(&fields)).unwrap().link;
        assert_eq!(link.as_deref(), expected, "{fields}");
    }
}

proptest! {
    #[test]
    fn pages_never_panic(page in "\\PC{0,20}|[0-9-]{0,30}") {
        let record = record(&json!({ "page": page }));
        prop_assert_eq!(pages(&record).is_some_and(|pages| pages.trim().is_empty()), false);
        let _ = of_article(&record);
    }
}
