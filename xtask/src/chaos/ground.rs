//! What all scenarios stand on: the undisturbed catalogue, a service to disturb, and the look at what is left.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::load::{Kept, Target};
use super::sheet::Sheet;
use crate::interrupt;
use crate::postgres::Cluster;
use crate::replay::catalogue::Reader;
use crate::replay::fields::{list, text};
use crate::replay::run::{Bench, Disturbance, Random, fill, lost_jobs};
use crate::replay::service::{Backend, Home, Registries, Service};

/// Settings of a service, beside those of every run.
pub(super) type Settings = Vec<(String, String)>;

/// What dashboard sessions of the runs are signed with.
const SECRET: &str = "a secret of the chaos runs, long enough for anybody";

/// What scenarios share.
pub(super) struct Ground {
    pub(super) bench: Bench,
    /// The digest of the catalogue that nothing disturbed.
    pub(super) wanted: String,
}

/// A service to be disturbed, with its registries.
pub(super) struct Place {
    _registries: Registries,
    pub(super) service: Service,
    /// A partner's key, for writing.
    pub(super) api_key: String,
}

impl Ground {
    /// A home whose acknowledged writes outlive the end of the database server.
    pub(super) fn home(backend: Backend) -> Result<Home> {
        match backend {
            Backend::Sqlite => Home::fresh(backend),
            Backend::Postgres => Home::served_by(Cluster::start_with(&["synchronous_commit=on"])?),
        }
    }

    /// A service over an empty database; every answer of the registries takes at least `latency_ms`.
    pub(super) fn place(&self, home: Home, latency_ms: u32, mut settings: Settings) -> Result<Place> {
        let disturbance = Disturbance {
            latency_ms: Some(latency_ms),
            ..Disturbance::default()
        };
        // The outages are ours: that the service notices them is no news.
        for (name, value) in [("LEGACITI_AUTH_SECRET", SECRET), ("LEGACITI_LOG", "error")] {
            settings.push((name.to_owned(), value.to_owned()));
        }
        let (registries, service) = self.bench.set_up(home, &disturbance, settings)?;
        let made = service.ask(&[
            "api-key",
            "create",
            "--client-name",
            "chaos",
            "--scope",
            "ingest",
            "--scope",
            "membership.update",
            "--rate-limit-per-minute",
            "10000",
        ])?;
        let api_key = text(&made, "key").context("the API key is not told")?;
        Ok(Place {
            _registries: registries,
            service,
            api_key,
        })
    }

    /// What readers and writers ask of a service at this address.
    pub(super) fn target(&self, place: &Place, base: &str) -> Target {
        Target {
            base: base.to_owned(),
            key: place.service.key.clone(),
            api_key: place.api_key.clone(),
            orcids: self.bench.corpus.orcid.keys().cloned().collect(),
            dois: self.bench.listing.dois.keys().cloned().collect(),
        }
    }

    /// Repeatable numbers.
    pub(super) fn random(&self) -> Random {
        Random(self.bench.seed)
    }

    /// Everybody's jobs are asked for, and those of `place` are worked until none is open.
    pub(super) fn ingest_everybody(&self, place: &Place) -> Result<()> {
        let file = self.bench.write_ids(&place.service)?;
        place.service.ask(&["ingest", "--file", &file, "--wait"])?;
        Ok(())
    }

    /// Those whose job has not ended after this time, among the people that can be read.
    pub(super) fn open_after(&self, base: &str, key: &str, longest: Duration) -> Result<Vec<String>> {
        let reader = Reader::new(base, key);
        let end = Instant::now() + longest;
        let mut open: Vec<String> = self.bench.corpus.orcid.keys().cloned().collect();
        loop {
            let mut left = Vec::new();
            for orcid in open {
                let person = reader.get(&format!("/v1/people/{orcid}"))?.ok();
                let status = person.and_then(|person| text(&person, "sync_status"));
                if status.is_some_and(|status| matches!(status.as_str(), "pending" | "processing")) {
                    left.push(orcid);
                }
            }
            if left.is_empty() || Instant::now() > end {
                return Ok(left);
            }
            open = left;
            pause(Duration::from_millis(200))?;
        }
    }

    /// After the disturbance: nothing acknowledged is gone, nothing is missing or doubled, and what is kept for reading
    /// is what the records say. `kept` is what the writers were promised; who was asked for has a job by now.
    pub(super) fn settle(&self, place: &Place, kept: &Kept, sheet: &mut Sheet) -> Result<()> {
        let service = &place.service;
        promises(place, kept, sheet)?;
        let acknowledged = kept.ingested.len();
        let lost = lost_jobs(service, kept.ingested.iter().map(String::as_str))?;
        sheet.bound(
            "no job lost",
            format!("{lost} of {acknowledged} acknowledged"),
            lost == 0,
        );
        let file = self.bench.write_ids(service)?;
        let after_kills = Disturbance {
            kills: 1,
            ..Disturbance::default()
        };
        let began = Instant::now();
        let (ingested, _) = fill(service, &file, &after_kills)?;
        eprintln!("the rest took {:.1} s", began.elapsed().as_secs_f64());
        self.same_catalogue(service, &ingested, sheet)?;
        sound(service, sheet)
    }

    fn same_catalogue(&self, service: &Service, ingested: &Value, sheet: &mut Sheet) -> Result<()> {
        let (catalogue, works, comparison) = self.bench.inspect(service, ingested)?;
        let same = catalogue.digest(&works) == self.wanted;
        let mismatches = comparison.mismatches.len();
        let first = comparison
            .mismatches
            .first()
            .map_or_else(String::new, |first| format!(": {first}"));
        let word = if same { "the same" } else { "ANOTHER" };
        sheet.bound(
            "the same catalogue as undisturbed",
            format!(
                "{} of {} publications, {} works, {word} digest, {mismatches} mismatches{first}",
                comparison.found,
                comparison.expected,
                works.len()
            ),
            same && mismatches == 0,
        );
        Ok(())
    }
}

/// Memberships are what the partner was told last; then everybody is a member again.
fn promises(place: &Place, kept: &Kept, sheet: &mut Sheet) -> Result<()> {
    let people: Vec<&str> = kept.memberships.keys().map(String::as_str).collect();
    if people.is_empty() {
        return Ok(());
    }
    let service = &place.service;
    let mut arguments = vec!["membership", "list"];
    arguments.extend(&people);
    let listed = service.ask(&arguments)?;
    let mut wrong = Vec::new();
    for (orcid, promise) in &kept.memberships {
        let open: BTreeSet<String> = list(&listed, "memberships")
            .filter(|one| text(one, "orcid_id").as_ref() == Some(orcid))
            .filter(|one| one.get("ends_at").is_some_and(Value::is_null))
            .filter_map(|one| text(one, "status"))
            .collect();
        if open.len() != 1 || !open.iter().all(|status| promise.allows(status)) {
            wrong.push(format!("{orcid} is {open:?}, promised {promise:?}"));
        }
    }
    let writes: usize = kept.memberships.values().map(|promise| promise.writes).sum();
    sheet.none(&format!("{writes} acknowledged memberships: wrong now"), &wrong);
    let mut arguments = vec!["membership", "set", "--entity", "cesam", "--status", "cesam"];
    arguments.extend(&people);
    service.ask(&arguments)?;
    Ok(())
}

/// What is kept for reading is what the records say, and the file is sound.
pub(super) fn sound(service: &Service, sheet: &mut Sheet) -> Result<()> {
    let check = service.try_ask(&["check"])?;
    let found: Vec<String> = list(&check, "differences")
        .chain(list(&check, "faults"))
        .map(Value::to_string)
        .collect();
    if check.get("ok").is_none() {
        bail!("`legaciti check` says {check}");
    }
    sheet.none("differences between read model and recomputation", &found);
    Ok(())
}

/// Waits, unless somebody wants us to stop.
pub(super) fn pause(time: Duration) -> Result<()> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        if interrupt::requested() {
            bail!("interrupted");
        }
        thread::sleep(Duration::from_millis(20).min(end.saturating_duration_since(Instant::now())));
    }
    Ok(())
}
