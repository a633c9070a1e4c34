//! What browsers are told.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use domain::storage::Page;

use super::samples::{OTHER_SITE, SITE, wordpress_key};
use super::{Bench, Reply, Running};

fn running() -> Running {
    let mut bench = Bench::new();
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    bench.start()
}

async fn preflight(running: &Running, origin: &str) -> Reply {
    let request = TestRequest::default().method(Method::OPTIONS).uri("/v1/works");
    let request = request.insert_header(("Origin", origin));
    running
        .send(request.insert_header(("Access-Control-Request-Method", "GET")))
        .await
}

async fn get(running: &Running, origin: &str, key: Option<&str>) -> Reply {
    let request = TestRequest::get()
        .uri("/v1/works")
        .insert_header(("Origin", origin));
    match key {
        Some(key) => running.send(request.insert_header(("X-API-Key", key))).await,
        None => running.send(request).await,
    }
}

fn allowed(reply: &Reply) -> Option<&str> {
    let vary = reply.header("vary").unwrap();
    assert!(vary.contains("Origin"));
    reply.header("access-control-allow-origin")
}

#[actix_web::test]
async fn preflights_are_answered_for_verified_origins() {
    let running = running();
    for origin in [SITE, OTHER_SITE] {
        let reply = preflight(&running, origin).await;
        assert_eq!(reply.status, 204);
        assert_eq!(allowed(&reply), Some(origin));
        let headers = reply.header("access-control-allow-headers").unwrap();
        assert!(headers.contains("X-API-Key") && headers.contains("If-None-Match"));
        assert_eq!(reply.header("access-control-allow-methods"), Some("GET, HEAD"));
    }
    let reply = preflight(&running, "https://evil.example.com").await;
    assert_eq!(reply.refusal(), (403, "origin_rejected".to_owned()));
    assert_eq!(allowed(&reply), None);
}

#[actix_web::test]
async fn answers_may_be_read_by_the_credentials_own_origin_only() {
    let running = running();
    let reply = get(&running, SITE, Some(&wordpress_key())).await;
    assert_eq!((reply.status, allowed(&reply)), (200, Some(SITE)));
    let exposed = reply.header("access-control-expose-headers").unwrap();
    for name in ["ETag", "X-RateLimit-Remaining", "X-Request-Id", "Retry-After"] {
        assert!(exposed.contains(name), "{name}");
    }
    let reply = get(&running, OTHER_SITE, Some(&wordpress_key())).await;
    assert_eq!((reply.status, allowed(&reply)), (403, None));
}

#[actix_web::test]
async fn a_site_can_read_why_its_credential_is_refused() {
    let mut bench = Bench::new();
    bench.credentials[0].1.active = false;
    let reply = get(&bench.start(), SITE, Some(&wordpress_key())).await;
    assert_eq!((reply.status, allowed(&reply)), (403, Some(SITE)));
}

#[actix_web::test]
async fn open_answers_may_be_read_by_verified_origins() {
    let running = running();
    let reply = get(&running, SITE, None).await;
    assert_eq!((reply.status, allowed(&reply)), (200, Some(SITE)));
    let reply = get(&running, "https://evil.example.com", None).await;
    assert_eq!((reply.status, allowed(&reply)), (200, None));
}

#[actix_web::test]
async fn a_plain_options_is_a_wrong_method() {
    let request = TestRequest::default().method(Method::OPTIONS).uri("/v1/works");
    let reply = running().send(request).await;
    assert_eq!(reply.refusal(), (405, "method_not_allowed".to_owned()));
    assert_eq!(reply.header("allow"), Some("GET, HEAD"));
}
