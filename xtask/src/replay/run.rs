//! One run: a fresh database is filled, disturbed if asked, and read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::catalogue::{Catalogue, Reader};
use super::compare::Comparison;
use super::corpus::Corpus;
use super::fields::{list, text};
use super::listing::Listing;
use super::service::{Backend, Home, Registries, Service};
use crate::interrupt;

/// A failed publication is tried again by the next run; this many runs have to do.
const ROUNDS: usize = 6;

/// What runs share.
pub(crate) struct Bench {
    pub(crate) binary: PathBuf,
    pub(crate) script: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) corpus: Corpus,
    pub(crate) listing: Listing,
    pub(crate) seed: u64,
}

/// How a run is disturbed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disturbance {
    /// The share of answers that go wrong.
    pub(crate) fail_rate: Option<f64>,
    /// How often the worker is killed.
    pub(crate) kills: u32,
    /// What every answer takes at least.
    pub(crate) latency_ms: Option<u32>,
}

/// What a run came to.
pub(crate) struct Outcome {
    pub(crate) backend: Backend,
    pub(crate) label: String,
    pub(crate) people: usize,
    pub(crate) comparison: Comparison,
    pub(crate) works: usize,
    pub(crate) failures: BTreeMap<String, usize>,
    pub(crate) rounds: usize,
    /// Workers that were killed before all was done.
    pub(crate) killed: u32,
    /// People who had neither an open nor a finished job after the kills.
    pub(crate) lost: u64,
    pub(crate) time: Duration,
    pub(crate) digest: String,
}

impl Bench {
    /// Fills a fresh database and reads it back.
    pub(crate) fn run(&self, backend: Backend, disturbance: &Disturbance) -> Result<Outcome> {
        let (_registries, service) = self.set_up(Home::fresh(backend)?, disturbance, Vec::new())?;
        self.fill_and_read(&service, backend, disturbance)
    }

    /// The registries, and a service over an empty database.
    pub(crate) fn set_up(
        &self,
        home: Home,
        disturbance: &Disturbance,
        settings: Vec<(String, String)>,
    ) -> Result<(Registries, Service)> {
        let registries = Registries::start(&self.script, &self.data, &self.trouble(disturbance))?;
        let service = Service::set_up(&self.binary, home, &registries, settings)?;
        Ok((registries, service))
    }

    /// Ingests everybody, disturbed, and reads the catalogue back.
    pub(crate) fn fill_and_read(
        &self,
        service: &Service,
        backend: Backend,
        disturbance: &Disturbance,
    ) -> Result<Outcome> {
        let file = self.write_ids(service)?;
        let began = Instant::now();
        let (mut killed, mut lost) = (0, 0);
        if disturbance.kills > 0 {
            service.ask(&["ingest", "--file", &file])?;
            killed = self.kill(service, disturbance.kills)?;
            lost = lost_jobs(service, self.corpus.orcid.keys().map(String::as_str))?;
        }
        let (ingested, rounds) = fill(service, &file, disturbance)?;
        let time = began.elapsed();
        let (catalogue, works, comparison) = self.inspect(service, &ingested)?;
        let mut failures = BTreeMap::new();
        for reason in whole_jobs(&ingested).into_values() {
            *failures.entry(reason).or_default() += 1;
        }
        Ok(Outcome {
            backend,
            label: disturbance.label(),
            people: catalogue.people.len(),
            digest: catalogue.digest(&works),
            comparison,
            works: works.len(),
            failures,
            rounds,
            killed,
            lost,
            time,
        })
    }

    /// Everybody's iDs as a file for `ingest`.
    pub(crate) fn write_ids(&self, service: &Service) -> Result<String> {
        let file = service.folder().join("ids");
        fs::write(&file, self.ids().join("\n"))?;
        Ok(file.display().to_string())
    }

    /// Reads everything that is public and compares it with the records; `ingested` is what `ingest --wait` said.
    pub(crate) fn inspect(
        &self,
        service: &Service,
        ingested: &Value,
    ) -> Result<(Catalogue, Vec<String>, Comparison)> {
        let (_server, ready) = service.serve("api")?;
        let base = text(&ready, "api_url").context("the API does not say where it is")?;
        let catalogue = Catalogue::read(&base, &service.key)?;
        let works = works(service)?;
        let mut comparison = Comparison::of(&self.corpus, &self.listing, &catalogue)?;
        let reader = Reader::new(&base, &service.key);
        comparison.follow_deprecated(&self.corpus, &catalogue, &reader)?;
        comparison.expect_failures(&self.corpus, &whole_jobs(ingested));
        if works.len() != self.listing.works {
            let how = format!("should be {}, are {}", self.listing.works, works.len());
            comparison.differs("works without a DOI", &how);
        }
        Ok((catalogue, works, comparison))
    }

    /// All iDs, the closed and the deprecated ones too.
    pub(crate) fn ids(&self) -> Vec<String> {
        let special = &self.corpus.special;
        let own = self.corpus.orcid.keys().chain(special.deprecated.keys());
        own.chain(&special.deactivated)
            .chain(&special.locked)
            .cloned()
            .collect()
    }

    fn trouble(&self, disturbance: &Disturbance) -> Vec<String> {
        let mut arguments = Vec::new();
        if let Some(rate) = disturbance.fail_rate {
            arguments.extend(["--fail-rate".to_owned(), rate.to_string()]);
            arguments.extend(["--seed".to_owned(), self.seed.to_string()]);
            // Hanging for longer shows nothing more.
            arguments.extend(["--hang-seconds", "30", "--retry-after", "1"].map(str::to_owned));
        }
        if let Some(latency) = disturbance.latency_ms {
            arguments.extend(["--latency-ms".to_owned(), latency.to_string()]);
        }
        arguments
    }

    /// Starts workers and kills each after a random while; how many, before all was done.
    fn kill(&self, service: &Service, kills: u32) -> Result<u32> {
        let (_server, ready) = service.serve("api")?;
        let base = text(&ready, "api_url").context("the API does not say where it is")?;
        let reader = Reader::new(&base, &service.key);
        let total = |path: &str| -> Result<u64> {
            let page = reader.get(path)?.ok();
            Ok(page.and_then(|page| page.get("total")?.as_u64()).unwrap_or(0))
        };
        let mut random = Random(self.seed);
        let (mut idle, mut before, mut killed) = (0, 0, 0);
        let done = |publications: u64| {
            usize::try_from(publications).is_ok_and(|found| found >= self.listing.dois.len())
        };
        while killed < kills && !done(before) {
            if interrupt::requested() {
                bail!("interrupted");
            }
            let worker = service.serve("worker")?;
            let lived = Duration::from_millis(300 + random.below(2700));
            thread::sleep(lived);
            drop(worker);
            killed += 1;
            let people = total("/v1/people?per_page=1")?;
            let publications = total("/v1/publications?per_page=1")?;
            eprintln!("kill {killed} after {lived:?}: {people} people, {publications} publications so far");
            idle += u32::from(publications == before);
            before = publications;
        }
        eprintln!("{} of {killed} kills came after new publications", killed - idle);
        Ok(killed)
    }
}

impl Disturbance {
    fn label(&self) -> String {
        let mut parts = Vec::new();
        if let Some(rate) = self.fail_rate {
            parts.push(format!("fail rate {rate}"));
        }
        if self.kills > 0 {
            parts.push(format!("{} kills", self.kills));
        }
        if parts.is_empty() {
            "undisturbed".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// Ingests until nothing is left to retry. After kills only what is still open may be asked for: ingesting
/// everybody again would hide a lost job.
pub(crate) fn fill(service: &Service, file: &str, disturbance: &Disturbance) -> Result<(Value, usize)> {
    let mut arguments = vec!["ingest", "--file", file, "--wait"];
    if disturbance.kills > 0 {
        arguments.push("--skip-existing");
    }
    let mut round = 1;
    loop {
        // Where only iDs are left that are closed, the command fails, but its document says so.
        let ingested = service.try_ask(&arguments)?;
        let unfinished = list(&ingested, "errors").filter(|error| text(error, "subject").is_some());
        let unfinished = unfinished.count();
        // Nobody waited for the jobs that ended between kills: what failed in them is left to the next run as well.
        let unseen = round == 1 && disturbance.kills > 0 && disturbance.fail_rate.is_some();
        if (unfinished == 0 && !unseen) || round == ROUNDS {
            return Ok((ingested, round));
        }
        eprintln!("round {round}: {unfinished} publications are left to the next run");
        round += 1;
        arguments.retain(|argument| *argument != "--skip-existing");
    }
}

/// How many of these people are queued when everybody is asked for who has neither an open nor a finished job.
pub(crate) fn lost_jobs<'a>(service: &Service, people: impl Iterator<Item = &'a str>) -> Result<u64> {
    let people: Vec<&str> = people.collect();
    if people.is_empty() {
        return Ok(0);
    }
    let file = service.folder().join("live");
    fs::write(&file, people.join("\n"))?;
    let file = file.display().to_string();
    let again = service.ask(&["ingest", "--file", &file, "--skip-existing"])?;
    let queued = again.get("queued").and_then(Value::as_u64);
    queued.context("`legaciti ingest` does not say how many were queued")
}

/// Reasons of jobs that failed as a whole, by iD.
fn whole_jobs(ingested: &Value) -> BTreeMap<String, String> {
    list(ingested, "errors")
        .filter(|error| text(error, "subject").is_none())
        .filter_map(|error| Some((text(error, "orcid_id")?, text(error, "reason")?)))
        .collect()
}

/// The works without a DOI, without what differs from run to run.
fn works(service: &Service) -> Result<Vec<String>> {
    let document = service.ask(&["work", "list", "--limit", "1000000"])?;
    let mut works: Vec<String> = list(&document, "works")
        .map(|work| {
            let fields = [
                "title",
                "publication_date",
                "work_type",
                "identifiers",
                "person_orcids",
            ];
            let values: Vec<String> = fields
                .iter()
                .map(|name| work.get(*name).map(Value::to_string).unwrap_or_default())
                .collect();
            values.join(" ")
        })
        .collect();
    works.sort_unstable();
    Ok(works)
}

/// Repeatable numbers: Knuth's linear congruential generator.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// Less than `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The script and the data, which are no part of the repository.
pub(crate) fn places(root: &Path, data: Option<&Path>) -> Result<(PathBuf, PathBuf)> {
    let shared = root.join("..").join("shared").join("replay");
    let script = shared.join("replay.py");
    let data = data.map_or_else(|| shared.join("data"), Path::to_path_buf);
    for path in [&script, &data] {
        if !path.exists() {
            bail!("{} is not there", path.display());
        }
    }
    Ok((script, data.canonicalize()?))
}
