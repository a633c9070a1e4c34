//! The statements of the list alone, by `pgbench`.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::Options;
use super::load::Load;
use super::place::Place;
use super::requests::COLD_PAGES;
use crate::process;

/// Publications on a page, as the service's default.
const PER_PAGE: u64 = 20;

/// Runs the statements with as many clients as the service is given, over TCP.
pub(super) fn run(place: &Place<'_>, options: &Options) -> Result<Load> {
    let cluster = place.cluster.as_ref().context("there is no PostgreSQL")?;
    let file = place.folder.path().join("list.sql");
    std::fs::write(&file, script(place.size)?)?;
    let mut command = cluster.program("pgbench");
    command
        .args(["-n", "-M", "prepared", "-j", "2"])
        .args(["-c", &options.clients.to_string()])
        .args(["-T", &options.seconds.to_string()])
        .arg("-f")
        .arg(&file)
        .arg(cluster.url());
    let text = process::output(&mut command)?;
    let number = |name: &str| -> Option<f64> {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name))?;
        line.split_whitespace().find_map(|word| word.parse().ok())
    };
    let rate = number("tps =").context("pgbench does not say how fast it was")?;
    let latency = number("latency average =").unwrap_or_default();
    Ok(Load::new(rate, latency))
}

/// What is asked for: one of the pages that the service is asked for, and the people of as many publications as a page
/// has. `pgbench` cannot hand the rows of one statement to the next: the second is given publications from all over the
/// table, which those of a page are, out of as many as the pages have together.
fn script(publications: u64) -> Result<String> {
    let pages = u64::from(COLD_PAGES);
    let apart = (publications / (pages * PER_PAGE)).max(1);
    let mut script = format!("\\set page random(0, {})\n", pages - 1);
    for one in 1..=PER_PAGE {
        let last = pages * PER_PAGE - 1;
        writeln!(script, "\\set id{one} 1 + {apart} * random(0, {last})")?;
    }
    let ids: Vec<String> = (1..=PER_PAGE).map(|one| format!(":id{one}")).collect();
    write!(
        script,
        "SELECT id, doi, slug, title, publication_date, publication_year, publication_type, cited_by_count, \
         last_fetched_at, author_match_state, journal, abstract FROM publications \
         WHERE workspace_id = 'seeded-cesam' AND is_public \
         ORDER BY last_fetched_at DESC, id DESC LIMIT (SELECT {PER_PAGE}::bigint) OFFSET (SELECT (:page * {PER_PAGE})::bigint);\n\
         SELECT publication_id, person_orcid, position FROM publication_people \
         WHERE workspace_id = 'seeded-cesam' AND publication_id = ANY (ARRAY[{}]::bigint[]) \
         AND person_orcid <> ALL (SELECT orcid FROM people \
         WHERE workspace_id = 'seeded-cesam' AND hidden_at IS NOT NULL);\n",
        ids.join(",")
    )?;
    Ok(script)
}
