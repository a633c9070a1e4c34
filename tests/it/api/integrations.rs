//! What CMS plugins read.

use serde_json::json;
use tests::{Centre, on_both_databases};

on_both_databases! {
    async fn a_plugin_walks_the_catalogue(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let key = centre.installation_key.as_str();
        let health = centre.service.get("/integrations/v1/health").await.json();
        assert_eq!(health, json!({ "status": "ok", "version": "2026-04-22" }));
        let own = centre.service.get_as(key, "/integrations/v1/installation").await.json();
        assert_eq!(own["installation"]["status"], "active");
        let origin = &own["installation"]["origins"][0];
        assert_eq!(origin["verification_status"], "verified");
        let proof = format!("/integrations/v1/verify/{}", origin["id"].as_str().unwrap());
        let proof = centre.service.get(&proof).await;
        assert_eq!(proof.status, 200);
        assert!(proof.header("content-type").starts_with("text/plain"));
        let list = centre.service.get_as(key, "/integrations/v1/publications?per_page=100").await.json();
        assert_eq!(list["total"], 5);
        assert_eq!(list["publications"][0]["author_match_state"], "complete");
        for (path, total) in [("people", 2), ("works", 0), ("projects", 0)] {
            let list = centre.service.get_as(key, &format!("/integrations/v1/{path}")).await;
            assert_eq!((list.status, &list.json()["total"]), (200, &json!(total)), "{path}");
        }
    }

    async fn other_origins_are_turned_away(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let path = "/integrations/v1/publications";
        let key = ("X-API-Key", centre.installation_key.as_str());
        let own = centre.service.get_with(path, &[key, ("Origin", "https://www.example.org")]).await;
        assert_eq!(own.status, 200);
        assert_eq!(own.header("access-control-allow-origin"), "https://www.example.org");
        let other = centre.service.get_with(path, &[key, ("Origin", "https://evil.example")]).await;
        assert_eq!((other.status, &other.json()["code"]), (403, &json!("origin_rejected")));
        assert_eq!(other.header("access-control-allow-origin"), "");
    }

    async fn wordpress_gets_its_own_shape_beside(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let key = centre.installation_key.as_str();
        let list = centre.service.get_as(key, "/v1/publications?per_page=100").await.json();
        let data = list["data"].as_array().unwrap();
        assert_eq!(data.len(), 5);
        for item in data {
            assert!(item["title"].is_string() && item["external_id"].is_string());
            assert_eq!(item["publication_date"], json!(null), "a year alone is no day");
            assert!(!item["people"].as_array().unwrap().is_empty());
        }
        let open = centre.service.get("/v1/publications").await.json();
        assert!(open.get("data").is_none(), "nobody else pays for it");
    }
}
