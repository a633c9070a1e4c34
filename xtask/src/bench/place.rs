//! A database of one size with the programs that serve it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use super::figures::{Figure, Figures};
use super::load::{self, Load, Requests};
use super::requests::{self, COLD_PAGES, Known};
use super::{Options, Programs, memory};
use crate::postgres::Cluster;
use crate::process;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A seeded database.
pub(super) struct Place<'a> {
    programs: &'a Programs,
    backend: Backend,
    size: u64,
    folder: tempfile::TempDir,
    cluster: Option<Cluster>,
    url: String,
    key: String,
}

/// A program that serves until it is dropped.
struct Served {
    child: Child,
    base: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing of it is wanted any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Place<'a> {
    /// Seeds a fresh database and makes an installation in it.
    pub(super) fn prepare(programs: &'a Programs, backend: Backend, size: u64) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("legaciti-bench-").tempdir()?;
        let cluster = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Cluster::start()?),
        };
        let url = cluster.as_ref().map_or_else(
            || format!("sqlite://{}", folder.path().join("catalogue.db").display()),
            |cluster| cluster.url().to_owned(),
        );
        // About as many publications a person as in a real centre of that size, within bounds.
        let people = (size / 20).clamp(100, 5_000);
        let mut seed = Command::new(&programs.seeder);
        seed.args([
            "--publications",
            &size.to_string(),
            "--people",
            &people.to_string(),
        ]);
        process::run(seed.args(["--database", &url]))?;
        let mut place = Self {
            programs,
            backend,
            size,
            folder,
            cluster,
            url,
            key: String::new(),
        };
        place.key = place.installation()?;
        Ok(place)
    }

    fn service(&self) -> Command {
        let mut command = Command::new(&self.programs.service);
        command
            .current_dir(self.folder.path())
            .env("LEGACITI_DATABASE_URL", &self.url)
            .env("LEGACITI_LOG", "error");
        command
    }

    fn installation(&self) -> Result<String> {
        let mut command = self.service();
        command.args(["--json", "installation", "create", "--workspace", "cesam"]);
        command.args(["--platform", "drupal", "--name", "Bench", "--active"]);
        command.args(["--origin", "https://www.example.org"]);
        command.args(["--scope", "people.read", "--scope", "publications.read"]);
        command.args(["--rate-limit-per-minute", "100000"]);
        let document: Value = serde_json::from_str(&process::output(&mut command)?)?;
        let key = document.get("key").and_then(Value::as_str);
        Ok(key.context("the installation has no key")?.to_owned())
    }

    fn serve(&self, cache: &str) -> Result<Served> {
        let mut command = self.service();
        command.env("LEGACITI_CACHE_MEGABYTES", cache).args([
            "--json",
            "serve",
            "--roles",
            "api",
            "--api-listen",
            "127.0.0.1:0",
        ]);
        let (child, line) = first_line(&mut command)?;
        let ready: Value = serde_json::from_str(&line)?;
        let base = ready.get("api_url").and_then(Value::as_str);
        Ok(Served {
            base: base.context("the service does not say where it is")?.to_owned(),
            child,
        })
    }

    fn yardstick(&self, body: usize) -> Result<Served> {
        let mut command = Command::new(&self.programs.yardstick);
        command
            .args(["--database", &self.url])
            .args(["--body", &body.to_string()]);
        let (child, line) = first_line(&mut command)?;
        Ok(Served {
            base: line.trim().to_owned(),
            child,
        })
    }

    /// Measures everything.
    pub(super) fn measure(&self, options: &Options, figures: &mut Figures) -> Result<()> {
        let name = format!("{} {}", self.backend.name(), self.size);
        let began = Instant::now();
        let hot = self.serve("64")?;
        let (etag, body) = first_answer(&hot.base)?;
        figures.number(
            name.clone(),
            "start to first answer",
            began.elapsed().as_secs_f64() * 1000.0,
            "ms",
        );
        std::thread::sleep(Duration::from_secs(1));
        figures.number(name.clone(), "idle memory", mebibytes(&hot)?, "MiB");
        let cold = self.serve("0")?;
        let known = known(&cold.base)?;
        let yardstick = self.yardstick(body)?;
        let mut add = |name: &str, load: Load| {
            eprintln!(
                "{} {} {name}: {:.0}/s",
                self.backend.name(),
                self.size,
                load.rate()
            );
            figures.loads.push(Figure {
                backend: self.backend,
                size: self.size,
                name: name.to_owned(),
                load,
            });
        };
        let mut first = Vec::new();
        let run = |base: &str, requests: &Requests| load::run(base, requests, self.folder.path(), options);
        for scenario in requests::all(self.size, &self.key, &etag, &known) {
            let service = if scenario.cold { &cold } else { &hot };
            first.push((scenario.name, scenario.requests.first(&service.base)?));
            add(scenario.name, run(&service.base, &scenario.requests)?);
            for (name, load) in self.yardsticks(scenario.name, &yardstick, options)? {
                add(name, load);
            }
        }
        for (scenario, milliseconds) in first {
            figures.number(format!("{name}, {scenario}"), "first request", milliseconds, "ms");
        }
        for (service, which) in [(&hot, "remembering"), (&cold, "not remembering")] {
            figures.number(
                format!("{name}, {which}"),
                "memory under load",
                mebibytes(service)?,
                "MiB",
            );
        }
        Ok(())
    }

    /// What the request is compared with.
    fn yardsticks(
        &self,
        scenario: &str,
        yardstick: &Served,
        options: &Options,
    ) -> Result<Vec<(&'static str, Load)>> {
        let run = |paths: Vec<String>| {
            load::run(&yardstick.base, &Requests::to(paths), self.folder.path(), options)
        };
        let pages = |path: &str| {
            (1..=COLD_PAGES)
                .map(|page| format!("{path}?page={page}"))
                .collect()
        };
        Ok(match (scenario, &self.cluster) {
            ("list, hot", _) => vec![("yardstick: static body", run(vec!["/static".to_owned()])?)],
            ("list, cold", None) => vec![
                ("yardstick: same SQL, pooled", run(pages("/list"))?),
                ("yardstick: same SQL, in the worker", run(pages("/sync"))?),
            ],
            ("list, cold", Some(cluster)) => vec![
                ("yardstick: same SQL, pooled", run(pages("/list"))?),
                ("yardstick: same SQL, pgbench", self.pgbench(cluster, options)?),
            ],
            _ => Vec::new(),
        })
    }

    /// The statements of the list, as the service sends them; the second one finds its ids itself.
    fn pgbench(&self, cluster: &Cluster, options: &Options) -> Result<Load> {
        let script = self.folder.path().join("list.sql");
        std::fs::write(&script, PGBENCH)?;
        let clients = options.clients.to_string();
        let mut command = cluster.program("pgbench");
        command
            .args(["-n", "-M", "prepared", "-j", "2", "-c", &clients])
            .args(["-T", &options.seconds.to_string()])
            .arg("-f")
            .arg(&script)
            .arg(cluster.url());
        let text = process::output(&mut command)?;
        let number = |name: &str| -> Option<f64> {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(name))?;
            line.split_whitespace().find_map(|word| word.parse().ok())
        };
        let rate = number("tps =").context("pgbench does not say how fast it was")?;
        Ok(Load::new(rate, 0))
    }
}

const PGBENCH: &str = "\\set page random(0, 49)
SELECT id, doi, slug, title, publication_date, publication_year, publication_type, cited_by_count, last_fetched_at, \
author_match_state, journal, abstract FROM publications WHERE workspace_id = 'seeded-cesam' AND is_public \
ORDER BY last_fetched_at DESC, id DESC LIMIT 20 OFFSET :page * 20;
SELECT publication_id, person_orcid, position FROM publication_people WHERE workspace_id = 'seeded-cesam' \
AND publication_id = ANY (ARRAY[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]::bigint[]);
";

fn first_line(command: &mut Command) -> Result<(Child, String)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let output = child.stdout.take().context("it has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((child, line))
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

fn mebibytes(served: &Served) -> Result<f64> {
    let kibibytes = u32::try_from(memory::anonymous(served.child.id())?)?;
    Ok(f64::from(kibibytes) / 1024.0)
}
