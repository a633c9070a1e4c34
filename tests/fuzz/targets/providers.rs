//! What registries answer, whole and damaged: read, merged into a publication, cited, matched.

use std::sync::LazyLock;

use citations::CslCitations;
use domain::identifier::{Doi, Orcid};
use domain::person::name;
use domain::publication::Citations;
use domain::publication::matching::author_keys;
use domain::publication::merge::merge;
use domain::registry::{ProviderRecord, RegistryError};
use fuzz::{Samples, hold, payloads};
use registries::reading;
use serde_json::{Value, json};

/// 2026-06-01
const NOW: i64 = 1_780_272_000;

const CROSSREF: &[&str] = &[
    "DOI",
    "title",
    "author",
    "given",
    "family",
    "ORCID",
    "affiliation",
    "date-parts",
    "issued",
    "published-print",
    "license",
    "URL",
    "start",
    "funder",
    "relation",
    "update-to",
    "type",
    "is-referenced-by-count",
    "institution",
    "name",
];
const DATACITE: &[&str] = &[
    "attributes",
    "doi",
    "titles",
    "title",
    "creators",
    "name",
    "nameIdentifiers",
    "affiliation",
    "publisher",
    "publicationYear",
    "dates",
    "date",
    "types",
    "descriptions",
    "rightsList",
    "relatedIdentifiers",
    "container",
];
const OPENALEX: &[&str] = &[
    "id",
    "doi",
    "title",
    "publication_date",
    "ids",
    "open_access",
    "authorships",
    "author",
    "institutions",
    "primary_location",
    "source",
    "biblio",
    "abstract_inverted_index",
    "cited_by_count",
    "is_retracted",
];
const CSL: &[&str] = &[
    "DOI",
    "type",
    "title",
    "author",
    "given",
    "family",
    "literal",
    "issued",
    "date-parts",
    "raw",
    "container-title",
    "ISSN",
];
const ORCID: &[&str] = &[
    "orcid-identifier",
    "path",
    "person",
    "name",
    "given-names",
    "value",
    "other-names",
    "other-name",
    "content",
    "activities-summary",
    "works",
    "group",
    "work-summary",
    "external-ids",
    "external-id",
    "put-code",
    "title",
    "publication-date",
    "year",
];

/// Loads its style once.
static CITATIONS: LazyLock<CslCitations> = LazyLock::new(CslCitations::new);

/// What happens to a record that a registry describes.
fn follow(record: ProviderRecord) {
    let text = record.doi.clone().unwrap_or_default();
    let doi = Doi::parse(&text).unwrap_or_else(|_| Doi::parse("10.5555/damaged").unwrap());
    let merged = merge(&doi, &[record], NOW);
    assert_eq!(merged.record.doi, doi.as_str());
    for author in &merged.record.authors {
        let _ = author_keys(author);
    }
    let _ = CITATIONS.apa(&merged.record);
    // What is stored is read again as the same.
    let stored = serde_json::to_string(&merged.record).unwrap();
    assert_eq!(
        serde_json::from_str(&stored).ok(),
        Some(merged.record),
        "{stored}"
    );
}

fn read(
    (invented, recording, names): (&[Value], &str, &'static [&'static str]),
    reader: fn(&str, i64) -> Result<ProviderRecord, RegistryError>,
) {
    let samples = Samples::new(invented, recording);
    for sample in invented {
        assert!(reader(&sample.to_string(), NOW).is_ok(), "{sample}");
    }
    hold(&payloads(&samples, names), |payload| {
        if let Ok(record) = reader(&payload, NOW) {
            follow(record);
        }
    });
}

#[test]
fn crossref() {
    let work = json!({
        "DOI": "10.5555/12345678", "type": "journal-article", "title": ["Salt &amp; <i>water</i>"], "subtitle": ["A study"],
        "container-title": ["Journal of Tides"], "short-container-title": ["J Tides"], "publisher": "Shore", "volume": "3",
        "issue": "2", "page": "1-3, 10-11", "article-number": "e5", "ISSN": ["1234-5679"], "ISBN": ["9780000000002"],
        "abstract": "<jats:p>Much.</jats:p>", "language": "en", "subject": ["Sea"], "is-referenced-by-count": 7,
        "author": [{"given": "Ana", "family": "Reis", "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "authenticated-orcid": true, "sequence": "first", "affiliation": [{"name": "Coast", "id": [{"id": "https://ror.org/00x", "id-type": "ROR"}]}]},
            {"name": "The Tide Group", "sequence": "additional"}],
        "published-print": {"date-parts": [[2019, 5]]}, "published-online": {"date-parts": [[2019, 4, 30]]},
        "issued": {"date-parts": [[null]]}, "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/",
            "content-version": "vor", "start": {"date-parts": [[2019, 5, 1]]}}],
        "funder": [{"name": "Fund", "DOI": "10.13039/1", "award": ["A-1"]}],
        "relation": {"is-preprint-of": [{"id": "10.5555/2", "id-type": "doi"}]},
        "update-to": [{"DOI": "10.5555/3", "type": "retraction", "updated": {"date-parts": [[2020, 1, 1]]}}]
    });
    read((&[work], "crossref-works", CROSSREF), reading::crossref_work);
}

#[test]
fn datacite() {
    let data = json!({"id": "10.5555/d", "type": "dois", "attributes": {
        "doi": "10.5555/d", "titles": [{"title": "Waves"}, {"title": "Ondas", "titleType": "TranslatedTitle", "lang": "pt"}],
        "creators": [{"name": "Reis, Ana", "givenName": "Ana", "familyName": "Reis", "nameType": "Personal",
            "nameIdentifiers": [{"nameIdentifier": "https://orcid.org/0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}],
            "affiliation": ["Coast"]}],
        "publisher": "Shore", "publicationYear": 2020, "dates": [{"date": "2020-02", "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Table"}, "language": "en",
        "descriptions": [{"description": "Much.", "descriptionType": "Abstract"}], "subjects": [{"subject": "Sea"}],
        "rightsList": [{"rightsUri": "https://creativecommons.org/licenses/by/3.0/us"}],
        "fundingReferences": [{"funderName": "Fund", "awardNumber": "1"}],
        "relatedIdentifiers": [{"relatedIdentifier": "10.5555/2", "relatedIdentifierType": "DOI", "relationType": "IsPartOf"}],
        "container": {"title": "Series", "volume": "1"}, "citationCount": 2
    }});
    read((&[data], "datacite-dois", DATACITE), reading::datacite_doi);
}

#[test]
fn openalex() {
    let work = json!({
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/12345678", "title": "Salt", "display_name": "Salt",
        "publication_year": 2019, "publication_date": "2019-05-01", "type": "article", "language": "en", "cited_by_count": 9,
        "is_retracted": false, "open_access": {"is_oa": true, "oa_status": "gold", "oa_url": "https://www.example.org/a.pdf"},
        "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/1", "openalex": "https://openalex.org/W1"},
        "authorships": [{"author_position": "first", "raw_author_name": "Ana Reis", "author": {"display_name": "Ana Reis",
            "orcid": "https://orcid.org/0000-0002-1825-0097"}, "institutions": [{"display_name": "Coast", "ror": "https://ror.org/00x"}]}],
        "primary_location": {"source": {"display_name": "Journal of Tides", "issn": ["1234-5679"]}, "license": "cc-by"},
        "biblio": {"volume": "3", "issue": "2", "first_page": "1", "last_page": "3"},
        "abstract_inverted_index": {"Much": [0, 2], "ado": [1]}, "keywords": [{"display_name": "Sea"}]
    });
    read((&[work], "openalex-works", OPENALEX), reading::openalex_work);
}

#[test]
fn csl() {
    let item = json!({
        "DOI": "10.5555/12345678", "type": "article-journal", "title": "Salt", "container-title": "Journal of Tides",
        "author": [{"given": "Ana", "family": "Reis"}, {"literal": "The Tide Group"}], "issued": {"date-parts": [[2019, 5]]},
        "volume": "3", "page": "1-3", "publisher": "Shore", "ISSN": "1234-5679", "language": "en", "abstract": "Much."
    });
    read((&[item], "doi-csl", CSL), reading::csl_item);
}

#[test]
fn orcid_records() {
    let record = json!({
        "orcid-identifier": {"path": "0000-0002-1825-0097", "uri": "https://orcid.org/0000-0002-1825-0097"},
        "preferences": {"locale": "en"},
        "person": {"name": {"given-names": {"value": "Ana"}, "family-name": {"value": "Reis"}, "credit-name": null},
            "other-names": {"other-name": [{"content": "A. Reis"}]}, "biography": {"content": "Reads tides."}},
        "activities-summary": {"works": {"group": [{"external-ids": {"external-id": [{"external-id-type": "doi",
            "external-id-value": "10.5555/12345678", "external-id-relationship": "self"}]},
            "work-summary": [{"put-code": 1, "display-index": "1", "title": {"title": {"value": "Salt"}, "subtitle": null},
                "type": "journal-article", "publication-date": {"year": {"value": "2019"}, "month": {"value": "05"}, "day": null},
                "journal-title": {"value": "Journal of Tides"}, "url": {"value": "https://www.example.org"},
                "external-ids": {"external-id": [{"external-id-type": "doi", "external-id-value": "10.5555/12345678",
                    "external-id-normalized": {"value": "10.5555/12345678"}, "external-id-relationship": "self"}]}}]}]}}
    });
    let asked = Orcid::parse("0000-0002-1825-0097").unwrap();
    assert!(reading::orcid_record(&record.to_string(), &asked, NOW).is_ok());
    let samples = Samples::new(&[record], "orcid-records");
    hold(&payloads(&samples, ORCID), |payload| {
        let Ok((_, record)) = reading::orcid_record(&payload, &asked, NOW) else {
            return;
        };
        let _ = name::display(&record.person.names, &asked);
        for work in record.works.into_iter().take(50) {
            follow(work.answer.record);
        }
    });
}

#[test]
fn agencies() {
    let known = [
        json!([{"DOI": "10.5555/1", "RA": "Crossref"}]),
        json!([{"DOI": "10.1/1", "status": "Invalid DOI"}]),
    ];
    let samples = Samples::new(&known, "none");
    hold(&payloads(&samples, &["DOI", "RA", "status"]), |payload| {
        let _ = reading::agency(&payload);
    });
}
