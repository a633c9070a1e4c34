//! What is enabled for entities and on sites, and how far installations are.

use serde_json::{Value, json};
use tests::{Centre, TestDatabase, on_both_databases};

use super::{encoded, id_of, install, manifest, names, ok, publish, refused, refused_field, text, walk};

const SITE: &str = "https://digest.example.org";

/// An active installation of `digest`, which has a script, on a verified site of its own.
async fn active(db: &TestDatabase, admin: &tests::SignedIn) -> String {
    publish(
        admin,
        "digest",
        &json!({
            "script": "console.log('digest')",
            "contentSecurityPolicy": "connect-src 'none'",
            "blocks": [{ "id": "citation", "domains": ["doi.org"] }],
        }),
    )
    .await;
    let place = install(admin, "digest").await;
    let added = admin
        .post(&format!("{place}/sites"), &json!({ "siteId": SITE }))
        .await;
    assert_eq!(added.status, 201, "{}", added.text);
    db.execute(&format!(
        "UPDATE installation_origins SET status = 'verified', verified_at = 1 WHERE origin = '{SITE}'"
    ))
    .await;
    assert_eq!(
        admin.patch(&place, &json!({ "status": "active" })).await.status,
        200
    );
    place
}

on_both_databases! {
    async fn what_an_entity_is_offered(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let list = async |query: &str| {
            let body = ok(&viewer.get(&format!("/api/spaces/cesam/integrations{query}")).await, 200);
            names(body["items"].as_array().unwrap(), "name")
        };
        assert_eq!(list("").await, ["wordpress"]);
        let place = active(db, &admin).await;
        assert_eq!(list("").await, ["digest", "wordpress"]);
        assert_eq!(list("?search=week").await, ["digest"]);
        let blocks = ok(&viewer.get("/api/spaces/cesam/integration-blocks").await, 200);
        let items = blocks["items"].as_array().unwrap();
        assert_eq!(items.len(), 6);
        assert_eq!(items[0], json!({ "id": "citation", "domains": ["doi.org"], "integration": "digest", "installation": id_of(&place) }));
        assert_eq!(admin.patch(&place, &json!({ "space_selection": "selected" })).await.status, 200);
        assert_eq!(list("").await, ["wordpress"], "limited to others");
        assert_eq!(admin.patch(&place, &json!({ "spaces": ["cesam"] })).await.status, 200);
        assert_eq!(list("").await, ["digest", "wordpress"]);
        assert_eq!(admin.patch(&place, &json!({ "status": "disabled" })).await.status, 200);
        assert_eq!(list("").await, ["wordpress"], "switched off");
        for path in ["/api/spaces/nothing/integrations", "/api/spaces/nothing/integration-blocks"] {
            refused(&viewer.get(path).await, 404, "entity_not_found");
        }
    }

    async fn what_is_embedded_into_a_site(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let place = active(db, &admin).await;
        let at = |site: &str, what: &str| format!("/api/orgs/cesam/sites/{}/{what}", encoded(site));
        let enabled = async |site: &str| {
            let body = ok(&viewer.get(&at(site, "integrations")).await, 200);
            names(body["items"].as_array().unwrap(), "name")
        };
        let main = "https://www.example.org";
        assert_eq!((enabled(SITE).await, enabled(main).await), (vec!["digest".to_owned()], vec!["wordpress".to_owned()]));
        assert_eq!(ok(&viewer.get(&format!("{}?search=word", at(SITE, "integrations"))).await, 200)["items"], json!([]));
        let scripts = ok(&viewer.get(&at(SITE, "integration-scripts")).await, 200);
        let script = &scripts["items"][0];
        let url = text(&script["url"]);
        let name = url.strip_prefix("/integrations/v1/scripts/").and_then(|name| name.strip_suffix(".js")).unwrap();
        assert!(text(&script["integrity"]).starts_with("sha384-"));
        assert_eq!((&script["contentSecurityPolicy"], &script["installation"]), (&json!("connect-src 'none'"), &json!(id_of(&place))));
        let kept = db.stores.integrations.script(name).await.unwrap();
        assert_eq!(kept.as_deref(), Some("console.log('digest')"));
        assert_eq!(ok(&viewer.get(&at(main, "integration-scripts")).await, 200)["items"], json!([]));

        assert_eq!(admin.patch(&place, &json!({ "site_selection": "all" })).await.status, 200);
        assert_eq!(enabled(main).await, ["digest", "wordpress"], "on all sites of the workspace");
        let body = manifest(&json!({ "script": "console.log('new')" }));
        assert_eq!(admin.post("/api/integrations/digest", &body).await.status, 200);
        let renewed = ok(&viewer.get(&at(main, "integration-scripts")).await, 200);
        assert_ne!(text(&renewed["items"][0]["url"]), url, "new content, new address");
        assert!(db.stores.integrations.script(name).await.unwrap().is_some(), "pages that know the old one keep it");

        for what in ["integrations", "integration-scripts"] {
            refused(&viewer.get(&at("https://unknown.example.org", what)).await, 404, "site_not_found");
            refused(&viewer.get(&format!("/api/orgs/cesam/sites/nothing/{what}")).await, 404, "site_not_found");
            refused(&viewer.get(&at(SITE, what).replace("orgs/cesam", "orgs/mare")).await, 404, "workspace_not_found");
        }
        db.execute("UPDATE installation_origins SET status = 'failed', verified_at = NULL").await;
        refused(&viewer.get(&at(SITE, "integrations")).await, 404, "site_not_found");
    }

    async fn how_far_installations_are(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        let path = |name: &str| format!("/api/orgs/cesam/integrations/{name}/installation_status");
        let none = ok(&viewer.get(&path("drupal")).await, 200);
        assert_eq!(none, json!({ "integration": "drupal", "status": "not_installed", "installation": null, "missing": [] }));
        assert_eq!(ok(&viewer.get(&path("wordpress")).await, 200)["missing"], json!([]));
        publish(&admin, "bare", &json!({ "title": "Bare", "scopes": [] })).await;
        let place = install(&admin, "bare").await;
        let bare = ok(&viewer.get(&path("bare")).await, 200);
        assert_eq!((&bare["status"], &bare["installation"]), (&json!("draft"), &json!(id_of(&place))));
        assert_eq!(bare["missing"], json!(["unverified_origin", "no_credential", "no_scope"]));
        install(&admin, "drupal").await;
        let all = "/api/orgs/cesam/integrations/installations-status";
        let (states, parts) = walk(&viewer, all, 2).await;
        assert_eq!((names(&states, "integration"), parts), (["bare", "drupal", "wordpress"].map(str::to_owned).to_vec(), 2));
        let (some, _) = walk(&viewer, &format!("{all}?search=word"), 10).await;
        assert_eq!((names(&some, "status"), names(&some, "integration")), (vec!["active".to_owned()], vec!["wordpress".to_owned()]));
        assert_eq!(admin.delete(&place).await.status, 204);
        assert_eq!(ok(&viewer.get(&path("bare")).await, 200)["status"], "not_installed");
        assert_eq!(names(&walk(&viewer, all, 10).await.0, "integration"), ["drupal", "wordpress"]);
        refused(&viewer.get(&path("unknown")).await, 404, "integration_not_found");
        refused(&viewer.get(&path("wordpress").replace("orgs/cesam", "orgs/mare")).await, 404, "workspace_not_found");
        refused(&viewer.get(&all.replace("cesam", "mare")).await, 404, "workspace_not_found");
        refused_field(&viewer.get(&format!("{all}?limit=1001")).await, "limit");
        refused_field(&viewer.get(&format!("{all}?page=zz")).await, "page");
        let _: Value = ok(&viewer.get("/api/orgs/ws-cesam/integrations/installations-status").await, 200);
    }
}
