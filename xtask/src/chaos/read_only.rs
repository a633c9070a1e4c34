//! A SQLite file on a file system that is read-only when the service starts, and later is not.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::full_disk::writes_and_reads;
use super::ground::{Ground, Settings, pause};
use super::load::Load;
use super::mount::Tmpfs;
use super::outage::recovered;
use super::sheet::Sheet;
use super::spans::{Away, RECOVERY, Seen};
use crate::replay::fields::text;
use crate::replay::service::{Backend, Home};

const READ_ONLY: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(5);

pub(super) fn run(ground: &Ground, _backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let Some(disk) = Tmpfs::mount("512m")? else {
        sheet.skip("a tmpfs cannot be mounted and made read-only (that takes root)");
        return Ok(());
    };
    let place = ground.place(Home::in_folder(disk.path())?, 0, Settings::new())?;
    ground.ingest_everybody(&place)?;
    // Killed, so that the files beside the database stay: nobody can make them where nothing can be written.
    let (server, _) = place.service.serve("api")?;
    drop(server);
    disk.remount("ro")?;
    let from = Instant::now();
    let started = place.service.serve("api,dashboard,worker");
    sheet.bound(
        "the service starts on a read-only file",
        started
            .as_ref()
            .map_or_else(|error| format!("{error:#}"), |_| "it does".to_owned()),
        started.is_ok(),
    );
    let Ok((server, ready)) = started else {
        return disk.remount("rw");
    };
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let load = Load::start(&ground.target(&place, &base));
    let gone = Instant::now();
    pause(READ_ONLY)?;
    disk.remount("rw")?;
    let away = [Away {
        from,
        gone,
        back: Instant::now(),
    }];
    pause(RECOVERY + Duration::from_secs(2))?;
    let everybody = load.wait_for_everybody(LONGEST);
    let (answers, kept) = load.stop()?;
    drop(server);
    everybody?;
    writes_and_reads(&answers, &away, sheet);
    recovered(&Seen::of(&answers, &away), answers.len(), sheet);
    ground.settle(&place, &kept, sheet)
}
