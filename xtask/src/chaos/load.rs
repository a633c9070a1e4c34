//! Readers and writers at work while something goes wrong; they note every answer and every promise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::client::{Client, Step};
use super::ground::pause;

/// Reading threads.
const READERS: usize = 3;

/// What is asked of whom.
#[derive(Clone)]
pub(super) struct Target {
    /// Of the Consumer and Integrations APIs.
    pub(super) base: String,
    /// An installation's credential.
    pub(super) key: String,
    /// A partner's key.
    pub(super) api_key: String,
    /// Whom to ingest.
    pub(super) orcids: Vec<String>,
    /// Details to read, which need not be there yet.
    pub(super) dois: Vec<String>,
}

/// One answer, or its absence.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) kind: &'static str,
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    /// 0 where none came.
    pub(super) status: u16,
    pub(super) retry_after: bool,
    /// What came instead of an answer.
    pub(super) why: String,
}

impl Answer {
    /// What was asked for; "not there" may be true while the catalogue is being filled.
    pub(super) fn good(&self) -> bool {
        matches!(self.status, 200 | 202 | 304) || (self.status == 404 && self.kind != "ingest")
    }

    /// The refusal of a service whose storage is away.
    pub(super) fn refused_well(&self) -> bool {
        self.status == 503 && self.retry_after
    }

    /// For the table.
    pub(super) fn word(&self) -> String {
        let retry = if self.status == 503 && !self.retry_after {
            " without Retry-After"
        } else {
            ""
        };
        let took = self.ended.duration_since(self.begun).as_millis();
        format!(
            "{} {}{retry} {} after {took} ms",
            self.kind, self.status, self.why
        )
    }
}

/// What a partner may count on about one membership.
#[derive(Debug, Clone, Default)]
pub(super) struct Promise {
    /// The last acknowledged status, and those asked for since without an answer.
    pub(super) statuses: BTreeSet<&'static str>,
    /// Acknowledged writes.
    pub(super) writes: usize,
}

impl Promise {
    /// Whether a status keeps the promise.
    pub(super) fn allows(&self, status: &str) -> bool {
        self.statuses.contains(status)
    }
}

/// Everything that was acknowledged.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// iDs whose ingestion was accepted.
    pub(super) ingested: BTreeSet<String>,
    /// By iD.
    pub(super) memberships: BTreeMap<String, Promise>,
}

/// Threads at work.
pub(super) struct Load {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Vec<Answer>>>,
    kept: Arc<Mutex<Kept>>,
    people: usize,
}

impl Load {
    /// Readers and two writers.
    pub(super) fn start(target: &Target) -> Self {
        let mut load = Self::reading(target);
        load.spawn(target, Client::ingest);
        load.spawn(target, Client::change_membership);
        load
    }

    /// Readers alone.
    pub(super) fn reading(target: &Target) -> Self {
        let mut load = Self {
            stop: Arc::default(),
            threads: Vec::new(),
            kept: Arc::default(),
            people: target.orcids.len(),
        };
        for reader in 0..READERS {
            load.spawn(target, move |client, turn| client.read(turn * READERS + reader));
        }
        load
    }

    fn spawn(&mut self, target: &Target, act: impl Fn(&mut Client, usize) -> Step + Send + 'static) {
        let mut client = Client::new(target.clone(), Arc::clone(&self.kept));
        let told = Arc::clone(&self.stop);
        self.threads.push(thread::spawn(move || {
            let mut answers = Vec::new();
            for turn in 0.. {
                if told.load(Ordering::SeqCst) {
                    break;
                }
                let Step { answer, then } = act(&mut client, turn);
                answers.push(answer);
                thread::sleep(then);
            }
            answers
        }));
    }

    /// Waits until everybody's ingestion has been accepted once.
    pub(super) fn wait_for_everybody(&self, longest: Duration) -> Result<()> {
        let end = Instant::now() + longest;
        while lock(&self.kept).ingested.len() < self.people {
            if Instant::now() > end {
                bail!(
                    "only {} of {} ingestions were accepted",
                    lock(&self.kept).ingested.len(),
                    self.people
                );
            }
            pause(Duration::from_millis(50))?;
        }
        Ok(())
    }

    /// Ends the threads; all answers in the order of their ends, and what was promised.
    pub(super) fn stop(self) -> Result<(Vec<Answer>, Kept)> {
        self.stop.store(true, Ordering::SeqCst);
        let mut all = Vec::new();
        for thread in self.threads {
            all.extend(thread.join().ok().context("a client panicked")?);
        }
        all.sort_by_key(|answer| answer.ended);
        let kept = lock(&self.kept).clone();
        Ok((all, kept))
    }
}

/// What was promised so far.
pub(super) fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_that_says_when_to_come_back_is_a_good_one() {
        let now = Instant::now();
        let answer = |status, retry_after| Answer {
            kind: "ingest",
            begun: now,
            ended: now,
            status,
            retry_after,
            why: String::new(),
        };
        assert!(answer(503, true).refused_well() && !answer(503, false).refused_well());
        assert!(!answer(500, true).refused_well() && !answer(0, false).refused_well());
        assert!(answer(202, false).good() && !answer(404, false).good());
    }
}
