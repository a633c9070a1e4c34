//! Who is signed in, and whether the service works.

use serde_json::{Value, json};
use tests::{Centre, on_both_databases};

on_both_databases! {
    async fn the_dashboard_knows_who_is_signed_in(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let health = centre.service.call_dashboard("GET", "/health", &[], None).await;
        assert_eq!((health.status, health.json()), (200, json!({ "service": "dashboard-api", "status": "ok" })));
        let nobody = centre.service.call_dashboard("GET", "/me", &[], None).await;
        assert_eq!((nobody.status, &nobody.json()["email"]), (200, &Value::Null));

        let editor = centre.sign_in("editor").await;
        let me = editor.get("/me").await;
        assert_eq!(me.header("cache-control"), "no-store");
        let me = me.json();
        assert_eq!((&me["email"], &me["role"]), (&json!(editor.email), &json!("editor")));
        assert_eq!(me["workspace"]["slug"], "cesam");
        assert_eq!(me["memberships"][0]["workspace"]["id"], centre.workspace.as_str());
        let bearer = format!("Bearer {}", editor.bearer);
        let debug = centre.service.call_dashboard("GET", "/debug-auth", &[("Authorization", &bearer)], None).await;
        let found = debug.json();
        assert_eq!((&found["authenticated"], &found["source"]), (&json!(true), &json!("bearer")));
        assert!(!debug.text.contains(&editor.token), "no token in {}", debug.text);

        let superadmin = centre.sign_in("superadmin").await.get("/me").await.json();
        assert_eq!((&superadmin["role"], &superadmin["superadmin"]), (&json!("superadmin"), &json!(true)));
    }
}
