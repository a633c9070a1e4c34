//! Documents of the registries with only the fields that a case needs.

use serde_json::{Value, json};

/// A Crossref work by Ana Reis, of 4 May 2021.
pub(crate) fn crossref(doi: &str) -> Value {
    json!({
        "DOI": doi,
        "type": "journal-article",
        "title": ["Tides of the lagoon"],
        "container-title": ["Journal of Estuaries"],
        "issued": { "date-parts": [[2021, 5, 4]] },
        "author": [author("Ana", "Reis")],
    })
}

/// A Crossref work with this title.
pub(crate) fn titled(doi: &str, title: &str) -> Value {
    with(crossref(doi), json!({ "title": [title] }))
}

/// A person among the authors of a Crossref work.
pub(crate) fn author(given: &str, family: &str) -> Value {
    json!({ "given": given, "family": family, "sequence": "additional", "affiliation": [] })
}

/// Attributes of a DataCite DOI by Ana Reis, of 2022.
pub(crate) fn datacite(doi: &str) -> Value {
    json!({
        "doi": doi,
        "titles": [{ "title": "Depths of the lagoon" }],
        "creators": [{ "name": "Reis, Ana", "nameType": "Personal", "givenName": "Ana", "familyName": "Reis" }],
        "publicationYear": 2022,
        "publisher": "Zenodo",
        "types": { "resourceTypeGeneral": "Dataset" },
    })
}

/// An OpenAlex work by Ana Reis.
pub(crate) fn openalex(doi: &str) -> Value {
    json!({
        "id": "https://openalex.org/W1",
        "doi": format!("https://doi.org/{doi}"),
        "title": "Tides of the lagoon",
        "type": "article",
        "publication_date": "2021-05-04",
        "authorships": [{ "author": { "display_name": "Ana Reis" }, "raw_author_name": "Ana Reis" }],
        "cited_by_count": 9,
        "is_retracted": false,
        "ids": { "openalex": "https://openalex.org/W1" },
    })
}

/// An ORCID record of somebody with these names and groups of works.
pub(crate) fn orcid_record(orcid: &str, given: &str, family: &str, groups: &[Value]) -> Value {
    json!({
        "orcid-identifier": { "uri": format!("https://orcid.org/{orcid}"), "path": orcid, "host": "orcid.org" },
        "person": {
            "name": { "given-names": { "value": given }, "family-name": { "value": family }, "credit-name": null },
            "other-names": { "other-name": [] },
            "biography": null,
        },
        "activities-summary": { "works": { "last-modified-date": null, "group": groups } },
    })
}

/// A group of summaries of one work, the preferred one first.
pub(crate) fn group(summaries: &[Value]) -> Value {
    json!({ "last-modified-date": { "value": 1_780_000_000_000_i64 }, "work-summary": summaries })
}

/// A group of one summary with its own DOI.
pub(crate) fn claim(put_code: i64, doi: &str) -> Value {
    group(&[summary(put_code, "Tides of the lagoon", &[own("doi", doi)])])
}

/// A work summary.
pub(crate) fn summary(put_code: i64, title: &str, external_ids: &[Value]) -> Value {
    json!({
        "put-code": put_code,
        "title": { "title": { "value": title }, "subtitle": null, "translated-title": null },
        "external-ids": { "external-id": external_ids },
        "type": "journal-article",
        "publication-date": { "year": { "value": "2021" }, "month": null, "day": null },
        "journal-title": null,
        "display-index": "0",
    })
}

/// An external id of the work itself.
pub(crate) fn own(kind: &str, value: &str) -> Value {
    external_id(kind, value, "self")
}

/// An external id with its relationship.
pub(crate) fn external_id(kind: &str, value: &str, relationship: &str) -> Value {
    json!({
        "external-id-type": kind,
        "external-id-value": value,
        "external-id-normalized": null,
        "external-id-relationship": relationship,
    })
}

/// A document with some fields changed.
pub(crate) fn with(mut document: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else {
        panic!("changes are an object")
    };
    for (field, value) in changes {
        document[field] = value;
    }
    document
}

/// A document without a field.
pub(crate) fn without(mut document: Value, field: &str) -> Value {
    document.as_object_mut().unwrap().remove(field);
    document
}
