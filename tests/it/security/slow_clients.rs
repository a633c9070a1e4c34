//! Clients that take their time: they lose their connection, and others notice nothing.

use std::time::{Duration, Instant};

use tests::{Centre, Service, TestDatabase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::raw::{address, exchange, listeners};

/// Heads have ten seconds, bodies thirty, answers thirty to be taken, and closing two more; the rest is for a busy
/// machine.
const HEAD: Duration = Duration::from_secs(20);
const BODY: Duration = Duration::from_secs(45);
const ANSWER: Duration = Duration::from_secs(75);

/// Who is slow at what.
struct Slow {
    name: &'static str,
    first: String,
    /// Sent every half second.
    drip: &'static str,
    within: Duration,
    /// The status of the only answer.
    status: u16,
}

fn slow_ones(post: &str) -> Vec<Slow> {
    let slow = |name, first: String, drip, within, status| Slow {
        name,
        first,
        drip,
        within,
        status,
    };
    let get = "GET /health HTTP/1.1\r\nHost: x\r\n";
    let nowhere = "POST /nowhere HTTP/1.1\r\nHost: x\r\n";
    let (length, chunks) = (
        "Content-Length: 1000\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n",
    );
    vec![
        slow("nothing", String::new(), "", HEAD, 408),
        slow("a head", get.to_owned(), "X-More: y\r\n", HEAD, 408),
        slow("a body", format!("{post}{length}"), " ", BODY, 408),
        slow("no body", format!("{post}{length}"), "", BODY, 408),
        slow("chunks", format!("{post}{chunks}"), "1\r\n \r\n", BODY, 408),
        slow("no chunks", format!("{post}{chunks}"), "", BODY, 408),
        slow("a body for nobody", format!("{nowhere}{length}"), " ", HEAD, 404),
        slow(
            "chunks for nobody",
            format!("{nowhere}{chunks}"),
            "1\r\n \r\n",
            HEAD,
            404,
        ),
        slow(
            "chunks for a read",
            format!("{get}{chunks}"),
            "1\r\n \r\n",
            HEAD,
            200,
        ),
    ]
}

/// Plays a slow client to its end; the time that it was borne.
async fn borne(address: String, slow: Slow) -> Duration {
    let started = Instant::now();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(slow.first.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        match timeout(Duration::from_millis(500), stream.read(&mut chunk)).await {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(n)) => bytes.extend_from_slice(&chunk[..n]),
            // Writing to a closed connection fails: the next read tells.
            Err(_) => drop(stream.write_all(slow.drip.as_bytes()).await),
        }
        let name = slow.name;
        assert!(
            started.elapsed() < slow.within,
            "{name} is borne for ever: {}",
            String::from_utf8_lossy(&bytes)
        );
    }
    let text = String::from_utf8_lossy(&bytes);
    let status = format!("HTTP/1.1 {} ", slow.status);
    assert!(text.starts_with(&status), "{}: {text}", slow.name);
    assert_eq!(text.matches("HTTP/1.1").count(), 1, "{}: {text}", slow.name);
    started.elapsed()
}

/// A client that asks for much and takes nothing.
async fn unread(address: String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let ask = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(ask.repeat(12).as_bytes()).await.unwrap();
    let started = Instant::now();
    // Once the service has given up, the system answers what we write with a reset.
    while stream.write_all(b"GET").await.is_ok() {
        assert!(
            started.elapsed() < ANSWER,
            "an answer that nobody takes is kept for ever"
        );
        sleep(Duration::from_secs(1)).await;
    }
    assert!(
        started.elapsed() > Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

/// What everybody else sees meanwhile.
async fn is_prompt(service: &Service) {
    let asked = Instant::now();
    assert_eq!(service.get("/v1/publications").await.status, 200);
    let health = service.call_dashboard("GET", "/health", &[], None).await;
    assert_eq!(health.status, 200);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_lose_their_connection() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let json = "Content-Type: application/json\r\n";
    let [api, dashboard] = listeners(&centre.service).map(str::to_owned);
    let posts = [
        (
            &api,
            format!(
                "POST /api/ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: {}\r\n{json}",
                centre.api_key
            ),
        ),
        (
            &dashboard,
            format!("POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\n{json}"),
        ),
    ];
    let mut clients = JoinSet::new();
    for (address, post) in posts {
        for slow in slow_ones(&post) {
            let address = address.clone();
            clients.spawn(async move {
                let (bears_bodies, name) = (slow.within == BODY, slow.name);
                let time = borne(address, slow).await;
                let patient = time > Duration::from_secs(25);
                assert!(
                    !bears_bodies || patient,
                    "{name}: a slow network is given some time: {time:?}"
                );
            });
        }
        clients.spawn(unread(address.clone()));
    }
    for _ in 0..5 {
        is_prompt(&centre.service).await;
        sleep(Duration::from_secs(1)).await;
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_stop_nobody() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let mut idle = Vec::new();
    for n in 0..300 {
        for listener in listeners(&centre.service) {
            let mut stream = TcpStream::connect(listener).await.unwrap();
            // Some say nothing, some have half said something, some are between two requests.
            let said: &[u8] = match n % 3 {
                0 => b"",
                1 => b"POST /api/ingest HTTP/1.1\r\nHost: x\r\nContent-Le",
                _ => b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
            };
            stream.write_all(said).await.unwrap();
            idle.push(stream);
        }
    }
    is_prompt(&centre.service).await;
    let found = exchange(
        address(&centre.service.api),
        b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert_eq!(
        (found.statuses.as_slice(), found.closed),
        ([200].as_slice(), true)
    );
}
