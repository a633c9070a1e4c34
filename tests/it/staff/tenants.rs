//! Two centres side by side: what one does to its workspace, groups and people is nothing to the other.

use serde_json::json;
use tests::sample::{orcid, person};
use tests::{Centre, on_both_databases};

use super::{post, put, refusal, refused};

on_both_databases! {
    async fn one_centre_never_touches_the_other(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        db.stores.people.upsert(&other, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        db.stores.people.upsert(&other, &person(3, "Eva", "Lima"), &[]).await.unwrap();
        let ours = centre.sign_in("workspace_admin").await;
        let theirs = centre.sign_in_to(&other, "workspace_admin").await;
        // The same ids on both sides are two things.
        for who in [&ours, &theirs] {
            for kind in ["entities", "categories"] {
                assert_eq!(who.post(&format!("/api/{kind}"), &json!({ "id": "lab", "name": "Lab" })).await.status, 201);
            }
        }
        assert_eq!(theirs.post("/api/entities", &json!({ "id": "theirs", "name": "Theirs" })).await.status, 201);
        assert_eq!(ours.delete("/api/entities/lab").await.status, 200);
        assert_eq!(ours.patch("/api/categories/lab", &json!({ "name": "Ours" })).await.status, 200);
        assert_eq!(theirs.get("/api/entities").await.json()["total"], 3);
        assert_eq!(theirs.get("/api/categories").await.json()["categories"][0]["name"], "Lab");
        for answer in [
            ours.patch("/api/entities/theirs", &json!({ "name": "Mine" })).await,
            ours.delete("/api/entities/theirs").await,
            post(&ours, "/api/entities/theirs/restore").await,
        ] {
            assert_eq!(refusal(&answer), refused(404, "entity_not_found"));
        }
        assert_eq!(refusal(&ours.patch("/api/workspaces/cesam", &json!({ "default_entity": "theirs" })).await), refused(404, "entity_not_found"));

        // The same person on both sides is two rows.
        let path = format!("/api/people/{}", orcid(1));
        assert_eq!(ours.delete(&path).await.status, 200);
        assert_eq!(put(&ours, &format!("{path}/photo"), &json!({ "url": "https://example.org/a" })).await.status, 200);
        assert_eq!(put(&ours, &format!("{path}/slug"), &json!({ "slug": "mine" })).await.status, 200);
        let there = theirs.get(&path).await.json();
        assert_eq!((&there["hidden_at"], &there["photo_url"], &there["slug"]), (&json!(null), &json!(null), &json!("ana-reis")));
        assert_eq!(put(&theirs, &format!("{path}/slug"), &json!({ "slug": "mine" })).await.status, 200, "unique in a workspace");
        let eva = format!("/api/people/{}", orcid(3));
        for answer in [ours.delete(&eva).await, put(&ours, &format!("{eva}/slug"), &json!({ "slug": "eva" })).await] {
            assert_eq!(refusal(&answer), refused(404, "person_not_found"));
        }
        let by_slug = centre.service.get_as(&centre.installation_key, "/v1/people/by-slug/eva-lima").await;
        assert_eq!(refusal(&by_slug), refused(404, "person_not_found"));

        // The other's workspace cannot be named, in the path or in the header.
        for (method, path, body) in [
            ("GET", "/api/workspaces/mare", json!(null)),
            ("PATCH", "/api/workspaces/mare", json!({ "name": "Mine" })),
            ("GET", "/api/workspaces/ws-mare/members", json!(null)),
            ("POST", "/api/workspaces/mare/members", json!({ "email": ours.email, "role": "workspace_admin" })),
            ("PATCH", &format!("/api/workspaces/mare/members/{}", theirs.user_id), json!({ "role": "viewer" })),
            ("DELETE", &format!("/api/workspaces/mare/members/{}", theirs.user_id), json!(null)),
        ] {
            let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
            let body = (!body.is_null()).then_some(&body);
            let answer = ours.send(method, path, body, &[("X-Workspace-Id", "cesam")]).await;
            assert_eq!(refusal(&answer), refused(403, "forbidden"), "{path}");
        }
        assert_eq!(refusal(&ours.clone().at("mare").get("/api/entities").await), refused(403, "forbidden"));
        let members = theirs.get("/api/workspaces/mare/members").await.json();
        assert_eq!(members["total"], 1);
    }
}
