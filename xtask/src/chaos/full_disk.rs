//! The disk of a SQLite file is full for a while.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::ground::{Ground, Settings, pause};
use super::load::{Answer, Load};
use super::mount::Tmpfs;
use super::outage::recovered;
use super::sheet::Sheet;
use super::spans::{Away, RECOVERY, Seen};
use crate::replay::fields::text;
use crate::replay::service::{Backend, Home};

const TIMES: u32 = 3;
const FULL: Duration = Duration::from_secs(5);
const LATENCY_MS: u32 = 20;
const LONGEST: Duration = Duration::from_mins(5);

pub(super) fn run(ground: &Ground, _backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let Some(disk) = Tmpfs::mount("256m")? else {
        sheet.skip("a small tmpfs cannot be mounted (that takes root)");
        return Ok(());
    };
    let place = ground.place(Home::in_folder(disk.path())?, LATENCY_MS, Settings::new())?;
    let (server, ready) = place.service.serve("api,dashboard,worker")?;
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let load = Load::start(&ground.target(&place, &base));
    let mut away = Vec::new();
    for _ in 0..TIMES {
        pause(RECOVERY + Duration::from_secs(1))?;
        let from = Instant::now();
        let ballast = disk.fill()?;
        let gone = Instant::now();
        pause(FULL)?;
        fs::remove_file(ballast)?;
        away.push(Away {
            from,
            gone,
            back: Instant::now(),
        });
    }
    pause(RECOVERY)?;
    load.wait_for_everybody(LONGEST)?;
    let (answers, kept) = load.stop()?;
    drop(server);
    let seen = Seen::of(&answers, &away);
    writes_and_reads(&answers, &away, sheet);
    recovered(&seen, answers.len(), sheet);
    ground.settle(&place, &kept, sheet)
}

/// While nothing can be written: writes are refused, reads that need no write go on.
pub(super) fn writes_and_reads(answers: &[Answer], away: &[Away], sheet: &mut Sheet) {
    let during: Vec<&Answer> = answers
        .iter()
        .filter(|answer| {
            away.iter()
                .any(|span| answer.begun >= span.gone && answer.ended < span.back)
        })
        .collect();
    let writes = |answer: &&&Answer| matches!(answer.kind, "ingest" | "membership");
    // Whoever shows a key is counted, and now and then a count is a write.
    let counted = |answer: &&&Answer| matches!(answer.kind, "people" | "person" | "integrations");
    let refused = during
        .iter()
        .filter(writes)
        .filter(|answer| answer.refused_well())
        .count();
    let accepted = during
        .iter()
        .filter(writes)
        .filter(|answer| answer.good())
        .count();
    sheet.bound(
        "writes are refused with 503 and Retry-After",
        format!("{refused} refused, {accepted} found room"),
        refused > 0,
    );
    let free = during.iter().filter(|answer| !writes(answer) && !counted(answer));
    let (good, bad): (Vec<&&Answer>, Vec<&&Answer>) = free.partition(|answer| answer.good());
    let with_key = during
        .iter()
        .filter(counted)
        .filter(|answer| !answer.good())
        .count();
    let first = bad
        .first()
        .map_or_else(String::new, |first| format!(", such as: {}", first.word()));
    sheet.bound(
        "reads without a key go on",
        format!(
            "{} answered, {} not{first}; {with_key} with a key refused",
            good.len(),
            bad.len()
        ),
        bad.is_empty() && !good.is_empty(),
    );
}
