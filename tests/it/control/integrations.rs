//! Integrations: the catalogue, publishing, withdrawing, development.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Centre, on_both_databases};

use super::{as_integration, install, manifest, names, ok, publish, refused, refused_field, text, walk};

/// One pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

on_both_databases! {
    async fn the_catalogue_shows_what_one_may_find(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&other, "viewer").await;
        publish(&admin, "digest", &json!({
            "categories": ["communication"],
            "blocks": [{ "id": "citation", "domains": ["doi.org", "example.org"] }],
        })).await;
        publish(&admin, "hidden", &json!({ "title": "Hidden", "visibility": "unlisted" })).await;
        publish(&admin, "own", &json!({ "title": "Ours alone", "visibility": "private" })).await;

        let list = async |caller: &tests::SignedIn, query: &str| {
            let body = ok(&caller.get(&format!("/api/integrations{query}")).await, 200);
            names(body["items"].as_array().unwrap(), "name")
        };
        assert_eq!(list(&viewer, "").await, ["digest", "drupal", "hidden", "own", "wordpress"]);
        assert_eq!(list(&stranger, "").await, ["digest", "drupal", "wordpress"]);
        for (query, found) in [
            ("?search=WEEK", vec!["digest"]),
            ("?search=word", vec!["wordpress"]),
            ("?search=press", vec![]),
            ("?category=cms", vec!["drupal", "wordpress"]),
            ("?category=cms&search=dru", vec!["drupal"]),
            ("?blockDomain=doi.org", vec!["digest", "drupal", "wordpress"]),
            ("?blockDomain=example.org", vec!["digest"]),
            ("?blocks=false", vec!["hidden", "own"]),
            ("?blocks=true&blockDomain=Example.ORG", vec!["digest"]),
        ] {
            assert_eq!(list(&viewer, query).await, found, "{query}");
        }
        let (all, parts) = walk(&viewer, "/api/integrations", 2).await;
        assert_eq!((names(&all, "name").len(), parts), (5, 3));
        for (query, field) in [
            ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("page=zz", "page"),
            ("category=games", "category"), ("blocks=maybe", "blocks"),
            ("blockDomain=a%20b", "blockDomain"), ("blockDomain=a%2Fb", "blockDomain"),
        ] {
            refused_field(&viewer.get(&format!("/api/integrations?{query}")).await, field);
        }
        refused_field(&viewer.get(&format!("/api/integrations?blockDomain={}", "a".repeat(101))).await, "blockDomain");

        assert_eq!(ok(&stranger.get("/api/integrations/hidden").await, 200)["title"], "Hidden");
        refused(&stranger.get("/api/integrations/own").await, 404, "integration_not_found");
        refused(&viewer.get("/api/integrations/unknown").await, 404, "integration_not_found");
        for name in ["a%20b", "a%2Fb", "%C3%A9", &"a".repeat(101)] {
            let answer = viewer.get(&format!("/api/integrations/{name}")).await;
            refused(&answer, 400, "invalid_integration_name");
            refused_field(&answer, "integrationName");
        }
        let built_in = ok(&viewer.get("/api/integrations/wordpress").await, 200);
        assert_eq!((&built_in["built_in"], &built_in["organization"]), (&json!(true), &Value::Null));
        assert_eq!(built_in["blocks"].as_array().unwrap().len(), 5);
    }

    async fn names_of_any_length_are_walked(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let long = ["a", "b"].map(|end| format!("{}{end}", "a".repeat(99)));
        for (n, name) in long.iter().enumerate() {
            publish(&admin, name, &json!({ "title": format!("Long {n}") })).await;
            install(&admin, name).await;
        }
        let (found, parts) = walk(&admin, "/api/integrations?search=long", 1).await;
        assert_eq!((names(&found, "name").as_slice(), parts), (long.as_slice(), 2));
        let (found, parts) = walk(&admin, "/api/orgs/cesam/integrations/installations-status?search=long", 1).await;
        assert_eq!((names(&found, "integration").as_slice(), parts), (long.as_slice(), 2));
        refused_field(&admin.get(&format!("/api/integrations?search={}", "a".repeat(201))).await, "search");
        refused_field(&admin.get(&format!("/api/integrations?page={}", "30".repeat(513))).await, "page");
    }

    async fn publishing_tells_the_secret_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let path = "/api/integrations/Digest-2.0";
        let body = manifest(&json!({
            "summary": "# Digest",
            "icon": PNG,
            "previewImages": [PNG],
            "target": "site",
            "categories": ["cms", "other", "cms"],
            "script": "console.log(1)",
            "contentSecurityPolicy": { "default-src": "'self'", "img-src": ["'self'", "https:"] },
            "webhookUrl": "https://digest.example.org/events",
        }));
        let first = ok(&admin.post(path, &body).await, 200);
        let secret = text(&first["secret"]);
        assert!(secret.starts_with("lga_") && text(&first["webhook_secret"]).starts_with("lgw_"));
        let shown = ok(&admin.get(path).await, 200);
        assert_eq!(shown["contentSecurityPolicy"], "default-src 'self'; img-src 'self' https:");
        assert_eq!((&shown["icon"]["media_type"], &shown["icon"]["data"]), (&json!("image/png"), &json!(PNG)));
        assert_eq!((&shown["categories"], &shown["has_script"]), (&json!(["cms", "other"]), &json!(true)));
        assert_eq!((&shown["target"], &shown["webhookUrl"]), (&json!("site"), &json!("https://digest.example.org/events")));
        assert!(!shown.to_string().contains(secret.trim_start_matches("lga_")));

        let again = ok(&admin.post(path, &manifest(&json!({ "title": "Renewed" }))).await, 200);
        assert_eq!((&again["secret"], &again["integration"]["title"]), (&Value::Null, &json!("Renewed")));
        assert_eq!(again["integration"]["webhookUrl"], Value::Null, "what is left out is gone");
        assert_eq!(as_integration(&centre.service, &secret, "GET", path, None).await.status, 200);
        let renewed = ok(&admin.post(path, &manifest(&json!({ "renewSecret": true }))).await, 200);
        assert_ne!(text(&renewed["secret"]), secret);
        refused(&as_integration(&centre.service, &secret, "GET", path, None).await, 401, "invalid_integration_secret");

        let timeline = admin.get("/api/activity?per_page=100").await;
        for kind in ["integration.published", "integration.updated"] {
            assert!(timeline.text.contains(kind), "{kind}");
        }
        assert!(!timeline.text.contains(secret.trim_start_matches("lga_")), "shown once only");
    }

    /// PostgreSQL stores no U+0000, and nobody sees one.
    async fn texts_are_kept_without_what_cannot_be_stored(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        publish(&admin, "digest", &json!({ "description": "n\0C$\u{90}", "summary": "# A\n\0b", "script": "f(\0)" })).await;
        let shown = ok(&admin.get("/api/integrations/digest").await, 200);
        assert_eq!((&shown["description"], &shown["summary"]), (&json!("nC$"), &json!("# A\nb")));
        publish(&admin, "blank", &json!({ "title": "Blank", "script": "\0" })).await;
        assert_eq!(ok(&admin.get("/api/integrations/blank").await, 200)["has_script"], false);

        let new = json!({ "organization": "cesam", "display_name": "a\0b", "description": "c\0d" });
        let place = "/api/integrations/digest/installations";
        let made = ok(&admin.post(place, &new).await, 201);
        assert_eq!((&made["display_name"], &made["description"]), (&json!("a b"), &json!("cd")));
        let own = format!("{place}/{}", text(&made["id"]));
        let changed = ok(&admin.patch(&own, &json!({ "display_name": "e\0", "description": "\0" })).await, 200);
        assert_eq!((&changed["display_name"], &changed["description"]), (&json!("e"), &Value::Null));
    }

    async fn publishing_is_refused_with_the_field(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let path = "/api/integrations/digest";
        let cases: [(Value, &str); 20] = [
            (json!({ "title": "x" }), "title"),
            (json!({ "title": "x".repeat(31) }), "title"),
            (json!({ "title": "a\nb" }), "title"),
            (json!({ "description": "x".repeat(101) }), "description"),
            (json!({ "summary": "x".repeat(2_049) }), "summary"),
            (json!({ "icon": "!" }), "icon"),
            (json!({ "icon": "R0lGODlhAQABAAAAACw=" }), "icon"),
            (json!({ "previewImages": [PNG, PNG, PNG, PNG] }), "previewImages"),
            (json!({ "previewImages": ["!"] }), "previewImages"),
            (json!({ "visibility": "secret" }), "visibility"),
            (json!({ "target": "moon" }), "target"),
            (json!({ "categories": ["games"] }), "categories[0]"),
            (json!({ "scopes": ["everything"] }), "scopes[0]"),
            (json!({ "blocks": [{ "id": "weather" }] }), "blocks[0].id"),
            (json!({ "blocks": [{ "id": "people" }, { "id": "people" }] }), "blocks"),
            (json!({ "blocks": [{ "id": "people", "domains": ["https://x"] }] }), "blocks"),
            (json!({ "script": "x".repeat(256 * 1024 + 1) }), "script"),
            (json!({ "script": null }), "script"),
            (json!({ "contentSecurityPolicy": "default-src 'self'\r\nX: y" }), "contentSecurityPolicy"),
            (json!({ "webhookUrl": "http://example.org/" }), "webhookUrl"),
        ];
        for (extra, field) in cases {
            refused_field(&admin.post(path, &manifest(&extra)).await, field);
        }
        refused(&admin.post(path, &manifest(&json!({ "owner": "me" }))).await, 400, "invalid_body");
        for missing in ["title", "description", "script", "organization"] {
            let mut body = manifest(&json!({}));
            body.as_object_mut().unwrap().remove(missing);
            refused(&admin.post(path, &body).await, 400, "invalid_body");
        }
        refused(&admin.post(path, &manifest(&json!({ "organization": "mare" }))).await, 404, "workspace_not_found");
        refused(&editor.post(path, &manifest(&json!({}))).await, 403, "forbidden");
        for taken in ["wordpress", "WordPress"] {
            refused(&admin.post(&format!("/api/integrations/{taken}"), &manifest(&json!({}))).await, 409, "taken");
        }
        publish(&admin, "digest", &json!({})).await;
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        for name in ["digest", "DIGEST"] {
            let body = manifest(&json!({ "organization": "mare" }));
            refused(&stranger.post(&format!("/api/integrations/{name}"), &body).await, 409, "taken");
        }
    }

    async fn what_is_installed_is_not_withdrawn(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        let path = "/api/integrations/digest";
        let place = install(&admin, "digest").await;
        let elsewhere = stranger.post(&format!("{path}/installations"), &json!({ "organization": "mare" })).await;
        assert_eq!(elsewhere.status, 201);

        refused(&admin.delete("/api/integrations/unknown").await, 404, "integration_not_found");
        refused(&admin.delete("/api/integrations/wordpress?force=true").await, 403, "forbidden");
        refused(&stranger.delete(&format!("{path}?force=true")).await, 403, "forbidden");
        refused_field(&admin.delete(&format!("{path}?force=maybe")).await, "force");
        let refusal = admin.delete(path).await;
        refused(&refusal, 409, "integration_installed");
        assert_eq!(refusal.json()["details"]["installations"], 2);
        assert_eq!(ok(&admin.get(&place).await, 200)["status"], "draft");

        assert_eq!(admin.delete(&format!("{path}?force=true")).await.status, 204);
        refused(&admin.get(path).await, 404, "integration_not_found");
        refused(&admin.delete(path).await, 404, "integration_not_found");
        refused(&as_integration(&centre.service, &secret, "GET", path, None).await, 401, "invalid_integration_secret");
        let found = db.stores.installations.list(&mare).await.unwrap();
        assert_eq!(found[0].status.as_str(), "archived");
        let body = manifest(&json!({ "organization": "mare" }));
        refused(&stranger.post(path, &body).await, 409, "taken");
        assert_ne!(publish(&admin, "digest", &json!({})).await, secret, "its own workspace has the name back");
    }

    async fn development_is_for_those_who_publish(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, root) = (centre.sign_in("workspace_admin").await, centre.sign_in("superadmin").await);
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        let path = "/api/integrations/digest/dev";
        let body = |all: bool| json!({ "tunnelUrl": "https://tunnel.example.org/x", "all": all });
        let put = async |caller: &tests::SignedIn, path: &str, body: &Value| caller.send(Method::PUT, path, Some(body), &[]).await;
        assert_eq!(put(&admin, path, &body(false)).await.status, 204);
        refused(&put(&admin, path, &body(true)).await, 403, "forbidden");
        refused(&put(&stranger, path, &body(false)).await, 403, "forbidden");
        refused(&put(&admin, "/api/integrations/wordpress/dev", &body(false)).await, 403, "forbidden");
        refused(&put(&admin, "/api/integrations/unknown/dev", &body(false)).await, 404, "integration_not_found");
        assert_eq!(put(&root, path, &body(true)).await.status, 204);
        assert_eq!(put(&root, "/api/integrations/wordpress/dev", &body(true)).await.status, 204);
        for wrong in [
            json!({ "tunnelUrl": "" }), json!({ "tunnelUrl": format!("https://example.org/{}", "x".repeat(256)) }),
            json!({ "tunnelUrl": "ftp://example.org" }), json!({ "tunnelUrl": "http://example.org" }),
        ] {
            refused_field(&put(&admin, path, &wrong).await, "tunnelUrl");
        }
        refused(&put(&admin, path, &json!({})).await, 400, "invalid_body");
        let by_itself = as_integration(&centre.service, &secret, "PUT", path, Some(&body(false))).await;
        assert_eq!(by_itself.status, 204, "{}", by_itself.text);
        refused(&as_integration(&centre.service, &secret, "PUT", path, Some(&body(true))).await, 403, "forbidden");
        refused(&stranger.delete(path).await, 403, "forbidden");
        for _ in 0..2 {
            assert_eq!(admin.delete(path).await.status, 204, "once is enough");
        }
        let foreign = as_integration(&centre.service, &secret, "DELETE", "/api/integrations/wordpress/dev", None).await;
        refused(&foreign, 403, "forbidden");
    }
}
