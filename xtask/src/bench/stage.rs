//! The programs that serve a database, and what is asked of them.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use super::figures::Figures;
use super::load::{self, Load, Requests};
use super::place::{Backend, Place, Served};
use super::requests::{self, COLD_PAGES, Known, Scenario};
use super::{Options, pgbench};

/// What runs on a database.
pub(super) struct Stage<'a> {
    place: &'a Place<'a>,
    hot: Served,
    cold: Served,
    yardstick: Served,
    scenarios: Vec<Scenario>,
}

/// Something to measure.
enum Measured<'a> {
    /// Requests to a program.
    Asked(&'a str, Requests),
    /// The list's statements, without any program.
    Pgbench,
}

impl<'a> Stage<'a> {
    /// Starts everything.
    pub(super) fn open(place: &'a Place<'a>, figures: &mut Figures) -> Result<Self> {
        let began = Instant::now();
        let hot = place.serve("64")?;
        let (etag, body) = first_answer(&hot.base)?;
        let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
        figures.number(place.name(), "start to first answer", milliseconds, "ms");
        std::thread::sleep(Duration::from_secs(1));
        figures.number(place.name(), "idle memory", hot.mebibytes()?, "MiB");
        let cold = place.serve("0")?;
        let known = known(&cold.base)?;
        Ok(Self {
            scenarios: requests::all(place.size, &place.keys, &etag, &known),
            yardstick: place.yardstick(body)?,
            place,
            hot,
            cold,
        })
    }

    /// How many scenarios there are; the same on every stage.
    pub(super) fn scenarios(&self) -> usize {
        self.scenarios.len()
    }

    /// Measures a scenario and what it is compared with, once. The first time, everything is asked for a second
    /// without counting.
    pub(super) fn measure(
        &self,
        scenario: usize,
        round: u32,
        options: &Options,
        figures: &mut Figures,
    ) -> Result<()> {
        let Some(scenario) = self.scenarios.get(scenario) else {
            return Ok(());
        };
        let service = if scenario.cold { &self.cold } else { &self.hot };
        if round == 1 {
            let place = format!("{}, {}", self.place.name(), scenario.name);
            let milliseconds = scenario.requests.first(&service.base)?;
            figures.number(place, "first request", milliseconds, "ms");
        }
        let own = Measured::Asked(&service.base, scenario.requests.clone());
        let all = [(scenario.name, own)]
            .into_iter()
            .chain(self.yardsticks(scenario.name));
        for (name, measured) in all {
            let load = self.load(&measured, round, options)?;
            eprintln!(
                "{} {name}, round {round}: {:.0}/s",
                self.place.name(),
                load.rate()
            );
            figures.add(self.place.backend, self.place.size, name, load);
        }
        Ok(())
    }

    fn load(&self, measured: &Measured<'_>, round: u32, options: &Options) -> Result<Load> {
        match measured {
            Measured::Asked(base, requests) => {
                let script = requests.save(self.place.folder.path())?;
                if round == 1 {
                    load::run(base, &script, 1, options.clients)?;
                }
                load::run(base, &script, options.seconds, options.clients)
            }
            Measured::Pgbench => pgbench::run(self.place, options),
        }
    }

    /// What a scenario is compared with.
    fn yardsticks(&self, scenario: &str) -> Vec<(&'static str, Measured<'_>)> {
        let asked = |paths: Vec<String>| Measured::Asked(&self.yardstick.base, Requests::to(paths));
        let pages = |path: &str| {
            (1..=COLD_PAGES)
                .map(|page| format!("{path}?page={page}"))
                .collect()
        };
        match (scenario, self.place.backend) {
            ("list, hot", _) => vec![("yardstick: static body", asked(vec!["/static".to_owned()]))],
            ("list, cold", Backend::Sqlite) => vec![
                ("yardstick: same SQL, pooled", asked(pages("/list"))),
                ("yardstick: same SQL, in the worker", asked(pages("/sync"))),
            ],
            ("list, cold", Backend::Postgres) => vec![
                ("yardstick: same SQL, pooled", asked(pages("/list"))),
                ("yardstick: same SQL, pgbench", Measured::Pgbench),
            ],
            _ => Vec::new(),
        }
    }

    /// What the services hold after all of it.
    pub(super) fn memory(&self, figures: &mut Figures) -> Result<()> {
        for (service, which) in [(&self.hot, "remembering"), (&self.cold, "not remembering")] {
            let place = format!("{}, {which}", self.place.name());
            figures.number(place, "memory under load", service.mebibytes()?, "MiB");
        }
        Ok(())
    }
}

/// The tag and the size of the first page.
fn first_answer(base: &str) -> Result<(String, usize)> {
    let mut answer = ureq::get(format!("{base}/v1/publications")).call()?;
    let etag = answer.headers().get("etag").and_then(|value| value.to_str().ok());
    let etag = etag.context("the list has no tag")?.to_owned();
    Ok((etag, answer.body_mut().read_to_vec()?.len()))
}

/// DOIs of a page, and words of its titles that few others have.
fn known(base: &str) -> Result<Known> {
    let ask = |query: &str| -> Result<Value> {
        let text = ureq::get(format!("{base}/v1/publications?{query}"))
            .call()?
            .body_mut()
            .read_to_string()?;
        Ok(serde_json::from_str(&text)?)
    };
    let page = ask("per_page=100&page=3")?;
    let items = page.get("publications").and_then(Value::as_array);
    let items: Vec<&Value> = items.into_iter().flatten().collect();
    let dois = items.iter().filter_map(|item| item.get("doi")?.as_str());
    let words = items
        .iter()
        .filter_map(|item| item.get("title")?.as_str())
        .flat_map(str::split_whitespace)
        .filter(|word| word.len() > 8 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    let mut counted = Vec::new();
    for word in words.take(40) {
        let total = ask(&format!("per_page=1&q={word}"))?
            .get("total")
            .and_then(Value::as_u64);
        counted.push((total.context("a list has no total")?, word.to_owned()));
    }
    counted.sort();
    Ok(Known {
        rare_words: counted.into_iter().take(8).map(|(_, word)| word).collect(),
        dois: dois.map(str::to_owned).collect(),
    })
}
