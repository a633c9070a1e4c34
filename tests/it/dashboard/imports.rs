//! Importing one DOI at once, against the recorded registries and against none.

use serde_json::json;
use tests::desk::{SignedIn, user};
use tests::sample::orcid;
use tests::{Centre, Replay, Service, on_both_databases};

const DOI: &str = "10.1103/physrevb.89.235131";

/// The same person at another process.
fn at(service: &Service, who: &SignedIn) -> SignedIn {
    let name = who.email.split('@').next().unwrap();
    SignedIn::with(service, &user(name, false), &who.token)
}

/// Registries at an address where nobody listens.
fn nowhere() -> Vec<(String, String)> {
    let mut settings = vec![("LEGACITI_PROVIDER_ATTEMPTS".to_owned(), "1".to_owned())];
    for provider in ["ORCID", "CROSSREF", "DATACITE", "OPENALEX", "DOI"] {
        settings.push((
            format!("LEGACITI_{provider}_BASE_URL"),
            "http://127.0.0.1:9".to_owned(),
        ));
        settings.push((format!("LEGACITI_{provider}_RATE"), "off".to_owned()));
    }
    settings
}

on_both_databases! {
    async fn a_doi_is_new_then_there(db: &TestDatabase) {
        let Some(replay) = Replay::start(&[]) else { return };
        let centre = Centre::open(db).await;
        let (editor, viewer) = (centre.sign_in("editor").await, centre.sign_in("viewer").await);
        let service = Service::start(&db.url, "dashboard", &replay.environment());
        let (editor, viewer) = (at(&service, &editor), at(&service, &viewer));
        let asked = json!({ "doi": format!("https://doi.org/{}", DOI.to_uppercase()), "person_orcids": [orcid(1).as_str()] });
        assert_eq!(viewer.post("/api/import/doi", &asked).await.status, 403);
        let made = editor.post("/api/import/doi", &asked).await;
        assert_eq!((made.status, made.json()), (201, json!({ "ok": true, "id": DOI, "doi": DOI, "created": true })));
        let again = editor.post("/api/import/doi", &json!({ "doi": DOI })).await;
        assert_eq!((again.status, &again.json()["created"]), (200, &json!(false)));
        let public = centre.service.get(&format!("/v1/doi/{DOI}")).await;
        assert_eq!(public.status, 200, "Ana is a member: {}", public.text);
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 6);
        let told = editor.get("/api/activity?event_type=publication.imported").await.json();
        assert_eq!((&told["total"], &told["events"][0]["subject_id"]), (&json!(2), &json!(DOI)));

        for (body, status, code) in [
            (json!({ "doi": "10.1371/journal.pone.9999999", "person_orcids": [] }), 404, "doi_not_found"),
            (json!({ "doi": "salt" }), 400, "invalid_doi"),
            (json!({ "doi": "" }), 400, "invalid_body"),
            (json!({ "doi": DOI, "person_orcids": [orcid(77).as_str()] }), 400, "invalid_orcid"),
            (json!({ "doi": DOI, "person_orcids": ["x"] }), 400, "invalid_orcid"),
            (json!({ "doi": DOI, "more": true }), 400, "invalid_body"),
        ] {
            let refused = editor.post("/api/import/doi", &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{body}: {}", refused.text);
        }
        assert_eq!(editor.get("/api/activity?event_type=publication.imported").await.json()["total"], 2);
    }

    async fn where_no_registry_answers_nothing_is_changed(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let service = Service::start(&db.url, "dashboard", &nowhere());
        let editor = at(&service, &editor);
        let before = db.stores.workspaces.revision(&centre.workspace).await.unwrap();
        let refused = editor.post("/api/import/doi", &json!({ "doi": DOI, "person_orcids": [orcid(1).as_str()] })).await;
        assert_eq!((refused.status, &refused.json()["code"]), (502, &json!("provider_unavailable")), "{}", refused.text);
        assert!(!refused.text.contains("127.0.0.1"), "no word on our own addresses: {}", refused.text);
        assert_eq!(db.stores.workspaces.revision(&centre.workspace).await.unwrap(), before);
        assert_eq!(editor.get("/api/activity?event_type=publication.imported").await.json()["total"], 0);
    }
}
