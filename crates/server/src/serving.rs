//! The listeners and the workers of one process, from their start to an orderly end.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::Server;
use api::ApiState;
use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::deliveries::DeliveryWorker;
use crate::worker::Worker;

/// Connections are kept open between requests so long.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// A client has so long to send the head of its request: slow ones must not hold connections.
const REQUEST_HEAD: Duration = Duration::from_secs(10);
const DISCONNECT: Duration = Duration::from_secs(2);
/// A client that takes nothing of its answer for so long is given up: the HTTP library would wait for ever, holding
/// the connection and the answer.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNREAD: Duration = Duration::from_secs(30);
/// Requests under way have so many seconds to end once the process is asked to stop.
const DRAIN_SECONDS: u64 = 15;

/// The API listener.
pub fn api_server(listener: TcpListener, state: ApiState, workers: usize) -> io::Result<Server> {
    let server = HttpServer::new(move || api::app(state.clone()))
        .workers(workers)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(REQUEST_HEAD)
        .client_disconnect_timeout(DISCONNECT)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// The dashboard listener.
pub fn dashboard_server(listener: TcpListener, state: ApiState, workers: usize) -> io::Result<Server> {
    let server = HttpServer::new(move || api::dashboard_app(state.clone()))
        .workers(workers)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(REQUEST_HEAD)
        .client_disconnect_timeout(DISCONNECT)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// What works beside the listeners.
#[derive(Default)]
pub struct Workers {
    /// Ingestion.
    pub ingestion: Option<Worker>,
    /// Deliveries to webhooks.
    pub deliveries: Option<DeliveryWorker>,
}

/// Runs until `stop`, or until one part ends by itself. Then requests under way are answered, and the workers
/// give back what they have not done.
pub async fn run(servers: Vec<Server>, workers: Workers, stop: CancellationToken) -> io::Result<()> {
    let handles: Vec<_> = servers.iter().map(Server::handle).collect();
    let mut parts = JoinSet::new();
    for server in servers {
        let ends_all = stop.clone().drop_guard();
        parts.spawn(async move {
            let _ends_all = ends_all;
            server.await
        });
    }
    let ingestion = workers.ingestion.map(|worker| worker.run(stop.clone()).boxed());
    let deliveries = workers.deliveries.map(|worker| worker.run(stop.clone()).boxed());
    for work in ingestion.into_iter().chain(deliveries) {
        let ends_all = stop.clone().drop_guard();
        parts.spawn(async move {
            let _ends_all = ends_all;
            work.await;
            Ok(())
        });
    }
    stop.cancelled().await;
    join_all(handles.iter().map(|handle| handle.stop(true))).await;
    let mut result = Ok(());
    while let Some(ended) = parts.join_next().await {
        let ended = ended.unwrap_or_else(|error| Err(io::Error::other(error)));
        result = result.and(ended);
    }
    result
}

/// Sets the bound of [`UNREAD`] on all connections that the listener will accept; a system without it (only Linux and
/// its like have it) goes on without.
fn bound_unread(listener: TcpListener) -> io::Result<TcpListener> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(&listener).set_tcp_user_timeout(Some(UNREAD))?;
    Ok(listener)
}

/// A listener at this address, or at a free port of the same host where `elsewhere` is allowed and it is taken.
pub fn listen(address: std::net::SocketAddr, elsewhere: bool) -> io::Result<TcpListener> {
    match TcpListener::bind(address) {
        Err(error) if elsewhere && error.kind() == io::ErrorKind::AddrInUse => {
            TcpListener::bind((address.ip(), 0)).and_then(bound_unread)
        }
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("cannot listen on {address}: {error}"),
        )),
        listener => listener.and_then(bound_unread),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;
    use crate::config::{CommandLine, Config, Sources};
    use crate::wire::{self, System, Tables};

    #[test]
    fn a_taken_port_is_left_for_a_free_one_where_allowed() {
        let taken = listen(([127, 0, 0, 1], 0).into(), false).unwrap();
        let address = taken.local_addr().unwrap();
        let refused = listen(address, false).unwrap_err();
        assert!(refused.to_string().contains(&address.to_string()));
        let free = listen(address, true).unwrap().local_addr().unwrap();
        assert_eq!(free.ip(), address.ip());
        assert_ne!(free.port(), address.port());
    }

    /// The status line and the body of an answer.
    async fn get(address: std::net::SocketAddr, path: &str) -> (String, serde_json::Value) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (
            head.lines().next().unwrap().to_owned(),
            serde_json::from_str(body).unwrap(),
        )
    }

    #[actix_web::test]
    async fn the_dashboard_says_whether_it_is_well_and_stops_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let settings = [
            (
                "LEGACITI_DATABASE_URL",
                format!("sqlite://{}", folder.path().join("x.db").display()),
            ),
            ("LEGACITI_AUTH_SECRET", "a".repeat(40)),
        ];
        let environment: BTreeMap<String, String> =
            settings.map(|(name, value)| (name.to_owned(), value)).into();
        let sources = Sources::read(CommandLine::default(), environment).unwrap();
        let config = Config::resolve(&sources).unwrap().config;
        let system = System::open(&wire::database_settings(&config), Tables::Migrate)
            .await
            .unwrap();
        let registries = wire::connect(&wire::registry_settings(&config).unwrap(), &system.clock).unwrap();
        let state = system
            .api_state(wire::api_settings(&config), &config, &registries)
            .unwrap();
        let listener = listen(([127, 0, 0, 1], 0).into(), false).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let servers = vec![dashboard_server(listener, state, 1).unwrap()];
        let running = tokio::spawn(run(servers, Workers::default(), stop.clone()));

        let (status, body) = get(address, "/health").await;
        assert_eq!(
            (status.as_str(), &body["service"]),
            ("HTTP/1.1 200 OK", &json!("dashboard-api"))
        );
        let (status, body) = get(address, "/wp-login.php").await;
        assert_eq!(
            (status.as_str(), &body["code"]),
            ("HTTP/1.1 404 Not Found", &json!("not_found"))
        );

        stop.cancel();
        timeout(Duration::from_secs(10), running)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
