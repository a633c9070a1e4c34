//! A receiver of deliveries: answers as it is told, and remembers what arrived.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// Unix milliseconds.
    pub(crate) at: i64,
    /// `Legaciti-Delivery`.
    pub(crate) delivery: String,
    /// `Legaciti-Event`.
    pub(crate) event: String,
    /// `Legaciti-Signature`.
    pub(crate) signature: String,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
    /// What was answered.
    pub(crate) status: u16,
}

/// What is answered to the n-th request of all (from 0), and how long that takes.
type Plan = Box<dyn Fn(usize) -> (u16, Duration) + Send + Sync>;

struct Script {
    plan: Plan,
    log: Arc<Mutex<Vec<Arrival>>>,
}

impl Respond for Script {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = |name: &str| {
            let value = request.headers.get(name);
            value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
        };
        let mut log = self.log.lock().unwrap();
        let (status, delay) = (self.plan)(log.len());
        log.push(Arrival {
            at: tests::desk::now_millis(),
            delivery: header("legaciti-delivery"),
            event: header("legaciti-event"),
            signature: header("legaciti-signature"),
            body: request.body.clone(),
            status,
        });
        ResponseTemplate::new(status).set_delay(delay)
    }
}

/// A receiver on this machine.
pub(crate) struct Receiver {
    server: MockServer,
    log: Arc<Mutex<Vec<Arrival>>>,
}

impl Receiver {
    /// Answers all requests by a plan.
    pub(crate) async fn planned(plan: impl Fn(usize) -> (u16, Duration) + Send + Sync + 'static) -> Self {
        let (server, log) = (MockServer::start().await, Arc::default());
        let script = Script {
            plan: Box::new(plan),
            log: Arc::clone(&log),
        };
        Mock::given(wiremock::matchers::any())
            .respond_with(script)
            .mount(&server)
            .await;
        Self { server, log }
    }

    /// Refuses the first so many requests, accepts all others.
    pub(crate) async fn failing(first: usize) -> Self {
        Self::planned(move |n| (if n < first { 503 } else { 200 }, Duration::ZERO)).await
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("{}/events", self.server.uri())
    }

    /// All that arrived.
    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.log.lock().unwrap().clone()
    }

    /// Ids of the deliveries that were accepted, each once, as whoever looks at the ids sees them.
    pub(crate) fn accepted(&self) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        for arrival in self.arrivals() {
            if arrival.status < 300 && !seen.contains(&arrival.delivery) {
                seen.push(arrival.delivery);
            }
        }
        seen
    }

    /// Waits for so many requests.
    pub(crate) async fn wait_for(&self, count: usize, seconds: u64) -> Vec<Arrival> {
        for _ in 0..seconds * 20 {
            let arrivals = self.arrivals();
            if arrivals.len() >= count {
                return arrivals;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!(
            "{} of {count} arrived: {:#?}",
            self.arrivals().len(),
            self.arrivals()
        );
    }
}

impl Arrival {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Signed with this secret, not long ago, and the same in headers and body.
    pub(crate) fn assert_genuine(&self, secret: &str) {
        let (time, mac) = self.signature.split_once(",v1=").unwrap();
        let time = time.strip_prefix("t=").unwrap();
        let age = self.at / 1000 - time.parse::<i64>().unwrap();
        assert!((0..=5).contains(&age), "signed {age} seconds ago");
        let mut signed = format!("{time}.").into_bytes();
        signed.extend(&self.body);
        assert_eq!(mac, hex(&hmac_sha256(secret.as_bytes(), &signed)));
        let body = self.json();
        assert_eq!(
            (&body["id"], &body["type"]),
            (&Value::from(&*self.delivery), &Value::from(&*self.event))
        );
    }
}

/// HMAC as RFC 2104 §2 writes it down, for keys of up to 64 bytes.
fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    assert!(key.len() <= 64, "no long keys here");
    let pad = |byte: u8| -> Vec<u8> {
        let key = key.iter().copied().chain(std::iter::repeat(0));
        key.take(64).map(|k| k ^ byte).collect()
    };
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(text)
        .finalize();
    let outer = Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize();
    outer.to_vec()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn the_yardstick_is_right() {
    // RFC 4231, test case 2.
    let mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(hex(&mac), expected);
}
