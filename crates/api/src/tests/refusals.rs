//! Every refusal is JSON in one form, names no cause, and has its code once.

use std::collections::BTreeSet;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use domain::storage::{StoreError, UniqueKey};

use super::bench::{failed, unavailable};
use super::samples::api_key_text;
use super::{Bench, Reply};
use crate::problem::{Code, Problem};

type Cause = fn() -> StoreError;

async fn after(error: Cause) -> Reply {
    let mut bench = Bench::new();
    bench
        .works
        .expect_find_public()
        .returning(move |_, _| Err(error()));
    bench.start().get("/v1/works/x").await
}

#[test]
fn codes_are_unique_words() {
    let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(words.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.status().is_client_error() || code.status().is_server_error());
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    }
}

#[actix_web::test]
async fn failures_name_the_request_and_no_cause() {
    let failures: [(Cause, u16, &str); 6] = [
        (failed, 500, "internal_error"),
        (
            || StoreError::Corrupt { place: "works.title" },
            500,
            "internal_error",
        ),
        (unavailable, 503, "service_unavailable"),
        (|| StoreError::Conflict, 409, "conflict"),
        (|| StoreError::Taken(UniqueKey::Work), 409, "taken"),
        (
            || StoreError::KeyLog("x".into()),
            500,
            "api_key_logging_unavailable",
        ),
    ];
    for (error, status, code) in failures {
        let reply = after(error).await;
        assert_eq!(reply.refusal(), (status, code.to_owned()));
        let text = String::from_utf8(reply.body.clone()).unwrap();
        for secret in ["relation", "10.0.0.1", "works.title"] {
            assert!(!text.contains(secret), "{text}");
        }
        if status >= 500 {
            let id = reply.json()["details"]["request_id"].clone();
            assert_eq!(id.as_str(), reply.header("x-request-id"));
        }
        assert_eq!(reply.header("retry-after").is_some(), status == 503);
    }
}

#[actix_web::test]
async fn failures_of_the_caller_look_up_are_refusals_too() {
    let mut bench = Bench::new();
    bench.api_keys.expect_by_key().returning(|_| Err(unavailable()));
    let reply = bench.start().get_with("/v1/works", &api_key_text()).await;
    assert_eq!(reply.refusal(), (503, "service_unavailable".to_owned()));

    let mut bench = Bench::new();
    bench.workspaces.expect_list().returning(|| Err(unavailable()));
    let running = bench.start();
    for path in ["/health", "/integrations/v1/health", "/v1/works"] {
        let reply = running.get(path).await;
        assert_eq!(reply.refusal(), (503, "service_unavailable".to_owned()), "{path}");
    }
}

#[actix_web::test]
async fn unknown_routes_and_methods() {
    let running = Bench::new().start();
    for path in [
        "/",
        "/nothing",
        "/v1",
        "/v1/publications/",
        "//v1/works",
        "/v2/works",
        "/v1/people/a/b/c",
    ] {
        let reply = running.get(path).await;
        assert_eq!(reply.refusal(), (404, "not_found".to_owned()), "{path}");
    }
    for (method, path, allow) in [
        (Method::POST, "/v1/publications", "GET, HEAD"),
        (Method::DELETE, "/v1/doi/10.5555/1", "GET, HEAD"),
        (Method::PATCH, "/health", "GET, HEAD"),
        (Method::GET, "/api/ingest", "POST"),
        (Method::TRACE, "/v1/works", "GET, HEAD"),
        (Method::POST, "/openapi/consumer-api.json", "GET, HEAD"),
    ] {
        let reply = running
            .send(TestRequest::default().method(method.clone()).uri(path))
            .await;
        let expected = (405, "method_not_allowed".to_owned());
        assert_eq!(reply.refusal(), expected, "{method} {path}");
        assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
    }
}

#[actix_web::test]
async fn nonsense_in_paths_finds_nothing() {
    let mut bench = Bench::new();
    bench.works.expect_find_public().returning(|_, _| Ok(None));
    bench.projects.expect_find_public().returning(|_, _| Ok(None));
    let running = bench.start();
    for path in [
        "/v1/works/%FF",
        "/v1/works/%00",
        "/v1/works/%zz",
        "/v1/works/%",
        "/v1/projects/%E0%A4",
        "/v1/projects/..%2F..%2Fetc",
        "/v1/doi/%FF%FE",
        "/v1/doi/",
        "/v1/doi/nonsense",
        "/v1/doi/10.5555",
    ] {
        let reply = running.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        reply.refusal();
    }
}

#[actix_web::test]
async fn every_answer_has_its_headers() {
    let running = Bench::new().start();
    for path in [
        "/health",
        "/nothing",
        "/docs/",
        "/openapi/consumer-api.json",
        "/v1/publications?page=0",
    ] {
        let reply = running.get(path).await;
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert!(reply.header("content-security-policy").is_some(), "{path}");
        assert!(reply.header("x-request-id").unwrap().starts_with("id-"), "{path}");
    }
}

#[actix_web::test]
async fn request_ids_are_taken_over_when_they_are_sane() {
    let running = Bench::new().start();
    let long = "x".repeat(129);
    for (id, is_sane) in [
        ("abc-1.2_Z", true),
        ("a b", false),
        ("", false),
        ("<script>", false),
        (long.as_str(), false),
    ] {
        let request = TestRequest::get().uri("/nothing");
        let reply = running.send(request.insert_header(("X-Request-Id", id))).await;
        assert_eq!(reply.header("x-request-id") == Some(id), is_sane, "{id}");
    }
}

#[test]
fn foreign_refusals_find_a_code() {
    use actix_web::http::StatusCode;
    for (status, code) in [
        (404_u16, Code::NotFound),
        (405, Code::MethodNotAllowed),
        (406, Code::NotAcceptable),
        (408, Code::RequestTimeout),
        (413, Code::PayloadTooLarge),
        (415, Code::UnsupportedMediaType),
        (418, Code::BadRequest),
        (500, Code::Internal),
        (503, Code::Unavailable),
    ] {
        assert_eq!(Code::of_status(StatusCode::from_u16(status).unwrap()), code);
    }
}

#[test]
fn refusals_of_credentials_have_their_codes() {
    use domain::installation::{CredentialRefusal, Scope};
    for (refusal, code) in [
        (
            CredentialRefusal::InactiveCredential,
            Code::InactiveInstallationCredential,
        ),
        (
            CredentialRefusal::ExpiredCredential,
            Code::ExpiredInstallationCredential,
        ),
        (
            CredentialRefusal::InactiveInstallation,
            Code::InactiveInstallation,
        ),
        (CredentialRefusal::OriginNotVerified, Code::OriginNotVerified),
        (CredentialRefusal::OriginRejected, Code::OriginRejected),
        (
            CredentialRefusal::ScopeDenied(Scope::PeopleRead),
            Code::InstallationScopeDenied,
        ),
    ] {
        assert_eq!(Problem::from(refusal).code(), code);
    }
}
