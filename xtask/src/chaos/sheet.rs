//! What was promised beside what was seen, as one table.

use std::io::Write as _;

use anyhow::Result;

/// One promise.
struct Line {
    scenario: &'static str,
    database: &'static str,
    bound: String,
    measured: String,
    word: &'static str,
}

/// All promises of a run, in the order in which they were tried.
#[derive(Default)]
pub(super) struct Sheet {
    lines: Vec<Line>,
    scenario: &'static str,
    database: &'static str,
}

impl Sheet {
    /// What follows is about this scenario.
    pub(super) fn begin(&mut self, scenario: &'static str, database: &'static str) {
        (self.scenario, self.database) = (scenario, database);
    }

    /// A promise, what was seen, and whether that keeps it.
    pub(super) fn bound(&mut self, bound: &str, measured: impl Into<String>, met: bool) {
        self.add(bound, &measured.into(), if met { "met" } else { "MISSED" });
    }

    /// A promise that nothing may be seen of.
    pub(super) fn none(&mut self, bound: &str, seen: &[String]) {
        let measured = match seen {
            [] => "none".to_owned(),
            [first, ..] => format!("{}, such as: {first}", seen.len()),
        };
        self.bound(bound, measured, seen.is_empty());
    }

    /// Not tried, for this reason.
    pub(super) fn skip(&mut self, why: &str) {
        self.add("not run", why, "skipped");
    }

    /// The scenario itself broke.
    pub(super) fn broke(&mut self, error: &anyhow::Error) {
        self.add("the scenario runs to its end", &format!("{error:#}"), "MISSED");
    }

    fn add(&mut self, bound: &str, measured: &str, word: &'static str) {
        let (scenario, database) = (self.scenario, self.database);
        eprintln!("{scenario} ({database}): {bound}: {measured}: {word}");
        self.lines.push(Line {
            scenario,
            database,
            bound: bound.to_owned(),
            measured: measured.replace(['|', '\n'], " "),
            word,
        });
    }

    /// How many promises were not kept.
    pub(super) fn missed(&self) -> usize {
        self.lines.iter().filter(|line| line.word == "MISSED").count()
    }

    /// The table, as Markdown.
    pub(super) fn show(&self) -> Result<()> {
        let out = &mut std::io::stdout();
        writeln!(out, "| scenario | database | bound | measured | |")?;
        writeln!(out, "| --- | --- | --- | --- | --- |")?;
        for Line {
            scenario,
            database,
            bound,
            measured,
            word,
        } in &self.lines
        {
            writeln!(out, "| {scenario} | {database} | {bound} | {measured} | {word} |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_breaks_a_promise_of_nothing() {
        let mut sheet = Sheet::default();
        sheet.begin("outage", "PostgreSQL");
        sheet.none("wrong answers", &[]);
        sheet.skip("no server");
        assert_eq!(sheet.missed(), 0);
        sheet.none("wrong answers", &["500".to_owned()]);
        sheet.bound("within 2 s", "2.5 s", false);
        assert_eq!(sheet.missed(), 2);
    }
}
