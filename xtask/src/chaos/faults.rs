//! Registries that fail in every way, and a worker that is killed at random times.

use anyhow::Result;

use super::ground::{Ground, sound};
use super::sheet::Sheet;
use crate::replay::run::Disturbance;
use crate::replay::service::Backend;

const FAIL_RATE: f64 = 0.3;
const KILLS: u32 = 10;
const LATENCY_MS: u32 = 40;

pub(super) fn run(ground: &Ground, backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let disturbance = Disturbance {
        fail_rate: Some(FAIL_RATE),
        kills: KILLS,
        latency_ms: Some(LATENCY_MS),
    };
    let home = Ground::home(backend)?;
    let (_registries, service) = ground.bench.set_up(home, &disturbance, Vec::new())?;
    let outcome = ground.bench.fill_and_read(&service, backend, &disturbance)?;
    let killed = outcome.killed;
    sheet.bound(
        "workers killed while they work",
        format!("{killed} of {KILLS}"),
        killed > 0,
    );
    sheet.bound(
        "no job lost",
        format!("{} of {} queued", outcome.lost, ground.bench.corpus.orcid.len()),
        outcome.lost == 0,
    );
    let comparison = &outcome.comparison;
    let first = comparison
        .mismatches
        .first()
        .map_or_else(String::new, |first| format!(": {first}"));
    let same = outcome.digest == ground.wanted;
    let word = if same { "the same" } else { "ANOTHER" };
    sheet.bound(
        "the same catalogue as undisturbed",
        format!(
            "{} of {} publications, {} works, {word} digest, {} mismatches{first}; {} runs, {:.0} s",
            comparison.found,
            comparison.expected,
            outcome.works,
            comparison.mismatches.len(),
            outcome.rounds,
            outcome.time.as_secs_f64()
        ),
        same && comparison.mismatches.is_empty(),
    );
    sound(&service, sheet)
}
