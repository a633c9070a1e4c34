//! Installations: installing, reading, changing, uninstalling.

use serde_json::{Value, json};
use tests::{Centre, on_both_databases};

use super::{as_integration, id_of, install, names, ok, publish, refused, refused_field, text, walk};

on_both_databases! {
    async fn an_integration_is_installed_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let path = "/api/integrations/drupal/installations";
        refused(&viewer.post(path, &json!({ "organization": "cesam" })).await, 403, "forbidden");
        refused(&admin.post(path, &json!({})).await, 400, "invalid_body");
        refused(&admin.post(path, &json!({ "organization": "mare" })).await, 404, "workspace_not_found");
        refused(&admin.post("/api/integrations/unknown/installations", &json!({ "organization": "cesam" })).await, 404, "integration_not_found");
        for (extra, field) in [
            (json!({ "organization": "cesam", "display_name": "" }), "display_name"),
            (json!({ "organization": "cesam", "display_name": "x".repeat(121) }), "display_name"),
            (json!({ "organization": "cesam", "description": "x".repeat(2_049) }), "description"),
            (json!({ "organization": "cesam", "scopes": ["everything"] }), "scopes[0]"),
        ] {
            refused_field(&admin.post(path, &extra).await, field);
        }
        let body = json!({ "organization": "cesam", "display_name": " Staging ", "scopes": ["works.read", "people.read"] });
        let made = ok(&admin.post(path, &body).await, 201);
        assert_eq!((&made["status"], &made["display_name"]), (&json!("draft"), &json!("Staging")));
        assert_eq!((&made["scopes"], &made["space_selection"]), (&json!(["people.read", "works.read"]), &json!("all")));
        assert_eq!((&made["site_selection"], &made["sites"]), (&json!("selected"), &json!([])));
        refused(&admin.post(path, &json!({ "organization": "cesam" })).await, 409, "already_installed");
        let place = format!("{path}/{}", text(&made["id"]));
        let read = ok(&viewer.get(&place).await, 200);
        assert_eq!(read["missing"], json!(["unverified_origin", "no_credential"]));
        assert_eq!(admin.delete(&place).await.status, 204);
        let second = ok(&admin.post(path, &json!({ "organization": "ws-cesam" })).await, 201);
        assert_eq!(second["display_name"], "Drupal", "its title where nothing is said");
        assert_ne!(second["id"], made["id"]);
    }

    async fn two_at_once_install_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let (path, body) = ("/api/integrations/drupal/installations", json!({ "organization": "cesam" }));
        let calls = (0..6).map(|_| admin.post(path, &body));
        let mut statuses: Vec<u16> = Vec::new();
        for answer in futures_util::future::join_all(calls).await {
            statuses.push(answer.status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    }

    async fn lists_are_walked_and_narrowed(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        let mut places = vec![install(&admin, "digest").await];
        for n in 0..4 {
            let workspace = tests::sample::workspace(&db.stores, &format!("unit-{n}")).await;
            let there = centre.sign_in_to(&workspace, "workspace_admin").await;
            let made = there.post("/api/integrations/digest/installations", &json!({ "organization": format!("unit-{n}") })).await;
            places.push(format!("/api/integrations/digest/installations/{}", text(&ok(&made, 201)["id"])));
        }
        let (own, _) = walk(&admin, "/api/integrations/digest/installations", 10).await;
        assert_eq!(names(&own, "id"), [id_of(&places[0])], "staff see their workspace's");
        let body = json!({ "externalIds": ["tenant-3", "blog"] });
        let named = as_integration(&centre.service, &secret, "PATCH", &places[3], Some(&body)).await;
        assert_eq!(ok(&named, 200)["externalIds"], json!(["tenant-3", "blog"]));
        let list = async |query: &str| ok(&as_integration(&centre.service, &secret, "GET", &format!("/api/integrations/digest/installations?{query}"), None).await, 200);
        let all = list("").await;
        let mut expected: Vec<&str> = places.iter().map(|place| id_of(place)).collect();
        let mut found = names(all["items"].as_array().unwrap(), "id");
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "the integration sees all");
        let first = list("limit=3").await;
        let rest = list(&format!("limit=3&page={}", text(&first["next"]["page"]))).await;
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (3, 2));
        assert_eq!(rest["next"], Value::Null);
        let by_name = list("externalId=blog").await;
        assert_eq!(names(by_name["items"].as_array().unwrap(), "id"), [id_of(&places[3])]);
        assert_eq!(list("externalId=nobody").await["items"], json!([]));
        refused_field(&admin.get("/api/integrations/digest/installations?limit=1001").await, "limit");
        refused(&admin.get("/api/integrations/unknown/installations").await, 404, "integration_not_found");
        assert_eq!(admin.delete(&places[0]).await.status, 204);
        assert_eq!(walk(&admin, "/api/integrations/digest/installations", 10).await.0.len(), 0, "archived ones are not listed");
        assert_eq!(ok(&admin.get(&places[0]).await, 200)["status"], "archived", "but can be read");
    }

    async fn an_installation_is_changed_field_by_field(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let secret = publish(&admin, "digest", &json!({})).await;
        let place = install(&admin, "digest").await;
        let body = json!({
            "externalIds": ["a", "b", "c", "d", "e"], "space_selection": "selected", "spaces": ["cesam", "cesam"],
            "site_selection": "all", "display_name": "Mail", "description": "Fridays", "scopes": ["people.read"],
        });
        let changed = ok(&admin.patch(&place, &body).await, 200);
        for (field, value) in [
            ("externalIds", json!(["a", "b", "c", "d", "e"])), ("space_selection", json!("selected")), ("spaces", json!(["cesam"])),
            ("site_selection", json!("all")), ("display_name", json!("Mail")), ("description", json!("Fridays")), ("scopes", json!(["people.read"])),
        ] {
            assert_eq!(changed[field], value, "{field}");
        }
        let before = ok(&admin.get(&place).await, 200);
        assert_eq!(ok(&admin.patch(&place, &json!({})).await, 200), before, "nothing is nothing");
        assert_eq!(ok(&admin.patch(&place, &json!({ "description": "" })).await, 200)["description"], Value::Null);
        for (body, field) in [
            (json!({ "externalIds": ["a", "b", "c", "d", "e", "f"] }), "externalIds"),
            (json!({ "externalIds": ["a", "a"] }), "externalIds"),
            (json!({ "externalIds": [""] }), "externalIds"),
            (json!({ "externalIds": ["x".repeat(201)] }), "externalIds"),
            (json!({ "externalIds": null }), "externalIds"),
            (json!({ "space_selection": "some" }), "space_selection"),
            (json!({ "site_selection": "none" }), "site_selection"),
            (json!({ "spaces": ["cesam", "nowhere"] }), "spaces"),
            (json!({ "display_name": "" }), "display_name"),
            (json!({ "display_name": " " }), "display_name"),
            (json!({ "description": "x".repeat(2_049) }), "description"),
            (json!({ "scopes": ["works.read"] }), "scopes"),
            (json!({ "scopes": ["everything"] }), "scopes[0]"),
            (json!({ "status": "archived" }), "status"),
            (json!({ "status": "asleep" }), "status"),
        ] {
            refused_field(&admin.patch(&place, &body).await, field);
        }
        refused(&admin.patch(&place, &json!({ "owner": "me" })).await, 400, "invalid_body");
        let unready = admin.patch(&place, &json!({ "status": "active" })).await;
        refused(&unready, 409, "installation_not_ready");
        assert_eq!(unready.json()["details"]["missing"], json!(["unverified_origin"]));
        refused(&admin.patch(&place, &json!({ "status": "disabled" })).await, 409, "invalid_transition");
        refused(&editor.patch(&place, &body).await, 403, "forbidden");
        refused(&as_integration(&centre.service, &secret, "PATCH", &place, Some(&json!({ "scopes": [] }))).await, 403, "forbidden");
        let unknown = "/api/integrations/digest/installations/nobody";
        refused(&admin.patch(unknown, &body).await, 404, "installation_not_found");
        refused(&admin.get(unknown).await, 404, "installation_not_found");
        refused(&admin.get(&place.replace("digest", "drupal")).await, 404, "installation_not_found");

        assert_eq!(ok(&admin.patch(&place, &json!({ "status": "revoked" })).await, 200)["status"], "revoked");
        refused(&admin.patch(&place, &json!({ "display_name": "Again" })).await, 409, "installation_over");
    }

    async fn uninstalling_ends_everything_but_the_memory(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let list = ok(&admin.get("/api/integrations/wordpress/installations").await, 200);
        let place = format!("/api/integrations/wordpress/installations/{}", text(&list["items"][0]["id"]));
        assert_eq!(centre.service.get_as(&centre.installation_key, "/v1/people").await.status, 200);
        refused(&editor.delete(&place).await, 403, "forbidden");
        for _ in 0..2 {
            assert_eq!(admin.delete(&place).await.status, 204, "once is enough");
        }
        let refusal = centre.service.get_as(&centre.installation_key, "/v1/people").await;
        refused(&refusal, 403, "inactive_installation_credential");
        let events = ok(&admin.get("/api/integrations/wordpress/events").await, 200);
        let kinds = names(events["items"].as_array().unwrap(), "type");
        assert_eq!(kinds, ["installation.deleted", "installation.created"], "told once");
        refused(&admin.delete("/api/integrations/wordpress/installations/nobody").await, 404, "installation_not_found");
        refused(&admin.delete("/api/integrations/unknown/installations/nobody").await, 404, "integration_not_found");
    }
}
