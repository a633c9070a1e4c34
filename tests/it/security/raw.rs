//! Raw bytes over a socket: what no client library would send.

use std::time::Duration;

use tests::Service;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// So long nothing has to come before an exchange counts as over: more than a closing connection may linger.
const SILENCE: Duration = Duration::from_secs(4);

/// What came back on one connection.
#[derive(Debug)]
pub(super) struct Exchange {
    /// Status of each answer, in order.
    pub(super) statuses: Vec<u16>,
    /// All of it.
    pub(super) text: String,
    /// The service closed the connection.
    pub(super) closed: bool,
}

/// `127.0.0.1:PORT` of `http://127.0.0.1:PORT`.
pub(super) fn address(base: &str) -> &str {
    base.strip_prefix("http://").expect("an address of the service")
}

/// The addresses of both listeners.
pub(super) fn listeners(service: &Service) -> [&str; 2] {
    [address(&service.api), address(&service.dashboard)]
}

/// Sends bytes on a new connection and reads until it is closed, or nothing comes any more.
pub(super) async fn exchange(address: &str, bytes: &[u8]) -> Exchange {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A service that has seen enough may close while we still write.
    let _sent = stream.write_all(bytes).await;
    read(&mut stream).await
}

/// Many exchanges at once, each by its name, in the order of their names.
pub(super) async fn exchanges(all: Vec<(String, &str, String)>) -> Vec<(String, Exchange)> {
    let mut running = JoinSet::new();
    for (name, address, request) in all {
        let address = address.to_owned();
        running.spawn(async move { (name, exchange(&address, request.as_bytes()).await) });
    }
    let mut done = running.join_all().await;
    done.sort_by(|a, b| a.0.cmp(&b.0));
    done
}

/// Reads until the connection is closed, or nothing comes any more.
async fn read(stream: &mut TcpStream) -> Exchange {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 65_536];
    let closed = loop {
        match timeout(SILENCE, stream.read(&mut chunk)).await {
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(n)) => bytes.extend_from_slice(&chunk[..n]),
            Err(_) => break false,
        }
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let statuses = text
        .split("HTTP/1.1 ")
        .skip(1)
        .filter_map(|answer| answer.get(..3)?.parse().ok())
        .collect();
    Exchange {
        statuses,
        text,
        closed,
    }
}
