//! ORCID's records word by word, and what its statuses mean.

use std::time::Duration;

use domain::registry::{DateKind, OrcidRecord, Relationship};
use wiremock::matchers::{body_string_contains, header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::dates;
use crate::settings::{OrcidClient, ProviderSettings, Rate};
use crate::testing::FixedClock;

const ID: &str = "0000-0002-1825-0097";
const OTHER: &str = "0000-0001-5109-3700";

fn orcid(text: &str) -> Orcid {
    Orcid::parse(text).unwrap()
}

fn read_record(works: &str) -> OrcidRecord {
    let body = format!(
        r#"{{"orcid-identifier":{{"path":"{ID}"}},"person":null,"activities-summary":{{"works":{{"group":[{works}]}}}}}}"#
    );
    let (said, record) = record::record(&body, &orcid(ID), 7).unwrap();
    assert_eq!(said, Some(orcid(ID)));
    record
}

const SUMMARY: &str = r#"{"put-code":11,"display-index":"0","title":{"title":{"value":"A <i>title</i>"},"subtitle":null,
    "translated-title":{"value":"Um título","language-code":"pt"}},"type":"journal-article","visibility":"public",
    "publication-date":{"year":{"value":"2012"},"month":{"value":"10"},"day":null},"journal-title":{"value":"Journal"},
    "url":{"value":"https://example.org/1"},"external-ids":{"external-id":[
    {"external-id-type":"issn","external-id-value":"1234-5679","external-id-relationship":"part-of"},
    {"external-id-type":"DOI","external-id-value":"10.5555/Self","external-id-normalized":{"value":"10.5555/self","transient":true},
        "external-id-relationship":"self"},
    {"external-id-type":"doi","external-id-value":"10.5555/book","external-id-relationship":"part-of"},
    {"external-id-type":"doi","external-id-value":"10.5555/v1","external-id-normalized":null,"external-id-relationship":"version-of"},
    {"external-id-type":"eid","external-id-value":"2-s2.0-1","external-id-relationship":null},
    {"external-id-type":"doi","external-id-value":null},{"external-id-value":"untyped"}]}}"#;

#[test]
fn a_summary_is_taken_as_it_is() {
    let record = read_record(&format!("{{\"work-summary\":[{SUMMARY}]}}"));
    assert!(record.unreadable.is_empty());
    let work = &record.works[0];
    assert_eq!((work.put_code, work.answer.payload.as_str()), (11, SUMMARY));
    let ids: Vec<_> = work
        .external_ids
        .iter()
        .map(|id| (id.kind.as_str(), id.value.as_str(), id.relationship))
        .collect();
    assert_eq!(
        ids,
        [
            ("issn", "1234-5679", Relationship::Other),
            ("doi", "10.5555/Self", Relationship::SelfId),
            ("doi", "10.5555/book", Relationship::Other),
            ("doi", "10.5555/v1", Relationship::VersionOf),
            ("eid", "2-s2.0-1", Relationship::SelfId),
        ]
    );
    assert_eq!(work.external_ids[1].normalized.as_deref(), Some("10.5555/self"));
    let said = &work.answer.record;
    assert_eq!(said.doi.as_deref(), Some("10.5555/Self"));
    assert_eq!(said.title.as_deref(), Some("A <i>title</i>"));
    assert_eq!(
        said.translated_titles,
        [("pt".to_owned(), "Um título".to_owned())]
    );
    assert_eq!(said.issn, ["1234-5679"]);
    assert_eq!(said.container_title.as_deref(), Some("Journal"));
    assert_eq!(said.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(
        said.raw_type.as_ref().map(|raw| raw.value.as_str()),
        Some("journal-article")
    );
    assert_eq!(said.dates.len(), 1);
    assert_eq!(
        (said.dates[0].kind, Some(said.dates[0].date)),
        (DateKind::Published, dates::parse("2012-10"))
    );
    assert_eq!(said.identifiers.len(), 1, "only the eid: {:?}", said.identifiers);
}

#[test]
fn the_preferred_summary_has_the_highest_index_and_all_ids_are_kept() {
    let summary = |code: i64, index: &str, doi: &str| {
        format!(
            r#"{{"put-code":{code},"display-index":{index},"external-ids":{{"external-id":[{{"external-id-type":"doi",
                "external-id-value":"{doi}","external-id-relationship":"self"}}]}}}}"#
        )
    };
    let preferred = |summaries: &[String]| {
        let record = read_record(&format!("{{\"work-summary\":[{}]}}", summaries.join(",")));
        let ids: Vec<String> = record.works[0]
            .external_ids
            .iter()
            .map(|id| id.value.clone())
            .collect();
        (record.works[0].put_code, ids.join(" "))
    };
    let (a, b) = (|index| summary(1, index, "a"), |index| summary(2, index, "b"));
    assert_eq!(preferred(&[a("\"0\""), b("\"1\"")]), (2, "b a".to_owned()));
    assert_eq!(
        preferred(&[a("\"9\""), b("\"10\"")]),
        (2, "b a".to_owned()),
        "numbers, not text"
    );
    assert_eq!(preferred(&[a("\"0\""), b("0")]), (1, "a b".to_owned()));
    assert_eq!(preferred(&[a("null"), b("\"0\"")]), (1, "a b".to_owned()));
    assert_eq!(
        preferred(&[a("-1"), b("null"), summary(3, "\"0\"", "a")]),
        (2, "b a".to_owned())
    );
}

#[test]
fn what_cannot_be_read_is_told_and_loses_nothing_else() {
    let record = read_record(&format!(
        r#"{{"work-summary":[]}},{{"work-summary":[{{"put-code":"sesame"}},{SUMMARY}]}},null,{{"work-summary":null}},
            {{"work-summary":[{{"title":null}}]}},{{"work-summary":[{{"put-code":12,"title":null,"external-ids":null,
            "publication-date":{{"year":null}},"type":null,"journal-title":null,"url":null}}]}}"#
    ));
    let codes: Vec<_> = record.works.iter().map(|work| work.put_code).collect();
    assert_eq!(codes, [11, 12]);
    assert_eq!(record.works[1].answer.record.title, None);
    assert_eq!(record.unreadable.len(), 5, "{:?}", record.unreadable);
    assert!(record.unreadable[0].starts_with("work group 1 "));
    assert_eq!(
        record.unreadable[1],
        "a version of work 11 cannot be read at put-code"
    );
    assert!(record.unreadable.iter().all(|reason| !reason.contains("sesame")));
}

#[test]
fn people_may_hide_everything() {
    let full = r#"{"orcid-identifier":{"path":"0000-0002-1825-0097"},"preferences":{"locale":"pt"},"person":{"name":{
        "given-names":{"value":"Ana"},"family-name":{"value":"Exemplo"},"credit-name":{"value":"A. Exemplo"}},
        "other-names":{"other-name":[{"content":"Ana E."},{"content":null}]},"biography":{"content":"Bio"}},
        "activities-summary":{"works":{"group":[]}}}"#;
    let (_, record) = record::record(full, &orcid(ID), 7).unwrap();
    let person = record.person;
    assert_eq!(
        (person.names.given.as_deref(), person.names.family.as_deref()),
        (Some("Ana"), Some("Exemplo"))
    );
    assert_eq!(
        (person.names.credit.as_deref(), person.names.other.as_slice()),
        (Some("A. Exemplo"), ["Ana E.".to_owned()].as_slice())
    );
    assert_eq!(
        (
            person.biography.as_deref(),
            person.locale.as_deref(),
            person.fetched_at
        ),
        (Some("Bio"), Some("pt"), 7)
    );
    for person in [
        "null",
        "{}",
        r#"{"name":null,"other-names":null,"biography":null}"#,
        r#"{"name":{"given-names":null,"family-name":null,"credit-name":null},"other-names":{"other-name":null},"biography":{"content":null}}"#,
    ] {
        for works in [
            "null",
            "{}",
            r#"{"works":null}"#,
            r#"{"works":{"group":null}}"#,
            r#"{"works":{}}"#,
        ] {
            let body = format!(
                r#"{{"orcid-identifier":{{"path":null}},"preferences":null,"person":{person},"activities-summary":{works}}}"#
            );
            let (said, record) = record::record(&body, &orcid(ID), 7).unwrap();
            assert_eq!(
                (said, record.works.len(), record.person.names.given),
                (None, 0, None),
                "{body}"
            );
        }
    }
    let error = record::record("{\"person\":{}}", &orcid(ID), 7).unwrap_err();
    assert!(matches!(error, RegistryError::Unreadable { .. }));
}

fn api(base: &str, client: bool) -> OrcidApi {
    let fast = ProviderSettings {
        backoff: Duration::from_millis(1),
        max_attempts: 2,
        ..ProviderSettings::new(format!("{base}/v3.0").parse().unwrap(), Rate::Off, 4)
    };
    let client = client.then(|| OrcidClient {
        id: "APP-1".to_owned(),
        secret: "sesame".to_owned().into(),
        token_url: None,
    });
    let settings = RegistrySettings {
        orcid: fast,
        orcid_client: client,
        ..RegistrySettings::default()
    };
    OrcidApi::new(&settings, Arc::new(FixedClock(7))).unwrap()
}

async fn answer_to(reply: ResponseTemplate) -> Result<OrcidAnswer, RegistryError> {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/v3.0/{ID}/record")))
        .and(header("accept", "application/json"))
        .respond_with(reply)
        .mount(&server)
        .await;
    api(&server.uri(), false).record(&orcid(ID)).await
}

fn record_of(id: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string(format!("{{\"orcid-identifier\":{{\"path\":\"{id}\"}}}}"))
}

fn failure(status: u16, code: i64) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_string(format!("{{\"response-code\":{status},\"error-code\":{code}}}"))
}

#[tokio::test]
async fn statuses_have_their_meaning() {
    assert!(matches!(
        answer_to(record_of(ID)).await,
        Ok(OrcidAnswer::Found(_))
    ));
    for (reply, expected) in [
        (record_of(OTHER), OrcidAnswer::Deprecated(orcid(OTHER))),
        (failure(404, 9016), OrcidAnswer::Unknown),
        (failure(409, 9018), OrcidAnswer::Locked),
        (failure(409, 9036), OrcidAnswer::Locked),
        (failure(409, 9044), OrcidAnswer::Deactivated),
        (
            failure(301, 9007).insert_header("location", format!("https://pub.orcid.org/v3.0/{OTHER}/record")),
            OrcidAnswer::Deprecated(orcid(OTHER)),
        ),
        (
            ResponseTemplate::new(301).set_body_string(format!(
                "{{\"developer-message\":\"301: account https://orcid.org/{OTHER}. ORCID https://orcid.org/{ID}\"}}"
            )),
            OrcidAnswer::Deprecated(orcid(OTHER)),
        ),
    ] {
        assert_eq!(answer_to(reply).await.unwrap(), expected);
    }
    for (reply, expected) in [
        (
            failure(409, 1),
            RegistryError::Refused {
                provider: NAME,
                status: 409,
            },
        ),
        (
            failure(406, 9001),
            RegistryError::Refused {
                provider: NAME,
                status: 406,
            },
        ),
        (
            failure(401, 9017),
            RegistryError::Refused {
                provider: NAME,
                status: 401,
            },
        ),
        (
            failure(301, 9007).insert_header("location", format!("/v3.0/{ID}/record")),
            RegistryError::Unreadable {
                provider: NAME,
                at: "the Location header".to_owned(),
            },
        ),
    ] {
        assert_eq!(answer_to(reply).await.unwrap_err(), expected);
    }
    let html = ResponseTemplate::new(409).set_body_string("<html>");
    assert!(
        matches!(answer_to(html).await, Err(RegistryError::Unavailable { .. })),
        "which 409, nobody knows"
    );
}

async fn token_server(token: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .and(body_string_contains("client_id=APP-1&client_secret=sesame"))
        .and(body_string_contains(
            "grant_type=client_credentials&scope=%2Fread-public",
        ))
        .respond_with(token)
        .mount(&server)
        .await;
    server
}

async fn posts(server: &MockServer) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .filter(|request| request.method.as_str() == "POST")
        .count()
}

#[tokio::test]
async fn one_token_serves_many_questions() {
    let token =
        ResponseTemplate::new(200).set_body_string("{\"access_token\":\"t1\",\"expires_in\":631138518}");
    let server = token_server(token).await;
    Mock::given(header("authorization", "Bearer t1"))
        .respond_with(record_of(ID))
        .mount(&server)
        .await;
    let api = api(&server.uri(), true);
    for _ in 0..3 {
        assert!(matches!(api.record(&orcid(ID)).await, Ok(OrcidAnswer::Found(_))));
    }
    assert_eq!(posts(&server).await, 1);
}

#[tokio::test]
async fn a_revoked_token_is_fetched_anew_once() {
    let token =
        ResponseTemplate::new(200).set_body_string("{\"access_token\":\"t1\",\"expires_in\":631138518}");
    let server = token_server(token).await;
    Mock::given(header_exists("authorization"))
        .respond_with(failure(401, 9017))
        .mount(&server)
        .await;
    let error = api(&server.uri(), true).record(&orcid(ID)).await.unwrap_err();
    assert_eq!(
        error,
        RegistryError::Refused {
            provider: NAME,
            status: 401
        }
    );
    assert_eq!(posts(&server).await, 2);
}

#[tokio::test]
async fn without_a_token_we_are_anonymous() {
    let server = token_server(ResponseTemplate::new(401)).await;
    Mock::given(method("GET"))
        .respond_with(record_of(ID))
        .mount(&server)
        .await;
    let api = api(&server.uri(), true);
    for _ in 0..2 {
        assert!(matches!(api.record(&orcid(ID)).await, Ok(OrcidAnswer::Found(_))));
    }
    assert_eq!(posts(&server).await, 1);
    let requests = server.received_requests().await.unwrap();
    assert!(
        requests
            .iter()
            .all(|request| !request.headers.contains_key("authorization"))
    );
}
