//! A pool of one connection for the APIs, the dashboard and the worker together.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::ground::{Ground, pause};
use super::load::{Answer, Load};
use super::sheet::Sheet;
use crate::replay::fields::text;
use crate::replay::service::Backend;

const LATENCY_MS: u32 = 20;
const LONGEST: Duration = Duration::from_mins(5);
/// A caller waits so long for a connection before it is refused.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn run(ground: &Ground, backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let settings = vec![("LEGACITI_DATABASE_POOL".to_owned(), "1".to_owned())];
    let place = ground.place(Ground::home(backend)?, LATENCY_MS, settings)?;
    let (server, ready) = place.service.serve("api,dashboard,worker")?;
    let base = text(&ready, "api_url").context("the API does not say where it is")?;
    let target = ground.target(&place, &base);
    let load = Load::start(&target);
    let more = Load::reading(&target);
    let began = Instant::now();
    load.wait_for_everybody(LONGEST)?;
    pause(Duration::from_secs(10).saturating_sub(began.elapsed()))?;
    let (mut answers, kept) = load.stop()?;
    answers.extend(more.stop()?.0);
    let wrong: Vec<String> = answers
        .iter()
        .filter(|answer| !answer.good())
        .map(Answer::word)
        .collect();
    sheet.none(&format!("{} answers: not good", answers.len()), &wrong);
    let slowest = answers
        .iter()
        .map(|answer| answer.ended.duration_since(answer.begun))
        .max()
        .unwrap_or_default();
    sheet.bound(
        "nobody waits for a connection until the wait is given up (10 s)",
        format!("the slowest answer took {:.2} s", slowest.as_secs_f64()),
        slowest < PATIENCE,
    );
    drop(server);
    ground.settle(&place, &kept, sheet)
}
