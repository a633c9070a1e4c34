//! Crossref's works, word by word.

use domain::registry::{DateKind, OtherId};

use super::*;
use crate::dates;

fn work(fields: &str) -> ProviderRecord {
    let body = format!("{{\"status\":\"ok\",\"message\":{{\"DOI\":\"10.5555/A.1\",{fields}}}}}");
    understand(&body, 7).unwrap().0
}

fn dates_of(record: &ProviderRecord) -> Vec<(DateKind, String)> {
    record
        .dates
        .iter()
        .map(|date| (date.kind, date.date.to_string()))
        .collect()
}

fn on(kind: DateKind, text: &str) -> (DateKind, String) {
    (kind, dates::parse(text).unwrap().to_string())
}

const ARTICLE: &str = r#""type":"journal-article","title":["<i>Padded</i>\n  title &amp; more","Second"],
    "subtitle":["Sub"],"original-title":["Título"],"short-title":[],"container-title":["Journal of Tests","J Tests"],
    "short-container-title":["J. Tests"],"publisher":"Example Press","volume":"3","issue":"2","page":"1-3, 10-11",
    "article-number":"e7","ISSN":["1234-5679"],"ISBN":["http://id.crossref.org/isbn/9780000000002"],
    "abstract":"<jats:p>Text</jats:p>","language":"en","subject":["Testing"],"is-referenced-by-count":12,
    "created":{"date-parts":[[1999,1,1]]},"published-print":{"date-parts":[[2020,2]]},
    "published-online":{"date-parts":[[2020,1,15]]},"issued":{"date-parts":[[2020,1,15]]},
    "resource":{"primary":{"URL":"https://press.example.org/a1"}},"URL":"https://doi.org/10.5555/a.1",
    "alternative-id":["S1"],"member":"78",
    "license":[{"URL":"https://creativecommons.org/licenses/by/4.0/","content-version":"vor","delay-in-days":0,
        "start":{"date-parts":[[2020,1,15]]}},{"content-version":"am"}],
    "funder":[{"name":"Fund","DOI":"10.13039/1","award":["A-1","A-2"]},
        {"name":"Other","id":[{"id":"https://ror.org/05abc12d3","id-type":"ROR"},{"id":"10.13039/2","id-type":"DOI"}]}],
    "relation":{"is-preprint-of":[{"id-type":"doi","id":"10.5555/b","asserted-by":"subject"}],
        "new_version":[{"id":"10.5555/c"}],"cites":[]},
    "update-to":[{"DOI":"10.5555/x","type":"correction","label":"Correction","updated":{"date-parts":[[2021,3,4]]}}],
    "updated-by":[{"DOI":"10.5555/y","type":"retraction","source":"retraction-watch","updated":null}]"#;

#[test]
fn an_article_is_taken_as_it_is() {
    let record = work(ARTICLE);
    assert_eq!((record.provider, record.fetched_at), (Provider::Crossref, 7));
    assert_eq!(record.doi.as_deref(), Some("10.5555/A.1"));
    assert_eq!(record.title.as_deref(), Some("<i>Padded</i>\n  title &amp; more"));
    assert_eq!(record.alternate_titles, ["Second", "Título"]);
    assert_eq!(record.subtitle.as_deref(), Some("Sub"));
    assert_eq!(record.container_title.as_deref(), Some("Journal of Tests"));
    assert_eq!(record.alternate_container_titles, ["J Tests"]);
    assert_eq!(record.short_container_title.as_deref(), Some("J. Tests"));
    assert_eq!(
        (record.volume.as_deref(), record.issue.as_deref()),
        (Some("3"), Some("2"))
    );
    assert_eq!(
        (record.page.as_deref(), record.article_number.as_deref()),
        (Some("1-3, 10-11"), Some("e7"))
    );
    assert_eq!(record.issn, ["1234-5679"]);
    assert_eq!(record.isbn, ["http://id.crossref.org/isbn/9780000000002"]);
    assert_eq!(record.abstract_text.as_deref(), Some("<jats:p>Text</jats:p>"));
    assert_eq!(record.keywords, ["Testing"]);
    assert_eq!(record.cited_by_count, Some(12));
    assert_eq!(record.url.as_deref(), Some("https://press.example.org/a1"));
    assert_eq!(record.is_retracted, None);
    assert_eq!(record.raw_type.unwrap().value, "journal-article");
    assert_eq!(
        record.identifiers,
        [OtherId {
            kind: "alternative-id".to_owned(),
            value: "S1".to_owned()
        }]
    );
}

#[test]
fn rights_funders_relations_and_notices() {
    let record = work(ARTICLE);
    assert_eq!(record.licenses.len(), 1, "one has no address");
    assert_eq!(record.licenses[0].version.as_deref(), Some("vor"));
    assert_eq!(record.licenses[0].start, dates::parse("2020-01-15"));
    assert_eq!(record.funders[0].doi.as_deref(), Some("10.13039/1"));
    assert_eq!(record.funders[0].awards, ["A-1", "A-2"]);
    assert_eq!(
        record.funders[1].ror.as_deref(),
        Some("https://ror.org/05abc12d3")
    );
    assert_eq!(record.funders[1].doi.as_deref(), Some("10.13039/2"));
    let relations: Vec<_> = record
        .relations
        .iter()
        .map(|r| (r.kind.as_str(), r.id.as_str(), r.id_type.as_str()))
        .collect();
    assert_eq!(
        relations,
        [
            ("is-preprint-of", "10.5555/b", "doi"),
            ("new-version", "10.5555/c", "other")
        ]
    );
    let updates: Vec<_> = record
        .updates
        .iter()
        .map(|u| (u.kind.as_str(), u.doi.as_str(), u.incoming))
        .collect();
    assert_eq!(
        updates,
        [
            ("retraction", "10.5555/y", true),
            ("correction", "10.5555/x", false)
        ]
    );
    assert_eq!(record.updates[0].source.as_deref(), Some("retraction-watch"));
    assert_eq!(record.updates[0].date, None);
    assert_eq!(record.updates[1].date, dates::parse("2021-03-04"));
}

#[test]
fn dates_are_those_of_the_work() {
    let all = dates_of(&work(ARTICLE));
    let (print, online) = (on(DateKind::Print, "2020-02"), on(DateKind::Online, "2020-01-15"));
    assert_eq!(all, [print, online, on(DateKind::Issued, "2020-01-15")]);
    let created = r#""created":{"date-parts":[[1999,1,1]]},"issued":{"date-parts":[[null]]}"#;
    assert_eq!(dates_of(&work(created)), []);
    let posted = r#""posted":{"date-parts":[[2018,1,4]]},"published":{"date-parts":[[2018]]},"issued":null"#;
    assert_eq!(
        dates_of(&work(posted)),
        [on(DateKind::Posted, "2018-01-04"), on(DateKind::Issued, "2018")]
    );
    let impossible = r#""issued":{"date-parts":[[2011,13,1]]},"published-print":{"date-parts":[[700000]]}"#;
    assert_eq!(dates_of(&work(impossible)), [on(DateKind::Issued, "2011")]);
}

#[test]
fn contributors_keep_their_names_ids_and_roles() {
    let record = work(
        r#""author":[{"given":"Ana","family":"Exemplo","suffix":"Jr.","ORCID":"http://orcid.org/0000-0002-1825-0097",
            "authenticated-orcid":true,"sequence":"first","affiliation":[{"name":"Testing Institute",
            "id":[{"id":"https://ror.org/05abc12d3","id-type":"ROR","asserted-by":"publisher"}]},{"place":["X"]}]},
            {"name":"The Consortium","sequence":"additional","affiliation":null,
            "role":[{"role":"author","vocabulary":"crossref"}]},"not a person",null,
            {"family":"Only","ORCID":null,"authenticated-orcid":null}],
            "editor":[{"given":"Ed","family":"Itor"}],"chair":[{"given":"Char","family":"Person"}]"#,
    );
    assert_eq!(record.authors.len(), 3);
    let first = &record.authors[0];
    assert_eq!(
        (first.given.as_deref(), first.family.as_deref()),
        (Some("Ana"), Some("Exemplo"))
    );
    assert_eq!(first.suffix.as_deref(), Some("Jr."));
    assert_eq!(
        first.orcid.as_deref(),
        Some("http://orcid.org/0000-0002-1825-0097")
    );
    assert!(first.orcid_authenticated);
    assert_eq!(first.affiliations.len(), 1);
    assert_eq!(
        first.affiliations[0].ror.as_deref(),
        Some("https://ror.org/05abc12d3")
    );
    assert_eq!(record.authors[1].name.as_deref(), Some("The Consortium"));
    assert!(!record.authors[2].orcid_authenticated);
    assert!(
        record
            .authors
            .iter()
            .all(|author| author.role.as_deref() == Some("author"))
    );
    let roles: Vec<_> = record
        .editors
        .iter()
        .filter_map(|editor| editor.role.as_deref())
        .collect();
    assert_eq!(roles, ["editor", "chair"]);
}

#[test]
fn posted_content_sits_with_its_institution() {
    let preprint =
        r#""type":"posted-content","subtype":"preprint","container-title":[],"group-title":"Biology","#;
    for institution in [
        r#"[{"name":"exampleRxiv","acronym":["eRx"]}]"#,
        r#"{"name":"exampleRxiv"}"#,
    ] {
        let record = work(&format!("{preprint}\"institution\":{institution}"));
        assert_eq!(record.container_title.as_deref(), Some("exampleRxiv"));
        assert_eq!(record.alternate_container_titles, ["Biology"]);
        assert_eq!(record.raw_type.unwrap().value, "posted-content:preprint");
    }
    assert_eq!(
        work(&format!("{preprint}\"x\":1")).container_title.as_deref(),
        Some("Biology")
    );
    let report = work(r#""type":"report","institution":[{"name":"Institute"}]"#);
    assert_eq!(report.container_title, None);
}

#[test]
fn the_shape_of_before_2017() {
    let record = work(
        r#""member":"http://id.crossref.org/member/297","prefix":"http://id.crossref.org/prefix/10.5555",
            "ISSN":["http://id.crossref.org/issn/12345679"],"source":"CrossRef","score":1.0,
            "author":[{"affiliation":[],"family":"Exemplo","given":"Ana"}],"title":["T"],"issue":"1""#,
    );
    assert_eq!(record.issn, ["http://id.crossref.org/issn/12345679"]);
    assert_eq!(record.authors[0].family.as_deref(), Some("Exemplo"));
}

#[test]
fn gaps_and_oddities_do_not_stop_us() {
    let record = work(
        r#""title":[],"author":null,"issued":"2020","journal-issue":{"issue":9},"issn-type":[{"value":"1234-5679"}],
            "relation":null,"license":{"URL":"https://example.org/l"},"is-referenced-by-count":"3","page":12"#,
    );
    assert_eq!(
        (record.title.as_deref(), record.issue.as_deref()),
        (None, Some("9"))
    );
    assert_eq!(record.issn, ["1234-5679"]);
    assert_eq!(record.licenses.len(), 1);
    assert_eq!(record.cited_by_count, Some(3));
    assert_eq!(record.page.as_deref(), Some("12"));
}

#[test]
fn an_answer_without_a_work_is_unreadable() {
    for (body, expected) in [
        ("{}", "line 1, column 2"),
        ("{\"message\":[]}", "message.DOI"),
        ("{\"message\":{}}", "message.DOI"),
        ("{\"message\":\"x\"}", "line 1, column 3"),
    ] {
        match understand(body, 0).unwrap_err() {
            RegistryError::Unreadable {
                provider: "Crossref",
                at,
            } => assert_eq!(at, expected, "{body}"),
            other => panic!("{other:?}"),
        }
    }
}
