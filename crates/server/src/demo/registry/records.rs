//! What the bundled registries know: the JSON files of `demo/records`, one payload a line.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

const ORCID: &str = include_str!("../records/orcid.json");
const CROSSREF: &str = include_str!("../records/crossref.json");
const DATACITE: &str = include_str!("../records/datacite.json");
const OPENALEX: &str = include_str!("../records/openalex.json");
const REGISTRY: &str = include_str!("../records/registry.json");

/// All payloads, each as its registry would send it, by identifier (DOIs in lower case).
#[derive(Debug)]
pub(super) struct Records {
    people: Vec<String>,
    pub(super) orcid: BTreeMap<String, String>,
    pub(super) crossref: BTreeMap<String, Work>,
    pub(super) datacite: BTreeMap<String, Work>,
    pub(super) openalex: BTreeMap<String, String>,
    pub(super) registry: Registry,
}

/// A payload and the page that its DOI leads to.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) payload: String,
    pub(super) landing: String,
}

/// What doi.org knows, and ORCID iDs without a record.
#[derive(Debug, Deserialize)]
pub(super) struct Registry {
    /// Prefix → registration agency.
    pub(super) agencies: BTreeMap<String, String>,
    /// DOI → the DOI that it leads to.
    pub(super) aliases: BTreeMap<String, String>,
    /// DOIs that the people list and nobody has registered; the tests hold everything else to be known.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "says on purpose what the tests would call a slip")
    )]
    pub(super) unknown_dois: Vec<String>,
    pub(super) orcid: SpecialIds,
}

/// ORCID iDs that answer with something else than a record.
#[derive(Debug, Deserialize)]
pub(super) struct SpecialIds {
    /// iD → the iD that its owner uses now.
    pub(super) deprecated: BTreeMap<String, String>,
    pub(super) deactivated: Vec<String>,
    pub(super) locked: Vec<String>,
}

impl Records {
    /// Reads the embedded files.
    pub(super) fn embedded() -> Result<Self, serde_json::Error> {
        let mut people = Vec::new();
        let mut orcid = BTreeMap::new();
        for payload in payloads(ORCID)? {
            let record: OrcidKey = serde_json::from_str(payload.get())?;
            people.push(record.identifier.path.clone());
            orcid.insert(record.identifier.path, payload.get().to_owned());
        }
        let mut crossref = BTreeMap::new();
        for payload in payloads(CROSSREF)? {
            let key: CrossrefKey = serde_json::from_str(payload.get())?;
            crossref.insert(
                key.doi.to_ascii_lowercase(),
                work(&payload, key.resource.primary.url),
            );
        }
        let mut datacite = BTreeMap::new();
        for payload in payloads(DATACITE)? {
            let key: DataciteKey = serde_json::from_str(payload.get())?;
            datacite.insert(key.id.to_ascii_lowercase(), work(&payload, key.attributes.url));
        }
        let mut openalex = BTreeMap::new();
        for payload in payloads(OPENALEX)? {
            let key: OpenalexKey = serde_json::from_str(payload.get())?;
            let doi = key
                .doi
                .trim_start_matches("https://doi.org/")
                .to_ascii_lowercase();
            openalex.insert(doi, payload.get().to_owned());
        }
        let registry = serde_json::from_str(REGISTRY)?;
        Ok(Self {
            people,
            orcid,
            crossref,
            datacite,
            openalex,
            registry,
        })
    }

    /// The ORCID iDs with a record, in the order of the file.
    pub(super) fn people(&self) -> impl Iterator<Item = &str> {
        self.people.iter().map(String::as_str)
    }
}

fn payloads(file: &str) -> Result<Vec<Box<RawValue>>, serde_json::Error> {
    serde_json::from_str(file)
}

fn work(payload: &RawValue, landing: String) -> Work {
    Work {
        payload: payload.get().to_owned(),
        landing,
    }
}

#[derive(Deserialize)]
struct OrcidKey {
    #[serde(rename = "orcid-identifier")]
    identifier: OrcidIdentifier,
}

#[derive(Deserialize)]
struct OrcidIdentifier {
    path: String,
}

#[derive(Deserialize)]
struct CrossrefKey {
    #[serde(rename = "DOI")]
    doi: String,
    resource: CrossrefResource,
}

#[derive(Deserialize)]
struct CrossrefResource {
    primary: CrossrefPrimary,
}

#[derive(Deserialize)]
struct CrossrefPrimary {
    #[serde(rename = "URL")]
    url: String,
}

#[derive(Deserialize)]
struct DataciteKey {
    id: String,
    attributes: DataciteAttributes,
}

#[derive(Deserialize)]
struct DataciteAttributes {
    url: String,
}

#[derive(Deserialize)]
struct OpenalexKey {
    doi: String,
}
