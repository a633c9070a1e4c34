//! ORCID records that moved, are closed, or say nothing of their owner's name.

use serde_json::json;
use tests::on_both_databases;
use wiremock::ResponseTemplate;

use super::payloads::{claim, crossref, orcid_record, with};
use super::registries::found;
use super::scene::{ANA, BO, Scene, scene};

/// An iD that was merged into Ana's.
const FORMER: &str = "0000-0002-9079-593X";

on_both_databases! {
    async fn case_44_a_merged_id_leads_to_the_one_that_is_left(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.registries.crossref(&crossref("10.5555/tides"));
        scene.registries.orcid(&orcid_record(ANA, "Ana", "Reis", &[claim(1, "10.5555/tides")]));
        let body = json!({ "response-code": 301, "error-code": 9007, "developer-message": "deprecated" });
        let moved = ResponseTemplate::new(301)
            .insert_header("Location", format!("{}/orcid/v3.0/{ANA}/record", scene.registries.address()))
            .set_body_json(body);
        scene.registries.say(&format!("/orcid/v3.0/{FORMER}/record"), [moved]);
        let job = scene.ingest(FORMER).await;
        assert_eq!((&job["status"], &job["orcid_id"]), (&json!("complete"), &json!(FORMER)), "{job}");
        let key = scene.plugin_key();
        let people = scene.service.get_as(&key, "/v1/people").await.json();
        assert_eq!((&people["total"], &people["people"][0]["orcid_id"]), (&json!(1), &json!(ANA)));
        for orcid in [FORMER, ANA] {
            let person = scene.service.get_as(&key, &format!("/v1/people/{orcid}")).await;
            assert_eq!((person.status, &person.json()["orcid_id"]), (200, &json!(ANA)), "{orcid}");
        }
        // A client that followed the redirect blindly would get the same record; its own iD betrays it.
        let anas = orcid_record(ANA, "Ana", "Reis", &[claim(1, "10.5555/tides")]);
        scene.registries.say(&format!("/orcid/v3.0/{BO}/record"), [found(&anas)]);
        scene.ingest(BO).await;
        assert_eq!(scene.service.get_as(&key, "/v1/people").await.json()["total"], 1);
    }

    async fn case_45_a_closed_record_fails_at_once_and_takes_nothing_away(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.registries.crossref(&crossref("10.5555/tides"));
        scene.ingest_claims(&["10.5555/tides"]).await;
        for (code, word) in [(9018, "locked"), (9044, "deactivated")] {
            let body = json!({ "response-code": 409, "error-code": code });
            let closed = ResponseTemplate::new(409).set_body_json(body);
            scene.registries.say(&format!("/orcid/v3.0/{ANA}/record"), [closed]);
            let before = scene.registries.asked("orcid").await.len();
            let job = scene.ingest(ANA).await;
            assert_eq!((&job["status"], &job["attempts"]), (&json!("failed"), &json!(1)), "{job}");
            assert!(job["reason"].as_str().unwrap().contains(word), "{job}");
            assert_eq!(scene.registries.asked("orcid").await.len(), before + 1, "asked once");
            assert_eq!(scene.dois().await, ["10.5555/tides"]);
        }
        let person = scene.service.get_as(&scene.plugin_key(), &format!("/v1/people/{ANA}")).await.json();
        assert_eq!((&person["sync_status"], &person["name"]), (&json!("failed"), &json!("Ana Reis")));
    }
}

#[tokio::test]
async fn case_46_who_hides_their_name_is_called_by_their_id() {
    scene!(scene);
    let nameless = with(
        orcid_record(BO, "", "", &[claim(1, "10.5555/tides")]),
        json!({ "person": { "name": null } }),
    );
    scene.registries.orcid(&nameless);
    scene.registries.crossref(&crossref("10.5555/tides"));
    let job = scene.ingest(BO).await;
    assert_eq!(
        (&job["status"], &job["progress"]["failed"]),
        (&json!("complete"), &json!(0)),
        "{job}"
    );
    let key = scene.plugin_key();
    let person = scene
        .service
        .get_as(&key, &format!("/v1/people/{BO}"))
        .await
        .json();
    assert_eq!(person["name"], BO);
    for (given, family, name) in [
        (json!({ "value": "Bo" }), json!(null), "Bo"),
        (json!(null), json!({ "value": "Lind" }), "Lind"),
    ] {
        let names = json!({ "person": { "name": { "given-names": given, "family-name": family, "credit-name": null } } });
        scene.registries.orcid(&with(nameless.clone(), names));
        scene.ingest(BO).await;
        let person = scene
            .service
            .get_as(&key, &format!("/v1/people/{BO}"))
            .await
            .json();
        assert_eq!(person["name"], name);
    }
    // Hidden again, the last name that was public stays.
    scene.registries.orcid(&with(nameless, json!({ "person": null })));
    assert_eq!(scene.ingest(BO).await["status"], "complete");
}
