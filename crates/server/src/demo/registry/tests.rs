//! The bundled records hold together, and are served as the registries would serve them.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::context::Clock;
use domain::identifier::{Doi, Orcid};
use domain::registry::{Agency, Destination, OrcidAnswer};
use registries::{Rate, Registries, RegistrySettings};
use serde_json::Value;

use super::*;
use crate::clock::SystemClock;

fn ask(records: &Records, path: &str) -> (u16, String) {
    let answer = Question {
        path,
        accept: "application/json",
        host: "127.0.0.1:1",
    }
    .answer(records);
    (answer.status.as_u16(), answer.body)
}

fn path_segment(doi: &str) -> String {
    percent_encoding::utf8_percent_encode(doi, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The DOIs of a record that stand for the work itself.
fn own_dois(record: &Value) -> BTreeSet<String> {
    let groups = record["activities-summary"]["works"]["group"].as_array().unwrap();
    groups
        .iter()
        .flat_map(|group| group["work-summary"].as_array().unwrap())
        .filter_map(|summary| summary["external-ids"]["external-id"].as_array())
        .flatten()
        .filter(|id| id["external-id-type"] == "doi" && id["external-id-relationship"] != "part-of")
        .filter_map(|id| id["external-id-normalized"]["value"].as_str())
        .map(str::to_lowercase)
        .collect()
}

/// Whether a DOI is one that a source cut at an escaped bracket: the records hold such a one on purpose.
fn is_cut(doi: &str) -> bool {
    doi.ends_with(":1+")
}

#[test]
fn every_doi_of_every_person_is_served_or_unknown_on_purpose() {
    let records = Records::embedded().unwrap();
    let unknown = &records.registry.unknown_dois;
    let mut listed = BTreeSet::new();
    for id in records.people() {
        let record: Value = serde_json::from_str(&records.orcid[id]).unwrap();
        listed.extend(own_dois(&record).into_iter().filter(|doi| !is_cut(doi)));
    }
    assert!(listed.len() >= 45, "{} DOIs", listed.len());
    for doi in &listed {
        let is_known = records.crossref.contains_key(doi)
            || records.datacite.contains_key(doi)
            || records.registry.aliases.contains_key(doi);
        assert_ne!(is_known, unknown.contains(doi), "{doi}");
    }
    for doi in records.crossref.keys().chain(records.datacite.keys()) {
        assert!(
            listed.contains(doi) || doi.contains("bookset") || doi.contains("2018.0031"),
            "{doi} is nobody's"
        );
    }
    for target in records.registry.aliases.values() {
        assert!(
            records.crossref.contains_key(target) || records.datacite.contains_key(target),
            "{target}"
        );
    }
}

#[test]
fn every_work_is_served_by_its_agency_and_all_is_json() {
    let records = Records::embedded().unwrap();
    for (doi, place) in records
        .crossref
        .keys()
        .map(|doi| (doi, "crossref/works"))
        .chain(records.datacite.keys().map(|doi| (doi, "datacite/dois")))
    {
        let prefix = Doi::parse(doi).unwrap().prefix().to_owned();
        let agency = if place.starts_with("crossref") {
            "Crossref"
        } else {
            "DataCite"
        };
        assert_eq!(records.registry.agencies[&prefix], agency);
        let (status, body) = ask(&records, &format!("/{place}/{}", path_segment(doi)));
        assert_eq!(status, 200, "{doi}");
        let body: Value = serde_json::from_str(&body).unwrap();
        let named = if agency == "Crossref" {
            &body["message"]["DOI"]
        } else {
            &body["data"]["id"]
        };
        assert_eq!(named.as_str().unwrap().to_lowercase(), *doi);
    }
    for (doi, work) in &records.openalex {
        let body: Value = serde_json::from_str(work).unwrap();
        assert!(body["id"].as_str().unwrap().starts_with("https://openalex.org/W"));
        assert!(
            records.crossref.contains_key(doi) || records.datacite.contains_key(doi),
            "{doi}"
        );
    }
}

#[test]
fn every_id_is_a_valid_orcid_id() {
    let records = Records::embedded().unwrap();
    let special = &records.registry.orcid;
    let ids: Vec<&str> = records
        .people()
        .chain(special.deprecated.keys().map(String::as_str))
        .chain(
            special
                .deactivated
                .iter()
                .chain(&special.locked)
                .map(String::as_str),
        )
        .collect();
    assert_eq!(ids.len(), 9);
    for id in ids {
        assert_eq!(Orcid::parse(id).unwrap().as_str(), id);
    }
}

#[test]
fn a_doi_is_found_raw_and_encoded_and_in_any_case() {
    let records = Records::embedded().unwrap();
    for path in [
        "/crossref/works/10.5555/(SICI)1097-0274(199909)36:1+<1::AID-DEMO2>3.0.CO;2-0",
        "/crossref/works/10.5555%2F%28sici%291097-0274%28199909%2936%3A1%2B%3C1%3A%3Aaid-demo2%3E3.0.co%3B2-0",
        "/crossref/works/10.5555%2F0042-4633-2023-102-5-404-413%2F",
        "/openalex/works/doi:10.5555/ria.2021.0101",
        "/openalex/works/https://doi.org/10.5555/ria.2021.0101",
    ] {
        assert_eq!(ask(&records, path).0, 200, "{path}");
    }
    let (status, body) = ask(&records, "/crossref/works/10.5555%2F0042-4633-2023-102-5-404-413");
    assert_eq!((status, body.as_str()), (404, "Resource not found."));
}

#[test]
fn special_ids_answer_as_orcid_does() {
    let records = Records::embedded().unwrap();
    let answer = |id: &str| {
        let path = format!("/orcid/v3.0/{id}/record");
        Question {
            path: &path,
            accept: "application/json",
            host: "127.0.0.1:1",
        }
        .answer(&records)
    };
    let code = |answer: &Answer| serde_json::from_str::<Value>(&answer.body).unwrap()["error-code"].clone();
    let deprecated = answer("0000-0004-0010-001X");
    assert_eq!(
        (deprecated.status.as_u16(), code(&deprecated)),
        (301, Value::from(9007))
    );
    assert_eq!(
        deprecated.location.as_deref(),
        Some("http://127.0.0.1:1/orcid/v3.0/0000-0002-1000-0018/record")
    );
    for (id, status, number) in [
        ("0000-0004-0020-0029", 409, 9044),
        ("0000-0004-0030-0038", 409, 9018),
        ("0000-0001-5000-0007", 404, 9016),
    ] {
        let answer = answer(id);
        assert_eq!(
            (answer.status.as_u16(), code(&answer)),
            (status, Value::from(number)),
            "{id}"
        );
    }
}

#[test]
fn doi_org_knows_agencies_landing_pages_and_aliases() {
    let records = Records::embedded().unwrap();
    let (_, body) = ask(&records, "/doi/ra/10.5555,10.5072,10.9999,nonsense");
    let expected = serde_json::json!([
        {"DOI": "10.5555", "RA": "Crossref"},
        {"DOI": "10.5072", "RA": "DataCite"},
        {"DOI": "10.9999", "status": "DOI does not exist"},
        {"DOI": "nonsense", "status": "Invalid DOI"},
    ]);
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
    let open = |path| {
        Question {
            path,
            accept: "*/*",
            host: "127.0.0.1:1",
        }
        .answer(&records)
    };
    assert_eq!(
        open("/doi/10.5555/alias.old-address").location.unwrap(),
        "http://127.0.0.1:1/doi/10%2E5072%2Fsalt%2Enames"
    );
    assert_eq!(
        open("/doi/10.5072/salt.names").location.unwrap(),
        "https://data.example.org/salt.names"
    );
    assert_eq!(open("/doi/10.5555/unknown.2021.404").status.as_u16(), 404);
    let (_, citation) = ask(&records, "/doi/10.5555/ria.2021.0101");
    let citation: Value = serde_json::from_str(&citation).unwrap();
    assert_eq!(citation["container-title"], "Journal of Imagined Estuaries");
}

#[actix_web::test]
async fn the_registries_serve_over_http_until_they_are_stopped() {
    let bundled = start().unwrap();
    assert_eq!(bundled.orcid_ids.len(), 6);
    let base = bundled.orcid_base_url.clone();
    assert!(
        base.as_str().starts_with("http://127.0.0.1:") && base.path() == "/orcid/v3.0",
        "{base}"
    );
    let address = base.socket_addrs(|| None).unwrap()[0];
    let path = format!("{}/{}/record", base.path(), bundled.orcid_ids[0]);
    let answer = web::block(move || get(address, &path)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("Taveira Brandão"));
    bundled.stop().await;
    assert!(web::block(move || get(address, "/")).await.unwrap().is_err());
}

/// Our own adapters, asking the bundled registries.
fn adapters(bundled: &Bundled) -> Registries {
    let mut settings = RegistrySettings::default();
    for (provider, base_url) in [
        (&mut settings.orcid, &bundled.orcid_base_url),
        (&mut settings.crossref, &bundled.crossref_base_url),
        (&mut settings.datacite, &bundled.datacite_base_url),
        (&mut settings.openalex, &bundled.openalex_base_url),
        (&mut settings.doi_org, &bundled.doi_base_url),
    ] {
        provider.base_url = base_url.clone();
        provider.rate = Rate::Off;
        provider.daily_budget = None;
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Registries::connect(&settings, &clock).unwrap()
}

#[actix_web::test]
async fn our_adapters_read_all_of_it() {
    let bundled = start().unwrap();
    let registries = adapters(&bundled);
    let records = Records::embedded().unwrap();
    for id in &bundled.orcid_ids {
        let OrcidAnswer::Found(record) = registries.orcid.record(&Orcid::parse(id).unwrap()).await.unwrap()
        else {
            panic!("{id} has no record");
        };
        assert_eq!(record.unreadable, [""; 0], "{id}");
        assert!(record.works.len() >= 10, "{id}");
    }
    for (registry, works) in [
        (&registries.crossref, &records.crossref),
        (&registries.datacite, &records.datacite),
    ] {
        for doi in works.keys() {
            let answer = registry.record(&Doi::parse(doi).unwrap()).await.unwrap();
            assert!(answer.is_some(), "{doi}");
        }
    }
    for doi in records.openalex.keys() {
        assert!(
            registries
                .openalex
                .record(&Doi::parse(doi).unwrap())
                .await
                .unwrap()
                .is_some(),
            "{doi}"
        );
    }
    let doi = |text: &str| Doi::parse(text).unwrap();
    assert_eq!(
        registries.agencies.agency("10.5555").await.unwrap(),
        Some(Agency::Crossref)
    );
    assert_eq!(registries.agencies.agency("10.9999").await.unwrap(), None);
    let target = registries
        .agencies
        .destination(&doi("10.5555/alias.old-address"))
        .await
        .unwrap();
    assert_eq!(target, Destination::Alias(doi("10.5072/salt.names")));
    let unknown = registries
        .crossref
        .record(&doi("10.5555/unknown.2021.404"))
        .await
        .unwrap();
    assert!(unknown.is_none());
    let moved = registries
        .orcid
        .record(&Orcid::parse("0000-0004-0010-001X").unwrap())
        .await
        .unwrap();
    assert_eq!(
        moved,
        OrcidAnswer::Deprecated(Orcid::parse(&bundled.orcid_ids[0]).unwrap())
    );
}

#[actix_web::test]
async fn dropped_registries_end() {
    let bundled = start().unwrap();
    let address = bundled.doi_base_url.socket_addrs(|| None).unwrap()[0];
    drop(bundled);
    for _ in 0..200 {
        if web::block(move || get(address, "/")).await.unwrap().is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("still serving two seconds later");
}

/// One request in the plainest form.
fn get(address: std::net::SocketAddr, path: &str) -> io::Result<String> {
    use std::io::{Read as _, Write as _};

    let mut stream = std::net::TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
