//! An ORCID record in our words.

use domain::identifier::Orcid;
use domain::person::{PersonNames, RegistryPerson};
use domain::registry::{
    Answer, DateKind, OrcidExternalId, OrcidRecord, OrcidWork, OtherId, Provider, ProviderDate,
    ProviderRecord, RawType, RegistryError, Relationship,
};
use domain::text::markup::{plain, plain_lines};
use serde_json::value::RawValue;

use super::{NAME, wire};
use crate::dates::partial;
use crate::lenient::{Maybe, read};

/// The iD that a record says it is of, and the record.
pub(crate) fn record(
    body: &str,
    asked: &Orcid,
    fetched_at: i64,
) -> Result<(Option<Orcid>, OrcidRecord), RegistryError> {
    let record: wire::Record<'_> = read(NAME, body)?;
    let said = record
        .orcid_identifier
        .path
        .as_deref()
        .and_then(|path| Orcid::parse(path).ok());
    let locale = record
        .preferences
        .take()
        .and_then(|preferences| preferences.locale.take());
    let person = record.person.take().unwrap_or_default();
    let person = RegistryPerson {
        orcid: asked.clone(),
        biography: person
            .biography
            .take()
            .and_then(|biography| biography.content.take())
            .and_then(|text| plain_lines(&text)),
        names: names(person.name, person.other_names),
        locale,
        fetched_at,
    };
    let groups = record
        .activities_summary
        .and_then(|all| all.works)
        .and_then(|works| works.group);
    let (mut works, mut unreadable) = (Vec::new(), Vec::new());
    for (at, json) in groups.unwrap_or_default().into_iter().enumerate() {
        match group(json, fetched_at) {
            Ok((work, skipped)) => {
                let reason =
                    |place: String| format!("a version of work {} cannot be read at {place}", work.put_code);
                unreadable.extend(skipped.into_iter().map(reason));
                works.push(work);
            }
            Err(place) => unreadable.push(format!("work group {} cannot be read at {place}", at + 1)),
        }
    }
    Ok((
        said,
        OrcidRecord {
            person,
            works,
            unreadable,
        },
    ))
}

fn names(name: Maybe<wire::Name>, other: Maybe<wire::OtherNames>) -> PersonNames {
    let name = name.take().unwrap_or_default();
    let other = other.take().unwrap_or_default().other_name.0;
    let read = |text: Option<String>| text.as_deref().and_then(plain);
    PersonNames {
        given: read(name.given_names.0),
        family: read(name.family_name.0),
        credit: read(name.credit_name.0),
        other: other
            .into_iter()
            .filter_map(|name| read(name.content.take()))
            .collect(),
    }
}

/// The work of a group, and where its other summaries could not be read; or why there is no work.
fn group(json: &RawValue, fetched_at: i64) -> Result<(OrcidWork, Vec<String>), String> {
    let group: wire::Group<'_> = read(NAME, json.get()).map_err(place_of)?;
    let (mut summaries, mut skipped) = (Vec::new(), Vec::new());
    for json in group.work_summary {
        match read::<wire::Summary>(NAME, json.get()) {
            Ok(summary) => summaries.push((summary, json.get())),
            Err(error) => skipped.push(place_of(error)),
        }
    }
    // The preferred summary has the highest index; among equals ORCID puts it first.
    let index = |(summary, _): &(wire::Summary, &str)| summary.display_index.0.unwrap_or(0);
    summaries.sort_by_key(|summary| std::cmp::Reverse(index(summary)));
    let mut external_ids: Vec<OrcidExternalId> = Vec::new();
    for (summary, _) in &summaries {
        for id in ids_of(summary) {
            if !external_ids.contains(&id) {
                external_ids.push(id);
            }
        }
    }
    let Some((summary, payload)) = summaries.into_iter().next() else {
        return Err(skipped
            .into_iter()
            .next()
            .unwrap_or_else(|| "work-summary".to_owned()));
    };
    let put_code = summary.put_code;
    let answer = Answer {
        record: work(summary, fetched_at),
        payload: payload.to_owned(),
    };
    Ok((
        OrcidWork {
            put_code,
            external_ids,
            answer,
        },
        skipped,
    ))
}

fn place_of(error: RegistryError) -> String {
    match error {
        RegistryError::Unreadable { at, .. } => at,
        other => other.to_string(),
    }
}

fn ids_of(summary: &wire::Summary) -> Vec<OrcidExternalId> {
    let ids = summary.external_ids.0.iter().flat_map(|ids| &ids.external_id.0);
    ids.filter_map(|id| {
        let normalized = id.external_id_normalized.0.clone();
        let value = id.external_id_value.as_deref().map(str::to_owned);
        Some(OrcidExternalId {
            kind: id.external_id_type.as_deref()?.trim().to_ascii_lowercase(),
            value: value.or_else(|| normalized.clone())?,
            normalized,
            relationship: relationship(id.external_id_relationship.as_deref()),
        })
    })
    .collect()
}

/// Writers of before v2.0 named no relationship; ORCID groups by such ids as by the work's own.
fn relationship(word: Option<&str>) -> Relationship {
    let Some(word) = word else {
        return Relationship::SelfId;
    };
    match word.trim().to_ascii_lowercase().replace('_', "-").as_str() {
        "self" => Relationship::SelfId,
        "version-of" => Relationship::VersionOf,
        _ => Relationship::Other,
    }
}

/// The record of a work summary. Only its own ids are the work's; an ISSN or ISBN is its container's as well.
fn work(summary: wire::Summary, fetched_at: i64) -> ProviderRecord {
    let mut record = ProviderRecord::empty(Provider::Orcid, fetched_at);
    for id in ids_of(&summary) {
        match (id.kind.as_str(), id.relationship) {
            ("issn", _) => record.issn.push(id.value),
            ("isbn", _) => record.isbn.push(id.value),
            ("doi", Relationship::SelfId) if record.doi.is_none() => record.doi = Some(id.value),
            (_, Relationship::SelfId) => record.identifiers.push(OtherId {
                kind: id.kind,
                value: id.value,
            }),
            (_, Relationship::VersionOf | Relationship::Other) => {}
        }
    }
    let title = summary.title.take().unwrap_or_default();
    record.title = title.title.0;
    record.subtitle = title.subtitle.0;
    if let Some(translated) = title.translated_title.take()
        && let Some(text) = translated.value.take()
    {
        let language = translated
            .language_code
            .take()
            .unwrap_or_else(|| "und".to_owned());
        record.translated_titles.push((language, text));
    }
    let date = summary
        .publication_date
        .take()
        .and_then(|date| partial(date.year.0?, date.month.0, date.day.0));
    record.dates.extend(date.map(|date| ProviderDate {
        kind: DateKind::Published,
        date,
    }));
    record.raw_type = summary.kind.take().map(|value| RawType {
        vocabulary: "orcid".to_owned(),
        value,
    });
    record.container_title = summary.journal_title.0;
    record.url = summary.url.0;
    record
}
