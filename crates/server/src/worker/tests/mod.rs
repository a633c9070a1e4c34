//! The worker against a scripted queue and scripted passes, with virtual time.

mod desk;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::ingestion::pipeline::{Effort, PassError};
use domain::ingestion::{Job, JobId, JobOutcome, JobStatus, JobStore, NewJob, Progress};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use desk::Desk;

use super::{Runner, WakingJobs, Worker, WorkerPorts, WorkerSettings};
use crate::clock::SystemClock;
use crate::ids::SystemIds;

/// What a pass does.
#[derive(Clone)]
enum Act {
    End(JobOutcome),
    Break(fn() -> PassError),
    Panic,
    /// Takes so long, then completes.
    Last(Duration),
}

/// Passes by job id; counts how many run and how many were broken off.
#[derive(Default)]
struct Acts {
    script: HashMap<String, Act>,
    running: AtomicU32,
    most: AtomicU32,
    broken_off: Arc<AtomicU32>,
}

/// Counts itself unless it is disarmed.
struct Alarm(Option<Arc<AtomicU32>>);

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(count) = &self.0 {
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[async_trait]
impl Runner for Acts {
    async fn run(&self, job: &Job, _: &str) -> Result<JobOutcome, PassError> {
        match self.script.get(job.id.as_str()).cloned() {
            Some(Act::End(outcome)) => Ok(outcome),
            Some(Act::Break(error)) => Err(error()),
            Some(Act::Panic) => panic!("a scripted panic"),
            Some(Act::Last(time)) => {
                let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
                self.most.fetch_max(running, Ordering::SeqCst);
                let mut alarm = Alarm(Some(Arc::clone(&self.broken_off)));
                sleep(time).await;
                alarm.0 = None;
                self.running.fetch_sub(1, Ordering::SeqCst);
                Ok(JobOutcome::Complete(Progress::default()))
            }
            None => Ok(JobOutcome::Complete(Progress::default())),
        }
    }
}

fn job(id: &str, attempts: u32) -> Job {
    Job {
        id: JobId::new(id),
        workspace: WorkspaceId::new("w"),
        orcid: Orcid::parse("0000-0002-1825-0097").unwrap(),
        status: JobStatus::Processing,
        progress: Progress {
            total: 3,
            done: 1,
            ..Progress::default()
        },
        attempts,
        reason: None,
        created_at: 1,
        started_at: Some(1),
        finished_at: None,
        run_at: 1,
        updated_at: 1,
        lease_until: None,
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("down".into())
}

fn refused() -> StoreError {
    StoreError::Failed("odd".into())
}

struct Scene {
    desk: Arc<Desk>,
    acts: Arc<Acts>,
    bell: Arc<Notify>,
    stop: CancellationToken,
    worker: tokio::task::JoinHandle<()>,
}

/// Starts a worker with two slots, three passes a job and a lease of 30 s.
fn scene(jobs: Vec<Job>, acts: Vec<(&str, Act)>, refusals: Vec<StoreError>) -> Scene {
    let desk = Arc::new(Desk::default());
    desk.waiting.lock().unwrap().extend(jobs);
    desk.refusals.lock().unwrap().extend(refusals);
    let acts = acts.into_iter().map(|(id, act)| (id.to_owned(), act)).collect();
    let acts = Arc::new(Acts {
        script: acts,
        ..Acts::default()
    });
    let bell = Arc::new(Notify::new());
    let stop = CancellationToken::new();
    let ports = WorkerPorts {
        jobs: Arc::<Desk>::clone(&desk),
        runner: Arc::<Acts>::clone(&acts),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        bell: Arc::clone(&bell),
    };
    let settings = WorkerSettings {
        name: "test".to_owned(),
        concurrency: 2,
        lease_seconds: 30,
        effort: Effort {
            concurrency: 1,
            max_passes: 3,
            retry_seconds: 7,
        },
    };
    let worker = tokio::spawn(Worker::new(ports, settings).run(stop.clone()));
    Scene {
        desk,
        acts,
        bell,
        stop,
        worker,
    }
}

impl Scene {
    /// Lets virtual time pass, stops the worker and gives what it wrote.
    async fn outcomes_after(self, seconds: u64) -> Vec<(JobOutcome, Trail)> {
        sleep(Duration::from_secs(seconds)).await;
        self.stop.cancel();
        self.worker.await.unwrap();
        self.desk.finished.lock().unwrap().clone()
    }
}

fn events(outcomes: &[(JobOutcome, Trail)]) -> Vec<&str> {
    outcomes
        .iter()
        .flat_map(|(_, trail)| &trail.events)
        .map(|event| event.kind.as_str())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_written_with_their_events() {
    let progress = Progress {
        total: 4,
        done: 3,
        failed: 1,
        errors: Vec::new(),
    };
    let table = [
        (
            JobOutcome::Complete(progress.clone()),
            vec!["ingestion.completed"],
        ),
        (
            JobOutcome::Failed(progress.clone(), "locked".to_owned()),
            vec!["ingestion.failed"],
        ),
        (JobOutcome::Again(progress, "slow".to_owned(), 9), vec![]),
    ];
    for (outcome, kinds) in table {
        let acts = vec![("a", Act::End(outcome.clone()))];
        let written = scene(vec![job("a", 1)], acts, vec![]).outcomes_after(1).await;
        assert_eq!(written.len(), 1);
        assert_eq!(written[0].0, outcome);
        assert_eq!(events(&written), kinds);
        for event in &written[0].1.events {
            assert_eq!(
                (event.details["total"].as_u64(), event.details["done"].as_u64()),
                (Some(4), Some(3))
            );
            assert_eq!(event.subject_id, "a");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_pass_that_breaks_is_repeated_and_at_last_fails() {
    let broke = "the pass broke off: a fault of the service";
    let table: [(Act, u32, Option<&str>, Option<u32>); 6] = [
        (Act::Panic, 1, Some(broke), Some(7)),
        (Act::Panic, 3, Some(broke), None),
        (
            Act::Break(|| refused().into()),
            1,
            Some("the database refused"),
            Some(7),
        ),
        (
            Act::Break(|| refused().into()),
            3,
            Some("the database refused"),
            None,
        ),
        // An outage is no fault of the job.
        (
            Act::Break(|| unavailable().into()),
            3,
            Some("the database is not available"),
            Some(5),
        ),
        (Act::Break(|| PassError::LeaseLost), 1, None, None),
    ];
    for (act, attempts, reason, again) in table {
        let written = scene(vec![job("a", attempts), job("b", 1)], vec![("a", act)], vec![])
            .outcomes_after(1)
            .await;
        let found: Vec<_> = written
            .iter()
            .filter_map(|(outcome, _)| match outcome {
                JobOutcome::Again(progress, reason, seconds) => {
                    Some((progress.done, reason.as_str(), Some(*seconds)))
                }
                JobOutcome::Failed(progress, reason) => Some((progress.done, reason.as_str(), None)),
                JobOutcome::Complete(_) => None,
            })
            .collect();
        let expected: Vec<_> = reason.map(|reason| (1, reason, again)).into_iter().collect();
        assert_eq!(found, expected);
        // The other job was done all the same.
        assert!(events(&written).contains(&"ingestion.completed"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_outcome_is_written_however_long_the_database_is_away() {
    let refusals = (0..20).map(|_| unavailable()).collect();
    let written = scene(vec![job("a", 1)], vec![], refusals)
        .outcomes_after(600)
        .await;
    assert_eq!(events(&written), ["ingestion.completed"]);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_the_database_refuses_becomes_a_bare_failure() {
    let written = scene(vec![job("a", 1)], vec![], vec![refused(), refused(), refused()])
        .outcomes_after(60)
        .await;
    assert_eq!(events(&written), ["ingestion.failed"]);
    assert!(matches!(&written[0].0, JobOutcome::Failed(progress, _) if *progress == Progress::default()));
}

#[tokio::test(start_paused = true)]
async fn a_pass_whose_lease_is_lost_is_broken_off_and_writes_nothing() {
    let hour = Act::Last(Duration::from_hours(1));
    let scene = scene(
        vec![job("a", 1), job("b", 1)],
        vec![("a", hour.clone()), ("b", hour)],
        vec![],
    );
    sleep(Duration::from_secs(1)).await;
    scene.desk.held.lock().unwrap().retain(|id| id.as_str() != "a");
    sleep(Duration::from_secs(15)).await;
    assert_eq!(scene.acts.broken_off.load(Ordering::SeqCst), 1);
    let desk = Arc::clone(&scene.desk);
    assert!(scene.outcomes_after(1).await.is_empty());
    assert_eq!(*desk.given_back.lock().unwrap(), Some(vec![JobId::new("b")]));
}

#[tokio::test(start_paused = true)]
async fn stopping_breaks_passes_off_and_gives_their_jobs_back() {
    let hour = Act::Last(Duration::from_hours(1));
    let scene = scene(
        vec![job("a", 1), job("b", 1)],
        vec![("a", hour.clone()), ("b", hour)],
        vec![],
    );
    sleep(Duration::from_secs(1)).await;
    let (desk, acts, begun) = (Arc::clone(&scene.desk), Arc::clone(&scene.acts), Instant::now());
    assert!(scene.outcomes_after(0).await.is_empty());
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(acts.broken_off.load(Ordering::SeqCst), 2);
    assert_eq!(desk.given_back.lock().unwrap().as_ref().map(Vec::len), Some(2));
}

#[tokio::test(start_paused = true)]
async fn no_more_jobs_are_claimed_than_there_are_slots() {
    let jobs: Vec<Job> = ["a", "b", "c", "d", "e"].map(|id| job(id, 1)).into();
    let acts = jobs
        .iter()
        .map(|job| (job.id.as_str(), Act::Last(Duration::from_secs(2))))
        .collect();
    let scene = scene(jobs.clone(), acts, vec![]);
    let (desk, acts) = (Arc::clone(&scene.desk), Arc::clone(&scene.acts));
    assert_eq!(scene.outcomes_after(60).await.len(), 5);
    assert_eq!(acts.most.load(Ordering::SeqCst), 2);
    assert!(
        desk.limits
            .lock()
            .unwrap()
            .iter()
            .all(|limit| (1..=2).contains(limit))
    );
}

#[tokio::test(start_paused = true)]
async fn the_bell_wakes_an_idle_worker_at_once() {
    let scene = scene(vec![], vec![], vec![]);
    sleep(Duration::from_secs(10)).await;
    let jobs = WakingJobs {
        inner: Arc::<Desk>::clone(&scene.desk),
        bell: Arc::clone(&scene.bell),
    };
    let new = NewJob {
        id: JobId::new("a"),
        orcid: Orcid::parse("0000-0002-1825-0097").unwrap(),
    };
    let begun = Instant::now();
    jobs.enqueue(&WorkspaceId::new("w"), &[new], 1, &Trail::default())
        .await
        .unwrap();
    while scene.desk.finished.lock().unwrap().is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    assert!(begun.elapsed() < Duration::from_millis(10));
    scene.stop.cancel();
    scene.worker.await.unwrap();
}
