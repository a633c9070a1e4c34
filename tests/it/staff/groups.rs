//! Entities and categories: made, renamed, retired, restored.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases};

use super::{post, refusal, refused};

fn ids(list: &Value, field: &str) -> Vec<String> {
    let all = list[field].as_array().unwrap();
    assert_eq!(list["total"], all.len());
    all.iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn both_kinds_are_made_renamed_retired_and_restored(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let viewer = centre.sign_in("viewer").await;
        for (kind, field, own) in [("entity", "entities", vec!["cesam"]), ("category", "categories", vec![])] {
            let path = format!("/api/{field}");
            let one = format!("{path}/ecology");
            assert_eq!(ids(&viewer.get(&path).await.json(), field), own);
            let body = json!({ "id": "ecology", "name": { "EN": "Ecology", "pt-br": "Ecologia" } });
            let made = editor.post(&path, &body).await;
            assert_eq!(made.status, 201, "{}", made.text);
            assert_eq!((&made.json()["name"], &made.json()["retired_at"]), (&json!("Ecology"), &Value::Null));
            assert_eq!(made.json()["name_localised"], json!({ "en": "Ecology", "pt-BR": "Ecologia" }));
            assert_eq!(refusal(&editor.post(&path, &body).await), refused(409, "taken"));

            let renamed = editor.patch(&one, &json!({ "name": { "en": "Marine ecology", "pt": "Ecologia marinha" } })).await;
            assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("Marine ecology")), "{}", renamed.text);
            let listed = viewer.get(&format!("{path}?locale=pt")).await.json();
            let listed = listed[field].as_array().unwrap().iter().find(|item| item["id"] == "ecology").unwrap();
            assert_eq!(listed["name"], "Ecologia marinha");

            let retired = editor.delete(&one).await;
            assert_eq!(retired.status, 200, "{}", retired.text);
            let since = retired.json()["retired_at"].clone();
            assert!(since.is_i64());
            assert_eq!(editor.delete(&one).await.json()["retired_at"], since, "twice is once");
            assert_eq!(ids(&viewer.get(&path).await.json(), field), own);
            assert_eq!(ids(&viewer.get(&format!("{path}?status=retired")).await.json(), field), ["ecology"]);
            assert!(ids(&viewer.get(&format!("{path}?status=all")).await.json(), field).contains(&"ecology".to_owned()));
            assert_eq!(refusal(&editor.post(&path, &body).await), refused(409, "taken"), "a retired one keeps its id");
            let restored = post(&editor, &format!("{one}/restore")).await;
            assert_eq!((restored.status, &restored.json()["retired_at"]), (200, &Value::Null));
            assert_eq!(post(&editor, &format!("{one}/restore")).await.status, 200);

            let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
            let of_kind = events.iter().filter(|event| event.subject_kind == kind && event.subject_id == "ecology");
            let kinds: Vec<&str> = of_kind.map(|event| event.kind.rsplit_once('.').unwrap().1).collect();
            assert_eq!(kinds, ["restored", "retired", "renamed", "created"]);

            let unknown = format!("{kind}_not_found");
            for answer in [
                editor.patch(&format!("{path}/nothing"), &json!({ "name": "X" })).await,
                editor.delete(&format!("{path}/nothing")).await,
                post(&editor, &format!("{path}/nothing/restore")).await,
            ] {
                assert_eq!(refusal(&answer), refused(404, &unknown));
            }
            for body in [
                json!({ "id": "A", "name": "X" }),
                json!({ "id": "a--b", "name": "X" }),
                json!({ "id": "", "name": "X" }),
                json!({ "id": "x".repeat(191), "name": "X" }),
                json!({ "id": "x", "name": "" }),
                json!({ "id": "x", "name": {} }),
                json!({ "id": "x", "name": { "english!": "X" } }),
                json!({ "id": "x", "name": "x".repeat(301) }),
                json!({ "name": "X" }),
                json!({ "id": "x", "name": "X", "retired_at": 1 }),
            ] {
                assert_eq!(refusal(&editor.post(&path, &body).await), refused(400, "invalid_body"), "{body}");
            }
            assert_eq!(refusal(&viewer.get(&format!("{path}?status=old&locale=x!")).await), refused(400, "invalid_query"));
            for answer in [
                viewer.post(&path, &body).await,
                viewer.patch(&one, &json!({ "name": "X" })).await,
                viewer.delete(&one).await,
                post(&viewer, &format!("{one}/restore")).await,
            ] {
                assert_eq!(refusal(&answer), refused(403, "forbidden"));
            }
        }
        assert_eq!(refusal(&editor.delete("/api/entities/cesam").await), refused(409, "default_entity"));
    }

    async fn a_retired_entity_keeps_its_people_and_takes_nobody_new(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let path = |n: u32| format!("/api/people/{}/affiliation", orcid(n));
        let total = async || centre.service.get("/v1/publications").await.json()["total"].clone();
        assert_eq!(admin.post("/api/entities", &json!({ "id": "lab", "name": "Lab" })).await.status, 201);
        // Ana belongs to the lab alone.
        for body in [json!({ "entity_id": "lab", "status": "cesam" }), json!({ "entity_id": "cesam", "status": "external" })] {
            assert_eq!(admin.patch(&path(1), &body).await.status, 200);
        }
        assert_eq!(total().await, 5);
        assert_eq!(admin.delete("/api/entities/lab").await.status, 200);
        assert_eq!(total().await, 5, "who is in it stays in it");
        let shown = admin.get(&format!("/api/people/{}", orcid(1))).await.json();
        assert!(shown["memberships"].as_array().unwrap().iter().any(|row| row["entity_id"] == "lab" && row["ends_at"].is_null()));
        assert_eq!(admin.get("/api/people?entity_id=lab").await.json()["total"], 1);

        let joins = json!({ "entity_id": "lab", "status": "cesam" });
        assert_eq!(refusal(&admin.patch(&path(2), &joins).await), refused(409, "entity_retired"));
        assert_eq!(refusal(&admin.patch("/api/workspaces/cesam", &json!({ "default_entity": "lab" })).await), refused(409, "entity_retired"));
        // Who is there can still be moved there.
        let leaves = json!({ "entity_id": "lab", "status": "external" });
        assert_eq!(admin.patch(&path(1), &leaves).await.status, 200);
        assert_eq!(total().await, 2);
        assert_eq!(post(&admin, "/api/entities/lab/restore").await.status, 200);
        assert_eq!(admin.patch(&path(2), &joins).await.status, 200);
        assert_eq!(db.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
    }

    async fn partners_find_no_retired_entity(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        assert_eq!(admin.post("/api/entities", &json!({ "id": "home", "name": "Home" })).await.status, 201);
        assert_eq!(admin.patch("/api/workspaces/cesam", &json!({ "default_entity": "home" })).await.status, 200);
        assert_eq!(admin.delete("/api/entities/cesam").await.status, 200);
        let new = tests::sample::person(7, "Eva", "Lima");
        db.stores.people.upsert(&centre.workspace, &new, &[]).await.unwrap();
        let body = json!({ "entity_id": "cesam", "status": "cesam" });
        let ask = async |n: u32| centre.service.post_as(&centre.api_key, &format!("/api/partners/people/{}/membership", orcid(n)), &body).await;
        assert_eq!(refusal(&ask(7).await), refused(404, "entity_not_found"));
        assert_eq!(ask(1).await.status, 200, "Ana was there before");
    }

    async fn a_retired_category_stays_with_those_who_have_it(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        for id in ["phd", "emeriti"] {
            assert_eq!(editor.post("/api/categories", &json!({ "id": id, "name": id })).await.status, 201);
        }
        let path = |n: u32| format!("/api/people/{}", orcid(n));
        let body = json!({ "name": "Ana Reis", "category_ids": ["phd"] });
        assert_eq!(editor.patch(&path(1), &body).await.status, 200);
        assert_eq!(editor.delete("/api/categories/phd").await.status, 200);
        let kept = editor.get(&path(1)).await.json();
        assert_eq!(kept["categories"], json!([{ "id": "phd", "name": "phd", "name_localised": null, "is_retired": true }]));
        assert_eq!(editor.get("/api/people?category_id=phd").await.json()["total"], 1);
        let more = json!({ "name": "Ana Reis", "category_ids": ["phd", "emeriti"] });
        assert_eq!(editor.patch(&path(1), &more).await.status, 200);
        let his = json!({ "name": "Rui Costa", "category_ids": ["emeriti", "phd"] });
        let refusal_of = editor.patch(&path(2), &his).await;
        assert_eq!(refusal(&refusal_of), refused(409, "category_retired"));
        assert_eq!(refusal_of.json()["details"]["category_ids"], json!(["phd"]));
        assert_eq!(editor.get(&path(2)).await.json()["categories"], json!([]), "nothing was changed");
        // Given up, it is gone.
        assert_eq!(editor.patch(&path(1), &json!({ "name": "Ana Reis", "category_ids": [] })).await.status, 200);
        assert_eq!(refusal(&editor.patch(&path(1), &body).await), refused(409, "category_retired"));
    }
}
