//! Texts, dates, numbers, rights, counts and retraction.

use super::*;
use crate::publication::model::{Attention, RetractionStatus};
use crate::registry::{Funder, License, OpenAccess, OtherId, Relation};
use crate::text::Localised;
use Provider::{Crossref, Datacite, DoiOrg, Openalex, Orcid};

#[test]
fn the_agency_counts_before_openalex_and_orcid() {
    let every = [Orcid, Openalex, DoiOrg, Datacite, Crossref];
    let mut records: Vec<ProviderRecord> = every
        .iter()
        .map(|provider| titled(*provider, provider.as_str()))
        .collect();
    while let Some(best) = records.last().map(|record| record.provider) {
        let result = merged(&records);
        assert_eq!(result.record.title, Some(best.as_str().into()));
        assert_eq!(result.provenance["title"].source, best);
        assert_eq!(
            result.provenance["title"].fetched_at,
            records.last().unwrap().fetched_at
        );
        records.pop();
    }
}

#[test]
fn an_empty_value_takes_nothing_away() {
    let agency = ProviderRecord {
        volume: text("  "),
        issue: text(" 4 "),
        ..titled(Crossref, " ")
    };
    let openalex = ProviderRecord {
        volume: text("12"),
        issue: text("5"),
        ..titled(Openalex, "Salt")
    };
    let result = merged(&[agency, openalex]);
    assert_eq!(result.record.title, Some("Salt".into()));
    assert_eq!(result.record.volume.as_deref(), Some("12"));
    assert_eq!(result.record.issue.as_deref(), Some("4"));
    assert_eq!(
        (by(&result, "volume"), by(&result, "issue")),
        (Some(Openalex), Some(Crossref))
    );
    assert_eq!(by(&result, "page"), None);
}

#[test]
fn nobody_has_a_title() {
    let result = merged(&[titled(Crossref, ""), ProviderRecord::empty(Orcid, 1)]);
    assert_eq!(result.record.title, None);
    assert!(result.attention.contains(&Attention::MissingTitle));
    assert!(result.attention.contains(&Attention::MissingDate));
    assert_eq!(merged(&[]).record.doi, "10.5555/salt");
}

#[test]
fn of_several_orcid_records_the_first_that_says_something_counts() {
    let first = ProviderRecord {
        url: text("https://example.org/1"),
        ..ProviderRecord::empty(Orcid, 1)
    };
    let second = ProviderRecord {
        url: text("https://example.org/2"),
        ..titled(Orcid, "Salt")
    };
    let result = merged(&[first, second]);
    assert_eq!(result.record.title, Some("Salt".into()));
    assert_eq!(result.record.url.as_deref(), Some("https://example.org/1"));
}

#[test]
fn translations_need_known_languages() {
    let translated = |language: Option<&str>, translations: &[(&str, &str)]| ProviderRecord {
        language: language.map(str::to_owned),
        translated_titles: translations
            .iter()
            .map(|(l, t)| ((*l).to_owned(), (*t).to_owned()))
            .collect(),
        alternate_titles: vec!["Salt II".to_owned(), "Salt".to_owned()],
        ..titled(Crossref, "Salt")
    };
    let both = merged(&[translated(
        Some("en"),
        &[("pt", "Sal"), ("", "Sale"), ("en-US", "Salts")],
    )])
    .record;
    let Some(Localised::ByLanguage(texts)) = &both.title else {
        panic!("{:?}", both.title)
    };
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(l, t)| (l.as_str(), t.as_str())).collect();
    assert_eq!(pairs, [("en", "Salt"), ("pt", "Sal")]);
    assert_eq!(both.alternate_titles, ["Salt II", "Sale", "Salts"]);

    let unknown = merged(&[translated(None, &[("pt", "Sal")])]).record;
    assert_eq!(unknown.title, Some("Salt".into()));
    assert_eq!(unknown.alternate_titles, ["Salt II", "Sal"]);
}

#[test]
fn a_subtitle_is_not_said_twice() {
    let orcid = ProviderRecord {
        subtitle: text("A study"),
        ..titled(Orcid, "Salt")
    };
    let within = merged(&[titled(Crossref, "Salt: a study"), orcid.clone()]);
    assert_eq!(within.record.subtitle, None);
    let beside = merged(&[titled(Crossref, "Salt"), orcid]);
    assert_eq!(beside.record.subtitle.as_deref(), Some("A study"));
    assert_eq!(by(&beside, "subtitle"), Some(Orcid));
}

#[test]
fn containers_and_numbers_are_trimmed() {
    let record = ProviderRecord {
        container_title: text(" Journal of Salt "),
        alternate_container_titles: vec!["Salt J".to_owned(), String::new(), "Salt J".to_owned()],
        short_container_title: text("J. Salt"),
        publisher: text(" Brine Press "),
        page: text(" 1-3, 10-11 "),
        article_number: text("e7"),
        issn: vec!["12345678".to_owned(), "1234-5678".to_owned()],
        isbn: vec!["http://id.crossref.org/isbn/9780000000002".to_owned()],
        url: text("ftp://example.org"),
        ..titled(Crossref, "Salt")
    };
    let record = merged(&[record]).record;
    assert_eq!(record.container_title.as_deref(), Some("Journal of Salt"));
    assert_eq!(record.short_container_title.as_deref(), Some("J. Salt"));
    assert_eq!(record.alternate_container_titles, ["Salt J"]);
    assert_eq!(record.publisher.as_deref(), Some("Brine Press"));
    assert_eq!(record.page.as_deref(), Some("1-3, 10-11"));
    assert_eq!(record.article_number.as_deref(), Some("e7"));
    assert_eq!(record.issn, ["1234-5678"]);
    assert_eq!(record.isbn, ["9780000000002"]);
    assert_eq!(record.url, None);
}

#[test]
fn an_article_number_is_no_page() {
    let agency = ProviderRecord {
        article_number: text("e7"),
        ..titled(Crossref, "Salt")
    };
    let openalex = |page| ProviderRecord {
        page: text(page),
        ..titled(Openalex, "Salt")
    };
    assert_eq!(merged(&[agency.clone(), openalex("e7")]).record.page, None);
    assert_eq!(
        merged(&[agency, openalex("1-9")]).record.page.as_deref(),
        Some("1-9")
    );
}

#[test]
fn abstracts_come_from_people_before_openalex() {
    let said = |provider, says: &str| ProviderRecord {
        abstract_text: text(says),
        language: text("en"),
        ..titled(provider, "Salt")
    };
    let result = merged(&[
        titled(Crossref, "Salt"),
        said(Openalex, "salt on"),
        said(Orcid, "On salt"),
    ]);
    assert_eq!(result.record.abstract_text.as_deref(), Some("On salt"));
    assert_eq!(
        (by(&result, "abstract"), by(&result, "abstract_markup")),
        (Some(Orcid), Some(Orcid))
    );
    assert_eq!(by(&result, "language"), Some(Orcid));
    let agency = merged(&[said(Orcid, "On salt"), said(Datacite, "Salt data")]);
    assert_eq!(agency.record.abstract_text.as_deref(), Some("Salt data"));
}

#[test]
fn keywords_never_come_from_orcid() {
    let about = |provider, words: &[&str]| ProviderRecord {
        keywords: words.iter().map(|word| (*word).to_owned()).collect(),
        ..titled(provider, "Salt")
    };
    let result = merged(&[
        about(Orcid, &["x"]),
        about(Openalex, &["Brine", " Brine ", "Sea"]),
    ]);
    assert_eq!(result.record.keywords, ["Brine", "Sea"]);
    assert!(merged(&[about(Orcid, &["x"])]).record.keywords.is_empty());
}

#[test]
fn licences_have_an_address_on_the_web() {
    let license = |url: &str| License {
        url: url.to_owned(),
        version: text("vor"),
        start: None,
    };
    let record = ProviderRecord {
        licenses: vec![
            license("info:eu-repo/semantics/openAccess"),
            license("http://purl.org/eu-repo/semantics/openAccess"),
            license(" https://creativecommons.org/licenses/by/3.0/us "),
            license("https://creativecommons.org/licenses/by/3.0/us"),
        ],
        ..titled(Datacite, "Salt")
    };
    let licenses = merged(&[record]).record.licenses;
    assert_eq!(
        licenses,
        [license("https://creativecommons.org/licenses/by/3.0/us")]
    );
}

#[test]
fn funders_relations_and_updates_are_tidy() {
    let record = ProviderRecord {
        funders: vec![
            Funder {
                name: text(" Salt Fund "),
                doi: text("https://doi.org/10.5555/FUND"),
                ror: text("https://ror.org/05abc12d3"),
                awards: vec![" S1 ".to_owned(), "S1".to_owned(), String::new()],
            },
            Funder {
                name: text(" "),
                doi: None,
                ror: None,
                awards: Vec::new(),
            },
        ],
        relations: vec![
            Relation {
                kind: "is-preprint-of".into(),
                id: "10.5555/B".into(),
                id_type: "DOI".into(),
            },
            Relation {
                kind: "is-part-of".into(),
                id: " ".into(),
                id_type: "issn".into(),
            },
        ],
        updates: vec![update("Correction", "10.5555/C", None, true)],
        ..titled(Crossref, "Salt")
    };
    let record = merged(&[record]).record;
    assert_eq!(record.funders.len(), 1);
    assert_eq!(record.funders[0].name.as_deref(), Some("Salt Fund"));
    assert_eq!(record.funders[0].doi.as_deref(), Some("10.5555/fund"));
    assert_eq!(record.funders[0].awards, ["S1"]);
    assert_eq!(record.relations.len(), 1);
    assert_eq!(
        (
            record.relations[0].id.as_str(),
            record.relations[0].id_type.as_str()
        ),
        ("10.5555/b", "doi")
    );
    assert_eq!(
        (record.updates[0].kind.as_str(), record.updates[0].doi.as_str()),
        ("correction", "10.5555/c")
    );
}

#[test]
fn the_largest_citation_count_wins() {
    let counted = |provider, count| ProviderRecord {
        cited_by_count: count,
        ..titled(provider, "Salt")
    };
    let result = merged(&[
        counted(Crossref, Some(7)),
        counted(Openalex, Some(9)),
        counted(Orcid, Some(99)),
    ]);
    assert_eq!(result.record.cited_by_count, Some(9));
    assert_eq!(
        (result.record.cited_by.crossref, result.record.cited_by.openalex),
        (Some(7), Some(9))
    );
    assert_eq!(by(&result, "cited_by_count"), Some(Openalex));
    let none = merged(&[counted(Crossref, None), counted(Datacite, Some(0))]);
    assert_eq!(
        (none.record.cited_by_count, none.record.cited_by.datacite),
        (Some(0), Some(0))
    );
}

#[test]
fn retraction() {
    let crossref = |updates: Vec<Update>| ProviderRecord {
        updates,
        ..titled(Crossref, "Salt")
    };
    let openalex = |flag| ProviderRecord {
        is_retracted: flag,
        ..titled(Openalex, "Salt")
    };
    let watch = update("retraction", "10.5555/n", Some("retraction-watch"), true);
    let own_notice = update("retraction", "10.5555/other", Some("publisher"), false);
    let concern = update("expression_of_concern", "10.5555/n", Some("publisher"), true);
    let in_place = update("withdrawal", "10.5555/SALT", Some("publisher"), false);
    let (yes, no, unknown) = (
        RetractionStatus::Yes,
        RetractionStatus::No,
        RetractionStatus::Unknown,
    );
    for (name, records, status, source) in [
        (
            "notice",
            vec![crossref(vec![watch.clone()])],
            yes,
            Some("retraction-watch"),
        ),
        (
            "notice and flag",
            vec![openalex(Some(false)), crossref(vec![watch])],
            yes,
            Some("retraction-watch"),
        ),
        (
            "flag",
            vec![crossref(vec![]), openalex(Some(true))],
            yes,
            Some("openalex"),
        ),
        (
            "withdrawn in place",
            vec![crossref(vec![in_place])],
            yes,
            Some("publisher"),
        ),
        ("concern", vec![crossref(vec![concern])], no, Some("crossref")),
        ("nothing known", vec![crossref(vec![])], no, Some("crossref")),
        ("no flag", vec![openalex(Some(false))], no, Some("openalex")),
        (
            "is a notice",
            vec![crossref(vec![own_notice.clone()]), openalex(Some(true))],
            no,
            Some("crossref"),
        ),
        (
            "not asked",
            vec![titled(Datacite, "Salt"), titled(Orcid, "Salt")],
            unknown,
            None,
        ),
        ("openalex silent", vec![openalex(None)], unknown, None),
    ] {
        let result = merged(&records);
        assert_eq!(result.record.retraction.status, status, "{name}");
        assert_eq!(result.record.retraction.source.as_deref(), source, "{name}");
        assert_eq!(
            result.record.is_retracted,
            status == RetractionStatus::Yes,
            "{name}"
        );
        assert!(
            !result.attention.contains(&Attention::RetractionUnclear),
            "{name}"
        );
    }
    let unclear = merged(&[titled(Crossref, "Retracted: Salt")]);
    assert_eq!(unclear.record.retraction.status, RetractionStatus::Unknown);
    assert!(unclear.attention.contains(&Attention::RetractionUnclear));
    let notice = merged(&[ProviderRecord {
        updates: vec![own_notice],
        ..titled(Crossref, "Retracted: Salt")
    }]);
    assert!(!notice.attention.contains(&Attention::RetractionUnclear));
}

#[test]
fn open_access_is_openalexs_to_say() {
    let open = |provider, status: &str| ProviderRecord {
        open_access: Some(OpenAccess {
            status: text(status),
            url: text("https://example.org/salt.pdf"),
        }),
        ..titled(provider, "Salt")
    };
    let result = merged(&[open(Crossref, "closed"), open(Openalex, "Green")]);
    assert_eq!(result.record.open_access.status.as_deref(), Some("green"));
    assert_eq!(
        result.record.open_access.url.as_deref(),
        Some("https://example.org/salt.pdf")
    );
    assert_eq!(by(&result, "open_access"), Some(Openalex));
}

#[test]
fn identifiers_are_joined_kind_by_kind() {
    let known = |provider, ids: &[(&str, &str)]| ProviderRecord {
        identifiers: ids
            .iter()
            .map(|(k, v)| OtherId {
                kind: (*k).into(),
                value: (*v).into(),
            })
            .collect(),
        ..titled(provider, "Salt")
    };
    let record = merged(&[
        known(
            Orcid,
            &[("eid", "2-s2.0-1"), ("pmid", "9"), ("doi", "10.5555/salt")],
        ),
        known(
            Openalex,
            &[
                ("openalex", "https://openalex.org/W1"),
                ("pmid", "https://pubmed.ncbi.nlm.nih.gov/8"),
            ],
        ),
    ])
    .record;
    let pairs: Vec<(&str, &str)> = record
        .identifiers
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(pairs, [("eid", "2-s2.0-1"), ("openalex", "W1"), ("pmid", "8")]);
}

#[test]
fn types_keep_the_raw_word() {
    let of = |provider, value| ProviderRecord {
        raw_type: raw_type(value),
        ..titled(provider, "Salt")
    };
    let result = merged(&[of(Openalex, "review"), of(Crossref, "journal-article")]);
    assert_eq!(result.record.publication_type.as_deref(), Some("review-article"));
    assert_eq!(result.record.raw_type, raw_type("journal-article"));
    assert_eq!(
        (by(&result, "publication_type"), by(&result, "raw_type")),
        (Some(Openalex), Some(Crossref))
    );
}
