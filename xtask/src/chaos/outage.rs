//! PostgreSQL is stopped as by a power cut and started again, ten times under reads and writes.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::ground::{Ground, Settings, pause};
use super::load::Load;
use super::sheet::Sheet;
use super::spans::{Away, RECOVERY, Seen};
use crate::replay::fields::text;
use crate::replay::service::Backend;

const STOPS: u32 = 10;
const LATENCY_MS: u32 = 20;
const LONGEST: Duration = Duration::from_mins(5);

pub(super) fn run(ground: &Ground, backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let mut place = ground.place(Ground::home(backend)?, LATENCY_MS, Settings::new())?;
    let (server, ready) = place.service.serve("api,dashboard,worker")?;
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let load = Load::start(&ground.target(&place, &base));
    let mut random = ground.random();
    pause(Duration::from_secs(3))?;
    let mut away = Vec::new();
    for stop in 1..=STOPS {
        let cluster = place.service.cluster().context("there is no server to stop")?;
        let from = Instant::now();
        cluster.stop_at_once()?;
        let gone = Instant::now();
        pause(Duration::from_millis(300 + random.below(3000)))?;
        cluster.start_again()?;
        let back = Instant::now();
        eprintln!("stop {stop}: away for {:?}", back - gone);
        away.push(Away { from, gone, back });
        pause(RECOVERY + Duration::from_millis(300 + random.below(1500)))?;
    }
    load.wait_for_everybody(LONGEST)?;
    let (answers, kept) = load.stop()?;
    drop(server);
    let seen = Seen::of(&answers, &away);
    report(&seen, answers.len(), sheet);
    ground.settle(&place, &kept, sheet)
}

/// What every scenario promises that takes storage away from a running service.
pub(super) fn report(seen: &Seen, answers: usize, sheet: &mut Sheet) {
    sheet.bound(
        "while storage is away only 503 with Retry-After",
        format!(
            "{} such, {} others{}; {} read within the last second",
            seen.refused,
            seen.wrong.len(),
            seen.wrong
                .first()
                .map_or_else(String::new, |first| format!(", such as: {first}")),
            seen.remembered
        ),
        seen.wrong.is_empty() && seen.refused > 0,
    );
    recovered(seen, answers, sheet);
}

/// What is left of it where reads go on.
pub(super) fn recovered(seen: &Seen, answers: usize, sheet: &mut Sheet) {
    sheet.none(
        &format!("{answers} answers: neither good nor 503 with Retry-After"),
        &seen.broken,
    );
    let silent = if seen.silent.is_empty() {
        String::new()
    } else {
        format!(", never: {}", seen.silent.join(", "))
    };
    sheet.bound(
        "every kind of request answered again within 2 s, without a restart",
        format!("{:.2} s{silent}", seen.recovery.as_secs_f64()),
        seen.recovery <= RECOVERY && seen.silent.is_empty(),
    );
    sheet.none("refusals later than that", &seen.late);
}
