//! Names of many shapes, and how they meet.

use proptest::prelude::*;

use super::*;

fn person(given: &str, family: &str) -> PersonNames {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    PersonNames {
        given: some(given),
        family: some(family),
        ..PersonNames::default()
    }
}

/// `Given|Family`, or a whole name.
fn read(text: &str) -> Vec<Reading> {
    match text.split_once('|') {
        Some((given, family)) => readings_of(Some(given), Some(family), None),
        None => readings_of(None, None, Some(text)),
    }
}

fn agree(a: &str, b: &str) -> u8 {
    let forth = best_agreement(&read(a), &read(b));
    assert_eq!(forth, best_agreement(&read(b), &read(a)), "{a} / {b}");
    forth
}

#[test]
fn the_name_to_show() {
    let orcid = Orcid::parse("0000-0002-1825-0097").unwrap();
    let mut names = person(" Maria ", "Silva");
    assert_eq!(display(&names, &orcid), "Maria Silva");
    names.credit = Some(" M. J. Silva ".to_owned());
    assert_eq!(display(&names, &orcid), "M. J. Silva");
    assert_eq!(display(&person("", "Silva"), &orcid), "Silva");
    assert_eq!(display(&person("Maria", " "), &orcid), "Maria");
    assert_eq!(display(&PersonNames::default(), &orcid), "0000-0002-1825-0097");
}

#[test]
fn one_persons_names_agree_in_full() {
    for (a, b) in [
        ("Maria|Silva", "Maria|Silva"),
        ("Maria|Silva", "Silva, Maria"),
        ("Maria|Silva", "Maria Silva"),
        ("Maria|Silva", "MARIA|SILVA"),
        ("Maria J.|Silva", "Maria|Silva"),
        ("Maria J.|Silva", "Silva, Maria João"),
        ("Rob|van der Aa", "Rob Van Der|Aa"),
        ("Rob|van der Aa", "Rob Van|Der Aa"),
        ("Rob|van der Aa", "Rob van der Aa"),
        ("Ana|de Souza", "Ana|Souza"),
        ("Ana|DeSouza", "Ana|de Souza"),
        ("Sean|O'Brien", "Sean|OBrien"),
        ("Xiao-Ming|Wang", "Xiaoming|Wang"),
        ("Xiaoming|Wang", "Wang Xiaoming"),
        ("Xiaoming|Wang", "Wang|Xiaoming"),
        ("José|da Silva Júnior", "José|da Silva"),
        ("小明|王", "王小明"),
        ("小明|王", "王 小明"),
        ("Иван|Петров", "Петров, Иван"),
        ("Al|Gore", "Al Gore"),
        ("ANA|SILVA", "Ana|Silva"),
    ] {
        assert_eq!(agree(a, b), NAMES_AGREE, "{a} / {b}");
    }
}

#[test]
fn parts_of_double_surnames_and_initials_agree_less() {
    for (a, b) in [
        ("Maria|Silva", "M.|Silva"),
        ("Maria João|Silva", "M. J.|Silva"),
        ("Maria João|Silva", "Silva MJ"),
        ("Maria João|Silva", "MJ|Silva"),
        ("Maria|Garcia Lopez", "Maria|Garcia"),
        ("Maria|Garcia Lopez", "Maria|Lopez"),
        ("Maria|Garcia-Lopez", "M. Garcia Lopez"),
        ("Maria|Garcia Lopez", "M. Garcia"),
        ("M.|Silva", "M.|Silva"),
        ("Maria|Silva Santos", "Maria Silva|Santos"),
        ("Maria João|Silva Santos", "Maria S.|Santos"),
    ] {
        let score = agree(a, b);
        assert!(
            (INITIALS_AGREE..=NAMES_AGREE).contains(&score),
            "{a} / {b}: {score}"
        );
    }
    assert!(agree("Maria|Silva", "Maria|Silva") > agree("Maria|Silva", "M.|Silva"));
    assert!(agree("Maria|Silva", "M.|Silva") > agree("Maria|Silva Santos", "M.|Silva"));
}

#[test]
fn different_people() {
    for (a, b) in [
        ("Maria|Silva", "Manuel|Silva"),
        ("Maria|Silva", "João|Silva"),
        ("Maria|Silva", "J.|Silva"),
        ("Maria|Silva", "Maria|Santos"),
        ("John A.|Smith", "John B.|Smith"),
        ("J. A.|Smith", "John B.|Smith"),
        ("ANA|SILVA", "Alice|Silva"),
        ("Maria|Garcia Lopez", "Maria|Garcia Perez"),
        ("Ana|Costa", "The Costa Rica Group"),
        ("小明|王", "小红|王"),
    ] {
        assert!(agree(a, b) < INITIALS_AGREE, "{a} / {b}: {}", agree(a, b));
    }
    assert_eq!(agree("Maria|Silva", "J.|Silva"), 0);
}

#[test]
fn what_only_helps_somebody_known_to_be_there() {
    for (a, b) in [("Robert|Lind", "Rob|Lind"), ("Robert|Lind", "Lind")] {
        let score = agree(a, b);
        assert!((MAY_AGREE..INITIALS_AGREE).contains(&score), "{a} / {b}: {score}");
    }
    assert!(agree("Sukarno", "Sukarno") >= INITIALS_AGREE);
    assert!(best_agreement(&[], &read("Silva")) == 0);
}

#[test]
fn names_that_agree_share_a_key() {
    for (names, author) in [
        (person("Maria", "Silva"), "M.|Silva"),
        (person("Maria", "Silva"), "Silva, Maria J."),
        (person("Maria João", "Silva"), "Silva MJ"),
        (person("Rob", "van der Aa"), "Rob Van Der|Aa"),
        (person("Maria", "Garcia Lopez"), "M.|Garcia"),
        (person("Maria", "Garcia Lopez"), "Maria Lopez"),
        (person("Maria", "Garcia Lopez"), "Maria|Garcia-Lopez"),
        (person("Ana", "de Souza"), "Ana|DeSouza"),
        (person("Xiaoming", "Wang"), "Wang Xiaoming"),
        (person("小明", "王"), "王小明"),
        (person("", "Sukarno"), "Sukarno"),
        (
            PersonNames {
                credit: Some("M. Silva".to_owned()),
                ..PersonNames::default()
            },
            "Maria|Silva",
        ),
        (
            PersonNames {
                other: vec!["Silva, Mia".to_owned()],
                ..person("Maria", "Costa")
            },
            "Mia|Silva",
        ),
    ] {
        let (ours, theirs) = (keys(&names), keys_of_readings(&read(author)));
        assert!(
            ours.iter().any(|key| theirs.contains(key)),
            "{ours:?} / {theirs:?}"
        );
    }
    assert!(keys(&PersonNames::default()).is_empty());
    assert_eq!(keys(&person("Maria", "Silva")), ["=maria silva", "silva m"]);
}

#[test]
fn nothing_in_common_is_said_of_comparable_names_only() {
    for (a, b, expected) in [
        ("Maria|Silva", "Bo|Lind", true),
        ("M.|Silva", "Maria|Silva", false),
        ("Maria|Costa", "Maria|Silva", false),
        ("Xiao-Ming|Wang", "Xiaoming|Li", false),
        ("王小明", "Xiaoming|Wang", false),
        ("王小明", "李红", true),
        ("", "Maria|Silva", false),
        ("M.|S.", "Maria|Silva", false),
    ] {
        assert_eq!(nothing_in_common(&read(a), &read(b)), expected, "{a} / {b}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(
        given in proptest::option::of("\\PC{0,40}"),
        family in proptest::option::of("\\PC{0,40}"),
        credit in proptest::option::of("\\PC{0,80}"),
        other in proptest::collection::vec("[A-Za-z., -]{0,60}", 0..30),
    ) {
        let names = PersonNames { given, family, credit, other };
        let keys = keys(&names);
        prop_assert!(keys.len() <= MOST_KEYS);
        prop_assert!(keys.iter().all(|key| key.len() <= LONGEST_KEY));
        let readings = readings(&names);
        prop_assert!(best_agreement(&readings, &readings) <= NAMES_AGREE);
        prop_assert!(!nothing_in_common(&readings, &readings));
    }

    #[test]
    fn agreement_has_no_direction(a in "[A-Z][a-z]{0,5}( [A-Z][a-z]{0,5}){0,3}", b in "[A-Z][a-z]{0,5}( [A-Z]\\.?){0,2}( [A-Z][a-z]{0,5}){0,2}") {
        let (ours, theirs) = (read(&a), read(&b));
        prop_assert_eq!(best_agreement(&ours, &theirs), best_agreement(&theirs, &ours));
        // Names that may be matched without further evidence are found by a common key.
        if best_agreement(&ours, &theirs) >= INITIALS_AGREE {
            let (ours, theirs) = (keys_of_readings(&ours), keys_of_readings(&theirs));
            prop_assert!(ours.iter().any(|key| theirs.contains(key)), "{:?} / {:?}", ours, theirs);
        }
    }
}

#[test]
fn edited_names_sort_and_are_searched() {
    use crate::text::Localised;
    let orcid = Orcid::parse("0000-0002-1825-0097").unwrap();
    let names = PersonNames {
        given: Some("Ana".to_owned()),
        family: Some("Reis".to_owned()),
        other: vec!["A. Reis".to_owned()],
        ..PersonNames::default()
    };
    let edit: Localised =
        serde_json::from_value(serde_json::json!({ "en": "Prof. Ána", "pt": "Profa. Ana" })).unwrap();
    assert_eq!(sorted_as("Ana Reis", None), "ana reis");
    assert_eq!(sorted_as("Ana Reis", Some(&edit)), "prof. ana");
    let plain = "Ana Reis A. Reis Ana Reis 0000-0002-1825-0097 0000000218250097";
    assert_eq!(searched_by(&names, &orcid, None), plain);
    let all = searched_by(&names, &orcid, Some(&edit));
    assert!(
        all.contains("Prof. Ána Profa. Ana") && all.ends_with("0000000218250097"),
        "{all}"
    );
}
