//! Sites: added, verified by what a real one serves, removed.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Centre, Service, SignedIn, TestDatabase, on_both_databases};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{encoded, install, names, ok, publish, refused, refused_field, text, walk};

const PROOF: &str = "/.well-known/legaciti-verification.txt";

/// A process that may ask sites on the machine itself.
fn open_service(db: &TestDatabase) -> Service {
    let open = ("LEGACITI_ALLOW_PRIVATE_ORIGINS".to_owned(), "true".to_owned());
    Service::start(&db.url, "api,dashboard", &[open])
}

/// Adds a site; the address of it and its token.
async fn add(admin: &SignedIn, place: &str, site: &str) -> (String, String) {
    let path = format!("{place}/sites");
    let answer = admin
        .post(&format!("{path}?extended=true"), &json!({ "siteId": site }))
        .await;
    let token = text(&ok(&answer, 201)["site"]["verification"]["token"]);
    (format!("{path}/{}", encoded(site)), token)
}

/// Lets a site serve something else from here on.
async fn serve(server: &MockServer, response: ResponseTemplate) {
    server.reset().await;
    Mock::given(path(PROOF))
        .respond_with(response)
        .mount(server)
        .await;
}

on_both_databases! {
    async fn from_a_draft_to_a_verified_site(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let service = open_service(db);
        let admin = centre.sign_in("workspace_admin").await.through(&service);
        let place = install(&admin, "drupal").await;
        let server = MockServer::start().await;
        let origin = server.uri();
        let (site, token) = add(&admin, &place, &format!("{origin}/")).await;
        assert_eq!(ok(&admin.get(&place).await, 200)["status"], "pending_verification");
        let read = ok(&admin.get(&format!("{place}/sites/{}?extended=true", encoded(&origin))).await, 200);
        assert_eq!((&read["site"]["id"], &read["site"]["status"]), (&json!(origin), &json!("pending")));
        assert_eq!(read["site"]["verification"]["url"], format!("{origin}{PROOF}"));
        let mirror = service.get(&text(&read["site"]["verification"]["mirror"])).await;
        assert_eq!((mirror.status, mirror.text.as_str()), (200, token.as_str()), "the API serves the same");

        let verify = format!("{place}/sites/{}/verify", encoded(&origin));
        let failed = ok(&admin.post(&verify, &json!({})).await, 200);
        assert_eq!((&failed["status"], &failed["last_verification_error"]), (&json!("failed"), &json!("the site answers with the status 404")));
        serve(&server, ResponseTemplate::new(200).set_body_string(format!("{token}\n"))).await;
        let done = ok(&admin.post(&verify, &json!({})).await, 200);
        assert_eq!((&done["status"], &done["last_verification_error"]), (&json!("verified"), &Value::Null));
        assert!(done["verified_at"].is_i64() && done["last_checked_at"].is_i64());
        let active = ok(&admin.get(&place).await, 200);
        assert_eq!((&active["status"], &active["missing"]), (&json!("active"), &json!(["no_credential"])));

        let issued = ok(&admin.post(&format!("{place}/credentials"), &json!({})).await, 201);
        let key = text(&issued["key"]);
        let own = [("X-API-Key", key.as_str()), ("Origin", origin.as_str())];
        assert_eq!(service.get_with("/v1/people", &own).await.status, 200, "the site reads");
        let other = [("X-API-Key", key.as_str()), ("Origin", "https://other.example.org")];
        refused(&service.get_with("/v1/people", &other).await, 403, "origin_rejected");

        let kinds = names(ok(&admin.get("/api/integrations/drupal/events").await, 200)["items"].as_array().unwrap(), "type");
        let mut expected = vec!["credential.issued", "installation.updated", "site.verified", "site.failed", "site.added", "installation.created"];
        let mut found: Vec<&str> = kinds.iter().map(String::as_str).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);

        assert_eq!(admin.delete(&format!("{place}/sites/{}", encoded(&origin))).await.status, 204);
        refused(&service.get_with("/v1/people", &own).await, 403, "origin_not_verified");
        refused(&admin.delete(&site).await, 404, "site_not_found");
    }

    async fn what_a_site_answers_counts(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let service = open_service(db);
        let admin = centre.sign_in("workspace_admin").await.through(&service);
        let place = install(&admin, "drupal").await;
        let (server, elsewhere) = (MockServer::start().await, MockServer::start().await);
        let (site, token) = add(&admin, &place, &server.uri()).await;
        let verify = format!("{site}/verify");
        let proof = || ResponseTemplate::new(200).set_body_string(token.clone());
        serve(&elsewhere, proof()).await;
        let away = |to: String| ResponseTemplate::new(302).insert_header("Location", to);
        for (response, status, error) in [
            (ResponseTemplate::new(200).set_body_string("another"), "failed", "another text"),
            (proof(), "verified", ""),
            (ResponseTemplate::new(503), "verified", "503"),
            (proof().set_delay(Duration::from_secs(8)), "verified", "in time"),
            (proof().set_body_string(format!("{token}{}", " ".repeat(4096))), "failed", "4096 bytes"),
            (away(format!("{}{PROOF}", elsewhere.uri())), "failed", "elsewhere"),
            (proof(), "verified", ""),
            (ResponseTemplate::new(404), "failed", "404"),
        ] {
            serve(&server, response).await;
            let asked = ok(&admin.post(&verify, &json!({})).await, 200);
            let told = asked["last_verification_error"].as_str().unwrap_or_default();
            assert_eq!(asked["status"], status, "{told}");
            assert!(told.contains(error) && told.is_empty() == error.is_empty(), "{told} for {error}");
        }
        serve(&server, away("/proof.txt".to_owned())).await;
        Mock::given(path("/proof.txt")).respond_with(proof()).mount(&server).await;
        assert_eq!(ok(&admin.post(&verify, &json!({})).await, 200)["status"], "verified", "within the site is fine");
    }

    async fn nobody_is_asked_inside(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let place = install(&admin, "drupal").await;
        let server = MockServer::start().await;
        let by_name = server.uri().replace("127.0.0.1", "localhost");
        for (origin, kind) in [
            (server.uri(), "loopback"), (by_name, "loopback"), ("https://10.0.0.1".to_owned(), "private"),
            ("https://169.254.169.254".to_owned(), "link-local"), ("https://[::ffff:192.168.0.1]".to_owned(), "private"),
        ] {
            let (site, _) = add(&admin, &place, &origin).await;
            let asked = ok(&admin.post(&format!("{site}/verify"), &json!({})).await, 200);
            let told = text(&asked["last_verification_error"]);
            assert!(asked["status"] == "failed" && told.contains(kind), "{origin}: {told}");
        }
        assert!(server.received_requests().await.unwrap().is_empty());
    }

    async fn sites_are_listed_and_refused(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        publish(&admin, "digest", &json!({})).await;
        let place = install(&admin, "digest").await;
        let sites = format!("{place}/sites");
        for host in ["c", "a", "b"] {
            add(&admin, &place, &format!("https://{host}.example.org")).await;
        }
        let (all, parts) = walk(&editor, &sites, 2).await;
        assert_eq!((names(&all, "site"), parts), (["a", "b", "c"].map(|host| format!("https://{host}.example.org")).to_vec(), 2));
        let (whole, _) = walk(&editor, &format!("{sites}?extended=true"), 10).await;
        assert_eq!(whole[0]["site"]["id"], "https://a.example.org");
        let label = "x".repeat(60);
        let long = format!("https://{label}.{label}.{label}.example.org");
        let (address, _) = add(&admin, &place, &long).await;
        assert_eq!(walk(&editor, &sites, 1).await.1, 4, "however long");
        assert_eq!(walk(&editor, &sites, 3).await.1, 2);
        assert_eq!(admin.delete(&address).await.status, 204);
        for (query, field) in [("limit=1001", "limit"), ("page=zz", "page"), ("extended=maybe", "extended")] {
            refused_field(&editor.get(&format!("{sites}?{query}")).await, field);
        }
        for wrong in ["http://example.org", "https://example.org/path", "example.org", "ftp://example.org", "", "https://user@example.org"] {
            refused_field(&admin.post(&sites, &json!({ "siteId": wrong })).await, "siteId");
        }
        refused(&admin.post(&sites, &json!({})).await, 400, "invalid_body");
        refused(&admin.post(&sites, &json!({ "siteId": "https://A.example.org/" })).await, 409, "taken");
        refused(&editor.post(&sites, &json!({ "siteId": "https://d.example.org" })).await, 403, "forbidden");
        let unknown = format!("{sites}/{}", encoded("https://d.example.org"));
        refused(&editor.get(&unknown).await, 404, "site_not_found");
        refused(&editor.get(&format!("{sites}/nothing")).await, 404, "site_not_found");
        refused(&admin.delete(&unknown).await, 404, "site_not_found");
        refused(&admin.post(&format!("{unknown}/verify"), &json!({})).await, 404, "site_not_found");
        refused(&editor.post(&format!("{unknown}/verify"), &json!({})).await, 403, "forbidden");
        refused(&editor.delete(&unknown).await, 403, "forbidden");
        let nobody = "/api/integrations/digest/installations/nobody/sites";
        refused(&editor.get(nobody).await, 404, "installation_not_found");
        refused(&admin.post(nobody, &json!({ "siteId": "https://d.example.org" })).await, 404, "installation_not_found");
        for n in 0..47 {
            add(&admin, &place, &format!("https://s{n}.example.org")).await;
        }
        refused(&admin.post(&sites, &json!({ "siteId": "https://d.example.org" })).await, 409, "limit_reached");

        assert_eq!(admin.delete(&place).await.status, 204);
        let known = format!("{sites}/{}", encoded("https://a.example.org"));
        for answer in [
            admin.post(&sites, &json!({ "siteId": "https://d.example.org" })).await,
            admin.post(&format!("{known}/verify"), &json!({})).await,
            admin.delete(&known).await,
        ] {
            refused(&answer, 409, "installation_over");
        }
    }
}
