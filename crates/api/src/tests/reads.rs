//! Validators, 304, and answers that are remembered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::test::TestRequest;
use domain::storage::Page;

use super::bench::unavailable;
use super::samples::{self, NOW, api_key_text, drupal_key, summary, wordpress_key};
use super::{Bench, Running};

fn counting(bench: &mut Bench) -> Arc<AtomicUsize> {
    let queries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&queries);
    bench.publications.expect_list_public().returning(move |_, _| {
        seen.fetch_add(1, Ordering::SeqCst);
        Ok(Page {
            items: vec![summary("10.5555/1")],
            total: 1,
        })
    });
    queries
}

async fn conditional(running: &Running, name: &str, value: &str) -> u16 {
    let request = TestRequest::get().uri("/v1/publications");
    running.send(request.insert_header((name, value))).await.status
}

#[actix_web::test]
async fn an_answer_is_built_once_for_each_revision() {
    let mut bench = Bench::new();
    let queries = counting(&mut bench);
    let revision = Arc::clone(&bench.revision);
    let running = bench.start();
    let first = running.get("/v1/publications").await;
    let second = running.get("/v1/publications?page=1&unknown=1").await;
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("etag"), second.header("etag"));
    assert_eq!(queries.load(Ordering::SeqCst), 1);
    running.get("/v1/publications?page=2").await;
    assert_eq!(queries.load(Ordering::SeqCst), 2);

    revision.lock().unwrap().number += 1;
    let third = running.get("/v1/publications").await;
    assert_ne!(first.header("etag"), third.header("etag"));
    assert_eq!(queries.load(Ordering::SeqCst), 3);
}

#[actix_web::test]
async fn nothing_is_remembered_where_nothing_may_be() {
    let mut bench = Bench::new();
    bench.settings.cache_bytes = 0;
    let queries = counting(&mut bench);
    let running = bench.start();
    let first = running.get("/v1/publications").await;
    let second = running.get("/v1/publications").await;
    assert_eq!(first.body, second.body);
    assert_eq!(queries.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn failures_are_not_remembered() {
    let mut bench = Bench::new();
    bench
        .publications
        .expect_list_public()
        .times(1)
        .returning(|_, _| Err(unavailable()));
    counting(&mut bench);
    let running = bench.start();
    let reply = running.get("/v1/publications").await;
    assert_eq!(reply.refusal(), (503, "service_unavailable".to_owned()));
    assert_eq!(reply.header("retry-after"), Some("5"));
    assert_eq!(running.get("/v1/publications").await.status, 200);
}

#[actix_web::test]
async fn the_callers_copy_is_confirmed_before_any_query() {
    let mut bench = Bench::new();
    let queries = counting(&mut bench);
    let running = bench.start();
    let first = running.get("/v1/publications").await;
    let etag = first.header("etag").unwrap().to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    let strong = etag.trim_start_matches("W/");
    for value in [&etag, strong, &format!("\"other\", {etag}"), "*"] {
        assert_eq!(
            conditional(&running, "If-None-Match", value).await,
            304,
            "{value}"
        );
    }
    for value in ["\"other\"", "W/\"other\"", "garbage", ""] {
        assert_eq!(
            conditional(&running, "If-None-Match", value).await,
            200,
            "{value}"
        );
    }
    assert_eq!(queries.load(Ordering::SeqCst), 1);

    let request = TestRequest::get().uri("/v1/publications");
    let reply = running
        .send(request.insert_header(("If-None-Match", etag.as_str())))
        .await;
    assert!(reply.body.is_empty());
    for name in ["etag", "last-modified", "cache-control", "vary", "x-request-id"] {
        assert!(reply.header(name).is_some(), "{name}");
    }
}

#[actix_web::test]
async fn a_star_holds_only_where_there_is_something() {
    let mut bench = Bench::new();
    bench.publications.expect_find_public().returning(|_, _| Ok(None));
    let request = TestRequest::get().uri("/v1/doi/10.5555/none");
    let reply = bench
        .start()
        .send(request.insert_header(("If-None-Match", "*")))
        .await;
    assert_eq!(reply.refusal(), (404, "publication_not_found".to_owned()));
}

#[actix_web::test]
async fn dates_count_where_no_tag_is_given() {
    let mut bench = Bench::new();
    counting(&mut bench);
    let revision = Arc::clone(&bench.revision);
    let running = bench.start();
    let modified = running.get("/v1/publications").await;
    let modified = modified.header("last-modified").unwrap().to_owned();
    assert_eq!(conditional(&running, "If-Modified-Since", &modified).await, 304);
    let earlier = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(conditional(&running, "If-Modified-Since", earlier).await, 200);
    assert_eq!(conditional(&running, "If-Modified-Since", "soon").await, 200);
    let both = TestRequest::get()
        .uri("/v1/publications")
        .insert_header(("If-Modified-Since", modified.as_str()))
        .insert_header(("If-None-Match", "\"other\""));
    assert_eq!(running.send(both).await.status, 200, "the tag wins");

    // Within the second of a change, a date cannot tell two changes apart.
    revision.lock().unwrap().changed_at = NOW;
    let now = running.get("/v1/publications").await;
    let now = now.header("last-modified").unwrap().to_owned();
    assert_eq!(conditional(&running, "If-Modified-Since", &now).await, 200);
}

#[actix_web::test]
async fn tags_differ_by_workspace_query_and_platform() {
    let mut bench = Bench::new();
    counting(&mut bench);
    bench.credentials[1].0.workspace = domain::workspace::WorkspaceId::new("w-2");
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    let running = bench.start();
    let etag = |reply: super::Reply| reply.header("etag").unwrap().to_owned();
    let open = etag(running.get("/v1/publications").await);
    let api = etag(running.get_with("/v1/publications", &api_key_text()).await);
    assert_eq!(open, api, "the same answer for the same workspace");
    let all = [
        open,
        etag(running.get("/v1/publications?page=2").await),
        etag(running.get("/v1/publications?q=x").await),
        etag(running.get("/v1/works").await),
        etag(running.get_with("/v1/publications", &wordpress_key()).await),
        etag(running.get_with("/v1/publications", &drupal_key()).await),
        etag(
            running
                .get_with("/integrations/v1/publications", &wordpress_key())
                .await,
        ),
    ];
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "{all:?}");
}

#[actix_web::test]
async fn answers_to_keys_are_private() {
    let mut bench = Bench::new();
    counting(&mut bench);
    let running = bench.start();
    let reply = running.get("/v1/publications").await;
    assert_eq!(reply.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(reply.header("vary"), Some("X-API-Key, Origin, Accept-Encoding"));
    let reply = running.get_with("/v1/publications", &api_key_text()).await;
    assert_eq!(reply.header("cache-control"), Some("private, max-age=60"));
}

#[actix_web::test]
async fn a_persons_state_is_always_fresh() {
    let mut bench = Bench::new();
    let mut calls = 0;
    bench.people.expect_find_public().returning(move |_, _| {
        calls += 1;
        let mut person = samples::person();
        if calls > 2 {
            person.sync_status = domain::person::SyncStatus::Complete;
        }
        Ok(Some(person))
    });
    let running = bench.start();
    let path = format!("/v1/people/{}", samples::ORCID);
    let first = running.get_with(&path, &wordpress_key()).await;
    assert_eq!(first.json()["sync_status"], "processing");
    let again = TestRequest::get()
        .uri(&path)
        .insert_header(("X-API-Key", wordpress_key()))
        .insert_header(("If-None-Match", first.header("etag").unwrap()));
    assert_eq!(running.send(again).await.status, 304);
    let later = running.get_with(&path, &wordpress_key()).await;
    assert_eq!(later.json()["sync_status"], "complete");
    assert_ne!(later.header("etag"), first.header("etag"));
}
