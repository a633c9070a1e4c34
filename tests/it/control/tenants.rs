//! Two workspaces beside each other: nobody reaches, changes or even finds what is the other's.

use reqwest::Method;
use serde_json::json;
use tests::{Centre, on_both_databases};

use super::{encoded, install, ok, publish, refused, text};

on_both_databases! {
    async fn another_workspaces_installation_is_not_there(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        publish(&admin, "digest", &json!({})).await;
        let place = install(&admin, "digest").await;
        let site = "https://digest.example.org";
        assert_eq!(admin.post(&format!("{place}/sites"), &json!({ "siteId": site })).await.status, 201);
        let issued = ok(&admin.post(&format!("{place}/credentials"), &json!({})).await, 201);
        let credential = format!("{place}/credentials/{}", text(&issued["credential"]["id"]));
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        let before = ok(&admin.get(&place).await, 200);

        let at_site = format!("{place}/sites/{}", encoded(site));
        let body = json!({ "display_name": "Mine", "siteId": "https://evil.example.org" });
        for (method, path, body) in [
            (Method::GET, place.clone(), None),
            (Method::PATCH, place.clone(), Some(json!({ "display_name": "Mine" }))),
            (Method::DELETE, place.clone(), None),
            (Method::POST, format!("{place}/tokens"), Some(json!({}))),
            (Method::GET, format!("{place}/credentials"), None),
            (Method::POST, format!("{place}/credentials"), Some(json!({}))),
            (Method::DELETE, credential.clone(), None),
            (Method::POST, format!("{credential}/rotate"), Some(json!({}))),
            (Method::GET, format!("{place}/spaces"), None),
            (Method::GET, format!("{place}/spaces/cesam"), None),
            (Method::GET, format!("{place}/sites"), None),
            (Method::POST, format!("{place}/sites"), Some(json!({ "siteId": body["siteId"] }))),
            (Method::GET, at_site.clone(), None),
            (Method::DELETE, at_site.clone(), None),
            (Method::POST, format!("{at_site}/verify"), Some(json!({}))),
        ] {
            let answer = stranger.send(method.clone(), &path, body.as_ref(), &[]).await;
            assert_eq!((answer.status, answer.json()["code"].clone()), (404, json!("installation_not_found")), "{method} {path}");
        }
        refused(&stranger.get(&format!("/api/orgs/mare/sites/{}/integrations", encoded(site))).await, 404, "site_not_found");
        refused(&stranger.get("/api/orgs/cesam/integrations/installations-status").await, 404, "workspace_not_found");
        assert_eq!(ok(&admin.get(&place).await, 200), before, "and nothing has changed");
        assert_eq!(ok(&stranger.get("/api/integrations/digest/installations").await, 200)["items"], json!([]));
        assert_eq!(ok(&stranger.get("/api/integrations/digest/events").await, 200)["items"], json!([]));
        assert_eq!(ok(&stranger.get("/api/integrations/digest/spaces").await, 200)["items"], json!([]));
    }
}
