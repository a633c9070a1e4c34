//! What doi.org's answers mean.

use std::time::Duration;

use domain::identifier::Doi;
use domain::registry::{Agency, AgencyRegistry, Destination, DoiRegistry, RegistryError};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::settings::{ProviderSettings, Rate};
use crate::testing::FixedClock;

fn adapters(server: &MockServer) -> (DoiAgencies, DoiCsl) {
    let fast = ProviderSettings {
        backoff: Duration::from_millis(1),
        max_attempts: 2,
        ..ProviderSettings::new(format!("{}/doi", server.uri()).parse().unwrap(), Rate::Off, 4)
    };
    let settings = RegistrySettings {
        doi_org: fast,
        ..RegistrySettings::default()
    };
    connect(&settings, Arc::new(FixedClock(7))).unwrap()
}

async fn server(at: &str, reply: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(reply)
        .mount(&server)
        .await;
    server
}

fn text(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string(body)
}

fn to(location: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", location)
}

fn doi(text: &str) -> Doi {
    Doi::parse(text).unwrap()
}

#[tokio::test]
async fn agencies() {
    for (reply, expected) in [
        (
            text(r#"[{"DOI":"10.5555","RA":"Crossref"}]"#),
            Ok(Some(Agency::Crossref)),
        ),
        (
            text(r#"[{"DOI":"10.5555","RA":"DataCite"}]"#),
            Ok(Some(Agency::DataCite)),
        ),
        (
            text(r#"[{"DOI":"10.5555","RA":" mEDRA "}]"#),
            Ok(Some(Agency::Other("mEDRA".to_owned()))),
        ),
        (
            text(r#"[{"DOI":"10.5555","status":"DOI does not exist"}]"#),
            Ok(None),
        ),
        (
            text(r#"[{"DOI":"10.5555","status":"Invalid DOI","RA":null}]"#),
            Ok(None),
        ),
        (text("[]"), Ok(None)),
        (ResponseTemplate::new(404).set_body_string("no"), Ok(None)),
        (
            ResponseTemplate::new(403),
            Err(RegistryError::Refused {
                provider: NAME,
                status: 403,
            }),
        ),
        (
            text("{}"),
            Err(RegistryError::Unreadable {
                provider: NAME,
                at: "line 1, column 0".to_owned(),
            }),
        ),
    ] {
        let server = server("/doi/ra/10.5555", reply).await;
        assert_eq!(adapters(&server).0.agency("10.5555").await, expected);
    }
}

#[tokio::test]
async fn aliases_lead_to_dois_and_others_to_pages() {
    let primary = |text: &str| Destination::Alias(doi(text));
    for (reply, expected) in [
        (to("https://doi.org/10.5555/primary"), primary("10.5555/primary")),
        (
            to("http://dx.doi.org/10.5555%2Fprimary%3C1%3E"),
            primary("10.5555/primary<1>"),
        ),
        (to("/doi/10.5555/Primary"), primary("10.5555/primary")),
        (to("https://doi.org/10.5555/alias"), Destination::Nowhere),
        (to("https://press.example.org/10.5555/primary"), Destination::Page),
        (
            to("https://doi.org.example.org/10.5555/primary"),
            Destination::Page,
        ),
        (to("ftp://press.example.org/primary"), Destination::Nowhere),
        (to("https://doi.org/about"), Destination::Nowhere),
        (to("/about"), Destination::Nowhere),
        (to(":::"), Destination::Nowhere),
        (ResponseTemplate::new(302), Destination::Nowhere),
        (
            ResponseTemplate::new(404).set_body_string("<html>"),
            Destination::Nowhere,
        ),
        (text("<html>"), Destination::Nowhere),
    ] {
        let server = server("/doi/10.5555%2Falias", reply).await;
        let target = adapters(&server)
            .0
            .destination(&doi("10.5555/alias"))
            .await
            .unwrap();
        assert_eq!(target, expected);
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn csl_is_had_from_agencies_only() {
    for (reply, is_found) in [
        (text(r#"{"DOI":"10.5555/c","title":"T","type":"book"}"#), true),
        (to("/doi/elsewhere"), true),
        (to("https://press.example.org/landing"), false),
        (to("https://evilcrossref.org/landing"), false),
        (to("http://api.crossref.org/plain-http"), false),
        (ResponseTemplate::new(204), false),
        (ResponseTemplate::new(404), false),
        (ResponseTemplate::new(406), false),
        (to("/doi/10.5555%2Fc"), false),
    ] {
        let server = MockServer::start().await;
        let csl = || header("accept", "application/vnd.citationstyles.csl+json");
        Mock::given(path("/doi/10.5555%2Fc"))
            .and(csl())
            .respond_with(reply)
            .mount(&server)
            .await;
        let there = text(r#"{"DOI":"10.5555/c"}"#);
        Mock::given(path("/doi/elsewhere"))
            .and(csl())
            .respond_with(there)
            .mount(&server)
            .await;
        let answer = adapters(&server).1.record(&doi("10.5555/c")).await.unwrap();
        assert_eq!(answer.is_some(), is_found);
        assert!(server.received_requests().await.unwrap().len() <= 4);
    }
}
