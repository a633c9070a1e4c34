//! What every operation refuses in the same way, walked through the document, so that no operation is forgotten.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Centre, on_both_databases};

use super::{as_integration, encoded, id_of, install, publish, refused, refused_field};

/// An operation of the control plane, as the document tells it.
struct Operation {
    method: Method,
    template: String,
    takes_body: bool,
    for_integrations: bool,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let ours = ["/api/integrations", "/api/spaces/", "/api/orgs/"];
        if !ours.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            found.push(Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                template: path.clone(),
                takes_body: operation.get("requestBody").is_some(),
                for_integrations: operation["security"].to_string().contains("integrationSecret"),
            });
        }
    }
    found
}

impl Operation {
    /// Its path for this integration, with something for all other parts.
    fn path(&self, integration: &str) -> String {
        self.template
            .replace("{integrationName}", integration)
            .replace("{organizationId}", "cesam")
            .replace("{spaceId}", "cesam")
            .replace("{siteId}", &encoded("https://www.example.org"))
            .replace("{installationId}", "none")
            .replace("{credentialId}", "none")
            .replace("{eventId}", "none")
    }

    fn names_integration(&self) -> bool {
        self.template.contains("{integrationName}")
    }

    /// A body that its rules let through.
    fn body(&self) -> Option<Value> {
        let last = self.template.rsplit('/').next().unwrap_or_default();
        self.takes_body.then(|| match (last, self.method.as_str()) {
            ("{integrationName}", _) => super::manifest(&json!({})),
            ("installations", _) => json!({ "organization": "cesam" }),
            ("sites", _) => json!({ "siteId": "https://www.example.org" }),
            ("tasks", _) => json!({ "task": {} }),
            ("dev", _) => json!({ "tunnelUrl": "https://tunnel.example.org" }),
            _ => json!({}),
        })
    }

    fn line(&self) -> String {
        format!("{} {}", self.method, self.template)
    }
}

async fn all(centre: &Centre) -> Vec<Operation> {
    let path = "/openapi/dashboard-api.json";
    let document = centre.service.call_dashboard("GET", path, &[], None).await.json();
    let operations = operations(&document);
    assert_eq!(operations.len(), 34, "27 of the reference, 7 of ours");
    operations
}

on_both_databases! {
    async fn integrations_that_are_not_there(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        for operation in all(&centre).await.iter().filter(|found| found.names_integration()) {
            let (method, body, line) = (&operation.method, operation.body(), operation.line());
            for name in ["a%20b", "%C3%A9", &"a".repeat(101)] {
                let answer = admin.send(method.clone(), &operation.path(name), body.as_ref(), &[]).await;
                assert_eq!((answer.status, &answer.json()["code"]), (400, &json!("invalid_integration_name")), "{line}");
                refused_field(&answer, "integrationName");
            }
            if *method == Method::POST && operation.template.ends_with("{integrationName}") {
                continue;
            }
            let answer = admin.send(method.clone(), &operation.path("unknown"), body.as_ref(), &[]).await;
            assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("integration_not_found")), "{line}");
        }
    }

    async fn bodies_that_are_none(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let base = centre.service.dashboard.clone();
        let mut seen = 0;
        for operation in all(&centre).await.iter().filter(|found| found.takes_body) {
            seen += 1;
            let (path, line) = (operation.path("wordpress"), operation.line());
            let call = async |media: &str, body: &str| {
                let headers = [("Cookie", admin.cookie.as_str()), ("Origin", base.as_str()), ("Content-Type", media)];
                let answer = centre.service.call_dashboard(operation.method.as_str(), &path, &headers, Some(body)).await;
                (answer.status, answer.json()["code"].clone())
            };
            let fit = operation.body().unwrap().to_string();
            assert_eq!(call("text/plain", &fit).await, (415, json!("unsupported_media_type")), "{line}");
            assert_eq!(call("application/json", "{").await, (400, json!("invalid_json")), "{line}");
            assert_eq!(call("application/json", "[]").await, (400, json!("invalid_body")), "{line}");
            assert_eq!(call("application/json", r#"{"nobody":1}"#).await, (400, json!("invalid_body")), "{line}");
            let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(1024 * 1024));
            assert_eq!(call("application/json", &large).await, (413, json!("payload_too_large")), "{line}");
        }
        assert_eq!(seen, 8);
    }

    async fn integrations_reach_nothing_but_their_own(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({ "visibility": "private" })).await;
        let place = install(&admin, "digest").await;
        for operation in all(&centre).await {
            let (method, body, line) = (operation.method.as_str(), operation.body(), operation.line());
            let own = operation.path("digest").replace("/none", &format!("/{}", id_of(&place)));
            let answer = as_integration(&centre.service, &secret, method, &own, body.as_ref()).await;
            if !operation.for_integrations {
                assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("unauthenticated")), "{line}");
                continue;
            }
            let refusal = if answer.text.is_empty() { Value::Null } else { answer.json()["code"].clone() };
            assert!(answer.status != 401 && refusal != "forbidden", "{line}: {}", answer.text);
            assert_eq!(answer.header("x-ratelimit-limit"), "1000", "{line}");
            let foreign = operation.path("wordpress");
            refused(&as_integration(&centre.service, &secret, method, &foreign, body.as_ref()).await, 403, "forbidden");
            let wrong = as_integration(&centre.service, "lga_wrong", method, &own, body.as_ref()).await;
            refused(&wrong, 401, "invalid_integration_secret");
        }
    }

    async fn an_integration_has_its_limit(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        let path = "/api/integrations/digest";
        assert_eq!(as_integration(&centre.service, &secret, "GET", path, None).await.status, 200);
        let mut last = admin.get(path).await;
        // What the process has leased already is given out first; a new minute would begin anew.
        for _ in 0..1_000 {
            db.execute("UPDATE rate_windows SET used = 1000").await;
            last = as_integration(&centre.service, &secret, "GET", path, None).await;
            if last.status == 429 {
                break;
            }
        }
        refused(&last, 429, "rate_limited");
        assert!(!last.header("retry-after").is_empty());
        assert_eq!(admin.get(path).await.status, 200, "the staff have none");
    }
}
