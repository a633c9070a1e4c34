//! Every recorded payload is read. The recordings are not part of the repository; without them these tests say so
//! and check nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use domain::identifier::Orcid;
use domain::registry::{OrcidRecord, ProviderRecord, Relationship};
use flate2::read::MultiGzDecoder;

use crate::{crossref, datacite, doi_org, openalex, orcid};

/// The payloads of a recording, one a line; `None`, with a word on stderr, where there is no recording.
fn lines(name: &str) -> Option<impl Iterator<Item = String>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(format!("../shared/replay/data/{name}.jsonl.gz"));
    let Ok(file) = File::open(path) else {
        eprintln!("SKIPPED: no recording {name}.jsonl.gz in ../shared/replay/data; nothing was checked");
        return None;
    };
    Some(
        BufReader::new(MultiGzDecoder::new(file))
            .lines()
            .map(Result::unwrap),
    )
}

/// All records of a recording by their DOI.
fn records(
    name: &str,
    understand: impl Fn(&str) -> Result<ProviderRecord, domain::registry::RegistryError>,
) -> Option<BTreeMap<String, ProviderRecord>> {
    let mut records = BTreeMap::new();
    for (at, line) in lines(name)?.enumerate() {
        let record = understand(&line).unwrap_or_else(|error| panic!("{name}, line {}: {error}", at + 1));
        records.insert(
            record
                .doi
                .clone()
                .unwrap_or_else(|| format!("line {}", at + 1))
                .to_lowercase(),
            record,
        );
    }
    Some(records)
}

#[test]
fn crossref_works() {
    for name in [
        "crossref-works",
        "crossref-works-legacy",
        "crossref-works-derived",
    ] {
        let Some(records) = records(name, |line| crossref::understand_work(line, 0)) else {
            return;
        };
        assert!(records.len() > 500, "{name}: {}", records.len());
        assert!(records.values().all(|record| record.raw_type.is_some()));
        let dated = records.values().filter(|record| !record.dates.is_empty()).count();
        assert!(
            dated * 100 > records.len() * 98,
            "{name}: {dated} of {}",
            records.len()
        );
    }
}

fn crossref_records() -> Option<BTreeMap<String, ProviderRecord>> {
    records("crossref-works", |line| crossref::understand_work(line, 0))
}

#[test]
fn crossref_texts() {
    let Some(records) = crossref_records() else { return };
    let of = |doi: &str| &records[doi];
    for (doi, part) in [
        ("10.1155/2014/128505", "Retracted:"),
        ("10.1103/physrevb.89.235131", "<mml:math"),
        ("10.1002/2050-7038.12442/v2/review2", "&lt;scp&gt;"),
        ("10.1534/g3.114.015966", "\n"),
    ] {
        assert!(of(doi).title.as_deref().unwrap().contains(part), "{doi}");
    }
    assert!(!of("10.1360/n112014-00137").title.as_deref().unwrap().is_ascii());
    let text = of("10.1007/s10840-022-01343-5").abstract_text.as_deref();
    assert!(text.unwrap().contains("<jats:"));
    assert_eq!(of("10.1001/archderm.100.1.117").title, None);
    assert_eq!(of("10.1002/0470841559.ch1").dates, []);
    let component = of("10.1371/journal.pmed.0030277.g001");
    assert_eq!(
        (&component.title, component.dates.as_slice()),
        (&None, [].as_slice())
    );
    for doi in [
        "10.1002/(sici)1099-1190(200001/02)10:1<51::aid-nem357>3.0.co;2-g",
        "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
    ] {
        assert!(records.contains_key(doi));
    }
    let mut notices = of("10.1371/journal.pone.0210346").updates.iter();
    assert!(notices.any(|update| update.kind == "retraction" && !update.incoming));
    let mut relations = of("10.1101/242230").relations.iter();
    assert!(relations.any(|relation| relation.kind == "is-preprint-of"));
}

#[test]
fn crossref_authors() {
    let Some(records) = crossref_records() else { return };
    let authors = |doi: &str| records[doi].authors.iter();
    assert_eq!(authors("10.1534/g3.114.015966").len(), 1_014);
    for nobody in [
        "10.1155/2014/128505",
        "10.1001/archderm.100.1.117",
        "10.1371/journal.pmed.0030277.g001",
    ] {
        assert_eq!(authors(nobody).len(), 0, "{nobody}");
    }
    assert_eq!(authors("10.1002/mdc3.13466").len(), 23);
    let groups = authors("10.1002/mdc3.13466").filter(|a| a.name.is_some() && a.family.is_none());
    assert_eq!(groups.count(), 1);
    assert_eq!(authors("10.1101/242230").len(), 54);
    assert_eq!(
        authors("10.1101/242230").filter(|a| a.orcid.is_some()).count(),
        22
    );
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    for id in authors("10.2337/dc22-1960").filter_map(|author| author.orcid.as_deref()) {
        *ids.entry(id).or_default() += 1;
    }
    assert_eq!(ids.values().filter(|count| **count == 2).count(), 6);
}

#[test]
fn datacite_dois() {
    let Some(records) = records("datacite-dois", |line| datacite::understand_data(line, 0)) else {
        return;
    };
    assert_eq!(records.len(), 1_095);
    let dataset = &records["10.17182/hepdata.87144.v1/t616"];
    assert_eq!(dataset.authors.len(), 2_858);
    assert!(
        records["10.11578/1372474"]
            .authors
            .iter()
            .any(|author| author.orcid.is_none())
    );
    let nameless = |record: &ProviderRecord| {
        record
            .authors
            .iter()
            .any(|a| a.name.is_none() && a.family.is_none() && a.given.is_none())
    };
    let nameless: Vec<_> = records
        .iter()
        .filter(|(_, record)| nameless(record))
        .map(|(doi, _)| doi)
        .collect();
    assert!(
        nameless.len() <= 2,
        "two creators of test records have other fields: {nameless:?}"
    );
    let undated = records.values().filter(|record| record.dates.is_empty());
    assert_eq!(
        undated.count(),
        3,
        "these have the year 0000; all others have a year at least"
    );
}

#[test]
fn openalex_works() {
    let Some(lines) = lines("openalex-works") else {
        return;
    };
    let mut without_title = 0;
    for (at, line) in lines.enumerate() {
        let record =
            openalex::understand(&line, 0).unwrap_or_else(|error| panic!("line {}: {error}", at + 1));
        without_title += u32::from(record.title.is_none());
        assert!(record.identifiers.iter().any(|id| id.kind == "openalex"));
        assert_eq!(record.dates.len(), 1);
    }
    assert_eq!(without_title, 4);
}

#[test]
fn csl_items() {
    let Some(records) = records("doi-csl", |line| doi_org::understand_csl(line, 0)) else {
        return;
    };
    assert_eq!(records.len(), 55);
    assert!(
        records
            .values()
            .all(|record| record.title.is_some() && record.raw_type.is_some())
    );
    assert!(
        records
            .values()
            .all(|record| !record.authors.is_empty() && !record.dates.is_empty())
    );
}

fn orcid_records() -> Option<BTreeMap<String, OrcidRecord>> {
    let mut records = BTreeMap::new();
    let asked = Orcid::parse("0000-0002-1825-0097").unwrap();
    for (at, line) in lines("orcid-records")?.enumerate() {
        let understood = orcid::understand(&line, &asked, 0);
        let (said, record) = understood.unwrap_or_else(|error| panic!("line {}: {error}", at + 1));
        assert!(
            record.unreadable.is_empty(),
            "line {}: {:?}",
            at + 1,
            record.unreadable
        );
        records.insert(said.unwrap().to_string(), record);
    }
    Some(records)
}

#[test]
fn orcid_records_and_special_cases() {
    let Some(records) = orcid_records() else { return };
    assert_eq!(records.len(), 3_836);
    let of = |id: &str| &records[id];
    assert_eq!(of("0000-0002-6665-4934").works.len(), 802);
    assert_eq!(of("0000-0002-6665-4934").person.names.family, None);
    assert_eq!(of("0000-0003-4231-1897").works.len(), 247);
    assert_eq!(of("0000-0002-5878-603X").works.len(), 0);
    assert_eq!(of("0000-0001-6703-0333").person.names.given, None);
    assert!(
        of("0000-0001-5517-2289")
            .works
            .iter()
            .any(|work| work.external_ids.is_empty())
    );
    let own_doi = |id: &str| {
        let is_own = |relationship| relationship == Relationship::SelfId;
        let works = &of(id).works;
        works
            .iter()
            .filter(|w| {
                w.external_ids
                    .iter()
                    .any(|i| i.kind == "doi" && is_own(i.relationship))
            })
            .count()
    };
    assert!(
        own_doi("0000-0001-7112-8069") < of("0000-0001-7112-8069").works.len(),
        "a DOI only as part-of"
    );
    let unusable = of("0000-0001-5272-6530")
        .works
        .iter()
        .flat_map(|work| &work.external_ids);
    assert!(
        unusable
            .clone()
            .any(|id| id.kind == "doi" && id.normalized.is_none())
    );
    let upper = of("0000-0002-8783-5128")
        .works
        .iter()
        .flat_map(|work| &work.external_ids);
    assert!(
        upper
            .clone()
            .any(|id| id.kind == "doi" && id.value.chars().any(|c| c.is_ascii_uppercase()))
    );
    assert!(
        of("0000-0003-1444-9135")
            .works
            .iter()
            .all(|work| work.answer.payload.starts_with('{'))
    );
}
