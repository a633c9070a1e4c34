//! What holds for any records, however odd.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::publication::merge::precedence::Field;
use crate::registry::OtherId;

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,30}",
        "[<>&;a-z/ ]{0,20}",
        Just("0000-0002-1825-0097".to_owned()),
        Just("https://ror.org/05abc12d3".to_owned()),
        Just("10.5555/salt".to_owned()),
        Just("retraction".to_owned()),
        Just(" ".to_owned()),
    ]
}

fn contributor() -> impl Strategy<Value = ProviderContributor> {
    (
        option::of(any_text()),
        option::of(any_text()),
        option::of(any_text()),
        option::of(any_text()),
        any::<bool>(),
    )
        .prop_map(
            |(given, family, name, orcid, orcid_authenticated)| ProviderContributor {
                affiliations: vec![ProviderAffiliation {
                    name: given.clone(),
                    ror: family.clone(),
                }],
                given,
                family,
                name,
                orcid,
                orcid_authenticated,
                ..ProviderContributor::default()
            },
        )
}

fn dates() -> impl Strategy<Value = Vec<ProviderDate>> {
    let kind = prop_oneof![
        Just(DateKind::Print),
        Just(DateKind::Online),
        Just(DateKind::Issued),
        Just(DateKind::Available),
        Just(DateKind::Year)
    ];
    let date = (1_i64..9999, option::of(1_i64..13), option::of(1_i64..29))
        .prop_map(|(year, month, day)| PartialDate::new(year, month, month.and(day)).unwrap());
    vec(
        (kind, date).prop_map(|(kind, date)| ProviderDate { kind, date }),
        0..5,
    )
}

prop_compose! {
    fn record()(
        provider in prop::sample::select(Provider::ALL.to_vec()),
        fetched_at in 0_i64..2_000_000_000,
        title in option::of(any_text()),
        texts in vec(any_text(), 0..6),
        authors in vec(contributor(), 0..5),
        dates in dates(),
        count in option::of(0_u64..1000),
        flag in option::of(any::<bool>()),
    ) -> ProviderRecord {
        let pick = |at: usize| texts.get(at).cloned();
        ProviderRecord {
            title,
            alternate_titles: texts.clone(),
            translated_titles: texts.iter().map(|text| (pick(1).unwrap_or_default(), text.clone())).collect(),
            language: pick(0),
            container_title: pick(1),
            page: pick(2),
            raw_type: pick(3).map(|value| RawType { vocabulary: provider.as_str().to_owned(), value }),
            url: pick(4),
            abstract_text: pick(5),
            issn: texts.clone(),
            keywords: texts.clone(),
            updates: pick(0).map(|kind| update(&kind, "10.5555/n", None, true)).into_iter().collect(),
            identifiers: texts.iter().map(|v| OtherId { kind: v.clone(), value: v.clone() }).collect(),
            editors: authors.clone(),
            authors,
            dates,
            cited_by_count: count,
            is_retracted: flag,
            ..ProviderRecord::empty(provider, fetched_at)
        }
    }
}

proptest! {
    #[test]
    fn any_records_can_be_merged(records in vec(record(), 0..6)) {
        let result = merged(&records);
        prop_assert_eq!(&merged(&records), &result, "the same records give the same result");
        prop_assert!(result.record.authors.iter().zip(1..).all(|(author, position)| author.position == position));
        prop_assert!(result.attention.is_sorted());

        // Every value has a source that was asked, and every source has a value.
        let json = serde_json::to_value(&result.record).unwrap();
        let unsourced = ["doi", "is_retracted", "retraction", "open_access", "cited_by"];
        for field in Field::ALL {
            let value = &json[field.name()];
            let empty = value.is_null()
                || value.as_array().is_some_and(Vec::is_empty)
                || value.as_object().is_some_and(serde_json::Map::is_empty);
            let source = result.provenance.get(field.name());
            if !unsourced.contains(&field.name()) {
                prop_assert_eq!(source.is_some(), !empty, "{}", field.name());
            }
            if let Some(source) = source {
                prop_assert!(field.order().contains(&source.source), "{}", field.name());
                prop_assert!(records.iter().any(|r| r.provider == source.source && r.fetched_at == source.fetched_at));
            }
        }

        // The stored form reads back to the same record.
        prop_assert_eq!(&serde_json::from_value::<crate::publication::Record>(json).unwrap(), &result.record);
    }

    #[test]
    fn the_order_of_providers_does_not_matter(mut records in vec(record(), 0..6)) {
        records.sort_by_key(|record| record.provider);
        records.dedup_by_key(|record| record.provider);
        let result = merged(&records);
        records.reverse();
        prop_assert_eq!(merged(&records), result);
    }

    #[test]
    fn saying_it_twice_changes_nothing(records in vec(record(), 0..4)) {
        let twice: Vec<ProviderRecord> = records.iter().chain(&records).cloned().collect();
        prop_assert_eq!(merged(&twice).record, merged(&records).record);
    }
}
