//! The one process with APIs and worker, killed at random times under reads and writes.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::ground::{Ground, Settings, pause};
use super::load::{Answer, Load};
use super::sheet::Sheet;
use crate::replay::service::Backend;

const KILLS: u32 = 10;
const LATENCY_MS: u32 = 60;
/// Long enough for everything that the writers ask for.
const LONGEST: Duration = Duration::from_mins(5);

pub(super) fn run(ground: &Ground, backend: Backend, sheet: &mut Sheet) -> Result<()> {
    let place = ground.place(Ground::home(backend)?, LATENCY_MS, Settings::new())?;
    let address = format!(
        "127.0.0.1:{}",
        TcpListener::bind("127.0.0.1:0")?.local_addr()?.port()
    );
    let load = Load::start(&ground.target(&place, &format!("http://{address}")));
    let mut random = ground.random();
    let mut slowest = Duration::ZERO;
    for kill in 1..=KILLS {
        let began = Instant::now();
        let (server, _) = place.service.serve_at("api,dashboard,worker", &address)?;
        slowest = slowest.max(began.elapsed());
        let lived = Duration::from_millis(200 + random.below(2500));
        pause(lived)?;
        eprintln!("kill {kill} after {lived:?}");
        drop(server);
        pause(Duration::from_millis(random.below(500)))?;
    }
    let (server, _) = place.service.serve_at("api,dashboard,worker", &address)?;
    load.wait_for_everybody(LONGEST)?;
    let (answers, kept) = load.stop()?;
    drop(server);
    let answered = answers.iter().filter(|answer| answer.status > 0).count();
    let wrong: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status > 0 && !answer.good())
        .map(Answer::word)
        .collect();
    sheet.none(
        &format!("{answered} answers under {KILLS} kills: neither good nor cut off"),
        &wrong,
    );
    sheet.bound(
        "ready after a kill within 2 s",
        format!("{:.2} s at most", slowest.as_secs_f64()),
        slowest < Duration::from_secs(2),
    );
    ground.settle(&place, &kept, sheet)
}
