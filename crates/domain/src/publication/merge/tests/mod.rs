//! The rules of merging, one by one, and what holds for any input.
#![expect(
    clippy::unnecessary_wraps,
    clippy::too_many_lines,
    reason = "builders give what fields take, and a table is as long as its rule"
)]

mod dates;
mod fields;
mod kinds;
mod people;
mod properties;

use crate::identifier::Doi;
use crate::partial_date::PartialDate;
use crate::publication::merge::{Merged, merge};
use crate::publication::model::Contributor;
use crate::registry::{
    DateKind, Provider, ProviderAffiliation, ProviderContributor, ProviderDate, ProviderRecord, RawType,
    Update,
};

/// 2026-06-01T00:00:00Z.
const NOW: i64 = 1_780_272_000;

fn doi() -> Doi {
    Doi::parse("10.5555/salt").unwrap()
}

fn merged(records: &[ProviderRecord]) -> Merged {
    merge(&doi(), records, NOW)
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// A record with a title, fetched at a time of its own.
fn titled(provider: Provider, title: &str) -> ProviderRecord {
    let fetched_at = 100
        + Provider::ALL
            .iter()
            .position(|p| *p == provider)
            .map_or(0, |at| at.try_into().unwrap());
    ProviderRecord {
        title: text(title),
        ..ProviderRecord::empty(provider, fetched_at)
    }
}

fn date(text: &str) -> PartialDate {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().unwrap());
    PartialDate::new(parts.next().unwrap(), parts.next(), parts.next()).unwrap()
}

fn dated(provider: Provider, dates: &[(DateKind, &str)]) -> ProviderRecord {
    let dates = dates
        .iter()
        .map(|(kind, text)| ProviderDate {
            kind: *kind,
            date: date(text),
        })
        .collect();
    ProviderRecord {
        dates,
        ..titled(provider, "Salt")
    }
}

fn named(given: &str, family: &str) -> ProviderContributor {
    ProviderContributor {
        given: text(given),
        family: text(family),
        ..ProviderContributor::default()
    }
}

fn with_id(given: &str, family: &str, orcid: &str) -> ProviderContributor {
    ProviderContributor {
        orcid: text(orcid),
        ..named(given, family)
    }
}

fn at(name: Option<&str>, ror: Option<&str>) -> ProviderAffiliation {
    ProviderAffiliation {
        name: name.map(str::to_owned),
        ror: ror.map(str::to_owned),
    }
}

fn raw_type(value: &str) -> Option<RawType> {
    Some(RawType {
        vocabulary: "crossref".to_owned(),
        value: value.to_owned(),
    })
}

fn update(kind: &str, doi: &str, source: Option<&str>, incoming: bool) -> Update {
    Update {
        kind: kind.to_owned(),
        doi: doi.to_owned(),
        source: source.map(str::to_owned),
        date: None,
        incoming,
    }
}

fn by(merged: &Merged, field: &str) -> Option<Provider> {
    merged.provenance.get(field).map(|provenance| provenance.source)
}

fn author(list: &[Contributor], position: u32) -> &Contributor {
    list.iter().find(|author| author.position == position).unwrap()
}
