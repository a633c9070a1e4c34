//! The recorded payloads, by identifier.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

/// Payloads of one registry as they were recorded: identifier → JSON text.
pub(crate) type Payloads = HashMap<String, String>;

/// Everything that the replay server can answer with.
pub(crate) struct Corpus {
    /// Crossref messages by DOI, those of the older API shape too.
    pub(crate) crossref: Payloads,
    /// DataCite resources by DOI.
    pub(crate) datacite: Payloads,
    /// CSL JSON of doi.org by DOI.
    pub(crate) csl: Payloads,
    /// OpenAlex works by DOI.
    pub(crate) openalex: Payloads,
    /// ORCID records by iD.
    pub(crate) orcid: BTreeMap<String, Value>,
    /// Agency by DOI prefix.
    agencies: HashMap<String, String>,
    /// iDs that have no record of their own.
    pub(crate) special: Special,
}

/// iDs that have no record of their own.
#[derive(Debug, Deserialize)]
pub(crate) struct Special {
    /// Deprecated iD → primary iD.
    pub(crate) deprecated: BTreeMap<String, String>,
    /// Closed by their owners.
    pub(crate) deactivated: Vec<String>,
    /// Closed by ORCID.
    pub(crate) locked: Vec<String>,
}

/// Row n of a file's list describes line n of that file.
#[derive(Deserialize)]
struct Index {
    files: HashMap<String, Vec<Vec<Value>>>,
}

#[derive(Deserialize)]
struct Agency {
    #[serde(rename = "RA")]
    name: String,
}

impl Corpus {
    /// Reads a folder of recorded payloads.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let index: Index = json(&folder.join("index.json"))?;
        let by = |name: &str, column: usize| payloads(folder, &index, name, column);
        let mut crossref = by("crossref-works-legacy.jsonl.gz", 0)?;
        crossref.extend(by("crossref-works.jsonl.gz", 0)?);
        let records = by("orcid-records.jsonl.gz", 0)?;
        let agencies: HashMap<String, Agency> = json(&folder.join("ra.json"))?;
        Ok(Self {
            crossref,
            datacite: by("datacite-dois.jsonl.gz", 0)?,
            csl: by("doi-csl.jsonl.gz", 0)?,
            openalex: by("openalex-works.jsonl.gz", 3)?,
            orcid: records
                .into_iter()
                .map(|(orcid, text)| Ok((orcid, serde_json::from_str(&text)?)))
                .collect::<Result<_>>()?,
            agencies: agencies
                .into_iter()
                .map(|(prefix, agency)| (prefix, agency.name))
                .collect(),
            special: json(&folder.join("orcid-special.json"))?,
        })
    }

    /// Keeps about `people` records, spread over all of them, and the primary ones of deprecated iDs.
    pub(crate) fn sample(&mut self, people: usize) {
        let step = self.orcid.len().div_ceil(people.max(1));
        let kept: Vec<String> = self.orcid.keys().step_by(step.max(1)).cloned().collect();
        let primary = &self.special.deprecated;
        self.orcid.retain(|orcid, _| {
            kept.binary_search(orcid).is_ok() || primary.values().any(|kept| kept == orcid)
        });
    }

    /// What doi.org says about the agency of a DOI. Its answer for invented identifiers is the server's own.
    pub(crate) fn agency(&self, doi: &str) -> Option<&str> {
        let prefix = doi.split('/').next()?;
        self.agencies.get(prefix).map(String::as_str)
    }
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    serde_json::from_reader(BufReader::new(file)).with_context(|| format!("cannot read {}", path.display()))
}

/// The lines of a file by the identifier in this column of its rows; rows without one are left out.
fn payloads(folder: &Path, index: &Index, name: &str, column: usize) -> Result<Payloads> {
    let path = folder.join(name);
    let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    let rows = index
        .files
        .get(name)
        .with_context(|| format!("index.json does not describe {name}"))?;
    let lines: Vec<String> = BufReader::new(GzDecoder::new(file))
        .lines()
        .collect::<Result<_, _>>()?;
    ensure!(
        lines.len() == rows.len(),
        "{name} has {} lines, but index.json describes {}",
        lines.len(),
        rows.len()
    );
    Ok(rows
        .iter()
        .zip(lines)
        .filter_map(|(row, line)| Some((row.get(column)?.as_str()?.to_owned(), line)))
        .collect())
}
