//! A real server and raw bytes: what a router or a client library could bend on the way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use actix_web::HttpServer;
use domain::storage::Page;

use super::samples::{self, summary};
use super::{Bench, Running};

fn serve(running: &Running) -> SocketAddr {
    let state = running.state.clone();
    let server = HttpServer::new(move || crate::app(state.clone()))
        .workers(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

/// Sends bytes, reads to the end; head and body.
async fn exchange(address: SocketAddr, request: String) -> (String, Vec<u8>) {
    actix_web::rt::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let body = answer.split_off(end + 4);
        (String::from_utf8(answer).unwrap().to_lowercase(), body)
    })
    .await
    .unwrap()
}

async fn send(address: SocketAddr, method: &str, path: &str, headers: &str) -> (String, Vec<u8>) {
    let request = format!("{method} {path} HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n{headers}\r\n");
    exchange(address, request).await
}

#[actix_web::test]
async fn dois_arrive_as_they_were_meant() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let mut bench = Bench::new();
    bench.publications.expect_find_public().returning(move |_, doi| {
        seen.lock().unwrap().push(doi.as_str().to_owned());
        Ok(None)
    });
    let running = bench.start();
    let address = serve(&running);
    for (path, doi) in [
        ("10.1000/182", "10.1000/182"),
        ("10.1000%2F182", "10.1000/182"),
        ("10.1000%2f182", "10.1000/182"),
        ("doi:10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        (
            "10.36652/0042-4633-2023-102-5-404-413/",
            "10.36652/0042-4633-2023-102-5-404-413/",
        ),
        (
            "10.36652%2F0042-4633-2023-102-5-404-413%2F",
            "10.36652/0042-4633-2023-102-5-404-413/",
        ),
        (
            "10.1002/(SICI)1097-0274(199909)36:1+%3C1::AID-AJIM2%3E3.0.CO;2-0",
            "10.1002/(sici)1097-0274(199909)36:1+<1::aid-ajim2>3.0.co;2-0",
        ),
        (
            "10.1002%2F(SICI)1097-0274(199909)36%3A1%2B%3C1%3A%3AAID-AJIM2%3E3.0.CO%3B2-0",
            "10.1002/(sici)1097-0274(199909)36:1+<1::aid-ajim2>3.0.co;2-0",
        ),
        (
            "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
            "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10",
        ),
        ("10.1026//1616-1041.3.2.86", "10.1026//1616-1041.3.2.86"),
        ("10.5555/a%23b%3Fc", "10.5555/a#b?c"),
        ("10.5555/%C3%A7", "10.5555/ç"),
    ] {
        asked.lock().unwrap().clear();
        let (head, body) = send(address, "GET", &format!("/v1/doi/{path}"), "").await;
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(String::from_utf8(body).unwrap().contains("publication_not_found"));
        let first = asked.lock().unwrap().first().cloned();
        assert_eq!(first.as_deref(), Some(doi), "{path}");
    }
    asked.lock().unwrap().clear();
    let (head, _) = send(address, "GET", "/v1/doi/10.1093%252Fnar", "").await;
    assert!(head.starts_with("http/1.1 404"));
    assert_eq!(asked.lock().unwrap().len(), 0, "never decoded twice");
}

#[actix_web::test]
async fn what_stuck_to_a_doi_is_taken_off_only_after_it_was_not_found() {
    let mut bench = Bench::new();
    bench
        .publications
        .expect_find_public()
        .returning(|_, doi| Ok((doi.as_str() == "10.5555/1").then(|| samples::publication("10.5555/1"))));
    let running = bench.start();
    let address = serve(&running);
    let (head, body) = send(address, "GET", "/v1/doi/10.5555/1/", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["doi"], "10.5555/1");
}

fn with_a_long_list() -> Running {
    let mut bench = Bench::new();
    bench.publications.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: (0..20).map(|n| summary(&format!("10.5555/{n}"))).collect(),
            total: 20,
        })
    });
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    bench.start()
}

#[actix_web::test]
async fn head_is_get_without_a_body() {
    let running = with_a_long_list();
    let address = serve(&running);
    let (get, body) = send(address, "GET", "/v1/publications", "").await;
    let (head, nothing) = send(address, "HEAD", "/v1/publications", "").await;
    assert!(nothing.is_empty());
    let length = format!("content-length: {}", body.len());
    assert!(get.contains(&length) && head.contains(&length), "{head}");
    assert!(head.contains("etag: w/\""));
}

#[actix_web::test]
async fn bodies_worth_it_are_compressed_when_asked() {
    let running = with_a_long_list();
    let address = serve(&running);
    for coding in ["gzip", "br"] {
        let accept = format!("Accept-Encoding: {coding}\r\n");
        let (head, body) = send(address, "GET", "/v1/publications", &accept).await;
        assert!(head.contains(&format!("content-encoding: {coding}")), "{head}");
        assert!(body.len() < 2_000, "{}", body.len());
        assert_eq!(head.matches("\r\nvary:").count(), 1, "{head}");
        let (head, _) = send(address, "GET", "/v1/works", &accept).await;
        assert!(!head.contains("content-encoding"), "{head}");
    }
    let (head, _) = send(address, "GET", "/v1/publications", "").await;
    assert!(!head.contains("content-encoding"), "{head}");
    let none = "Accept-Encoding: identity;q=0, *;q=0\r\n";
    let (head, body) = send(address, "GET", "/v1/publications", none).await;
    assert!(head.starts_with("http/1.1 406"), "{head}");
    assert!(String::from_utf8(body).unwrap().contains("not_acceptable"));
}

#[actix_web::test]
async fn a_body_that_is_too_large_is_refused_in_our_form() {
    let running = Bench::new().start();
    let address = serve(&running);
    let body = " ".repeat(70_000);
    let request = format!(
        "POST /api/ingest HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\nX-API-Key: {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        samples::api_key_text(),
        body.len()
    );
    let (head, body) = exchange(address, request).await;
    assert!(head.starts_with("http/1.1 413"), "{head}");
    assert!(String::from_utf8(body).unwrap().contains("payload_too_large"));
}
