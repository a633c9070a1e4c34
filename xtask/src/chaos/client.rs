//! The requests of readers and writers, one at a time.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::load::{Answer, Kept, Target, lock};
use crate::replay::catalogue::escaped;

/// Between two requests of a thread: the machine is also the service's.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(4),
    Duration::from_millis(40),
    Duration::from_millis(25),
];
/// People whose membership is changed.
const MEMBERS: usize = 8;
/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(40);

/// One request of a thread, and the pause after it.
pub(super) struct Step {
    pub(super) answer: Answer,
    pub(super) then: Duration,
}

/// A thread's connection.
pub(super) struct Client {
    agent: ureq::Agent,
    target: Target,
    kept: Arc<Mutex<Kept>>,
    /// The next iD to ingest, until it was accepted.
    next: usize,
}

impl Client {
    /// Asks this target, and notes promises here.
    pub(super) fn new(target: Target, kept: Arc<Mutex<Kept>>) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: config.into(),
            target,
            kept,
            next: 0,
        }
    }

    /// One of the reads.
    pub(super) fn read(&self, turn: usize) -> Step {
        let page = turn % 7 + 1;
        let doi = pick(&self.target.dois, turn);
        let orcid = pick(&self.target.orcids, turn);
        let (kind, path, with_key) = match turn % 8 {
            0 => ("list", format!("/v1/publications?per_page=20&page={page}"), false),
            1 => ("detail", format!("/v1/doi/{}", escaped(doi)), false),
            2 => ("search", format!("/v1/publications?q=a&page={page}"), false),
            3 => ("people", format!("/v1/people?page={page}"), true),
            4 => ("person", format!("/v1/people/{orcid}"), true),
            5 => ("health", "/health".to_owned(), false),
            6 => (
                "integrations",
                format!("/integrations/v1/publications?page={page}"),
                true,
            ),
            _ => ("works", "/v1/works".to_owned(), false),
        };
        let request = self.agent.get(format!("{}{path}", self.target.base));
        let request = if with_key {
            request.header("X-API-Key", &self.target.key)
        } else {
            request
        };
        let [then, _, _] = PAUSES;
        Step {
            answer: answer(kind, || request.call()),
            then,
        }
    }

    /// Asks for the ingestion of the next person; of the same one until that is accepted.
    pub(super) fn ingest(&mut self, _turn: usize) -> Step {
        let orcid = pick(&self.target.orcids, self.next).to_owned();
        let body = serde_json::json!({ "orcid_ids": [orcid] }).to_string();
        let answer = self.post("ingest", "/api/ingest", &body);
        if answer.status == 202 {
            self.next += 1;
            lock(&self.kept).ingested.insert(orcid);
        }
        let [_, then, _] = PAUSES;
        Step { answer, then }
    }

    /// Moves somebody out of the centre or back.
    pub(super) fn change_membership(&mut self, turn: usize) -> Step {
        let orcid = pick(&self.target.orcids, turn % MEMBERS).to_owned();
        let status = if (turn / MEMBERS).is_multiple_of(2) {
            "external"
        } else {
            "cesam"
        };
        let body = serde_json::json!({ "entity_id": "cesam", "status": status }).to_string();
        let path = format!("/api/partners/people/{orcid}/membership");
        let answer = self.post("membership", &path, &body);
        let mut kept = lock(&self.kept);
        if answer.status == 200 {
            let promise = kept.memberships.entry(orcid).or_default();
            promise.statuses = BTreeSet::from([status]);
            promise.writes += 1;
        } else if answer.status != 404
            && let Some(promise) = kept.memberships.get_mut(&orcid)
        {
            // Who is not answered does not know.
            promise.statuses.insert(status);
        }
        let [_, _, then] = PAUSES;
        Step { answer, then }
    }

    fn post(&self, kind: &'static str, path: &str, body: &str) -> Answer {
        let request = self
            .agent
            .post(format!("{}{path}", self.target.base))
            .header("X-API-Key", &self.target.api_key)
            .header("Content-Type", "application/json");
        answer(kind, || request.send(body))
    }
}

fn answer(
    kind: &'static str,
    call: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Answer {
    let begun = Instant::now();
    let read = call().and_then(|mut response| {
        let retry_after = response.headers().contains_key("retry-after");
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string()?;
        let why = if status >= 400 { body } else { String::new() };
        Ok((status, retry_after, why))
    });
    let (status, retry_after, why) = read.unwrap_or_else(|error| (0, false, error.to_string()));
    Answer {
        kind,
        begun,
        ended: Instant::now(),
        status,
        retry_after,
        why,
    }
}

fn pick(all: &[String], at: usize) -> &str {
    all.iter()
        .cycle()
        .nth(at % all.len().max(1))
        .map_or("", String::as_str)
}
