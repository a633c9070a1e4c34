//! People: added, hidden, shown again; their photos and types.

use serde_json::{Value, json};
use tests::sample::{NOW, orcid, person};
use tests::{Centre, on_both_databases};

use super::{put, refusal, refused};

on_both_databases! {
    async fn people_are_added_by_their_id(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let new = orcid(9);
        let asked = json!({ "orcid_id": format!("https://orcid.org/{new}") });
        let added = editor.post("/api/people", &asked).await;
        assert_eq!(added.status, 202, "{}", added.text);
        let added = added.json();
        assert_eq!((&added["orcid_id"], &added["queued"], &added["shown_again"]), (&json!(new.as_str()), &json!(1), &json!(false)));
        let again = editor.post("/api/people", &asked).await.json();
        assert_eq!((&again["queued"], &again["jobs"]), (&json!(0), &added["jobs"]), "one open job is enough");
        let status = editor.get(&format!("/api/ingest/status?orcid_ids={new}")).await.json();
        assert!(status.to_string().contains(added["jobs"][0]["id"].as_str().unwrap()), "{status}");

        for (body, expected) in [
            (json!({ "orcid_id": orcid(1).as_str() }), refused(409, "taken")),
            (json!({ "orcid_id": "0000-0002-1825-0098" }), refused(400, "invalid_orcid")),
            (json!({ "orcid_id": "" }), refused(400, "invalid_orcid")),
            (json!({}), refused(400, "invalid_body")),
            (json!({ "orcid_id": new.as_str(), "name": "Eva" }), refused(400, "invalid_body")),
        ] {
            assert_eq!(refusal(&editor.post("/api/people", &body).await), expected, "{body}");
        }
        let viewer = centre.sign_in("viewer").await;
        assert_eq!(refusal(&viewer.post("/api/people", &asked).await), refused(403, "forbidden"));
        // Somebody who is known under the primary iD is there under the deprecated one, too.
        db.stores.people.upsert(&centre.workspace, &person(1, "Ana", "Reis"), &[orcid(11)]).await.unwrap();
        let alias = editor.post("/api/people", &json!({ "orcid_id": orcid(11).as_str() })).await;
        assert_eq!(refusal(&alias), refused(409, "taken"));
        assert_eq!(alias.json()["details"]["orcid_id"], orcid(1).as_str());
    }

    async fn hidden_people_leave_the_public_answers_and_come_back(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let (path, public) = (format!("/api/people/{}", orcid(1)), format!("/v1/people/{}", orcid(1)));
        let read = async |path: &str| centre.service.get_as(&centre.installation_key, path).await;
        let since = tests::desk::now_millis() / 1000;
        let hidden = editor.delete(&path).await;
        assert_eq!(hidden.status, 200, "{}", hidden.text);
        assert!(hidden.json()["hidden_at"].as_i64().unwrap() >= since);
        assert_eq!(hidden.json()["publication_count"], 0);
        assert_eq!(editor.delete(&path).await.json(), hidden.json(), "twice is once");

        let people = read("/v1/people").await.json();
        assert_eq!((&people["total"], &people["people"][0]["orcid_id"]), (&json!(1), &json!(orcid(2).as_str())));
        for path in [public.clone(), format!("{public}/publications"), "/v1/people/by-slug/ana-reis".to_owned()] {
            assert_eq!(refusal(&read(&path).await), refused(404, "person_not_found"), "{path}");
        }
        assert_eq!(read("/integrations/v1/people").await.json()["total"], 1);
        // His paper and the joint one stay; the joint one names him alone, and tells that it changed.
        let papers = read(&format!("/v1/publications?updated_since={since}")).await.json();
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 2);
        assert_eq!(papers["publications"].as_array().unwrap().len(), 1, "{papers}");
        let named: Vec<&Value> = papers["publications"][0]["people"].as_array().unwrap().iter().map(|one| &one["external_id"]).collect();
        assert_eq!(named, [orcid(2).as_str()]);
        assert_eq!(papers["deleted"].as_array().unwrap().len(), 3);
        let gone = read(&format!("/v1/people?updated_since={since}")).await.json();
        assert_eq!(gone["deleted"][0]["external_id"], orcid(1).as_str());
        let joint = centre.service.get("/v1/doi/10.5555/both").await.json();
        assert!(!joint["people"].to_string().contains(orcid(1).as_str()), "{}", joint["people"]);

        // Ingestion goes on, and changes nothing of that.
        let mut renewed = person(1, "Ana", "Reis Lima");
        renewed.fetched_at = NOW + 10;
        db.stores.people.upsert(&centre.workspace, &renewed, &[]).await.unwrap();
        assert_eq!(read("/v1/people").await.json()["total"], 1);
        let moved = editor.patch(&format!("{path}/affiliation"), &json!({ "entity_id": "cesam", "status": "external" })).await;
        assert_eq!(moved.status, 200);
        let moved = editor.patch(&format!("{path}/affiliation"), &json!({ "entity_id": "cesam", "status": "cesam" })).await;
        assert_eq!(moved.status, 200);
        assert_eq!(read("/v1/people").await.json()["total"], 1);
        assert_eq!(db.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);

        // The staff see everybody, unless they ask for less.
        for (query, total) in [("", 2), ("?visibility=all", 2), ("?visibility=visible", 1), ("?visibility=hidden", 1)] {
            assert_eq!(editor.get(&format!("/api/people{query}")).await.json()["total"], total, "{query}");
        }
        assert_eq!(refusal(&editor.get("/api/people?visibility=maybe").await), refused(400, "invalid_query"));
        let shown = editor.post("/api/people", &json!({ "orcid_id": orcid(1).as_str() })).await;
        assert_eq!((shown.status, &shown.json()["shown_again"], &shown.json()["queued"]), (202, &json!(true), &json!(1)));
        assert_eq!(read(&public).await.json()["publication_count"], 4);
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 5);
        let back = read(&format!("/v1/people?updated_since={since}")).await.json();
        assert_eq!(back["deleted"], json!([]), "who is back is not gone");
        assert_eq!(editor.get(&path).await.json()["hidden_at"], Value::Null);
        assert_eq!(db.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("person.")).collect();
        assert_eq!(kinds, ["person.shown", "person.hidden"]);

        let viewer = centre.sign_in("viewer").await;
        assert_eq!(refusal(&viewer.delete(&path).await), refused(403, "forbidden"));
        assert_eq!(refusal(&editor.delete(&format!("/api/people/{}", orcid(9))).await), refused(404, "person_not_found"));
        assert_eq!(refusal(&editor.delete("/api/people/nobody").await), refused(400, "invalid_orcid"));
    }

    async fn somebody_hidden_under_a_deprecated_id_stays_hidden(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.delete(&format!("/api/people/{}", orcid(1))).await.status, 200);
        db.stores.people.upsert(&centre.workspace, &person(12, "Ana", "Reis"), &[orcid(1)]).await.unwrap();
        let found = editor.get(&format!("/api/people/{}", orcid(12))).await.json();
        assert_eq!((&found["aliases"], found["hidden_at"].is_i64()), (&json!([orcid(1).as_str()]), true), "{found}");
        let people = centre.service.get_as(&centre.installation_key, "/v1/people").await.json();
        assert_eq!(people["total"], 1);
        assert_eq!(db.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
        let shown = editor.post("/api/people", &json!({ "orcid_id": orcid(1).as_str() })).await;
        assert_eq!((shown.status, &shown.json()["orcid_id"]), (202, &json!(orcid(12).as_str())));
        let people = centre.service.get_as(&centre.installation_key, "/v1/people").await.json();
        assert_eq!(people["total"], 2);
    }

    async fn what_was_made_by_hand_outlives_a_merger(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}", orcid(1));
        assert_eq!(editor.post("/api/categories", &json!({ "id": "phd", "name": "PhD" })).await.status, 201);
        let body = json!({ "name": "Prof. Ana Reis", "biography": "Studies lagoons.", "category_ids": ["phd"] });
        assert_eq!(editor.patch(&path, &body).await.status, 200);
        assert_eq!(put(&editor, &format!("{path}/photo"), &json!({ "url": "https://example.org/a" })).await.status, 200);
        assert_eq!(put(&editor, &format!("{path}/type"), &json!({ "people_type": "researcher" })).await.status, 200);
        db.stores.people.upsert(&centre.workspace, &person(12, "Ana", "Reis"), &[orcid(1)]).await.unwrap();
        let now = editor.get(&format!("/api/people/{}", orcid(12))).await.json();
        assert_eq!((&now["name"], &now["biography"]), (&json!("Prof. Ana Reis"), &json!("Studies lagoons.")));
        assert_eq!((&now["photo_url"], &now["people_type"]), (&json!("https://example.org/a"), &json!("researcher")));
        assert_eq!((&now["categories"][0]["id"], &now["hidden_at"]), (&json!("phd"), &Value::Null));
        assert_eq!(editor.get("/api/people?q=prof").await.json()["total"], 1, "and is searched by");
        // Somebody who was there keeps their own.
        let (rui, merged) = (format!("/api/people/{}", orcid(2)), format!("/api/people/{}", orcid(12)));
        assert_eq!(put(&editor, &format!("{rui}/type"), &json!({ "people_type": "student" })).await.status, 200);
        assert_eq!(editor.delete(&rui).await.status, 200);
        db.stores.people.upsert(&centre.workspace, &person(12, "Ana", "Reis"), &[orcid(1), orcid(2)]).await.unwrap();
        let now = editor.get(&merged).await.json();
        assert_eq!((&now["people_type"], &now["hidden_at"]), (&json!("researcher"), &Value::Null));
        assert_eq!(db.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
    }

    async fn photos_and_types_show_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}", orcid(1));
        let public = async || centre.service.get_as(&centre.installation_key, &format!("/v1/people/{}", orcid(1))).await.json();
        let photo = format!("{path}/photo");
        let set = put(&editor, &photo, &json!({ "url": "HTTPS://www.Example.org/ana reis.jpg" })).await;
        assert_eq!((set.status, &set.json()["photo_url"]), (200, &json!("https://www.example.org/ana%20reis.jpg")), "{}", set.text);
        assert_eq!(public().await["photo_url"], "https://www.example.org/ana%20reis.jpg");
        let kind = put(&editor, &format!("{path}/type"), &json!({ "people_type": " PhD \n student " })).await;
        assert_eq!((kind.status, &kind.json()["people_type"]), (200, &json!("PhD student")));
        assert_eq!(public().await["people_type"], "PhD student");
        // Ingestion leaves both alone.
        db.stores.people.upsert(&centre.workspace, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        assert_eq!(public().await["photo_url"], "https://www.example.org/ana%20reis.jpg");
        assert_eq!(editor.delete(&photo).await.json()["photo_url"], Value::Null);
        assert_eq!(editor.delete(&photo).await.status, 200, "twice is once");
        let kind = put(&editor, &format!("{path}/type"), &json!({ "people_type": null })).await;
        assert_eq!((kind.status, &kind.json()["people_type"]), (200, &Value::Null));
        assert_eq!((&public().await["photo_url"], &public().await["people_type"]), (&Value::Null, &Value::Null));
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("person.")).collect();
        assert_eq!(kinds, ["person.type_changed", "person.photo_changed", "person.type_changed", "person.photo_changed"]);

        let long = format!("https://example.org/{}", "a".repeat(500));
        for (what, body, field) in [
            ("photo", json!({ "url": "javascript:alert(1)" }), "url"),
            ("photo", json!({ "url": "data:image/png;base64,AAAA" }), "url"),
            ("photo", json!({ "url": "https://me:secret@example.org/a.jpg" }), "url"),
            ("photo", json!({ "url": "a.jpg" }), "url"),
            ("photo", json!({ "url": long }), "url"),
            ("photo", json!({ "url": null }), "url"),
            ("photo", json!({}), "url"),
            ("type", json!({ "people_type": " " }), "people_type"),
            ("type", json!({ "people_type": "x".repeat(101) }), "people_type"),
            ("type", json!({ "people_type": 7 }), "people_type"),
            ("type", json!({}), "people_type"),
        ] {
            let answer = put(&editor, &format!("{path}/{what}"), &body).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_body"), "{body}");
            assert!(answer.json()["details"]["fields"].to_string().contains(field), "{}", answer.text);
        }
        let viewer = centre.sign_in("viewer").await;
        let unknown = format!("/api/people/{}", orcid(9));
        for (what, body) in [("photo", json!({ "url": "https://example.org/a" })), ("type", json!({ "people_type": "x" })), ("slug", json!({ "slug": "x" }))] {
            assert_eq!(refusal(&put(&viewer, &format!("{path}/{what}"), &body).await), refused(403, "forbidden"));
            assert_eq!(refusal(&put(&editor, &format!("{unknown}/{what}"), &body).await), refused(404, "person_not_found"));
        }
        assert_eq!(refusal(&editor.delete(&format!("{unknown}/photo")).await), refused(404, "person_not_found"));
    }
}
