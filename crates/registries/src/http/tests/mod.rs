//! The policy over real sockets: a mock server where its answers suffice, raw bytes where the fault is below HTTP.

mod pauses;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::settings::Rate;
use crate::testing::FixedClock;

const NOON: i64 = 19_676 * 24 * 3600 + 12 * 3600;

fn settings(base: &str) -> ProviderSettings {
    ProviderSettings {
        backoff: Duration::from_millis(2),
        request_timeout: Duration::from_millis(400),
        deadline: Duration::from_secs(5),
        ..ProviderSettings::new(base.parse().unwrap(), Rate::Off, 4)
    }
}

fn http_with(settings: &ProviderSettings) -> Http {
    Http::new(
        "Testref",
        settings,
        "Legaciti/0 (https://example.org)",
        Arc::new(FixedClock(NOON)),
    )
    .unwrap()
}

fn http(base: &str) -> Http {
    http_with(&settings(base))
}

async fn ask(http: &Http) -> Result<Reply, RegistryError> {
    http.ask(&Question::json(http.url(&["works", "1"]))).await
}

fn unavailable(reason: &str) -> RegistryError {
    RegistryError::Unavailable {
        provider: "Testref",
        reason: reason.to_owned(),
    }
}

/// A server that gives these bytes, one after the other, each on a connection of its own, and tells what was asked.
/// An answer of `None` resets the connection.
fn raw_server(answers: Vec<Option<Vec<u8>>>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (asked, questions) = mpsc::channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let Some(answer) = answer else {
                // Closing with unread bytes resets.
                stream.read_exact(&mut [0; 1]).unwrap();
                continue;
            };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0; 1];
                stream.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            let _ = asked.send(String::from_utf8(head).unwrap());
            let _ = stream.write_all(&answer);
        }
    });
    (base, questions)
}

fn raw(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn good() -> Vec<u8> {
    raw("200 OK", "Content-Length: 11\r\n", br#"{"good":1} "#)
}

async fn mock(answers: Vec<ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    for answer in answers {
        Mock::given(method("GET"))
            .respond_with(answer)
            .up_to_n_times(1)
            .mount(&server)
            .await;
    }
    server
}

fn status(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}

fn text(body: &str) -> ResponseTemplate {
    status(200).set_body_string(body)
}

#[tokio::test]
async fn every_transient_fault_is_asked_again() {
    let html = "<!DOCTYPE html><title>Sign in</title>";
    let faults = [
        status(500),
        status(502),
        status(503),
        status(504),
        status(408),
        status(429),
        text(html),
        text(""),
        text("  "),
        text("null"),
        text("{\"cut\": [1, "),
        text("{\"a\":1}\u{0}{\"\":"),
        status(200).set_body_bytes(b"{\"latin\":\"\xe9\"}".to_vec()),
        text("{}").set_delay(Duration::from_millis(600)),
    ];
    for fault in faults {
        let server = mock(vec![fault, text("{\"good\":1}")]).await;
        let reply = ask(&http(&server.uri())).await.unwrap();
        assert_eq!((reply.status, reply.body.as_str()), (200, "{\"good\":1}"));
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn broken_connections_are_asked_again() {
    let cut_json = raw("200 OK", "Content-Length: 500\r\n", br#"{"good":1, "cut"#);
    let cut_chunks = raw("200 OK", "Transfer-Encoding: chunked\r\n", b"5\r\n{\"a\":\r\n");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(br#"{"good":"0123456789abcdef"}"#).unwrap();
    let gzip = gzip.finish().unwrap();
    let cut_gzip = &gzip[..gzip.len() / 2];
    let length = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", cut_gzip.len());
    let cut_gzip = raw("200 OK", &length, cut_gzip);
    for fault in [
        None,
        Some(Vec::new()),
        Some(cut_json),
        Some(cut_chunks),
        Some(cut_gzip),
    ] {
        let (base, _questions) = raw_server(vec![fault, Some(good())]);
        assert_eq!(ask(&http(&base)).await.unwrap().body, "{\"good\":1} ");
    }
}

#[tokio::test]
async fn attempts_come_to_an_end() {
    for (fault, error) in [
        (status(500), unavailable("status 500")),
        (status(503), unavailable("status 503")),
        (text("<html>"), unavailable("an answer without JSON")),
        (
            text("{\"a\":"),
            RegistryError::Unreadable {
                provider: "Testref",
                at: "line 1, column 5".to_owned(),
            },
        ),
        (
            status(429),
            RegistryError::RateLimited {
                provider: "Testref",
                retry_after: None,
            },
        ),
        (
            text("{}").set_delay(Duration::from_millis(600)),
            unavailable("timed out"),
        ),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .respond_with(fault)
            .mount(&server)
            .await;
        let http = http_with(&ProviderSettings {
            max_attempts: 3,
            ..settings(&server.uri())
        });
        assert_eq!(ask(&http).await.unwrap_err(), error);
        assert_eq!(server.received_requests().await.unwrap().len(), 3);
    }
    let (base, _questions) = raw_server(vec![]);
    assert_eq!(ask(&http(&base)).await.unwrap_err(), unavailable("no connection"));
}

#[tokio::test]
async fn the_deadline_counts_all_attempts() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(text("{}").set_delay(Duration::from_secs(5)))
        .mount(&server)
        .await;
    let deadline = Duration::from_millis(700);
    let begin = Instant::now();
    let http = http_with(&ProviderSettings {
        deadline,
        ..settings(&server.uri())
    });
    assert_eq!(ask(&http).await.unwrap_err(), unavailable("timed out"));
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn other_statuses_are_answers_and_redirects_are_not_followed() {
    let elsewhere = "https://elsewhere.example.org/works/2";
    for (answer, location) in [
        (status(404).set_body_string("Resource not found."), None),
        (status(409).set_body_string("{}"), None),
        (status(403), None),
        (status(204), None),
        (status(301).insert_header("location", elsewhere), Some(elsewhere)),
        (
            status(302).insert_header("location", "/works/2"),
            Some("/works/2"),
        ),
    ] {
        let server = mock(vec![answer.clone()]).await;
        let reply = ask(&http(&server.uri())).await.unwrap();
        assert_eq!(reply.location.as_deref(), location);
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn size_is_counted_after_decompression() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(format!("[{}]", " ".repeat(200_000)).as_bytes())
        .unwrap();
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 2_000);
    let server = MockServer::start().await;
    let answer = status(200)
        .insert_header("content-encoding", "gzip")
        .set_body_bytes(bomb);
    Mock::given(method("GET"))
        .and(header("accept-encoding", "gzip"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let within = http_with(&ProviderSettings {
        max_body_bytes: 200_002,
        ..settings(&server.uri())
    });
    assert_eq!(ask(&within).await.unwrap().body.len(), 200_002);
    let beyond = http_with(&ProviderSettings {
        max_body_bytes: 200_001,
        ..settings(&server.uri())
    });
    let error = ask(&beyond).await.unwrap_err();
    assert!(
        matches!(&error, RegistryError::Unreadable { at, .. } if at.contains("200001")),
        "{error:?}"
    );
    assert_eq!(
        server.received_requests().await.unwrap().len(),
        2,
        "a large answer is not asked for again"
    );
}

#[tokio::test]
async fn segments_are_encoded_once() {
    let doi = "10.1002/(sici)1099(200001/02)10:1<51::a;b+c&d>3.0.co;2-g?#%2f é";
    let (base, questions) = raw_server(vec![Some(good())]);
    let http = http(&format!("{base}/v1/"));
    http.ask(&Question::json(http.url(&["works", doi])))
        .await
        .unwrap();
    let question = questions.recv().unwrap();
    let line = question.lines().next().unwrap();
    assert_eq!(
        line,
        "GET /v1/works/10.1002%2F(sici)1099(200001%2F02)10%3A1%3C51%3A%3Aa%3Bb%2Bc%26d%3E3.0.co%3B2-g%3F%23%252f%20%C3%A9 HTTP/1.1"
    );
    assert!(
        question.contains("user-agent: Legaciti/0 (https://example.org)"),
        "{question}"
    );
}

#[tokio::test]
async fn forms_are_posted_and_tokens_sent() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/token"))
        .and(header("authorization", "Bearer sesame"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string("a=b"))
        .respond_with(text("{}"))
        .mount(&server)
        .await;
    let http = http(&server.uri());
    let question = Question {
        token: Some("sesame".to_owned().into()),
        form: Some("a=b".to_owned().into()),
        ..Question::json(http.url(&["token"]))
    };
    assert_eq!(http.ask(&question).await.unwrap().status, 200);
    assert!(!format!("{question:?}").contains("sesame"));
}

#[tokio::test]
async fn the_circuit_opens_after_failures_in_a_row() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(status(500))
        .up_to_n_times(4)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(text("{}"))
        .mount(&server)
        .await;
    let rest = Duration::from_millis(200);
    let (max_attempts, breaker_failures) = (2, 2);
    let http = http_with(&ProviderSettings {
        max_attempts,
        breaker_failures,
        breaker_rest: rest,
        ..settings(&server.uri())
    });
    for _ in 0..2 {
        assert_eq!(ask(&http).await.unwrap_err(), unavailable("status 500"));
    }
    let refused = ask(&http).await.unwrap_err();
    assert!(refused.to_string().contains("failed too often"), "{refused}");
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
    sleep(rest).await;
    assert!(ask(&http).await.is_ok());
    assert!(ask(&http).await.is_ok());
}

#[tokio::test]
async fn errors_hold_no_word_of_the_registry_and_no_address() {
    let secret = "sesame-in-the-body";
    for answer in [
        status(500).set_body_string(secret),
        text(secret),
        text("{\"sesame-in-the-body"),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let error = ask(&http(&server.uri())).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("sesame") && !shown.contains("127.0.0.1"),
            "{shown}"
        );
    }
}

#[test]
fn bases_and_contacts_are_checked() {
    for base in ["mailto:library@example.org", "file:///tmp", "data:,x"] {
        let error = Http::new(
            "Testref",
            &settings(base),
            "Legaciti/0",
            Arc::new(FixedClock(NOON)),
        )
        .err()
        .unwrap();
        assert!(matches!(error, ConnectError::BaseUrl { .. }), "{base}");
    }
    let settings = settings("https://api.example.org");
    let error = Http::new("Testref", &settings, "bad\nagent", Arc::new(FixedClock(NOON)))
        .err()
        .unwrap();
    assert!(matches!(error, ConnectError::Client { .. }));
}

#[test]
fn loopback_needs_no_proxy() {
    for (url, expected) in [
        ("http://127.0.0.1:8000/x", true),
        ("http://127.3.2.1/", true),
        ("http://[::1]:1/", true),
        ("http://localhost/", true),
        ("http://a.localhost/", true),
        ("http://10.0.0.1/", false),
        ("https://localhost.example.org/", false),
    ] {
        assert_eq!(is_loopback(&url.parse().unwrap()), expected, "{url}");
    }
}
