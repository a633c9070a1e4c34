//! The guarded client against servers of the machine itself.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::identifier::Origin;
use domain::origin::{Guard, NotPublic, ProbeFault, SiteProbe};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::GuardedClient;
use super::resolver::Lookup;

const OPEN: Guard = Guard { allow_private: true };
const PROOF: &str = "/.well-known/legaciti-verification.txt";

/// Answers every name with the next list of addresses, and counts.
struct Scripted {
    answers: Vec<Vec<&'static str>>,
    asked: AtomicUsize,
}

impl Scripted {
    fn new(answers: Vec<Vec<&'static str>>) -> Arc<Self> {
        Arc::new(Self {
            answers,
            asked: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl Lookup for Scripted {
    async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let n = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.get(n).or(self.answers.last()).unwrap();
        Ok(answer.iter().map(|text| text.parse().unwrap()).collect())
    }
}

async fn site(response: ResponseTemplate) -> (MockServer, Origin) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(PROOF))
        .respond_with(response)
        .mount(&server)
        .await;
    let origin = Origin::parse(&server.uri()).unwrap();
    (server, origin)
}

fn client(guard: Guard) -> GuardedClient {
    GuardedClient::new(guard, Duration::from_millis(800)).unwrap()
}

async fn proof(response: ResponseTemplate) -> Result<String, ProbeFault> {
    let (_server, origin) = site(response).await;
    client(OPEN).proof(&origin).await
}

#[tokio::test]
async fn reads_what_a_site_serves() {
    let text = ResponseTemplate::new(200).set_body_string("legaciti-verification=abc\n");
    assert_eq!(proof(text).await, Ok("legaciti-verification=abc\n".to_owned()));
}

#[tokio::test]
async fn faults_are_told_apart() {
    for (response, fault) in [
        (ResponseTemplate::new(404), ProbeFault::Status(404)),
        (ResponseTemplate::new(503), ProbeFault::Status(503)),
        (
            ResponseTemplate::new(200).set_body_string("x".repeat(4 * 1024 + 1)),
            ProbeFault::TooLarge,
        ),
        (
            ResponseTemplate::new(200).set_delay(Duration::from_secs(3)),
            ProbeFault::TimedOut,
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "https://other.example.org/"),
            ProbeFault::Elsewhere,
        ),
        (ResponseTemplate::new(301), ProbeFault::Elsewhere),
        (
            ResponseTemplate::new(302).insert_header("Location", PROOF),
            ProbeFault::Elsewhere,
        ),
    ] {
        assert_eq!(proof(response).await, Err(fault));
    }
    let largest = ResponseTemplate::new(200).set_body_string("x".repeat(4 * 1024));
    assert!(proof(largest).await.is_ok());
}

#[tokio::test]
async fn redirects_within_the_site_are_followed() {
    let away = ResponseTemplate::new(308).insert_header("Location", "/proof.txt");
    let (server, origin) = site(away).await;
    Mock::given(path("/proof.txt"))
        .respond_with(ResponseTemplate::new(200).set_body_string("here"))
        .mount(&server)
        .await;
    assert_eq!(client(OPEN).proof(&origin).await, Ok("here".to_owned()));
}

#[tokio::test]
async fn a_redirect_to_another_port_is_another_site() {
    let (_other, elsewhere) = site(ResponseTemplate::new(200)).await;
    let away = ResponseTemplate::new(307).insert_header("Location", format!("{elsewhere}{PROOF}"));
    assert_eq!(proof(away).await, Err(ProbeFault::Elsewhere));
}

#[tokio::test]
async fn own_networks_are_not_asked() {
    let (server, origin) = site(ResponseTemplate::new(200)).await;
    let by_name = Origin::parse(&server.uri().replace("127.0.0.1", "localhost")).unwrap();
    for origin in [origin, by_name] {
        let refused = client(Guard::default()).proof(&origin).await;
        assert_eq!(refused, Err(ProbeFault::NotPublic(NotPublic::Loopback)));
    }
    for (origin, why) in [
        ("https://10.0.0.1", NotPublic::Private),
        ("https://[::ffff:169.254.169.254]", NotPublic::LinkLocal),
        ("https://[64:ff9b::a00:1]", NotPublic::Private),
        ("https://0x7f.1", NotPublic::Loopback),
        ("https://2130706433", NotPublic::Loopback),
    ] {
        let refused = client(Guard::default())
            .proof(&Origin::parse(origin).unwrap())
            .await;
        assert_eq!(refused, Err(ProbeFault::NotPublic(why)), "{origin}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn names_that_lead_there_are_not_asked_either() {
    for (addresses, why) in [
        (vec!["127.0.0.1"], NotPublic::Loopback),
        (vec!["192.168.1.1"], NotPublic::Private),
        (vec!["93.184.216.34", "10.0.0.1"], NotPublic::Private),
        (vec!["::ffff:127.0.0.1"], NotPublic::Loopback),
        (vec!["2002:7f00:1::1"], NotPublic::Translated),
    ] {
        let lookup = Scripted::new(vec![addresses]);
        let client = GuardedClient::resolving(Guard::default(), Duration::from_millis(800), lookup).unwrap();
        let origin = Origin::parse("https://site.example.org").unwrap();
        assert_eq!(client.proof(&origin).await, Err(ProbeFault::NotPublic(why)));
    }
}

#[tokio::test]
async fn the_address_that_was_checked_is_the_one_that_is_asked() {
    let (server, _) = site(ResponseTemplate::new(200).set_body_string("here")).await;
    // What a second resolution would answer leads nowhere: the connection has to use the first.
    let lookup = Scripted::new(vec![vec!["127.0.0.1"], vec!["224.0.0.1"]]);
    let client =
        GuardedClient::resolving(OPEN, Duration::from_millis(800), Arc::<Scripted>::clone(&lookup)).unwrap();
    let origin = format!("http://site.localhost:{}", server.address().port());
    let origin = Origin::parse(&origin).unwrap();
    assert_eq!(client.proof(&origin).await, Ok("here".to_owned()));
    assert_eq!(lookup.asked.load(Ordering::SeqCst), 1);
    // The next request asks anew, and no kept connection hides that.
    let second = client.proof(&origin).await;
    assert_eq!(second, Err(ProbeFault::NotPublic(NotPublic::Multicast)));
}

#[tokio::test]
async fn names_without_an_address_are_unknown() {
    let lookup = Scripted::new(vec![Vec::new()]);
    let client = GuardedClient::resolving(OPEN, Duration::from_millis(800), lookup).unwrap();
    let origin = Origin::parse("https://nowhere.example.org").unwrap();
    assert_eq!(client.proof(&origin).await, Err(ProbeFault::Unknown));
}

#[tokio::test]
async fn nobody_at_home_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let origin = Origin::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    assert_eq!(client(OPEN).proof(&origin).await, Err(ProbeFault::Unreachable));
}
