//! Every use of an API key is logged before its answer leaves.

use domain::storage::{Page, StoreError};
use serde_json::json;

use super::bench::{failed, unavailable};
use super::samples::{self, NOW, ORCID, api_key_text};
use super::{Bench, Running};

type Cause = fn() -> StoreError;

fn uses(running: &Running) -> Vec<(String, String, u16)> {
    let log = running.log.lock().unwrap();
    log.iter()
        .map(|row| (row.method.clone(), row.path.clone(), row.status))
        .collect()
}

fn bench_with_works() -> Bench {
    let mut bench = Bench::new();
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    bench
}

#[actix_web::test]
async fn reads_and_refusals_are_logged_with_their_status() {
    let mut bench = bench_with_works();
    bench.api_key.rate_limit_per_minute = 3;
    bench.works.expect_find_public().returning(|_, _| Ok(None));
    let running = bench.start();
    running.get_with("/v1/works?q=tide", &api_key_text()).await;
    running.get_with("/v1/works?page=0", &api_key_text()).await;
    running.get_with("/v1/works/none", &api_key_text()).await;
    running.get_with("/v1/works", &api_key_text()).await;
    let row = |path: &str, status| ("GET".to_owned(), path.to_owned(), status);
    assert_eq!(
        uses(&running),
        [
            row("/v1/works", 200),
            row("/v1/works", 400),
            row("/v1/works/none", 404),
            row("/v1/works", 429)
        ]
    );
    let log = running.log.lock().unwrap();
    assert_eq!(log[0].key_hash, samples::api_key().key_hash.as_str());
    assert_eq!(log[0].at, NOW);
    assert!(log[0].request_id.starts_with("id-"));
}

#[actix_web::test]
async fn a_revoked_keys_use_is_logged() {
    let mut bench = Bench::new();
    bench.api_key.active = false;
    let running = bench.start();
    running.get_with("/v1/works", &api_key_text()).await;
    assert_eq!(uses(&running), [("GET".to_owned(), "/v1/works".to_owned(), 403)]);
}

#[actix_web::test]
async fn installations_and_strangers_are_not_logged() {
    let running = bench_with_works().start();
    running.get("/v1/works").await;
    running.get_with("/v1/works", &samples::wordpress_key()).await;
    running.get_with("/v1/works", "garbage").await;
    assert_eq!(uses(&running), []);
}

#[actix_web::test]
async fn where_the_log_cannot_be_written_the_answer_is_withheld() {
    let causes: [(Cause, u16, &str); 3] = [
        (
            || StoreError::KeyLog("refused".into()),
            500,
            "api_key_logging_unavailable",
        ),
        (failed, 500, "api_key_logging_unavailable"),
        (unavailable, 503, "service_unavailable"),
    ];
    for (error, status, code) in causes {
        let mut bench = bench_with_works();
        bench
            .api_keys
            .expect_log_use()
            .returning(move |_, _| Err(error()));
        let reply = bench.start().get_with("/v1/works", &api_key_text()).await;
        assert_eq!(reply.refusal(), (status, code.to_owned()));
        assert_eq!(reply.header("retry-after").is_some(), status == 503);
        assert!(reply.json()["details"]["request_id"].is_string());
    }
}

#[actix_web::test]
async fn a_write_takes_its_log_row_along_and_it_is_not_written_twice() {
    let mut bench = Bench::new();
    bench
        .jobs
        .expect_enqueue()
        .withf(|_, _, _, trail| {
            let row = trail.key_use.as_ref().unwrap();
            (row.method.as_str(), row.path.as_str(), row.status) == ("POST", "/api/ingest", 202)
                && row.request_id == "mine-1"
        })
        .returning(|_, jobs, _, _| Ok(jobs.iter().map(|job| job.orcid.clone()).collect()));
    let running = bench.start();
    let request = actix_web::test::TestRequest::post()
        .uri("/api/ingest")
        .insert_header(("X-API-Key", api_key_text()))
        .insert_header(("X-Request-Id", "mine-1"));
    let reply = running
        .send(request.set_json(json!({"orcid_ids": [ORCID]})))
        .await;
    assert_eq!(reply.status, 202);
    assert_eq!(reply.header("x-request-id"), Some("mine-1"));
    assert_eq!(uses(&running), []);

    let reply = running
        .post("/api/ingest", &api_key_text(), &json!({"orcid_ids": ["x"]}))
        .await;
    assert_eq!(reply.status, 400);
    assert_eq!(
        uses(&running),
        [("POST".to_owned(), "/api/ingest".to_owned(), 400)]
    );
}

#[actix_web::test]
async fn a_write_whose_log_row_cannot_be_written_is_refused() {
    let mut bench = Bench::new();
    bench
        .jobs
        .expect_enqueue()
        .returning(|_, _, _, _| Err(StoreError::KeyLog("read-only".into())));
    bench
        .api_keys
        .expect_log_use()
        .returning(|_, _| Err(StoreError::KeyLog("read-only".into())));
    let running = bench.start();
    let reply = running
        .post("/api/ingest", &api_key_text(), &json!({"orcid_ids": [ORCID]}))
        .await;
    assert_eq!(reply.refusal(), (500, "api_key_logging_unavailable".to_owned()));
}
