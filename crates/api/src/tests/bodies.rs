//! JSON bodies and the two writing routes.

use actix_web::test::TestRequest;
use domain::membership::Membership;
use serde_json::json;

use super::samples::{self, NOW, ORCID, api_key_text};
use super::{Bench, Running};

fn queueing() -> Running {
    let mut bench = Bench::new();
    bench
        .jobs
        .expect_enqueue()
        .returning(|_, jobs, _, _| Ok(jobs.iter().skip(1).map(|job| job.orcid.clone()).collect()));
    bench.start()
}

fn raw(body: &str, content_type: Option<&str>) -> TestRequest {
    let request = TestRequest::post()
        .uri("/api/ingest")
        .insert_header(("X-API-Key", api_key_text()))
        .set_payload(body.to_owned());
    match content_type {
        Some(kind) => request.insert_header(("Content-Type", kind)),
        None => request,
    }
}

#[actix_web::test]
async fn ingestion_is_queued() {
    let running = queueing();
    let body = json!({"orcid_ids": [ORCID, "https://orcid.org/0000-0002-1825-0097", "0000-0001-5109-3700"]});
    let reply = running.post("/api/ingest", &api_key_text(), &body).await;
    assert_eq!(reply.status, 202);
    assert_eq!(reply.json(), json!({"queued": 1, "requested": 2}));
}

#[actix_web::test]
async fn wrong_ids_are_all_named_and_nothing_is_queued() {
    let running = Bench::new().start();
    let body = json!({"orcid_ids": [ORCID, "0000-0002-1825-0098", "nonsense"]});
    let reply = running.post("/api/ingest", &api_key_text(), &body).await;
    assert_eq!(reply.refusal(), (400, "invalid_orcid".to_owned()));
    let named = reply.json()["details"]["orcid_ids"].clone();
    let names: Vec<&String> = named.as_object().unwrap().keys().collect();
    assert_eq!(names, ["0000-0002-1825-0098", "nonsense"]);
}

#[actix_web::test]
async fn bodies_that_do_not_fit_name_the_field() {
    let running = Bench::new().start();
    let many: Vec<&str> = vec![ORCID; 101];
    for (body, field) in [
        (json!({}), "."),
        (json!({"orcid_ids": []}), "orcid_ids"),
        (json!({ "orcid_ids": many }), "orcid_ids"),
        (json!({"orcid_ids": "x"}), "orcid_ids"),
        (json!({"orcid_ids": [1]}), "orcid_ids[0]"),
        (json!({"orcid_ids": [ORCID], "extra": 1}), "extra"),
        (json!([]), "."),
    ] {
        let reply = running.post("/api/ingest", &api_key_text(), &body).await;
        assert_eq!(reply.refusal(), (400, "invalid_body".to_owned()), "{body}");
        let fields = reply.json()["details"]["fields"].clone();
        assert!(fields[field].is_string(), "{body}: {fields}");
    }
    let running = queueing();
    let body = json!({ "orcid_ids": vec![ORCID; 100] });
    let reply = running.post("/api/ingest", &api_key_text(), &body).await;
    assert_eq!(reply.status, 202);
}

#[actix_web::test]
async fn bodies_that_are_no_json_are_refused() {
    let running = queueing();
    for body in [
        "",
        "{",
        "{\"orcid_ids\": [}",
        "nonsense",
        "{\"orcid_ids\": [\"x\"]} x",
        "\u{0}",
    ] {
        let reply = running.send(raw(body, Some("application/json"))).await;
        assert_eq!(reply.refusal(), (400, "invalid_json".to_owned()), "{body}");
    }
    let good = format!("{{\"orcid_ids\": [\"{ORCID}\"]}}");
    for kind in [None, Some("text/plain"), Some("multipart/form-data"), Some("")] {
        let reply = running.send(raw(&good, kind)).await;
        let expected = (415, "unsupported_media_type".to_owned());
        assert_eq!(reply.refusal(), expected, "{kind:?}");
    }
    let packed = raw(&good, Some("application/json")).insert_header(("Content-Encoding", "gzip"));
    assert_eq!(running.send(packed).await.status, 415);
    for kind in [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vnd.api+json",
    ] {
        let reply = running.send(raw(&good, Some(kind))).await;
        assert_eq!(reply.status, 202, "{kind}");
    }
}

#[actix_web::test]
async fn bodies_have_a_size() {
    let running = queueing();
    let padding = " ".repeat(64 * 1024);
    let body = format!("{{\"orcid_ids\": [\"{ORCID}\"]}}{padding}");
    let reply = running.send(raw(&body, Some("application/json"))).await;
    assert_eq!(reply.refusal(), (413, "payload_too_large".to_owned()));
}

fn membership_path(orcid: &str) -> String {
    format!("/api/partners/people/{orcid}/membership")
}

fn with_membership(known: bool) -> Running {
    let mut bench = Bench::new();
    bench
        .memberships
        .expect_transition()
        .returning(move |_, asked, trail| {
            assert_eq!(trail.key_use.as_ref().unwrap().status, 200);
            Ok(known.then(|| Membership {
                person: asked.person.clone(),
                entity: asked.entity.clone(),
                status: asked.status,
                starts_at: asked.starts_at,
                ends_at: None,
            }))
        });
    bench.start()
}

#[actix_web::test]
async fn memberships_change() {
    let running = with_membership(true);
    let body = json!({"entity_id": "cesam", "status": "external", "starts_at": 5});
    let reply = running
        .post(&membership_path(ORCID), &api_key_text(), &body)
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({"success": true, "affiliation": {
            "person_orcid": ORCID, "entity_id": "cesam", "status": "external", "starts_at": 5, "ends_at": null
        }})
    );
    // JSON has one kind of number.
    let body = json!({"entity_id": "cesam", "status": "cesam", "starts_at": 7.0});
    let reply = running
        .post(&membership_path(ORCID), &api_key_text(), &body)
        .await;
    assert_eq!(reply.json()["affiliation"]["starts_at"], 7);
    let body = json!({"entity_id": "cesam", "status": "cesam"});
    let path = membership_path("000000021825009%37");
    let reply = running.post(&path, &api_key_text(), &body).await;
    assert_eq!(reply.json()["affiliation"]["starts_at"], NOW);
    assert!(
        running.log.lock().unwrap().is_empty(),
        "the write carried its log row"
    );
}

#[actix_web::test]
async fn memberships_that_do_not_fit_are_refused() {
    let running = with_membership(true);
    let good = json!({"entity_id": "cesam", "status": "cesam"});
    let reply = running
        .post(&membership_path("nonsense"), &api_key_text(), &good)
        .await;
    assert_eq!(reply.refusal(), (400, "invalid_orcid".to_owned()));
    for (body, field) in [
        (json!({}), "."),
        (json!({"entity_id": "mare", "status": "cesam"}), "entity_id"),
        (json!({"entity_id": "cesam", "status": "friend"}), "status"),
        (
            json!({"entity_id": "cesam", "status": "cesam", "starts_at": 0}),
            "starts_at",
        ),
        (
            json!({"entity_id": "cesam", "status": "cesam", "starts_at": null}),
            "starts_at",
        ),
        (
            json!({"entity_id": "cesam", "status": "cesam", "starts_at": 1.5}),
            "starts_at",
        ),
        (
            json!({"entity_id": "cesam", "status": "cesam", "starts_at": 9_007_199_254_740_992_i64}),
            "starts_at",
        ),
        (
            json!({"entity_id": "cesam", "status": "cesam", "ends_at": 1}),
            "ends_at",
        ),
    ] {
        let reply = running
            .post(&membership_path(ORCID), &api_key_text(), &body)
            .await;
        assert_eq!(reply.refusal(), (400, "invalid_body".to_owned()), "{body}");
        let fields = reply.json()["details"]["fields"].clone();
        assert!(fields[field].is_string(), "{body}: {fields}");
    }
}

#[actix_web::test]
async fn who_is_missing_is_said() {
    for (person, code) in [
        (None, "person_not_found"),
        (Some(samples::person()), "entity_not_found"),
    ] {
        let mut bench = Bench::new();
        bench
            .memberships
            .expect_transition()
            .returning(|_, _, _| Ok(None));
        bench
            .people
            .expect_find()
            .returning(move |_, _| Ok(person.clone()));
        let running = bench.start();
        let body = json!({"entity_id": "cesam", "status": "cesam"});
        let reply = running
            .post(&membership_path(ORCID), &api_key_text(), &body)
            .await;
        assert_eq!(reply.refusal(), (404, code.to_owned()));
        assert_eq!(running.log.lock().unwrap()[0].status, 404);
    }
}
