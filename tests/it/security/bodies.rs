//! Bodies that are too large, too deep, or not what they say: refused early, and the service goes on.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Centre, SignedIn, on_both_databases};

use super::raw::{exchanges, listeners};

/// Routes that take a body: surface (`true`: dashboard), method, path, most bytes.
async fn writes(centre: &Centre) -> Vec<(bool, Method, String, usize)> {
    let api = centre.service.get("/openapi/consumer-api.json").await.json();
    let dashboard = centre
        .service
        .call_dashboard("GET", "/openapi/dashboard-api.json", &[], None)
        .await
        .json();
    let mut writes = Vec::new();
    for (is_dashboard, document) in [(false, api), (true, dashboard)] {
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation.get("requestBody").is_none() {
                    continue;
                }
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let long = ["/api/publications/bulk", "/api/integrations/{integrationName}"];
                let is_long = long.contains(&path.as_str());
                let most = if is_long { 1024 * 1024 } else { 64 * 1024 };
                writes.push((is_dashboard, method, filled(path), most));
            }
        }
    }
    for path in [
        "sign-in/email",
        "sign-up/email",
        "update-user",
        "organization/set-active",
    ] {
        writes.push((true, Method::POST, format!("/api/auth/{path}"), 64 * 1024));
    }
    assert!(writes.len() > 15, "{writes:?}");
    writes
}

/// Something that is there, or could be.
fn filled(path: &str) -> String {
    let id = if path.contains("/publications/") {
        "10.5555/one"
    } else if path.contains("/workspaces/") {
        "cesam"
    } else {
        "some-id"
    };
    path.replace("{orcid}", tests::sample::orcid(1).as_str())
        .replace("{id}", id)
        .replace("{entry}", "some-entry")
        .replace("{userId}", "some-user")
        .replace("{jobId}", "some-job")
        .replace("{keyHash}", &"0".repeat(64))
        .replace("{integrationName}", "digest")
        .replace("{installationId}", "some-installation")
        .replace("{credentialId}", "some-credential")
}

/// Whoever may do everything, on either listener.
struct Caller<'a> {
    centre: &'a Centre,
    superadmin: SignedIn,
    client: reqwest::Client,
}

impl Caller<'_> {
    async fn send(
        &self,
        on_dashboard: bool,
        method: &Method,
        path: &str,
        body: String,
        coding: &str,
    ) -> Answer {
        let base = if on_dashboard {
            &self.centre.service.dashboard
        } else {
            &self.centre.service.api
        };
        let mut request = self
            .client
            .request(method.clone(), format!("{base}{path}"))
            .header(
                "Content-Type",
                if path.ends_with("10.5555/one") {
                    "application/json-patch+json"
                } else {
                    "application/json"
                },
            );
        if on_dashboard {
            let origin = self.centre.service.dashboard.clone();
            request = request
                .header("Cookie", &self.superadmin.cookie)
                .header("Origin", origin);
            request = request.header("X-Workspace-Id", "cesam");
        } else {
            request = request.header("X-API-Key", &self.centre.api_key);
        }
        if !coding.is_empty() {
            request = request.header("Content-Encoding", coding);
        }
        let response = request.body(body).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer {
            status,
            headers,
            text,
        }
    }
}

/// Whether the size is named in advance or not.
async fn too_large(centre: &Centre, caller: &Caller<'_>) {
    let mut endless = Vec::new();
    for (on_dashboard, method, path, most) in writes(centre).await {
        let body = format!("[{}]", " ".repeat(most));
        let found = caller.send(on_dashboard, &method, &path, body, "").await;
        assert_eq!(found.status, 413, "{method} {path}: {}", found.text);
        let code = found.text.to_lowercase();
        assert!(code.contains("payload_too_large"), "{method} {path}: {code}");
        let [api, dashboard] = listeners(&centre.service);
        let (listener, who) = if on_dashboard {
            let cookie = &caller.superadmin.cookie;
            let who = format!("Cookie: {cookie}\r\nOrigin: http://{dashboard}\r\nX-Workspace-Id: cesam\r\n");
            (dashboard, who)
        } else {
            (api, format!("X-API-Key: {}\r\n", centre.api_key))
        };
        // Two megabytes are announced, and no more is sent than shows that it is too much.
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {listener}\r\nContent-Type: application/json\r\n{who}\
             Transfer-Encoding: chunked\r\n\r\n200000\r\n{}",
            " ".repeat(most + 70_000)
        );
        endless.push((format!("{method} {path}"), listener, request));
    }
    for (name, found) in exchanges(endless).await {
        let seen = (found.statuses.as_slice(), found.closed);
        assert_eq!(seen, ([413].as_slice(), true), "{name}: {found:?}");
    }
}

on_both_databases! {
    async fn what_is_too_large_or_too_deep_is_refused_by_every_route(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let superadmin = centre.sign_in("superadmin").await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let caller = Caller { centre: &centre, superadmin, client };
        too_large(&centre, &caller).await;
        let deep = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
        for (on_dashboard, method, path, _) in writes(&centre).await {
            for body in [
                deep("[", "]", 30_000),
                deep("{\"a\":", "}", 9_000),
                "[".repeat(60_000),
                format!("{{\"orcid_ids\":{}}}", deep("[", "]", 30_000)),
                format!("{{\"unknown\":{}}}", deep("[", "]", 30_000)),
                format!("[{{\"op\":\"add\",\"path\":\"/keywords\",\"value\":{}}}]", deep("[", "]", 30_000)),
                format!("{{\"email\":{}}}", deep("{\"a\":", "}", 9_000)),
            ] {
                let found = caller.send(on_dashboard, &method, &path, body.clone(), "").await;
                let shown: String = body.chars().take(40).collect();
                assert_eq!(found.status, 400, "{method} {path} {shown}: {}", found.text);
            }
            for coding in ["gzip", "br", "deflate", "zstd", "gzip, gzip", "x"] {
                let found = caller.send(on_dashboard, &method, &path, "{}".to_owned(), coding).await;
                // Better Auth's endpoints read what was sent as it is, which comes to the same: nothing is unpacked.
                let as_it_is = path.starts_with("/api/auth/") && found.status != 413;
                assert!(found.status == 415 || as_it_is, "{method} {path} {coding}: {}", found.text);
            }
        }
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 5, "nothing came of it");
    }

    async fn a_patch_cannot_double_itself_for_ever(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let mut operations = vec![json!({ "op": "add", "path": "/keywords", "value": ["seagrass".repeat(100)] })];
        // Each copy puts the whole list into itself.
        operations.extend((0..99).map(|_| json!({ "op": "copy", "from": "/keywords", "path": "/keywords/-" })));
        let found = editor.patch("/api/publications/10.5555/one", &Value::from(operations)).await;
        assert_eq!((found.status, &found.json()["code"]), (409, &json!("patch_conflict")), "{}", found.text);
        let deep = "/a".repeat(200);
        let found = editor
            .patch("/api/publications/10.5555/one", &json!([{ "op": "add", "path": deep, "value": 1 }]))
            .await;
        assert_eq!(found.status, 400, "{}", found.text);
    }
}
