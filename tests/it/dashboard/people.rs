//! People as the staff see and edit them.

use serde_json::{Value, json};
use tests::desk::now_millis;
use tests::sample::{NOW, orcid};
use tests::{Centre, on_both_databases, run_json};

fn names(list: &Value) -> Vec<&str> {
    let people = list["people"].as_array().unwrap();
    people
        .iter()
        .map(|person| person["name"].as_str().unwrap())
        .collect()
}

on_both_databases! {
    async fn the_staffs_list_shows_people_with_their_affiliation(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let viewer = centre.sign_in("viewer").await;
        let list = viewer.get("/api/people").await;
        assert_eq!(list.status, 200, "{}", list.text);
        let list = list.json();
        let (ana, rui) = (&list["people"][0], &list["people"][1]);
        assert_eq!(names(&list), ["Ana Reis", "Rui Costa"]);
        assert_eq!((&list["page"], &list["per_page"], &list["total"], &list["pages"]), (&json!(1), &json!(20), &json!(2), &json!(1)));
        assert_eq!((&list["sort"], &list["dir"], &list["entity_id"], &list["locale"]), (&json!("name"), &json!("asc"), &Value::Null, &json!("en")));
        assert_eq!(ana["orcid_id"], orcid(1).as_str());
        assert_eq!((&ana["entity_id"], &ana["affiliation_status"], &ana["is_active"]), (&json!("cesam"), &json!("cesam"), &json!(true)));
        assert_eq!((&ana["affiliation_starts_at"], &ana["created_at"]), (&json!(NOW), &json!(NOW)));
        assert_eq!((&ana["publication_count"], &rui["publication_count"]), (&json!(4), &json!(2)));
        assert_eq!((&ana["sync_status"], &ana["categories"], &ana["name_localised"]), (&json!("complete"), &json!([]), &Value::Null));

        for (query, found) in [
            ("q=REÍ", vec!["Ana Reis"]),
            (&format!("q={}", orcid(2)), vec!["Rui Costa"]),
            ("sort=publication_count&dir=asc", vec!["Rui Costa", "Ana Reis"]),
            ("sort=orcid_id&dir=desc&perPage=1", vec!["Rui Costa"]),
            ("page=2&perPage=1", vec!["Rui Costa"]),
            ("page=3&perPage=1", vec![]),
            ("entity_id=cesam&affiliation_status=cesam&active_only=true", vec!["Ana Reis", "Rui Costa"]),
            ("affiliation_status=external", vec![]),
            ("entity_id=nowhere", vec![]),
            ("category_id=nothing", vec![]),
        ] {
            let list = viewer.get(&format!("/api/people?{query}")).await.json();
            assert_eq!(names(&list), found, "{query}");
        }
        let faults = viewer
            .get("/api/people?page=0&perPage=101&sort=age&dir=up&affiliation_status=old&active_only=maybe&locale=klingon!")
            .await;
        assert_eq!((faults.status, &faults.json()["code"]), (400, &json!("invalid_query")));
        let fields = faults.json()["details"]["fields"].clone();
        let named: Vec<&String> = fields.as_object().unwrap().keys().collect();
        assert_eq!(named, ["active_only", "affiliation_status", "dir", "locale", "page", "perPage", "sort"]);
        let nobody = centre.service.call_dashboard("GET", "/api/people", &[], None).await;
        assert_eq!((nobody.status, &nobody.json()["code"]), (401, &json!("unauthenticated")));
    }

    async fn an_edited_profile_shows_at_the_very_next_request(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let category = ["category", "create", "--workspace", "cesam", "--id", "phd", "--name", "PhD students", "--translation", "pt=Doutorandos"];
        let category = run_json(&db.url, &[], &category);
        assert_eq!(category["name"], json!({ "en": "PhD students", "pt": "Doutorandos" }));
        assert_eq!(run_json(&db.url, &[], &["category", "list", "--workspace", "cesam"])["categories"][0]["id"], "phd");
        let path = format!("/api/people/{}", orcid(1));
        let public = format!("/v1/people/{}", orcid(1));
        let editor = centre.sign_in("editor").await;
        let body = json!({
            "name": { "en": "Prof. Ana Reis", "pt": "Profa. Ana Reis" },
            "biography": "Studies lagoons.",
            "category_ids": ["phd"],
        });
        assert_eq!(names(&centre.service.get_as(&centre.installation_key, "/v1/people").await.json()).len(), 2);
        let edited = editor.patch(&path, &body).await;
        assert_eq!((edited.status, edited.json()), (200, json!({ "success": true })), "{}", edited.text);

        let shown = centre.service.get_as(&centre.installation_key, &public).await.json();
        assert_eq!((&shown["name"]["pt"], &shown["biography"]), (&json!("Profa. Ana Reis"), &json!("Studies lagoons.")));
        let listed = centre.service.get_as(&centre.installation_key, "/v1/people?q=profa").await.json();
        assert_eq!(listed["people"][0]["orcid_id"], orcid(1).as_str());

        let found = editor.get(&path).await.json();
        assert_eq!((&found["name"], &found["name_localised"]["pt"]), (&json!("Prof. Ana Reis"), &json!("Profa. Ana Reis")));
        assert_eq!((&found["biography"], &found["registry_biography"]), (&json!("Studies lagoons."), &Value::Null));
        assert_eq!(found["edited"], json!({ "name": true, "biography": true }));
        assert_eq!((&found["registry_names"]["display"], &found["registry_names"]["family"]), (&json!("Ana Reis"), &json!("Reis")));
        assert_eq!(found["categories"][0]["name"], "PhD students");
        assert_eq!(found["memberships"].as_array().unwrap().len(), 1);
        let in_portuguese = editor.get("/api/people?locale=pt-BR&category_id=phd").await.json();
        assert_eq!(names(&in_portuguese), ["Profa. Ana Reis"]);
        assert_eq!(in_portuguese["people"][0]["categories"][0]["name"], "Doutorandos");

        let again = editor.patch(&path, &json!({ "name": "Ana Reis", "biography": null, "category_ids": [] })).await;
        assert_eq!(again.status, 200);
        let found = editor.get(&path).await.json();
        assert_eq!((&found["edited"], &found["categories"]), (&json!({ "name": false, "biography": false }), &json!([])));
        let shown = centre.service.get_as(&centre.installation_key, &public).await.json();
        assert_eq!((&shown["name"], &shown["biography"]), (&json!("Ana Reis"), &Value::Null));

        let events = centre.stores.activity.latest(&centre.workspace, 5).await.unwrap();
        let event = events.iter().find(|event| event.kind == "person.edited").unwrap();
        assert_eq!((event.actor.label(), event.subject_id.as_str()), (editor.email.as_str(), orcid(1).as_str()));
        assert_eq!(event.details["before"]["category_ids"], json!(["phd"]));
    }

    async fn what_cannot_be_kept_is_refused_and_named(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}", orcid(1));
        let before = editor.get(&path).await.json();
        let long = "x".repeat(301);
        for (body, code, field) in [
            (json!({}), "invalid_body", "."),
            (json!({ "name": "" }), "invalid_body", "name"),
            (json!({ "name": 7 }), "invalid_body", "name"),
            (json!({ "name": null }), "invalid_body", "name"),
            (json!({ "name": long }), "invalid_body", "name"),
            (json!({ "name": {} }), "invalid_body", "name"),
            (json!({ "name": { "english!": "Ana" } }), "invalid_body", "name"),
            (json!({ "name": "Ana", "biography": " " }), "invalid_body", "biography"),
            (json!({ "name": "Ana", "category_ids": null }), "invalid_body", "category_ids"),
            (json!({ "name": "Ana", "category_ids": vec!["a"; 51] }), "invalid_body", "category_ids"),
            (json!({ "name": "Ana", "category_ids": ["nothing"] }), "unknown_category", "category_ids"),
            (json!({ "name": "Ana", "orcid_id": "0000" }), "invalid_body", "orcid_id"),
        ] {
            let refused = editor.patch(&path, &body).await;
            let problem = refused.json();
            assert_eq!((refused.status, &problem["code"]), (400, &json!(code)), "{body} {problem}");
            assert!(problem["details"]["fields"].get(field).is_some(), "{field} in {problem}");
        }
        assert_eq!(editor.get(&path).await.json(), before, "nothing was changed");
        let name = json!({ "name": "Ana" });
        let viewer = centre.sign_in("viewer").await;
        for (who, at, status, code) in [
            (&viewer, path.clone(), 403, "forbidden"),
            (&editor, format!("/api/people/{}", orcid(9)), 404, "person_not_found"),
            (&editor, "/api/people/0000-0000".to_owned(), 400, "invalid_orcid"),
        ] {
            let refused = who.patch(&at, &name).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{at}");
        }
        let unknown = editor.get(&format!("/api/people/{}", orcid(9))).await;
        assert_eq!((unknown.status, &unknown.json()["code"]), (404, &json!("person_not_found")));
        let as_url = editor.get(&format!("/api/people/https%3A%2F%2Forcid.org%2F{}", orcid(1))).await;
        assert_eq!((as_url.status, &as_url.json()["orcid_id"]), (200, &json!(orcid(1).as_str())));
    }

    async fn a_changed_affiliation_moves_the_public_set_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}/affiliation", orcid(1));
        let total = async || centre.service.get("/v1/publications").await.json()["total"].clone();
        assert_eq!(total().await, 5);
        let changed = editor.patch(&path, &json!({ "entity_id": "cesam", "status": "external" })).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let answer = changed.json();
        assert_eq!((&answer["success"], &answer["affiliation"]["status"]), (&json!(true), &json!("external")));
        assert_eq!((&answer["affiliation"]["person_orcid"], &answer["affiliation"]["ends_at"]), (&json!(orcid(1).as_str()), &Value::Null));
        assert_eq!(total().await, 2, "his, and the one of both");
        let shown = editor.get("/api/people?affiliation_status=external").await.json();
        assert_eq!(names(&shown), ["Ana Reis"]);
        assert_eq!((&shown["people"][0]["publication_count"], &shown["people"][0]["linked_publication_count"]), (&json!(1), &json!(4)));
        let rows = editor.get(&format!("/api/people/{}", orcid(1))).await.json()["memberships"].clone();
        assert_eq!(rows.as_array().unwrap().len(), 2);
        assert_eq!((&rows[0]["status"], &rows[0]["ends_at"]), (&json!("cesam"), &rows[1]["starts_at"]));
        let events = centre.stores.activity.latest(&centre.workspace, 3).await.unwrap();
        let event = events.iter().find(|event| event.kind == "membership.changed").unwrap();
        assert_eq!((event.actor.label(), &event.details["before"]["status"]), (editor.email.as_str(), &json!("cesam")));

        let back = editor.patch(&path, &json!({ "entity_id": "cesam", "status": "cesam" })).await;
        assert_eq!((back.status, total().await), (200, json!(5)));
        let now = now_millis() / 1000;
        for (body, status, code) in [
            (json!({ "entity_id": "cesam", "status": "external", "starts_at": 0 }), 400, "invalid_body"),
            (json!({ "entity_id": "cesam", "status": "external", "starts_at": "now" }), 400, "invalid_body"),
            (json!({ "entity_id": "cesam", "status": "external", "starts_at": NOW }), 400, "invalid_body"),
            (json!({ "entity_id": "cesam", "status": "external", "starts_at": now + 200_000 }), 400, "invalid_body"),
            (json!({ "entity_id": "cesam", "status": "emeritus" }), 400, "invalid_body"),
            (json!({ "entity_id": "", "status": "cesam" }), 400, "invalid_body"),
            (json!({ "entity_id": "cesam", "status": "cesam", "until": 1 }), 400, "invalid_body"),
            (json!({ "status": "cesam" }), 400, "invalid_body"),
            (json!({ "entity_id": "nowhere", "status": "cesam" }), 404, "entity_not_found"),
        ] {
            let refused = editor.patch(&path, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{body}");
        }
        let nobody = editor.patch(&format!("/api/people/{}/affiliation", orcid(9)), &json!({ "entity_id": "cesam", "status": "cesam" })).await;
        assert_eq!((nobody.status, &nobody.json()["code"]), (404, &json!("person_not_found")));
        let viewer = centre.sign_in("viewer").await;
        assert_eq!(viewer.patch(&path, &json!({ "entity_id": "cesam", "status": "external" })).await.status, 403);
        assert_eq!(total().await, 5, "no refusal changed anything");
    }
}
