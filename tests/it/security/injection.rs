//! Line ends and markup in what a request says, where it comes back: headers, addresses, refusals.

use serde_json::{Value, json};
use tests::{Centre, TestDatabase, on_both_databases, run_json_with};

use super::raw::{address, exchange, listeners};

const PASSWORD: &str = "low tide at half past six";

/// The head of the first answer, line by line, names in small letters.
fn head(text: &str) -> Vec<String> {
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    head.split("\r\n").map(str::to_lowercase).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_of_a_request_becomes_a_line_of_an_answer() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let paths = [
        "/%0d%0aX-Evil:%20yes",
        "/v1/doi/10.5555%2Fx%0d%0aX-Evil:%20yes",
        "/v1/works/x%0d%0aX-Evil:%20yes",
        "/v1/publications?q=%0d%0aX-Evil:%20yes&per_page=1",
        "/integrations/v1/verify/%0d%0aX-Evil:%20yes",
        "/docs/%0d%0aX-Evil:%20yes",
        "/api/publications/10.5555%2Fx%0d%0aX-Evil:%20yes",
        "//evil.example/%2f..",
        "/docs//evil.example",
        "/\\evil.example",
    ];
    for listener in listeners(&centre.service) {
        for path in paths {
            for more in [
                "",
                "X-Request-Id: a%0d%0aX-Evil: yes\r\n",
                "X-Request-Id: <script>alert(1)</script>\r\n",
                "X-Request-Id: a, b\r\n",
                "If-None-Match: \"%0d%0aX-Evil: yes\"\r\n",
                "Origin: https://www.example.org%0d%0aX-Evil: yes\r\n",
                "X-Forwarded-Host: evil\"><script>\r\n",
                "Forwarded: host=\"evil\\\"><script>\"\r\n",
            ] {
                let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{more}Connection: close\r\n\r\n");
                let found = exchange(listener, request.as_bytes()).await;
                let shown = format!("{path} {more:?}: {found:?}");
                assert_eq!(found.statuses.len(), 1, "{shown}");
                assert!(found.statuses[0] < 500, "{shown}");
                let lines = head(&found.text);
                assert!(!lines.iter().any(|line| line.starts_with("x-evil")), "{shown}");
                let ids: Vec<&String> = lines
                    .iter()
                    .filter(|line| line.starts_with("x-request-id: "))
                    .collect();
                assert_eq!(ids.len(), 1, "{shown}");
                let id = ids[0].trim_start_matches("x-request-id: ");
                assert!(
                    id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
                    "{shown}"
                );
                let location = lines.iter().find(|line| line.starts_with("location:"));
                assert!(location.is_none_or(|line| line == "location: /docs/"), "{shown}");
                assert!(!found.text.contains("<script>"), "{shown}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_name_a_host_or_none() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    for (host, base) in [
        ("api.example.org", "http://api.example.org"),
        ("[::1]:80", "http://[::1]:80"),
        ("a\"b<c>", "http://localhost"),
        ("user@evil.example", "http://localhost"),
        ("evil.example/path?", "http://localhost"),
        ("", "http://localhost"),
    ] {
        let request =
            format!("GET /v1/publications?per_page=1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let found = exchange(address(&centre.service.api), request.as_bytes()).await;
        let (_, body) = found.text.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        let next = body["next_page_url"].as_str().unwrap();
        assert!(
            next.starts_with(&format!("{base}/v1/publications?")),
            "{host}: {next}"
        );
    }
}

on_both_databases! {
    async fn signing_in_goes_on_to_plain_addresses_only(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let create = [
            "user", "create", "--workspace", "cesam", "--email", "eve@example.org", "--name", "Eve", "--role", "viewer",
            "--password-stdin",
        ];
        run_json_with(&db.url, &create, &format!("{PASSWORD}\n"));
        let own = centre.service.dashboard.clone();
        for (url, is_fine) in [
            ("/people".to_owned(), true),
            (format!("{own}/people"), true),
            (format!("{own}/\r\nX-Evil: yes"), false),
            (format!("\r\n{own}/"), false),
            (format!("{own}/\n"), false),
            (format!("{own}/\tx"), false),
            (format!(" {own}/"), false),
            (format!("{own}/ é"), false),
            ("/people\r\nX-Evil: yes".to_owned(), false),
            ("//evil.example".to_owned(), false),
            ("https://evil.example".to_owned(), false),
            (format!("{own}@evil.example/"), false),
            (format!("{own}.evil.example/"), false),
            ("javascript:alert(1)".to_owned(), false),
            ("data:text/html,x".to_owned(), false),
        ] {
            let body = json!({ "email": "eve@example.org", "password": PASSWORD, "callbackURL": url }).to_string();
            let headers = [("Content-Type", "application/json"), ("Origin", own.as_str())];
            let found = centre.service.call_dashboard("POST", "/api/auth/sign-in/email", &headers, Some(&body)).await;
            let expected = if is_fine { (200, url.as_str()) } else { (403, "") };
            assert_eq!((found.status, found.header("location")), expected, "{url:?}: {}", found.text);
            assert!(found.all("x-evil").is_empty(), "{url:?}");
            assert_eq!(found.all("set-cookie").is_empty(), !is_fine, "{url:?}");
        }
    }

    async fn odd_text_is_kept_from_queries_and_paths(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let odd = ["%00", "%27%20OR%20%271%27=%271", "%22", "%25", "_", "%5C", "*", "%F0%9F%8C%8A", "%E2%80%AE", ");--", "%0a"];
        for text in odd {
            // Text without a word in it narrows no list; what names a record names none of these.
            for (path, names) in [
                (format!("/v1/publications?q={text}"), false),
                (format!("/v1/people?q={text}"), false),
                (format!("/v1/works?q={text}&work_type={text}"), true),
                (format!("/v1/projects/{text}"), true),
                (format!("/v1/doi/10.5555%2F{text}"), true),
            ] {
                let found = centre.service.get_as(&centre.installation_key, &path).await;
                assert!(found.status < 500, "{path}: {}", found.text);
                assert!(!names || !found.text.contains("10.5555/one"), "{path}: {}", found.text);
            }
            for (path, names) in [
                (format!("/api/publications?q={text}"), false),
                (format!("/api/people?q={text}&entity_id={text}"), true),
                (format!("/api/activity?q={text}&actor={text}&event_type={text}"), true),
                (format!("/api/publications/10.5555%2F{text}"), true),
            ] {
                let found = admin.get(&path).await;
                assert!(found.status < 500, "{path}: {}", found.text);
                assert!(!names || !found.text.contains("10.5555/one"), "{path}: {}", found.text);
            }
        }
    }
}
