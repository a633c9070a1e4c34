//! A clock that jumps two days forward and then back to an hour before the truth, while jobs are leased.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::ground::{Ground, Place, Settings, pause};
use super::load::{Answer, Load};
use super::sheet::Sheet;
use super::staff::{self, Session};
use crate::replay::fields::text;
use crate::replay::service::Backend;

/// Where distributions keep the library that stands between programs and their clock.
const LIBRARIES: [&str; 6] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
    "/usr/lib64/faketime/libfaketimeMT.so.1",
    "/usr/local/lib/faketime/libfaketimeMT.so.1",
    "/opt/homebrew/lib/faketime/libfaketimeMT.1.dylib",
];
const LATENCY_MS: u32 = 150;
const LONGEST: Duration = Duration::from_mins(5);
const PATIENCE: Duration = Duration::from_mins(1);

/// The clock of a service, as a file that tells how wrong it is.
struct Clock(PathBuf);

impl Clock {
    fn set(&self, offset: &str) -> Result<()> {
        // In one step: a program that reads half of it would see another time.
        let draft = self.0.with_extension("draft");
        fs::write(&draft, format!("{offset}\n"))?;
        Ok(fs::rename(draft, &self.0)?)
    }
}

pub(super) fn run(ground: &Ground, backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let Some(library) = LIBRARIES.iter().find(|path| Path::new(path).exists()) else {
        sheet.skip("libfaketime is not installed (Debian and Ubuntu: `apt-get install faketime`)");
        return Ok(());
    };
    let folder = tempfile::Builder::new().prefix("legaciti-clock-").tempdir()?;
    let clock = Clock(folder.path().join("offset"));
    clock.set("+0")?;
    let file = clock.0.display().to_string();
    let settings: Settings = [
        ("LD_PRELOAD", *library),
        ("FAKETIME_TIMESTAMP_FILE", &file),
        ("FAKETIME_NO_CACHE", "1"),
        // Machines whose wall clock is set go on counting.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let place = ground.place(Ground::home(backend)?, LATENCY_MS, settings)?;
    staff::hire(&place)?;
    disturb(ground, &place, &clock, sheet)
}

fn disturb(ground: &Ground, place: &Place, clock: &Clock, sheet: &mut Sheet) -> Result<()> {
    let (server, ready) = place.service.serve("api,dashboard,worker")?;
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let desk = text(&ready, "dashboard_url").context("the dashboard does not say where it is")?;
    let session = Session::sign_in(&desk)?;
    let target = ground.target(place, &base);
    let load = Load::start(&target);
    pause(Duration::from_secs(3))?;
    let mut ended = Vec::new();
    for (offset, when) in [
        ("+2d", "two days later"),
        ("-1h", "an hour before"),
        ("+2d", "again"),
    ] {
        clock.set(offset)?;
        pause(Duration::from_secs(3))?;
        ended.extend(session.lost(when)?);
    }
    // Its leases end in two days: the next worker must not wait for that.
    drop(server);
    let (mut answers, mut kept) = load.stop()?;
    // Nobody answers for who was killed.
    answers.retain(|answer| answer.status > 0);
    clock.set("-1h")?;
    let (server, ready) = place.service.serve("api,dashboard,worker")?;
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let load = Load::start(&ground.target(place, &base));
    load.wait_for_everybody(LONGEST)?;
    let (more, last) = load.stop()?;
    let began = Instant::now();
    let open = ground.open_after(&base, &place.service.key, PATIENCE)?;
    let took = began.elapsed();
    drop(server);
    sheet.bound(
        "jobs leased or put off by the wrong clock end within a minute",
        format!("{} open after {:.1} s", open.len(), took.as_secs_f64()),
        open.is_empty(),
    );
    if let Some(first) = open.first() {
        bail!("{first} would be waited for");
    }
    answers.extend(more);
    kept.ingested.extend(last.ingested);
    kept.memberships.extend(last.memberships);
    let wrong: Vec<String> = answers
        .iter()
        .filter(|answer| !answer.good())
        .map(Answer::word)
        .collect();
    sheet.none(&format!("{} answers: not good", answers.len()), &wrong);
    sheet.none("sessions of the staff that ended", &ended);
    ground.settle(place, &kept, sheet)
}
