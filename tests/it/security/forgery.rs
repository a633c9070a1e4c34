//! Requests that somebody else's page lets a signed-in browser make: they change nothing.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Centre, SignedIn, on_both_databases, run_json_with};

const ONE: &str = "/api/publications/10.5555/one";
const PASSWORD: &str = "low tide at half past six";

/// How pages that are not ours show in a request; each is refused with a cookie.
fn foreign(own: &str) -> Vec<Vec<(&'static str, String)>> {
    let origins = [
        "https://evil.example".to_owned(),
        format!("{own}.evil.example"),
        own.replace("127.0.0.1", "localhost"),
        own.replace("http:", "https:"),
        own.replace("127.0.0.1:", "127.0.0.1:1"),
        format!("https://evil.example/{own}"),
        "chrome-extension://abcdef".to_owned(),
        "file://".to_owned(),
        "null".to_owned(),
        String::new(),
    ];
    let mut all: Vec<Vec<(&str, String)>> = origins.map(|origin| vec![("Origin", origin)]).into();
    all.push(vec![]);
    all.push(vec![("Referer", format!("https://evil.example/{own}"))]);
    all.push(vec![("Referer", "no address".to_owned())]);
    // What the page says of itself does not count against what the browser says.
    all.push(vec![
        ("Origin", "https://evil.example".to_owned()),
        ("Referer", format!("{own}/people")),
    ]);
    all.push(vec![
        ("Origin", "null".to_owned()),
        ("Sec-Fetch-Site", "cross-site".to_owned()),
    ]);
    all.push(vec![
        ("Origin", "https://evil.example".to_owned()),
        ("X-Forwarded-Host", "evil.example".to_owned()),
    ]);
    all
}

async fn call(
    centre: &Centre,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: Option<&str>,
) -> Answer {
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    centre.service.call_dashboard(method, path, &headers, body).await
}

fn code(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["code"].as_str().unwrap_or_default().to_owned()
}

/// Title, visibility and links: what a forged change would change.
async fn state(admin: &SignedIn) -> String {
    let list = admin.get("/api/publications?perPage=100&status=all").await.text;
    let keys = admin.get("/api/site-tools/api-keys").await.text;
    let people = admin.get("/api/people").await.text;
    let told = admin.get("/api/activity").await.text;
    format!("{list}{keys}{people}{told}")
}

on_both_databases! {
    async fn other_pages_change_nothing_with_a_cookie(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let before = state(&admin).await;
        let hide = json!([{ "op": "add", "path": "/visible", "value": false }]).to_string();
        let person = format!("/api/people/{}", tests::sample::orcid(1));
        let changes = [
            ("PATCH", ONE, Some(hide.as_str())),
            ("DELETE", ONE, None),
            ("POST", "/api/publications/bulk", Some(r#"{"action":"delete","ids":["10.5555/one"]}"#)),
            ("PATCH", person.as_str(), Some(r#"{"name":"Eve"}"#)),
            ("POST", "/api/ingest", Some(r#"{"orcid_ids":["0000-0002-1825-0097"]}"#)),
            ("POST", "/api/activity/cleanup", Some(r#"{"mode":"all","confirmation":"cesam"}"#)),
            ("POST", "/api/site-tools/api-keys", Some(r#"{"client_name":"eve","scopes":["ingest"]}"#)),
        ];
        let own = centre.service.dashboard.clone();
        for headers in foreign(&own) {
            for (method, path, body) in changes {
                // What a form of that page could send, and what its scripts could.
                for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
                    let mut headers = headers.clone();
                    headers.extend([("Cookie", admin.cookie.clone()), ("Content-Type", kind.to_owned())]);
                    let found = call(&centre, method, path, &headers, body).await;
                    assert_eq!((found.status, code(&found).as_str()), (403, "invalid_origin"), "{method} {path} {headers:?}");
                    assert!(found.all("access-control-allow-origin").is_empty(), "{headers:?}");
                }
            }
        }
        assert_eq!(state(&admin).await, before);
    }

    async fn reading_and_methods_in_disguise_change_nothing(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let before = state(&admin).await;
        for (name, value) in [
            ("X-HTTP-Method-Override", "DELETE"),
            ("X-HTTP-Method", "DELETE"),
            ("X-Method-Override", "PATCH"),
        ] {
            for method in ["GET", "HEAD", "OPTIONS"] {
                let headers = [("Cookie", admin.cookie.clone()), (name, value.to_owned())];
                call(&centre, method, &format!("{ONE}?_method=DELETE"), &headers, None).await;
            }
        }
        assert_eq!(state(&admin).await, before);
    }

    async fn own_pages_and_programs_are_let_in(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let own = centre.service.dashboard.clone();
        let cookie = ("Cookie", editor.cookie.clone());
        let bearer = ("Authorization", format!("Bearer {}", editor.bearer));
        for headers in [
            vec![cookie.clone(), ("Origin", own.clone())],
            vec![cookie.clone(), ("Referer", format!("{own}/publications?page=2"))],
            vec![cookie, ("Origin", "null".to_owned()), ("Sec-Fetch-Site", "same-origin".to_owned())],
            vec![bearer.clone()],
            // A bearer token is sent by nobody but who has it, wherever the page comes from.
            vec![bearer, ("Origin", "https://evil.example".to_owned())],
        ] {
            let mut headers = headers;
            headers.push(("Content-Type", "application/json".to_owned()));
            let found = call(&centre, "PATCH", ONE, &headers, Some("[]")).await;
            assert_eq!(found.status, 200, "{headers:?}: {}", found.text);
            headers.retain(|(name, _)| *name != "Content-Type");
            headers.push(("Content-Type", "text/plain".to_owned()));
            let found = call(&centre, "PATCH", ONE, &headers, Some("[]")).await;
            assert_eq!(found.status, 415, "{headers:?}: {}", found.text);
        }
    }

    async fn nobody_is_signed_in_or_out_by_another_page(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let create = [
            "user", "create", "--workspace", "cesam", "--email", "eve@example.org", "--name", "Eve", "--role", "viewer",
            "--password-stdin",
        ];
        run_json_with(&db.url, &create, &format!("{PASSWORD}\n"));
        let editor = centre.sign_in("editor").await;
        let own = centre.service.dashboard.clone();
        let json = json!({ "email": "eve@example.org", "password": PASSWORD }).to_string();
        let form = format!("email=eve%40example.org&password={}", PASSWORD.replace(' ', "+"));
        let page = |origin: &str, site: &str| vec![("Origin", origin.to_owned()), ("Sec-Fetch-Site", site.to_owned())];
        for (body, kind) in [(&json, "application/json"), (&form, "application/x-www-form-urlencoded")] {
            let with_kind = |mut headers: Vec<(&'static str, String)>| {
                headers.push(("Content-Type", kind.to_owned()));
                headers
            };
            for headers in [
                page("https://evil.example", "cross-site"),
                page("null", "cross-site"),
                page(&format!("{own}.evil.example"), "same-site"),
                vec![("Sec-Fetch-Site", "cross-site".to_owned()), ("Sec-Fetch-Mode", "navigate".to_owned())],
                vec![("Cookie", "anything=1".to_owned()), ("Origin", "https://evil.example".to_owned())],
                vec![("Referer", "https://evil.example/".to_owned())],
            ] {
                let headers = with_kind(headers);
                let found = call(&centre, "POST", "/api/auth/sign-in/email", &headers, Some(body)).await;
                assert_eq!(found.status, 403, "{headers:?}: {}", found.text);
                assert!(found.all("set-cookie").is_empty() && found.header("set-auth-token").is_empty(), "{headers:?}");
            }
            let headers = with_kind(page(&own, "same-origin"));
            let found = call(&centre, "POST", "/api/auth/sign-in/email", &headers, Some(body)).await;
            assert_eq!(found.status, 200, "{headers:?}: {}", found.text);
        }
        for path in ["sign-out", "revoke-sessions", "update-user", "change-password", "organization/set-active"] {
            for headers in foreign(&own) {
                let mut headers = headers;
                headers.extend([("Cookie", editor.cookie.clone()), ("Content-Type", "application/json".to_owned())]);
                let found = call(&centre, "POST", &format!("/api/auth/{path}"), &headers, Some("{}")).await;
                assert_eq!(found.status, 403, "{path} {headers:?}: {}", found.text);
            }
        }
        let still = editor.send(Method::GET, "/api/auth/get-session", None, &[]).await;
        assert_eq!(still.json()["user"]["email"], editor.email, "{}", still.text);
    }
}
