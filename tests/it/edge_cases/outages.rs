//! Registries that cannot answer: what is told, what is not concluded, and what comes back by itself.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::payloads::{crossref, openalex, titled, with};
use super::registries::{found, status};
use super::scene::{ANA, Scene, attention, scene};

/// Waits until Ana's job is complete.
async fn completed(scene: &Scene) -> serde_json::Value {
    for _ in 0..400 {
        let job = scene.job(ANA).await;
        if job["status"] == "complete" {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the job does not come back: {}", scene.job(ANA).await)
}

#[tokio::test]
async fn case_49_refusals_and_outages_are_told_and_tried_again() {
    scene!(scene);
    let refused = ResponseTemplate::new(429).insert_header("Retry-After", "1");
    let work = |doi: &str| json!({ "status": "ok", "message-type": "work", "message": crossref(doi) });
    for (doi, failure) in [
        ("10.5555/busy", refused),
        (
            "10.5555/gateway",
            status(504, "<html>Gateway Time-out</html>", "text/html"),
        ),
        ("10.5555/late", status(408, "", "text/plain")),
        (
            "10.5555/half",
            status(200, r#"{"status":"ok","message":{"#, "application/json"),
        ),
    ] {
        scene
            .registries
            .say(&format!("/crossref/works/{doi}"), [failure, found(&work(doi))]);
    }
    scene.registries.crossref(&crossref("10.5555/well"));
    let dois = [
        "10.5555/busy",
        "10.5555/gateway",
        "10.5555/half",
        "10.5555/late",
        "10.5555/well",
    ];
    let job = scene.ingest_claims(&dois).await;
    assert_eq!(job["status"], "queued", "it comes back: {job}");
    assert_eq!(scene.dois().await, dois, "nothing is lost meanwhile");
    assert_eq!(
        scene.paper("10.5555/well").await["resolution"],
        "registered",
        "one failure is nobody else's"
    );
    let errors = job["progress"]["errors"].as_array().unwrap();
    assert!(
        !errors.is_empty()
            && errors
                .iter()
                .all(|error| !error["reason"].as_str().unwrap().is_empty()),
        "{job}"
    );
    assert!(
        !errors.iter().any(|error| error["subject"] == "10.5555/well"),
        "{job}"
    );
    let job = completed(&scene).await;
    assert_eq!(
        (&job["progress"]["done"], &job["progress"]["failed"]),
        (&json!(5), &json!(0)),
        "{job}"
    );
    for doi in dois {
        assert_eq!(scene.paper(doi).await["resolution"], "registered", "{doi}");
    }
}

#[tokio::test]
async fn case_50_an_error_is_unknown_and_never_no() {
    scene!(scene);
    let doi = "10.5555/salt,pepper";
    let bad_request = r#"{"status":"failed","message-type":"validation-failure","message":[{"type":"filter","value":"x"}]}"#;
    scene.registries.say(
        &format!("/crossref/works/{doi}"),
        [status(400, bad_request, "application/json")],
    );
    scene.registries.say(
        &format!("/openalex/works/doi:{doi}"),
        [status(500, "", "text/plain")],
    );
    scene.ingest_claims(&[doi]).await;
    let paper = scene.paper(doi).await;
    assert_eq!(
        paper["data"]["retraction"],
        json!({ "status": "unknown", "source": null })
    );
    assert_eq!(paper["enriched_metadata"]["crossref"]["status"], "failed");
    assert_eq!(paper["is_retracted"], false, "a yes needs a witness as well");
    let asked = scene.registries.asked("crossref").await;
    assert_eq!(
        asked.first().map(String::as_str),
        Some("/works/10.5555%2Fsalt%2Cpepper")
    );
    // With an answer, it is known.
    scene.registries.crossref(&crossref("10.5555/well,known"));
    scene.registries.crossref(&crossref(doi));
    assert_eq!(scene.import("10.5555/well,known").await.status, 201);
    assert_eq!(
        scene.paper("10.5555/well,known").await["data"]["retraction"]["status"],
        "no"
    );
    // A title that says so, and nobody who would confirm it: still unknown, and somebody should look.
    scene
        .registries
        .crossref(&titled("10.5555/said", "RETRACTED: Tides of the lagoon"));
    assert_eq!(scene.import("10.5555/said").await.status, 201);
    let paper = scene.paper("10.5555/said").await;
    assert_eq!(paper["data"]["retraction"]["status"], "unknown");
    assert_eq!(
        attention(&scene.staff_paper("10.5555/said").await),
        ["retraction_unclear"]
    );
}

#[tokio::test]
async fn case_58_one_provider_down_is_no_failed_refresh() {
    scene!(scene);
    let doi = "10.5555/tides";
    scene.registries.crossref(&with(
        crossref(doi),
        json!({ "volume": "7", "is-referenced-by-count": 3 }),
    ));
    scene.registries.openalex(doi, &openalex(doi));
    scene.ingest_claims(&[doi]).await;
    assert_eq!(scene.paper(doi).await["cited_by_count"], 9);
    for provider in [
        "/crossref/works/",
        "/openalex/works/doi:",
        "/datacite/dois/",
        "/doi/",
    ] {
        scene
            .registries
            .say(&format!("{provider}{doi}"), [status(503, "", "text/plain")]);
    }
    scene
        .registries
        .say("/doi/ra/10.5555", [status(503, "", "text/plain")]);
    scene.later().await;
    let job = scene.ingest_claims(&[doi]).await;
    assert_ne!(job["status"], "failed", "the ORCID record was read: {job}");
    assert_eq!(
        job["progress"]["failed"], 1,
        "and what could not be asked is told: {job}"
    );
    let paper = scene.paper(doi).await;
    let states = &paper["enriched_metadata"];
    assert_eq!(
        (&states["orcid"]["status"], &states["crossref"]["status"]),
        (&json!("ok"), &json!("failed")),
        "{states}"
    );
    assert_eq!(
        (
            &paper["data"]["volume"],
            &paper["cited_by_count"],
            &paper["resolution"]
        ),
        (&json!("7"), &json!(9), &json!("registered")),
        "what was known stays"
    );
    assert!(
        !paper.to_string().contains("127.0.0.1"),
        "why it failed is for the staff"
    );
}
