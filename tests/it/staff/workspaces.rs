//! Workspaces: which somebody sees, who makes one, who changes one.

use serde_json::{Value, json};
use tests::desk::sign_in;
use tests::{Centre, Service, on_both_databases};

use super::{refusal, refused};

fn slugs(list: &Value) -> Vec<(&str, &str)> {
    let all = list["workspaces"].as_array().unwrap();
    assert_eq!(list["total"], all.len());
    all.iter()
        .map(|item| {
            assert!(item["id"].is_string());
            (item["slug"].as_str().unwrap(), item["role"].as_str().unwrap())
        })
        .collect()
}

on_both_databases! {
    async fn everybody_sees_their_own_and_superadmins_all(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let viewer = centre.sign_in("viewer").await;
        let admin = centre.sign_in_to(&other, "workspace_admin").await;
        let superadmin = centre.sign_in("superadmin").await;
        assert_eq!(slugs(&viewer.get("/api/workspaces").await.json()), [("cesam", "viewer")]);
        assert_eq!(slugs(&admin.get("/api/workspaces").await.json()), [("mare", "workspace_admin")]);
        let all = superadmin.get("/api/workspaces").await.json();
        assert_eq!(slugs(&all), [("cesam", "superadmin"), ("mare", "superadmin")]);
        // Somebody of two workspaces has none to work in until they name one, and sees both.
        let joined = superadmin
            .post("/api/workspaces/cesam/members", &json!({ "email": admin.email, "role": "editor" }))
            .await;
        assert_eq!(joined.status, 201, "{}", joined.text);
        assert_eq!(refusal(&admin.get("/api/people").await), refused(400, "missing_workspace"));
        let both = admin.get("/api/workspaces").await.json();
        assert_eq!(slugs(&both), [("cesam", "editor"), ("mare", "workspace_admin")]);

        for name in ["cesam", "ws-cesam"] {
            let one = viewer.get(&format!("/api/workspaces/{name}")).await;
            assert_eq!((one.status, &one.json()["role"]), (200, &json!("viewer")), "{name}");
            assert_eq!(one.json()["default_entity"], "cesam");
            assert_eq!(one.json()["default_status"], "cesam");
        }
        for (who, name, expected) in [
            (&viewer, "mare", refused(403, "forbidden")),
            (&viewer, "nowhere", refused(403, "forbidden")),
            (&superadmin, "nowhere", refused(404, "workspace_not_found")),
        ] {
            assert_eq!(refusal(&who.get(&format!("/api/workspaces/{name}")).await), expected, "{name}");
        }
        let nobody = centre.service.call_dashboard("GET", "/api/workspaces", &[], None).await;
        assert_eq!(refusal(&nobody), refused(401, "unauthenticated"));
    }

    async fn a_superadmin_makes_the_first_workspace_and_the_next(db: &TestDatabase) {
        let service = Service::start(&db.url, "dashboard", &[]);
        let superadmin = sign_in(&service, &db.stores, None, "superadmin").await;
        assert_eq!(superadmin.get("/api/workspaces").await.json(), json!({ "workspaces": [], "total": 0 }));
        let made = superadmin.post("/api/workspaces", &json!({ "slug": "mare", "name": " MARE \n centre " })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let made = made.json();
        assert_eq!((&made["slug"], &made["name"]), (&json!("mare"), &json!("MARE centre")));
        assert_eq!((&made["default_entity"], &made["default_status"]), (&json!("mare"), &json!("cesam")));
        let entities = superadmin.get("/api/entities").await.json();
        assert_eq!((&entities["entities"][0]["id"], &entities["default_entity"]), (&json!("mare"), &json!("mare")));

        let next = json!({ "slug": "cesam", "name": "CESAM", "default_entity": "home", "default_status": "external" });
        let next = superadmin.post("/api/workspaces", &next).await;
        assert_eq!((next.status, &next.json()["default_entity"]), (201, &json!("home")));
        assert_eq!(next.json()["default_status"], "external");
        let again = superadmin.post("/api/workspaces", &json!({ "slug": "mare", "name": "Again" })).await;
        assert_eq!(refusal(&again), refused(409, "taken"));
        for (body, field) in [
            (json!({ "name": "X" }), "slug"),
            (json!({ "slug": "Mare", "name": "X" }), "slug"),
            (json!({ "slug": "x" }), "name"),
            (json!({ "slug": "x", "name": "\u{7} " }), "name"),
            (json!({ "slug": "x", "name": "X", "default_entity": "A B" }), "default_entity"),
            (json!({ "slug": "x", "name": "X", "default_status": "member" }), "default_status"),
            (json!({ "slug": "x", "name": "X", "id": "mine" }), "id"),
        ] {
            let answer = superadmin.post("/api/workspaces", &body).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_body"), "{body}");
            let fields = answer.json()["details"]["fields"].to_string();
            assert!(fields.contains(field), "{field} in {fields}");
        }
        assert_eq!(superadmin.get("/api/workspaces").await.json()["total"], 2);
        let admin = sign_in(&service, &db.stores, Some(&domain::workspace::WorkspaceId::new(next.json()["id"].as_str().unwrap())), "workspace_admin").await;
        let refusal_of = admin.post("/api/workspaces", &json!({ "slug": "mine", "name": "Mine" })).await;
        assert_eq!(refusal(&refusal_of), refused(403, "forbidden"));
    }

    async fn administrators_change_their_workspace(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let editor = centre.sign_in("editor").await;
        for id in ["lab", "old"] {
            assert_eq!(admin.post("/api/entities", &json!({ "id": id, "name": id })).await.status, 201);
        }
        assert_eq!(admin.delete("/api/entities/old").await.status, 200);
        let changed = admin
            .patch("/api/workspaces/cesam", &json!({ "name": "CESAM, Aveiro", "default_entity": "lab", "default_status": "external" }))
            .await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let now = changed.json();
        assert_eq!((&now["name"], &now["default_entity"], &now["default_status"]), (&json!("CESAM, Aveiro"), &json!("lab"), &json!("external")));
        assert_eq!(admin.get("/api/workspaces/cesam").await.json(), now);
        let organizations = admin.get("/api/auth/organization/list").await.json();
        assert_eq!(organizations[0]["name"], "CESAM, Aveiro", "its organization has the same name");
        let events = centre.stores.activity.latest(&centre.workspace, 5).await.unwrap();
        let event = events.iter().find(|event| event.kind == "workspace.changed").unwrap();
        assert_eq!(event.details["before"], json!({ "name": "CESAM", "default_entity": "cesam", "default_status": "cesam" }));

        // Whoever comes now goes there.
        let new = tests::sample::person(7, "Eva", "Lima");
        db.stores.people.upsert(&centre.workspace, &new, &[]).await.unwrap();
        let shown = admin.get(&format!("/api/people/{}", new.orcid)).await.json();
        assert_eq!((&shown["entity_id"], &shown["affiliation_status"]), (&json!("lab"), &json!("external")));

        let nothing = admin.patch("/api/workspaces/cesam", &json!({})).await;
        assert_eq!((nothing.status, nothing.json()), (200, now.clone()));
        let count = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        assert_eq!(count.iter().filter(|event| event.kind == "workspace.changed").count(), 1);
        for (body, expected) in [
            (json!({ "default_entity": "nowhere" }), refused(404, "entity_not_found")),
            (json!({ "default_entity": "old" }), refused(409, "entity_retired")),
            (json!({ "default_entity": "A" }), refused(400, "invalid_body")),
            (json!({ "name": "" }), refused(400, "invalid_body")),
            (json!({ "name": null }), refused(400, "invalid_body")),
            (json!({ "slug": "other" }), refused(400, "invalid_body")),
        ] {
            assert_eq!(refusal(&admin.patch("/api/workspaces/cesam", &body).await), expected, "{body}");
        }
        assert_eq!(refusal(&editor.patch("/api/workspaces/cesam", &json!({ "name": "X" })).await), refused(403, "forbidden"));
        assert_eq!(admin.get("/api/workspaces/cesam").await.json(), now, "nothing was changed");
    }
}
