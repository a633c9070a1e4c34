//! Language codes, and texts in several languages.

use std::collections::BTreeMap;

use domain::profile::texts::{biography, language_code, name};
use domain::text::Localised;
use fuzz::{around, hold, odd_text};
use proptest::collection::btree_map;
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "en", "pt", "PT", "BR", "zh", "hant", "Hant", "419", "ast", "-", "_", "x", "i", "e", "İ", "ß", " ",
];

#[test]
fn reading() {
    hold(&around(PIECES), |text| {
        if let Some(code) = language_code(&text) {
            assert_eq!(language_code(&code).as_deref(), Some(code.as_str()), "{text:?}");
        }
    });
}

#[test]
fn texts() {
    let texts = btree_map(around(PIECES), odd_text(), 0..5).prop_map(Localised::ByLanguage);
    let text = prop_oneof![odd_text().prop_map(Localised::Plain), texts];
    hold(&(text, around(PIECES)), |(text, language)| {
        let _ = (text.in_language(&language), text.any(), text.all());
        for kept in [name(text.clone()), biography(text)].into_iter().flatten() {
            // What is kept stays as it is when it is read again.
            let again = if kept.all().iter().any(|text| text.contains('\n')) {
                biography(kept.clone())
            } else {
                name(kept.clone()).or_else(|_| biography(kept.clone()))
            };
            assert!(again.is_ok(), "{kept:?}");
            if let Localised::ByLanguage(texts) = &kept {
                let codes: BTreeMap<_, _> = texts.keys().map(|code| (language_code(code), code)).collect();
                assert_eq!(codes.len(), texts.len());
            }
        }
    });
}
