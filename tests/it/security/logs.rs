//! The log: one event a line whatever strangers send, and no secret in it however much is logged.

use std::fs::{self, File};

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, Service, TestDatabase, on_both_databases, run_json_with};

use super::raw::{exchanges, listeners};

const PASSWORD: &str = "low tide at half past six";

/// What a stranger would like to see in the log.
const FORGED: &str = "2026-01-01T00:00:00.000000Z ERROR forged";

/// A service of the same catalogue that logs into a file.
fn logging(db: &TestDatabase, format: &str, filter: &str) -> (Service, tempfile::NamedTempFile) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings = [("LEGACITI_LOG_FORMAT", format), ("LEGACITI_LOG", filter)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let handle = File::options().append(true).open(file.path()).unwrap();
    (
        Service::start_logging(&db.url, "api,dashboard", &settings, &handle),
        file,
    )
}

/// Everything by which text of a request could reach the log.
async fn knock(service: &Service) {
    let escaped = "%0d%0a2026-01-01T00:00:00.000000Z%20ERROR%20forged%1b%5b2J";
    let mut asked = Vec::new();
    for listener in listeners(service) {
        for request in [
            format!("GET /{escaped} HTTP/1.1\r\nHost: x\r\n\r\n"),
            format!("GET /v1/doi/10.5555/{escaped} HTTP/1.1\r\nHost: x\r\n\r\n"),
            format!("GET /v1/works?q={escaped} HTTP/1.1\r\nHost: x\r\n\r\n"),
            format!(
                "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: {escaped}\r\nUser-Agent: {FORGED}\r\n\r\n"
            ),
            format!("GET /health HTTP/1.1\r\nHost: x\r\nOrigin: {FORGED}\r\nReferer: {FORGED}\r\n\r\n"),
            format!("FORGED-{} /health HTTP/1.1\r\nHost: x\r\n\r\n", "A".repeat(500)),
            format!("GET /x HTTP/1.1\r\nHost: x\r\n{FORGED}\x1b[2J\n\r\n\r\n"),
            format!("{FORGED}\x1b[2J\n\n\n"),
        ] {
            asked.push((String::new(), listener, request));
        }
    }
    exchanges(asked).await;
}

fn is_time(text: &str) -> bool {
    let shape: String = text
        .chars()
        .take(20)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape.starts_with("0000-00-00T00:00:00.")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_a_line_whatever_strangers_send() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    drop(centre);
    for (format, filter) in [
        ("human", "info"),
        ("human", "trace"),
        ("json", "info"),
        ("json", "trace"),
    ] {
        let (service, file) = logging(&db, format, filter);
        knock(&service).await;
        drop(service);
        let log = fs::read_to_string(file.path()).unwrap();
        assert!(
            log.matches("answered").count() >= 8,
            "{format} {filter}: the requests are in the log"
        );
        for line in log.lines() {
            assert!(!line.contains(char::is_control), "{format} {filter}: {line:?}");
            let is_event = if format == "json" {
                let event: Value =
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                event["timestamp"].as_str().is_some_and(is_time)
            } else {
                is_time(line) && !line.starts_with(FORGED)
            };
            assert!(is_event, "{format} {filter}: {line:?}");
        }
    }
}

on_both_databases! {
    async fn no_secret_is_in_the_log_however_much_is_logged(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let create = [
            "user", "create", "--workspace", "cesam", "--email", "eve@example.org", "--name", "Eve", "--role",
            "workspace_admin", "--password-stdin",
        ];
        run_json_with(&db.url, &create, &format!("{PASSWORD}\n"));
        let (service, file) = logging(db, "json", "trace");
        let body = json!({ "email": "eve@example.org", "password": PASSWORD }).to_string();
        let headers = [("Content-Type", "application/json")];
        let signed = service.call_dashboard("POST", "/api/auth/sign-in/email", &headers, Some(&body)).await;
        assert_eq!(signed.status, 200, "{}", signed.text);
        let cookie = signed.header("set-cookie").split(';').next().unwrap().to_owned();
        let token = signed.json()["token"].as_str().unwrap().to_owned();
        let bearer = format!("Bearer {}", signed.header("set-auth-token"));
        let wrong = json!({ "email": "eve@example.org", "password": format!("{PASSWORD}!") }).to_string();
        service.call_dashboard("POST", "/api/auth/sign-in/email", &headers, Some(&wrong)).await;
        for credential in [("Cookie", cookie.as_str()), ("Authorization", bearer.as_str())] {
            for path in ["/me", "/debug-auth", "/api/publications", "/api/auth/get-session", "/api/auth/list-sessions"] {
                service.call_dashboard("GET", path, &[credential], None).await;
            }
        }
        let new = json!({ "client_name": "p", "scopes": ["ingest"] }).to_string();
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
        let made = service.call_dashboard("POST", "/api/site-tools/api-keys", &headers, Some(&new)).await;
        let key = made.json()["key"].as_str().unwrap().to_owned();
        for key in [&key, &centre.api_key] {
            service.post_as(key, "/api/ingest", &json!({ "orcid_ids": [orcid(7).as_str()] })).await;
            service.post_as(key, "/api/ingest", &json!({ "orcid_ids": "x" })).await;
        }
        service.get_as(&centre.installation_key, "/v1/people").await;
        service.get_as(&format!("{}x", centre.installation_key), "/v1/people").await;
        drop(service);
        let log = fs::read_to_string(file.path()).unwrap();
        assert!(log.matches("answered").count() >= 15, "the requests are in the log");
        let (_, signature) = bearer.rsplit_once('.').unwrap();
        for (name, secret) in [
            ("password", PASSWORD),
            ("token", token.as_str()),
            ("signature", signature),
            ("new key", key.as_str()),
            ("API key", centre.api_key.as_str()),
            ("installation key", centre.installation_key.as_str()),
            ("secret", tests::desk::SECRET),
        ] {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{name}");
        }
    }
}
