//! A work that turns out to have a DOI becomes a publication, and keeps what it was linked to.

use serde_json::{Value, json};
use tests::{TestDatabase, on_both_databases};

use super::{refusal, refused};
use crate::edge_cases::payloads::{author, crossref, group, orcid_record, own, summary, with};
use crate::edge_cases::registries::status;
use crate::edge_cases::scene::{ANA, BO, Scene};

/// Ana and Bo, with a report each in their ORCID records, and a project.
async fn scene(db: &TestDatabase) -> (Scene, String) {
    let scene = Scene::open(db).await;
    let report = |n: i64| {
        group(&[summary(
            n,
            "Tides of the lagoon",
            &[own("isbn", "978-0-00-000000-2")],
        )])
    };
    scene.registries.orcid(&orcid_record(BO, "Bo", "Lind", &[]));
    scene.ingest(BO).await;
    scene.ingest_groups(&[report(1)]).await;
    let works = scene.staff.get("/api/works").await.json();
    let id = works["works"][0]["id"].as_str().unwrap().to_owned();
    let project = json!({ "id": "sea", "programme": "P", "title": "Sea" });
    assert_eq!(scene.staff.post("/api/projects", &project).await.status, 201);
    let change = json!({ "verified": true, "project_ids": ["sea"], "person_orcids": [ANA, BO] });
    assert_eq!(
        scene
            .staff
            .patch(&format!("/api/works/{id}"), &change)
            .await
            .status,
        200
    );
    (scene, id)
}

fn paper(doi: &str) -> Value {
    with(
        crossref(doi),
        json!({ "author": [author("Ana", "Reis"), author("Cy", "Dahl")] }),
    )
}

/// Linked iDs of a publication.
async fn people(scene: &Scene, doi: &str) -> Vec<String> {
    let answer = scene.staff.get(&format!("/api/publications/{doi}/people")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut ids: Vec<String> = answer.json()["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["orcid_id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

on_both_databases! {
    async fn a_promoted_work_keeps_its_links_and_decisions_hold_when_all_is_ingested_again(db: &TestDatabase) {
        let (scene, id) = scene(db).await;
        let works = async || scene.service.get("/v1/works").await.json();
        assert_eq!(works().await["total"], 1);
        scene.registries.crossref(&paper("10.5555/tides"));
        let promote = format!("/api/works/{id}/promote");
        let done = scene.staff.post(&promote, &json!({ "doi": "https://doi.org/10.5555/TIDES" })).await;
        assert_eq!(done.status, 201, "{}", done.text);
        assert_eq!(done.json(), json!({ "ok": true, "id": "10.5555/tides", "doi": "10.5555/tides", "created": true }));
        assert_eq!(people(&scene, "10.5555/tides").await, [ANA, BO], "both, though only Ana is among the authors");
        let public = scene.paper("10.5555/tides").await;
        assert_eq!((&public["title"], public["people"].as_array().unwrap().len()), (&json!("Tides of the lagoon"), 2));
        let project = scene.staff.get("/api/projects/sea").await.json();
        assert_eq!((&project["publication_ids"], &project["work_ids"]), (&json!(["10.5555/tides"]), &json!([])));
        // The work left, and those who keep copies are told.
        assert_eq!((works().await["total"].clone(), scene.service.get(&format!("/v1/works/{id}")).await.status), (json!(0), 404));
        let since = scene.service.get("/v1/works?updated_since=0").await.json();
        assert_eq!(since["deleted"][0]["external_id"], id);
        let work = scene.staff.get(&format!("/api/works/{id}")).await.json();
        assert_eq!(work["promoted_to"], "10.5555/tides");
        assert!(work["deleted_at"].is_string());
        assert_eq!(refusal(&scene.staff.post(&promote, &json!({ "doi": "10.5555/tides" })).await), refused(409, "work_promoted"));
        for (method, path) in [("PATCH", format!("/api/works/{id}")), ("POST", format!("/api/works/{id}/restore")), ("POST", format!("/api/works/{id}/verify"))] {
            let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
            let answer = scene.staff.send(method, &path, Some(&json!({})), &[]).await;
            assert_eq!(refusal(&answer), refused(409, "work_promoted"), "{path}");
        }

        // Bo says that it is not his; then everything is ingested and repaired again.
        assert_eq!(scene.staff.post(&format!("/api/publications/10.5555/tides/people/{BO}/not-mine"), &json!({})).await.status, 200);
        scene.registries.crossref(&with(paper("10.5555/tides"), json!({ "title": ["Tides, revised"], "author": [author("Ana", "Reis"), author("Bo", "Lind")] })));
        for (n, orcid, given, family) in [(1, ANA, "Ana", "Reis"), (2, BO, "Bo", "Lind")] {
            scene.later().await;
            let still = group(&[summary(n, "Tides of the lagoon", &[own("isbn", "978-0-00-000000-2")])]);
            let claimed = group(&[summary(9, "Tides", &[own("doi", "10.5555/tides")])]);
            scene.registries.orcid(&orcid_record(orcid, given, family, &[still, claimed]));
            assert_eq!(scene.ingest(orcid).await["status"], "complete");
        }
        let repaired = scene.staff.post("/api/site-tools/repair-author-links/bulk", &json!({})).await;
        assert_eq!(repaired.status, 200, "{}", repaired.text);
        assert_eq!(scene.staff_paper("10.5555/tides").await["merged"]["title"], "Tides, revised");
        assert_eq!(people(&scene, "10.5555/tides").await, [ANA]);
        let all = scene.staff.get("/api/works?status=all").await.json();
        let states: Vec<&Value> = all["works"].as_array().unwrap().iter().map(|work| &work["promoted_to"]).collect();
        assert_eq!(states.iter().filter(|doi| !doi.is_null()).count(), 1, "the same work did not come back: {all}");
        assert_eq!(states.len(), 2, "Bo's own report is a work of its own");
    }

    async fn a_work_joins_a_publication_that_is_there_without_asking_anybody(db: &TestDatabase) {
        let (scene, id) = scene(db).await;
        scene.registries.crossref(&paper("10.5555/tides"));
        assert_eq!(scene.import("10.5555/tides").await.status, 201);
        assert_eq!(scene.staff.post(&format!("/api/publications/10.5555/tides/people/{BO}/not-mine"), &json!({})).await.status, 200);
        let title = json!([{ "op": "replace", "path": "/title", "value": "By hand" }]);
        assert_eq!(scene.staff.patch("/api/publications/10.5555/tides", &title).await.status, 200);
        let asked = scene.registries.asked("crossref").await.len();
        let done = scene.staff.post(&format!("/api/works/{id}/promote"), &json!({ "doi": "10.5555/tides" })).await;
        assert_eq!((done.status, &done.json()["created"]), (200, &json!(false)), "{}", done.text);
        assert_eq!(scene.registries.asked("crossref").await.len(), asked);
        assert_eq!(people(&scene, "10.5555/tides").await, [ANA], "it stays not Bo's");
        let staff = scene.staff_paper("10.5555/tides").await;
        assert_eq!((&staff["merged"]["title"], &staff["edit_count"]), (&json!("By hand"), &json!(1)));
        assert_eq!(scene.staff.get("/api/projects/sea").await.json()["publication_ids"], json!(["10.5555/tides"]));
        assert_eq!(scene.service.get("/v1/works").await.json()["total"], 0);
    }

    async fn nothing_is_changed_where_a_work_cannot_be_promoted(db: &TestDatabase) {
        let (scene, id) = scene(db).await;
        let promote = format!("/api/works/{id}/promote");
        let before = scene.staff.get(&format!("/api/works/{id}")).await.text;
        scene.registries.say("/crossref/works/10.5555/away", [status(503, "later", "text/plain")]);
        for (body, code) in [
            (json!({ "doi": "10.5555/nobody" }), refused(404, "doi_not_found")),
            (json!({ "doi": "10.5555/away" }), refused(502, "provider_unavailable")),
            (json!({ "doi": "no doi" }), refused(400, "invalid_doi")),
            (json!({}), refused(400, "invalid_body")),
            (json!({ "doi": "10.5555/a", "force": true }), refused(400, "invalid_body")),
        ] {
            let answer = scene.staff.post(&promote, &body).await;
            assert_eq!(refusal(&answer), code, "{body}: {}", answer.text);
        }
        // A deleted publication, and a deleted work.
        scene.registries.crossref(&paper("10.5555/gone"));
        assert_eq!(scene.import("10.5555/gone").await.status, 201);
        scene.staff.delete("/api/publications/10.5555/gone").await;
        let answer = scene.staff.post(&promote, &json!({ "doi": "10.5555/gone" })).await;
        assert_eq!(refusal(&answer), refused(409, "publication_deleted"), "{}", answer.text);
        assert_eq!(scene.staff.get(&format!("/api/works/{id}")).await.text, before, "nothing was changed");
        scene.staff.delete(&format!("/api/works/{id}")).await;
        let answer = scene.staff.post(&promote, &json!({ "doi": "10.5555/tides" })).await;
        assert_eq!(refusal(&answer), refused(409, "work_deleted"), "{}", answer.text);
        assert_eq!(scene.service.get("/v1/works").await.json()["total"], 0);
    }
}
