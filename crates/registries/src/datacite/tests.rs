//! DataCite's records, word by word.

use domain::registry::DateKind;

use super::*;
use crate::dates;

fn doi(attributes: &str) -> ProviderRecord {
    let body =
        format!("{{\"data\":{{\"id\":\"x\",\"attributes\":{{\"doi\":\"10.5555/D1\",{attributes}}}}}}}");
    understand(&body, 7).unwrap().0
}

#[test]
fn titles_by_their_type() {
    let record = doi(
        r#""titles":[{"title":"Other","titleType":"AlternativeTitle"},{"title":" ","titleType":null},
            {"title":"The title","lang":"en","titleType":null},{"title":"Second"},
            {"title":"","titleType":"Subtitle"},{"title":"Sub","titleType":"Subtitle"},
            {"title":"Sub 2","titleType":"Subtitle"},{"title":"O título","titleType":"TranslatedTitle","lang":"pt"},
            {"title":"Der Titel","titleType":"TranslatedTitle"}]"#,
    );
    assert_eq!(record.title.as_deref(), Some("The title"));
    assert_eq!(record.subtitle.as_deref(), Some("Sub"));
    assert_eq!(record.alternate_titles, ["Other", "Second"]);
    let translated: Vec<_> = record
        .translated_titles
        .iter()
        .map(|(l, t)| (l.as_str(), t.as_str()))
        .collect();
    assert_eq!(translated, [("pt", "O título"), ("und", "Der Titel")]);
}

#[test]
fn names_are_split_only_where_datacite_split_them() {
    let record = doi(r#""creators":[
            {"name":"Exemplo, Ana","nameType":"Personal","givenName":"Ana","familyName":"Exemplo","affiliation":["Institute"]},
            {"name":"The Lab","nameType":"Organizational","givenName":"x","affiliation":[]},
            {"name":"Solo, Han","nameType":"Personal","givenName":null,"familyName":null},
            {"name":"Plato","nameType":"Personal","familyName":"Plato"},
            {"name":"Unsplit Name"}],
            "contributors":[{"name":"Itor, Ed","givenName":"Ed","familyName":"Itor","contributorType":"Editor"},
            {"name":"Curator","contributorType":"DataCurator"}]"#);
    let names: Vec<_> = record
        .authors
        .iter()
        .map(|a| (a.given.as_deref(), a.family.as_deref(), a.name.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            (Some("Ana"), Some("Exemplo"), None),
            (None, None, Some("The Lab")),
            (None, None, Some("Solo, Han")),
            (None, Some("Plato"), None),
            (None, None, Some("Unsplit Name")),
        ]
    );
    assert_eq!(record.editors.len(), 1);
    assert_eq!(record.editors[0].role.as_deref(), Some("Editor"));
}

#[test]
fn any_name_identifier_may_be_the_orcid_and_may_be_empty() {
    for (ids, expected) in [
        (
            r#"[{"nameIdentifier":"https://isni.org/1","nameIdentifierScheme":"ISNI"},
                {"nameIdentifier":"https://orcid.org/0000-0002-1825-0097","nameIdentifierScheme":"ORCID","schemeUri":"https://orcid.org"}]"#,
            Some("https://orcid.org/0000-0002-1825-0097"),
        ),
        (
            r#"[{"nameIdentifier":"0000-0002-1825-0097","nameIdentifierScheme":"orcid"}]"#,
            Some("0000-0002-1825-0097"),
        ),
        (
            r#"[{"nameIdentifier":"0000-0002-1825-0097","schemeUri":"http://orcid.org/"}]"#,
            Some("0000-0002-1825-0097"),
        ),
        (
            r#"[{"nameIdentifierScheme":"ORCID","schemeUri":"https://orcid.org"}]"#,
            None,
        ),
        (
            r#"[{"nameIdentifierScheme":"ORCID"},{"nameIdentifierScheme":"ORCID","nameIdentifier":"x"}]"#,
            Some("x"),
        ),
        (
            r#"[{"nameIdentifier":"https://osf.io/x","nameIdentifierScheme":"OSF"}]"#,
            None,
        ),
        ("null", None),
    ] {
        let record = doi(&format!(
            "\"creators\":[{{\"name\":\"N\",\"nameIdentifiers\":{ids}}}]"
        ));
        assert_eq!(record.authors[0].orcid.as_deref(), expected, "{ids}");
    }
}

#[test]
fn affiliations_and_publishers_are_names_or_objects() {
    let record = doi(
        r#""publisher":{"name":"Example Repository","publisherIdentifier":"https://ror.org/1","schemeUri":"https://ror.org"},
            "creators":[{"name":"N","affiliation":["Plain",{"name":"Institute","affiliationIdentifier":"https://ror.org/05abc12d3",
            "affiliationIdentifierScheme":"ROR"},{"name":"Grid","affiliationIdentifier":"grid.1","affiliationIdentifierScheme":"GRID"},null]}]"#,
    );
    assert_eq!(record.publisher.as_deref(), Some("Example Repository"));
    let affiliations: Vec<_> = record.authors[0]
        .affiliations
        .iter()
        .map(|a| (a.name.as_deref(), a.ror.as_deref()))
        .collect();
    assert_eq!(
        affiliations,
        [
            (Some("Plain"), None),
            (Some("Institute"), Some("https://ror.org/05abc12d3")),
            (Some("Grid"), None)
        ]
    );
    assert_eq!(
        doi(r#""publisher":"Plain Press""#).publisher.as_deref(),
        Some("Plain Press")
    );
    assert_eq!(doi(r#""publisher":null"#).publisher, None);
}

#[test]
fn dates_that_are_publication() {
    let record = doi(
        r#""publicationYear":2015,"dates":[{"date":"2014","dateType":"Created"},{"date":"2015-03-02","dateType":"Issued"},
            {"date":"2016-12-15T17:39:26Z","dateType":"Available"},{"date":"2015/2016","dateType":"Issued"},
            {"date":"soon","dateType":"Issued"},{"date":"2017","dateType":"Updated"},{"date":"2018"},null]"#,
    );
    let all: Vec<_> = record.dates.iter().map(|d| (d.kind, d.date)).collect();
    let on = |kind, text| (kind, dates::parse(text).unwrap());
    assert_eq!(
        all,
        [
            on(DateKind::Issued, "2015-03-02"),
            on(DateKind::Available, "2016-12-15"),
            on(DateKind::Issued, "2015"),
            on(DateKind::Year, "2015"),
        ]
    );
    assert_eq!(doi(r#""dates":null,"publicationYear":null"#).dates, []);
}

#[test]
fn types_have_a_general_word_and_a_free_one() {
    for (types, expected) in [
        (
            r#"{"resourceTypeGeneral":"Text","resourceType":"Journal article"}"#,
            Some("Text:Journal article"),
        ),
        (
            r#"{"resourceTypeGeneral":"Dataset","resourceType":""}"#,
            Some("Dataset"),
        ),
        (r#"{"resourceType":"Thesis","bibtex":"misc"}"#, Some(":Thesis")),
        ("{}", None),
        ("null", None),
    ] {
        let value = doi(&format!("\"types\":{types}")).raw_type.map(|raw| raw.value);
        assert_eq!(value.as_deref(), expected, "{types}");
    }
}

#[test]
fn containers_and_related_items() {
    let record = doi(
        r#""container":{"type":"Journal","title":"J. Data","volume":"1","issue":"2","firstPage":"3","lastPage":"9",
            "identifier":"1234-5679","identifierType":"ISSN"},"relatedIdentifiers":[
            {"relationType":"IsPartOf","relatedIdentifier":"1234-5679","relatedIdentifierType":"ISSN"},
            {"relationType":"IsPartOf","relatedIdentifier":"2345-6781","relatedIdentifierType":"EISSN"},
            {"relationType":"Cites","relatedIdentifier":"3456-7890","relatedIdentifierType":"ISSN"},
            {"relationType":"IsVersionOf","relatedIdentifier":"10.5555/concept","relatedIdentifierType":"DOI"},
            {"relationType":"HasPart","relatedIdentifierType":"DOI"}]"#,
    );
    assert_eq!(record.container_kind.as_deref(), Some("journal"));
    assert_eq!(record.container_title.as_deref(), Some("J. Data"));
    assert_eq!(record.page.as_deref(), Some("3-9"));
    assert_eq!(record.issn, ["1234-5679", "2345-6781"]);
    assert_eq!(record.relations.len(), 4);
    let version = &record.relations[3];
    assert_eq!(
        (version.kind.as_str(), version.id_type.as_str()),
        ("is-version-of", "doi")
    );

    let item = doi(
        r#""container":{},"relatedItems":[{"relationType":"Cites","titles":[{"title":"No"}]},{"relationType":"IsPublishedIn",
            "relatedItemType":"Journal","titles":[{"title":"In","titleType":null}],"volume":"4","number":"e12",
            "numberType":"Article","firstPage":"5","lastPage":"5"}]"#,
    );
    assert_eq!(item.container_title.as_deref(), Some("In"));
    assert_eq!(
        (item.volume.as_deref(), item.page.as_deref()),
        (Some("4"), Some("5"))
    );
    assert_eq!(
        (item.article_number.as_deref(), item.container_kind.as_deref()),
        (Some("e12"), Some("journal"))
    );
}

#[test]
fn text_rights_funding_and_other_identifiers() {
    let record = doi(
        r#""descriptions":[{"description":"How","descriptionType":"Methods"},{"description":null,"descriptionType":"Abstract"},
            {"description":"What <br>","descriptionType":"Abstract"}],"rightsList":[{"rights":"Open","rightsUri":null},
            {"rightsUri":"info:eu-repo/semantics/openAccess"},{"rightsUri":"https://creativecommons.org/licenses/by/4.0/"}],
            "fundingReferences":[{"funderName":"Fund","funderIdentifier":"https://doi.org/10.13039/1",
            "funderIdentifierType":"Crossref Funder ID","awardNumber":"A1"},{"funderName":"Org",
            "funderIdentifier":"https://ror.org/05abc12d3","funderIdentifierType":"ROR"},{"funderName":"Bare"}],
            "identifiers":[{"identifier":"https://doi.org/10.5555/d1","identifierType":"DOI"},
            {"identifier":"oai:x:1","identifierType":"oai"},{"identifier":null,"identifierType":"URL"}],
            "alternateIdentifiers":[{"alternateIdentifier":"P1","alternateIdentifierType":"Publisher ID"},
            {"alternateIdentifier":"oai:x:1","alternateIdentifierType":"oai"}],
            "subjects":[{"subject":"Fish"},{"subject":null}],"url":"https://repo.example.org/1","citationCount":3,"language":"en""#,
    );
    assert_eq!(record.abstract_text.as_deref(), Some("What <br>"));
    let licenses: Vec<_> = record
        .licenses
        .iter()
        .map(|license| license.url.as_str())
        .collect();
    assert_eq!(
        licenses,
        [
            "info:eu-repo/semantics/openAccess",
            "https://creativecommons.org/licenses/by/4.0/"
        ]
    );
    assert_eq!(
        record.funders[0].doi.as_deref(),
        Some("https://doi.org/10.13039/1")
    );
    assert_eq!(
        (record.funders[0].awards.len(), record.funders[1].awards.len()),
        (1, 0)
    );
    assert_eq!(
        record.funders[1].ror.as_deref(),
        Some("https://ror.org/05abc12d3")
    );
    assert_eq!((&record.funders[2].doi, &record.funders[2].ror), (&None, &None));
    let ids: Vec<_> = record
        .identifiers
        .iter()
        .map(|id| (id.kind.as_str(), id.value.as_str()))
        .collect();
    assert_eq!(ids, [("oai", "oai:x:1"), ("publisher-id", "P1")]);
    assert_eq!(record.keywords, ["Fish"]);
    assert_eq!(
        (record.cited_by_count, record.language.as_deref()),
        (Some(3), Some("en"))
    );
}

#[test]
fn an_answer_without_a_doi_is_unreadable() {
    for body in [
        "{}",
        "{\"data\":{}}",
        "{\"data\":{\"attributes\":{}}}",
        "{\"data\":{\"attributes\":null}}",
    ] {
        assert!(
            matches!(
                understand(body, 0),
                Err(RegistryError::Unreadable {
                    provider: "DataCite",
                    ..
                })
            ),
            "{body}"
        );
    }
}
