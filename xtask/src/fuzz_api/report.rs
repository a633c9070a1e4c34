//! What schemathesis saw, counted from its own events and once more against the document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// More failures than this are only counted.
const SHOWN: usize = 40;

/// The sums of a pass.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Answers, and requests that had none.
    pub(super) requests: u64,
    /// Checks that failed.
    pub(super) failures: u64,
    /// Answers of 5xx, and requests that had no answer.
    pub(super) server_errors: u64,
    /// Answers with a status that the document does not list for the operation.
    pub(super) undocumented: u64,
    /// Answers of 2xx.
    pub(super) accepted: u64,
    /// Rounds that ended badly without a failure of a check.
    pub(super) broken: u64,
    /// Operation → the statuses that it documents.
    documented: BTreeMap<String, BTreeSet<String>>,
    /// Operation → status → how often.
    answers: BTreeMap<String, BTreeMap<u64, u64>>,
    /// What failed → how often.
    faults: BTreeMap<String, u64>,
}

impl Counts {
    /// Nothing so far.
    pub(super) fn new(document: &Value) -> Result<Self> {
        let paths = document.get("paths").and_then(Value::as_object);
        let mut documented = BTreeMap::new();
        for (path, item) in paths.context("the document has no paths")? {
            for (method, operation) in item.as_object().context("a path is no object")? {
                let responses = operation.get("responses").and_then(Value::as_object);
                let statuses = responses.into_iter().flat_map(|all| all.keys().cloned());
                documented.insert(format!("{} {path}", method.to_uppercase()), statuses.collect());
            }
        }
        Ok(Self {
            documented,
            ..Self::default()
        })
    }

    /// Operations that were called.
    pub(super) fn operations(&self) -> usize {
        self.answers.len()
    }

    /// Operations that answered, but never with 2xx: their answers were not looked at.
    pub(super) fn silent(&self) -> u64 {
        let is_silent = |answers: &&BTreeMap<u64, u64>| !answers.keys().any(|status| is_success(*status));
        let silent = self.answers.values().filter(is_silent).count();
        u64::try_from(silent).unwrap_or(u64::MAX)
    }

    /// Adds the events of a round.
    pub(super) fn read(&mut self, events: &Path) -> Result<()> {
        let file = fs::File::open(events).with_context(|| format!("{} is missing", events.display()))?;
        for line in BufReader::new(file).lines() {
            let line = line?;
            // Most of the file is told twice, at the start and at the end of a scenario.
            if !line.starts_with("{\"ScenarioFinished\"") {
                continue;
            }
            let event: Value = serde_json::from_str(&line)?;
            let recorder = event.pointer("/ScenarioFinished/recorder");
            self.scenario(recorder.context("a scenario recorded nothing")?);
        }
        Ok(())
    }

    fn scenario(&mut self, recorder: &Value) {
        let part = |name: &str| recorder.get(name).and_then(Value::as_object);
        for (id, interaction) in part("interactions").into_iter().flatten() {
            let case = part("cases").and_then(|cases| cases.get(id)?.get("value"));
            let operation = case.map(operation_of).unwrap_or_default();
            self.interaction(&operation, interaction);
        }
        for check in part("checks")
            .into_iter()
            .flat_map(|checks| checks.values())
            .filter_map(Value::as_array)
            .flatten()
        {
            if check.get("status").and_then(Value::as_str) == Some("failure") {
                self.failures += 1;
                *self.faults.entry(fault(check)).or_default() += 1;
            }
        }
    }

    fn interaction(&mut self, operation: &str, interaction: &Value) {
        self.requests += 1;
        let status = interaction
            .pointer("/response/status_code")
            .and_then(Value::as_u64);
        let Some(status) = status else {
            self.server_errors += 1;
            *self.faults.entry(format!("{operation}: no answer")).or_default() += 1;
            return;
        };
        self.server_errors += u64::from(status >= 500);
        self.accepted += u64::from(is_success(status));
        // Methods that a path does not have are tried too.
        let Some(documented) = self.documented.get(operation) else {
            return;
        };
        if !documented.contains(&status.to_string()) {
            self.undocumented += 1;
            *self
                .faults
                .entry(format!("{operation}: undocumented {status}"))
                .or_default() += 1;
        }
        let answers = self.answers.entry(operation.to_owned()).or_default();
        *answers.entry(status).or_default() += 1;
    }

    /// Statuses of each operation, and what failed.
    pub(super) fn show(&self, name: &str, out: &mut impl Write) -> Result<()> {
        writeln!(out, "\n{name}")?;
        for (operation, answers) in &self.answers {
            let answers: Vec<String> = answers
                .iter()
                .map(|(status, count)| format!("{status} × {count}"))
                .collect();
            writeln!(out, "  {operation:<55} {}", answers.join(", "))?;
        }
        for (fault, count) in self.faults.iter().take(SHOWN) {
            writeln!(out, "  ! {count} × {fault}")?;
        }
        Ok(())
    }
}

fn is_success(status: u64) -> bool {
    (200..300).contains(&status)
}

fn operation_of(case: &Value) -> String {
    let word = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", word("method").to_uppercase(), word("path"))
}

fn fault(check: &Value) -> String {
    let word = |pointer: &str| check.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    format!(
        "{}: {} ({})",
        word("/failure_info/failure/operation"),
        word("/failure_info/failure/title"),
        word("/name")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event() -> Value {
        let case = json!({"value": {"method": "get", "path": "/a/{id}"}});
        json!({"ScenarioFinished": {"recorder": {
            "cases": {"1": case, "2": case, "3": case, "4": case},
            "interactions": {
                "1": {"response": {"status_code": 200}},
                "2": {"response": {"status_code": 418}},
                "3": {"response": {"status_code": 503}},
                "4": {"response": null},
            },
            "checks": {"1": [
                {"name": "c", "status": "success"},
                {"name": "d", "status": "failure", "failure_info": {"failure": {"operation": "GET /a", "title": "T"}}},
            ]},
        }}})
    }

    #[test]
    fn answers_and_failures_are_counted() {
        let document = json!({"paths": {"/a/{id}": {"get": {"responses": {"200": {}, "503": {}}}}}});
        let mut counts = Counts::new(&document).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = format!("{{\"EngineStarted\":{{}}}}\n{}\n", event());
        fs::write(file.path(), lines).unwrap();
        counts.read(file.path()).unwrap();
        assert_eq!((counts.requests, counts.failures, counts.accepted), (4, 1, 1));
        assert_eq!((counts.server_errors, counts.undocumented), (2, 1));
        assert_eq!((counts.operations(), counts.silent()), (1, 0));
        let mut shown = Vec::new();
        counts.show("a", &mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("! 1 × GET /a: T (d)"), "{shown}");
        assert!(shown.contains("undocumented 418"), "{shown}");
    }
}
