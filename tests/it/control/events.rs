//! What integrations hear of, and tasks.

use serde_json::{Value, json};
use tests::{Centre, on_both_databases};

use super::{as_integration, id_of, install, names, ok, publish, refused, refused_field, text, walk};

const EVENTS: &str = "/api/integrations/digest/events";
const TASKS: &str = "/api/integrations/digest/tasks";

on_both_databases! {
    async fn what_happens_is_written_down_with_it(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let secret = publish(&admin, "digest", &json!({ "webhookUrl": "https://digest.example.org/events" })).await;
        let place = install(&admin, "digest").await;
        assert_eq!(admin.patch(&place, &json!({ "display_name": "Mail" })).await.status, 200);
        assert_eq!(admin.patch(&place, &json!({ "display_name": "Mail" })).await.status, 200, "the same again is no event");
        refused(&admin.patch(&place, &json!({ "status": "active" })).await, 409, "installation_not_ready");
        assert_eq!(admin.delete(&place).await.status, 204);
        let (events, parts) = walk(&viewer, EVENTS, 2).await;
        assert_eq!((events.len(), parts), (3, 2), "refusals are none");
        let newest = &events[0];
        assert_eq!(newest["installation"], id_of(&place));
        assert_eq!((&newest["integration"], &newest["organization"]), (&json!("digest"), &json!("ws-cesam")));
        for event in &events {
            let delivery = &event["deliveries"][0];
            assert_eq!((&delivery["attempt"], &delivery["status"]), (&json!(1), &json!("queued")));
            assert_eq!(delivery["due_at"], event["created_at"]);
            assert!(!event.to_string().contains("@example.org"), "no e-mail leaves");
        }
        let updated = events.iter().find(|event| event["type"] == "installation.updated").unwrap();
        assert_eq!(updated["payload"]["details"]["after"], json!({ "display_name": "Mail" }));
        let one = ok(&viewer.get(&format!("{EVENTS}/{}", text(&updated["id"]))).await, 200);
        assert_eq!(&one, updated);
        assert_eq!(ok(&as_integration(&centre.service, &secret, "GET", EVENTS, None).await, 200)["items"].as_array().unwrap().len(), 3);
        refused(&viewer.get(&format!("{EVENTS}/nothing")).await, 404, "event_not_found");
        refused(&viewer.get("/api/integrations/unknown/events").await, 404, "integration_not_found");
        refused_field(&viewer.get(&format!("{EVENTS}?limit=1001")).await, "limit");
        refused_field(&viewer.get(&format!("{EVENTS}?page=zz")).await, "page");
    }

    async fn an_event_that_cannot_be_written_takes_the_change_back(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let place = install(&admin, "drupal").await;
        db.execute("ALTER TABLE integration_events RENAME TO elsewhere").await;
        assert_eq!(admin.patch(&place, &json!({ "display_name": "Lost" })).await.status, 500);
        assert_eq!(admin.delete(&place).await.status, 500);
        db.execute("ALTER TABLE elsewhere RENAME TO integration_events").await;
        let found = ok(&admin.get(&place).await, 200);
        assert_eq!((&found["display_name"], &found["status"]), (&json!("Drupal"), &json!("draft")));
    }

    async fn staff_see_their_workspace_and_the_integration_all(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        install(&admin, "digest").await;
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        let there = stranger.post("/api/integrations/digest/installations", &json!({ "organization": "mare" })).await;
        assert_eq!(there.status, 201);
        let (own, _) = walk(&admin, EVENTS, 10).await;
        let (foreign, _) = walk(&stranger, EVENTS, 10).await;
        assert_eq!((names(&own, "organization"), names(&foreign, "organization")), (vec!["ws-cesam".to_owned()], vec!["ws-mare".to_owned()]));
        refused(&admin.get(&format!("{EVENTS}/{}", text(&foreign[0]["id"]))).await, 404, "event_not_found");
        let all = ok(&as_integration(&centre.service, &secret, "GET", EVENTS, None).await, 200);
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert_eq!(all["items"][0]["deliveries"], json!([]), "without a webhook nothing is delivered");
    }

    async fn tasks_wait_for_their_time(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let secret = publish(&admin, "digest", &json!({})).await;
        let body = json!({ "task": { "kind": "rebuild" }, "schedule": 600 });
        refused(&admin.post(TASKS, &body).await, 409, "webhook_missing");
        let tunnel = json!({ "tunnelUrl": "https://tunnel.example.org" });
        assert_eq!(admin.send(reqwest::Method::PUT, "/api/integrations/digest/dev", Some(&tunnel), &[]).await.status, 204);
        assert_eq!(as_integration(&centre.service, &secret, "POST", TASKS, Some(&body)).await.status, 204, "a tunnel will do");
        assert_eq!(admin.delete("/api/integrations/digest/dev").await.status, 204);
        publish_again(&admin).await;
        assert_eq!(admin.post(TASKS, &json!({ "task": {} })).await.status, 204);
        let (events, _) = walk(&admin, EVENTS, 10).await;
        assert_eq!(names(&events, "type"), ["task", "task"]);
        let waits: Vec<i64> = events.iter().map(|event| event["deliveries"][0]["due_at"].as_i64().unwrap() - event["created_at"].as_i64().unwrap()).collect();
        assert_eq!(waits, [0, 600]);
        assert_eq!((&events[1]["payload"]["task"]["kind"], &events[1]["installation"]), (&json!("rebuild"), &Value::Null));
        for (wrong, field) in [
            (json!({ "task": {}, "schedule": 86_401 }), "schedule"), (json!({ "task": {}, "schedule": -1 }), "schedule"),
            (json!({ "task": {}, "schedule": 1.5 }), "schedule"), (json!({ "task": "x" }), "task"), (json!({ "task": null }), "task"),
        ] {
            refused_field(&admin.post(TASKS, &wrong).await, field);
        }
        refused(&admin.post(TASKS, &json!({})).await, 400, "invalid_body");
        refused(&admin.post(TASKS, &json!({ "task": { "x": "y".repeat(70_000) } })).await, 413, "payload_too_large");
        refused(&editor.post(TASKS, &body).await, 403, "forbidden");
        refused(&admin.post("/api/integrations/wordpress/tasks", &body).await, 403, "forbidden");
        refused(&admin.post("/api/integrations/unknown/tasks", &body).await, 404, "integration_not_found");
        let other = publish(&admin, "other", &json!({})).await;
        refused(&as_integration(&centre.service, &other, "POST", TASKS, Some(&body)).await, 403, "forbidden");
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        refused(&stranger.post(TASKS, &body).await, 403, "forbidden");
    }
}

async fn publish_again(admin: &tests::SignedIn) {
    let body = super::manifest(&json!({ "webhookUrl": "https://digest.example.org/events" }));
    assert_eq!(admin.post("/api/integrations/digest", &body).await.status, 200);
}
