//! What holds for any record.

use domain::partial_date::PartialDate;
use domain::publication::model::Contributor;
use domain::publication::vocabulary::TYPES;
use proptest::option;
use proptest::prelude::*;

use super::*;

/// Texts as records hold them, and worse.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>(),
        2 => "[0-9]{1,12}([-–,&][0-9]{0,12})?",
        2 => "[\\PC]{0,12}",
        1 => "[ .,;:?!(){}<>&#-]{0,6}",
        1 => "[\u{E000}-\u{E0FF}A-Za-z ]{0,8}",
        1 => "[Vv]an d[aeo]s? [A-Z][a-z]{1,5} e [A-Z]",
    ]
}

fn date() -> impl Strategy<Value = Option<PartialDate>> {
    (1_i64..=9999, option::of(1_i64..=12), option::of(1_i64..=31))
        .prop_map(|(year, month, day)| PartialDate::new(year, month, month.and(day)).ok())
}

fn contributors() -> impl Strategy<Value = Vec<Contributor>> {
    let contributor = (
        option::of(text()),
        option::of(text()),
        option::of(text()),
        option::of(text()),
    )
        .prop_map(|(given, family, suffix, name)| Contributor {
            given,
            family,
            suffix,
            name,
            ..Contributor::default()
        });
    prop::collection::vec(contributor, 0..25)
}

prop_compose! {
    fn records()(
        word in option::of(prop::sample::select(TYPES.to_vec())),
        titles in (text(), option::of(text()), option::of(text()), option::of(text())),
        authors in contributors(),
        editors in contributors(),
        when in (date(), option::of(any::<i32>())),
        place in (option::of(text()), option::of(text()), option::of(text()), option::of(text())),
        doi in prop_oneof![Just("10.5555/a".to_owned()), text()],
        is_retracted in any::<bool>(),
    ) -> Record {
        Record {
            doi,
            title: Some(titles.0.into()),
            subtitle: titles.1,
            authors,
            editors,
            publication_date: when.0,
            publication_year: when.1,
            publication_type: word.map(str::to_owned),
            container_title: titles.2,
            alternate_container_titles: titles.3.clone().into_iter().collect(),
            publisher: titles.3,
            volume: place.0,
            issue: place.1,
            page: place.2,
            article_number: place.3,
            is_retracted,
            ..Record::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Past the guard against panics, which would hide them.
    #[test]
    fn the_processor_does_not_panic(record in records()) {
        let apa = PROCESSOR.apa.get_or_init(Apa::load).as_ref().expect("the style");
        if let Some(reference) = Reference::of(&record) {
            let (item, _) = item::of(&reference);
            prop_assert!(apa.bibliography_entry(&item).is_some());
        }
    }

    #[test]
    fn a_citation_is_one_line_with_title_year_and_link(record in records()) {
        let reference = Reference::of(&record);
        let text = PROCESSOR.apa(&record);
        prop_assert_eq!(reference.is_some(), text.is_some());
        let (Some(reference), Some(text)) = (reference, text) else { return Ok(()) };
        prop_assert!(!text.contains(char::is_control), "{text}");
        let title = text::without_marks(reference.text("volume-title").or(reference.text("title")).unwrap());
        // A mark before a blank leaves the blank, which no line begins with.
        prop_assert!(text.contains(title.trim()), "{title} is not in {text}");
        let year = reference.issued.map_or_else(|| "n.d.".to_owned(), |date| date.year().to_string());
        prop_assert!(text.contains(&year), "{year} is not in {text}");
        if let Some(link) = &reference.link {
            let end = reference.text("references").map_or_else(String::new, |note| format!(" ({note})"));
            let expected = format!("{link}{end}");
            prop_assert!(text.ends_with(&expected), "{text}");
        }
    }
}
