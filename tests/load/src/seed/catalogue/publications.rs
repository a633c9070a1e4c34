//! What they published: titles by Zipf's law, recent years more than old ones, a few authors, mostly articles.

use std::collections::{BTreeMap, BTreeSet};

use domain::identifier::slug;
use domain::partial_date::PartialDate;
use domain::publication::search::search_text;
use domain::publication::visibility::{Facts, publication_is_public};
use domain::publication::{Contributor, Record};
use domain::text::{Localised, fold};
use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde_json::{Map, Value, json};

use super::words::{Vocabulary, pick};
use super::{Catalogue, NOW, Rows};

const DAY: i64 = 86_400;
/// Types, as often as they come in a real catalogue.
const TYPES: [&str; 20] = [
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "journal-article",
    "book-chapter",
    "book-chapter",
    "conference-paper",
    "conference-paper",
    "dataset",
    "preprint",
    "report",
    "book",
];
const JOURNALS: i64 = 4_000;
/// Characters of a title that lists are sorted by.
const SORTED: usize = 200;

/// What is decided by chance before anything is written.
struct Draft {
    record: Record,
    people: BTreeMap<usize, u32>,
    visible: bool,
    deleted: bool,
    fetched_at: i64,
}

impl Catalogue {
    /// Makes one publication; whether it is public.
    pub(super) fn publication(&mut self, number: u64, rows: &mut impl Rows) -> bool {
        let draft = self.draft(number);
        let internal = |at: &usize| self.people.get(*at).is_some_and(|person| person.internal);
        let public = publication_is_public(Facts {
            visible: draft.visible,
            deleted: draft.deleted,
            has_internal_person: draft.people.keys().any(internal),
        });
        if public {
            for at in draft.people.keys() {
                if let Some(person) = self.people.get_mut(*at) {
                    person.public_publications += 1;
                }
            }
        }
        self.put(number, &draft, public, rows);
        public
    }

    fn draft(&mut self, number: u64) -> Draft {
        let random = &mut self.random;
        let year = year(random);
        let (people, authors) = authors(&self.people, &self.productivity, random);
        let length = random.random_range(6..=14);
        let title = self.words.sentence(length, random);
        let translated = random.random_range(0..100_u32) < 3;
        let title = if translated {
            let other = self.words.sentence(length, random);
            Localised::ByLanguage(BTreeMap::from([
                ("en".to_owned(), title),
                ("pt".to_owned(), other),
            ]))
        } else {
            Localised::Plain(title)
        };
        let journal = random.random_range(0..JOURNALS);
        let cited: f64 = random.random();
        let record = Record {
            doi: format!("10.5555/seeded.{number}"),
            title: Some(title),
            authors,
            publication_date: date(year, random),
            publication_year: i32::try_from(year).ok(),
            publication_type: Some(pick(&TYPES, random).to_owned()),
            container_title: Some(format!("Journal of Fictional Studies {journal}")),
            volume: Some(random.random_range(1..90_u32).to_string()),
            page: Some(random.random_range(1..2000_u32).to_string()),
            // Most are cited a few times, a few very often.
            cited_by_count: (cited > 0.1).then(|| whole(cited.powi(-2) - 1.0) % 20_000),
            url: Some(format!("https://doi.org/10.5555/seeded.{number}")),
            ..Record::default()
        };
        Draft {
            record,
            people,
            visible: random.random_range(0..100_u32) >= 2,
            deleted: random.random_range(0..100_u32) < 1,
            fetched_at: NOW - random.random_range(0..90 * DAY),
        }
    }

    fn put(&self, number: u64, draft: &Draft, public: bool, rows: &mut impl Rows) {
        let Draft {
            record, fetched_at, ..
        } = draft;
        let workspace = self.workspace.as_str();
        let text = search_text(record);
        let cited = record.cited_by_count;
        let title_words = fold::words(&text.title).join(" ");
        let title = record.title.as_ref().map_or("", Localised::any);
        let [_, slug, _] = slug::choices(title, &record.doi);
        rows.put(
            "publications",
            json!({
                "id": number, "workspace_id": workspace, "doi": record.doi, "slug": slug,
                "title": record.title, "publication_date": record.publication_date,
                "publication_year": record.publication_year, "publication_type": record.publication_type,
                "cited_by_count": cited, "last_fetched_at": fetched_at, "author_match_state": "complete",
                "journal": record.container_title,
                "date_sort": record.publication_date.map_or(0, PartialDate::sort_key),
                "cited_by_sort": cited.map_or(-1, |count| i64::try_from(count).unwrap_or(i64::MAX)),
                "visible": draft.visible, "deleted_at": draft.deleted.then_some(NOW), "is_public": public,
                "resolution": "registered", "changed_at": fetched_at, "edit_count": 0, "created_at": fetched_at,
                "sort_title": title_words.chars().take(SORTED).collect::<String>(),
                "search_title": title_words,
                "search_authors": fold::words(&text.authors).join(" "),
            }),
        );
        rows.put(
            "slugs",
            json!({ "workspace_id": workspace, "kind": "publication", "slug": slug, "subject": record.doi }),
        );
        let stored = stored(record);
        let source = json!({ "source": "crossref", "fetched_at": fetched_at });
        rows.put(
            "publication_records",
            json!({
                "workspace_id": workspace, "publication_id": number, "original": stored, "edited": {},
                "merged": stored, "provenance": { "title": source, "authors": source }, "attention": [],
            }),
        );
        rows.put(
            "publication_sources",
            json!({
                "workspace_id": workspace, "publication_id": number, "provider": "crossref", "record_of": "",
                "asked_at": fetched_at, "status": "ok",
            }),
        );
        for (at, position) in &draft.people {
            let Some(person) = self.people.get(*at) else {
                continue;
            };
            rows.put(
                "publication_people",
                json!({
                    "workspace_id": workspace, "publication_id": number,
                    "person_orcid": person.orcid.as_str(), "position": position, "origin": "orcid",
                    "score": 1.0, "claimed": true,
                }),
            );
        }
    }
}

/// One to three of the centre's people, among up to eight authors.
fn authors(
    people: &[super::Person],
    productivity: &super::Skewed,
    random: &mut SmallRng,
) -> (BTreeMap<usize, u32>, Vec<Contributor>) {
    let own = random.random_range(1..=3);
    let chosen: BTreeSet<usize> = (0..own).map(|_| productivity.choose(random)).collect();
    let mut authors: Vec<Contributor> = Vec::new();
    let mut links = BTreeMap::new();
    for at in chosen {
        let Some(person) = people.get(at) else {
            continue;
        };
        authors.push(Contributor {
            given: person.names.given.clone(),
            family: person.names.family.clone(),
            orcid: Some(person.orcid.as_str().to_owned()),
            ..Contributor::default()
        });
        links.insert(at, u32::try_from(authors.len()).unwrap_or(u32::MAX));
    }
    for _ in 0..random.random_range(0..=5_u32) {
        authors.push(Contributor {
            given: Some(Vocabulary::name(random)),
            family: Some(Vocabulary::name(random)),
            ..Contributor::default()
        });
    }
    for (position, author) in (1..).zip(&mut authors) {
        author.position = position;
        author.role = Some("author".to_owned());
    }
    (links, authors)
}

/// From 1960 to 2026; half of all in the last twelve years.
fn year(random: &mut SmallRng) -> i64 {
    let share: f64 = random.random();
    let ago = whole(67.0 * share.powf(2.5));
    2026 - i64::try_from(ago).unwrap_or(0)
}

/// A year, a month or a day, as registries have it.
fn date(year: i64, random: &mut SmallRng) -> Option<PartialDate> {
    let month = random.random_range(1..=12_i64);
    let day = random.random_range(1..=28_i64);
    match random.random_range(0..4_u32) {
        0 => PartialDate::new(year, None, None),
        1 => PartialDate::new(year, Some(month), None),
        _ => PartialDate::new(year, Some(month), Some(day)),
    }
    .ok()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there is no other way from a float; it saturates"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// A record without what is absent: reading fills it in.
fn stored(record: &Record) -> Value {
    let Ok(Value::Object(fields)) = serde_json::to_value(record) else {
        return Value::Null;
    };
    let said = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    };
    Value::Object(
        fields
            .into_iter()
            .filter(|(_, value)| said(value))
            .collect::<Map<_, _>>(),
    )
}
