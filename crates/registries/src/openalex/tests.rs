//! OpenAlex's works, word by word.

use domain::registry::OtherId;

use super::*;
use crate::dates;

fn work(fields: &str) -> ProviderRecord {
    understand(&format!("{{\"id\":\"https://openalex.org/W1\",{fields}}}"), 7).unwrap()
}

#[test]
fn a_work_is_taken_as_it_is() {
    let record = work(
        r#""doi":"https://doi.org/10.5555/w1","title":"A title","publication_date":"2020-05-06","language":"en","type":"review",
            "primary_location":{"landing_page_url":"https://doi.org/10.5555/w1","raw_type":"journal-article","source":{
            "display_name":"Journal of Tests","issn_l":"1234-5679","issn":["1234-5679","2345-6781"],"type":"journal",
            "host_organization_name":"Example Press"}},"open_access":{"oa_status":"gold","oa_url":"https://example.org/1.pdf"},
            "biblio":{"volume":"3","issue":null,"first_page":"67","last_page":"86"},"is_retracted":true,"cited_by_count":39,
            "ids":{"openalex":"https://openalex.org/W1","mag":"1","pmid":"https://pubmed.ncbi.nlm.nih.gov/123"},
            "keywords":[{"display_name":"Tests"}],"topics":[{"display_name":"Testing"},{"display_name":null}],
            "abstract_inverted_index":{"again":[3],"Words":[0],"and":[1],"words":[2]}"#,
    );
    assert_eq!(record.doi.as_deref(), Some("https://doi.org/10.5555/w1"));
    assert_eq!(record.title.as_deref(), Some("A title"));
    assert_eq!(
        record.dates.first().map(|dated| dated.date),
        dates::parse("2020-05-06")
    );
    assert_eq!(record.raw_type.unwrap().value, "review:journal-article");
    assert_eq!(record.container_title.as_deref(), Some("Journal of Tests"));
    assert_eq!(record.container_kind.as_deref(), Some("journal"));
    assert_eq!(record.publisher.as_deref(), Some("Example Press"));
    assert_eq!(record.issn, ["1234-5679", "2345-6781"]);
    assert_eq!((record.page.as_deref(), record.issue), (Some("67-86"), None));
    assert_eq!(
        (record.is_retracted, record.cited_by_count),
        (Some(true), Some(39))
    );
    let access = record.open_access.unwrap();
    assert_eq!(
        (access.status.as_deref(), access.url.as_deref()),
        (Some("gold"), Some("https://example.org/1.pdf"))
    );
    assert_eq!(record.abstract_text.as_deref(), Some("Words and words again"));
    assert_eq!(record.keywords, ["Tests", "Testing"]);
    let id = |kind: &str, value: &str| OtherId {
        kind: kind.to_owned(),
        value: value.to_owned(),
    };
    let pmid = id("pmid", "https://pubmed.ncbi.nlm.nih.gov/123");
    assert_eq!(
        record.identifiers,
        [id("openalex", "https://openalex.org/W1"), pmid, id("mag", "1")]
    );
}

#[test]
fn authors_are_whole_names_with_institutions() {
    let record = work(
        r#""authorships":[{"author":{"display_name":"Ana Exemplo","orcid":"https://orcid.org/0000-0002-1825-0097"},
            "raw_author_name":"Exemplo, A.","institutions":[{"display_name":"Institute","ror":"https://ror.org/05abc12d3"}],
            "raw_affiliation_strings":["Dept, Institute"]},{"author":{"display_name":"B","orcid":null},"raw_author_name":null,
            "institutions":[],"raw_affiliation_strings":["Somewhere"]},{"author":null}]"#,
    );
    assert_eq!(record.authors.len(), 3, "positions count");
    assert_eq!(record.authors[0].name.as_deref(), Some("Exemplo, A."));
    assert_eq!(record.authors[0].affiliations.len(), 1);
    assert_eq!(
        record.authors[0].affiliations[0].ror.as_deref(),
        Some("https://ror.org/05abc12d3")
    );
    assert_eq!(record.authors[1].name.as_deref(), Some("B"));
    assert_eq!(
        record.authors[1].affiliations[0].name.as_deref(),
        Some("Somewhere")
    );
    assert_eq!(record.authors[2].name, None);
}

#[test]
fn gaps_are_gaps() {
    let record = work(
        r#""title":null,"display_name":null,"primary_location":null,"open_access":null,"ids":null,"biblio":null,
            "abstract_inverted_index":null,"is_retracted":null,"authorships":null,"type":"article""#,
    );
    assert_eq!(
        (record.title, record.abstract_text, record.is_retracted),
        (None, None, None)
    );
    assert_eq!(record.open_access, None);
    assert_eq!(record.raw_type.unwrap().value, "article");
    assert_eq!(record.identifiers.len(), 1, "its own id");
}

#[test]
fn awards_find_their_funders() {
    let record = work(
        r#""funders":[{"id":"F1","display_name":"Fund","ror":"https://ror.org/05abc12d3"}],"awards":[
            {"funder_id":"F1","funder_display_name":"Fund","funder_award_id":"A1"},
            {"funder_id":"F2","funder_display_name":"Other","funder_award_id":"B1"},
            {"funder_id":"F2","funder_display_name":"Other","funder_award_id":"B2"},{"funder_award_id":"C"}]"#,
    );
    let funders: Vec<_> = record
        .funders
        .iter()
        .map(|f| (f.name.as_deref(), f.awards.join(" ")))
        .collect();
    assert_eq!(
        funders,
        [
            (Some("Fund"), "A1".to_owned()),
            (Some("Other"), "B1 B2".to_owned())
        ]
    );
}

#[test]
fn an_index_does_not_make_endless_text() {
    let positions = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<_>>().join(",");
    let text = |word: &str, count: usize| {
        work(&format!(
            "\"abstract_inverted_index\":{{\"{word}\":[{}]}}",
            positions(count)
        ))
        .abstract_text
    };
    assert_eq!(text("a", 3).as_deref(), Some("a a a"));
    assert_eq!(text("a", 20_000).unwrap().len(), 39_999);
    assert_eq!(text(&"long".repeat(100), 2_000), None);
    let two = format!(
        "\"abstract_inverted_index\":{{\"a\":[{0}],\"b\":[{0}]}}",
        positions(15_000)
    );
    assert_eq!(work(&two).abstract_text, None);
    let huge = work("\"abstract_inverted_index\":{\"a\":[9223372036854775807,-1,\"x\",null]}");
    assert_eq!(huge.abstract_text.as_deref(), Some("a a"));
}

#[test]
fn an_answer_without_an_id_is_unreadable() {
    for body in ["{}", "{\"error\":\"x\"}", "[]"] {
        assert!(
            matches!(
                understand(body, 0),
                Err(RegistryError::Unreadable {
                    provider: "OpenAlex",
                    ..
                })
            ),
            "{body}"
        );
    }
}
