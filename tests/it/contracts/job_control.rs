//! The queue as the staff see it: the newest job, stuck jobs, and giving them up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::activity::{Actor, Trail};
use domain::context::Ids;
use domain::ingestion::{
    ClearStuck, ForceFail, ForceFailRefusal, Job, JobId, JobOutcome, JobStatus, NewJob, Progress, StuckRule,
};
use domain::workspace::WorkspaceId;
use tests::sample::{NOW, orcid, workspace};
use tests::{TestDatabase, on_both_databases};

/// Event ids `{prefix}-0`, `{prefix}-1`, …
struct Counting(&'static str, AtomicU32);

impl Ids for Counting {
    fn id(&self) -> String {
        format!("{}-{}", self.0, self.1.fetch_add(1, Ordering::Relaxed))
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

async fn enqueue(db: &TestDatabase, ws: &WorkspaceId, id: &str, n: u32, at: i64) {
    let job = NewJob {
        id: JobId::new(id),
        orcid: orcid(n),
    };
    let queued = db
        .stores
        .jobs
        .enqueue(ws, &[job], at, &Trail::default())
        .await
        .unwrap();
    assert_eq!(queued.len(), 1);
}

async fn claim(db: &TestDatabase, worker: &str, at: i64) -> Job {
    let ids = vec![format!("started-{worker}-{at}")];
    db.stores
        .jobs
        .claim(worker, 1, at, 30, ids)
        .await
        .unwrap()
        .remove(0)
}

async fn stuck(db: &TestDatabase, ws: &WorkspaceId, now: i64, limit: u32) -> (Vec<String>, u64) {
    let rule = StuckRule {
        now,
        threshold_seconds: 900,
    };
    let page = db.stores.job_control.stuck(ws, rule, limit).await.unwrap();
    (
        page.items.iter().map(|job| job.id.as_str().to_owned()).collect(),
        page.total,
    )
}

fn order(job: &str, n: u32, now: i64) -> ForceFail {
    ForceFail {
        job: JobId::new(job),
        orcid: orcid(n),
        reason: "the worker is gone".to_owned(),
        now,
        actor: Actor::User {
            id: "u-1".to_owned(),
            email: "ana@example.org".to_owned(),
        },
        event_id: format!("given-up-{job}"),
    }
}

on_both_databases! {
    async fn the_newest_job_of_each_id_is_told(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        // Two jobs one after the other for the first iD; the second iD's job is as old as the first one's first.
        enqueue(db, &ws, "a-1", 1, NOW).await;
        let first = claim(db, "w", NOW).await;
        let done = JobOutcome::Complete(Progress::default());
        assert!(db.stores.jobs.finish(&first, "w", &done, NOW + 5, &Trail::default()).await.unwrap());
        enqueue(db, &ws, "b-1", 2, NOW).await;
        enqueue(db, &ws, "a-2", 1, NOW + 10).await;
        enqueue(db, &other, "x-1", 3, NOW).await;
        let mut found = db.stores.job_control.most_recent(&ws, &[orcid(1), orcid(2), orcid(3)]).await.unwrap();
        found.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
        let ids: Vec<&str> = found.iter().map(|job| job.id.as_str()).collect();
        assert_eq!(ids, ["a-2", "b-1"], "nothing of the other workspace");
        assert!(db.stores.job_control.most_recent(&ws, &[]).await.unwrap().is_empty());
    }

    async fn stuck_is_what_nobody_works_on(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        enqueue(db, &ws, "dead", 1, NOW).await;
        claim(db, "dead-worker", NOW).await;
        enqueue(db, &ws, "busy", 2, NOW).await;
        claim(db, "busy-worker", NOW).await;
        enqueue(db, &ws, "later", 3, NOW).await;
        let later = claim(db, "w", NOW).await;
        let again = JobOutcome::Again(Progress::default(), "Crossref is away".to_owned(), 5_000);
        assert!(db.stores.jobs.finish(&later, "w", &again, NOW, &Trail::default()).await.unwrap());
        enqueue(db, &ws, "waiting", 4, NOW + 50).await;
        enqueue(db, &ws, "fresh", 5, NOW + 900).await;
        enqueue(db, &other, "elsewhere", 1, NOW).await;
        assert!(!db.stores.jobs.renew("busy-worker", NOW + 990, 30).await.unwrap().is_empty());

        assert_eq!(stuck(db, &ws, NOW + 1_000, 50).await, (vec!["dead".to_owned(), "waiting".to_owned()], 2));
        assert_eq!(stuck(db, &ws, NOW + 1_000, 1).await, (vec!["dead".to_owned()], 2), "all are counted");
        assert_eq!(stuck(db, &ws, NOW + 899, 50).await, (vec![], 0));
        assert_eq!(stuck(db, &other, NOW + 1_000, 50).await.1, 1);
    }

    async fn whoever_held_a_job_that_is_given_up_has_lost_it(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let control = &db.stores.job_control;
        enqueue(db, &ws, "job-1", 1, NOW).await;
        let held = claim(db, "w", NOW).await;

        let mismatch = control.force_fail(&ws, &order("job-1", 2, NOW + 10)).await.unwrap();
        assert_eq!(mismatch, Some(Err(ForceFailRefusal::OrcidMismatch)));
        assert_eq!(control.force_fail(&ws, &order("job-2", 1, NOW + 10)).await.unwrap(), None);
        assert_eq!(control.force_fail(&other, &order("job-1", 1, NOW + 10)).await.unwrap(), None);
        let progress = Progress { total: 3, done: 1, ..Progress::default() };
        assert!(db.stores.jobs.save_progress(&held, "w", &progress).await.unwrap(), "refusals change nothing");

        let failed = control.force_fail(&ws, &order("job-1", 1, NOW + 10)).await.unwrap().unwrap().unwrap();
        assert_eq!((failed.status, failed.finished_at), (JobStatus::Failed, Some(NOW + 10)));
        assert_eq!(failed.reason.as_deref(), Some("the worker is gone"));
        assert_eq!(failed.progress, progress);
        let kept = control.most_recent(&ws, &[orcid(1)]).await.unwrap().remove(0);
        assert_eq!(kept, failed, "what is answered is what is stored");

        assert!(!db.stores.jobs.save_progress(&held, "w", &Progress::default()).await.unwrap());
        let done = JobOutcome::Complete(Progress::default());
        assert!(!db.stores.jobs.finish(&held, "w", &done, NOW + 11, &Trail::default()).await.unwrap());
        assert!(db.stores.jobs.renew("w", NOW + 11, 30).await.unwrap().is_empty());
        assert_eq!(control.most_recent(&ws, &[orcid(1)]).await.unwrap().remove(0), failed);

        let again = control.force_fail(&ws, &order("job-1", 1, NOW + 20)).await.unwrap();
        assert_eq!(again, Some(Err(ForceFailRefusal::Finished(JobStatus::Failed))));
        let events = db.stores.activity.latest(&ws, 50).await.unwrap();
        let told: Vec<_> = events.iter().filter(|event| event.kind == "ingestion.force_failed").collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].actor.label(), "ana@example.org");
        enqueue(db, &ws, "job-3", 1, NOW + 30).await;
    }

    async fn all_stuck_jobs_are_given_up_and_no_other(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        enqueue(db, &ws, "dead", 1, NOW).await;
        claim(db, "w", NOW).await;
        enqueue(db, &ws, "waiting", 2, NOW).await;
        enqueue(db, &ws, "fresh", 3, NOW + 990).await;
        enqueue(db, &other, "elsewhere", 1, NOW).await;
        let clear = ClearStuck {
            rule: StuckRule { now: NOW + 1_000, threshold_seconds: 900 },
            reason: "spring cleaning".to_owned(),
            actor: Actor::Operator,
            ids: Arc::new(Counting("cleared", AtomicU32::new(0))),
        };
        let cleared = db.stores.job_control.clear_stuck(&ws, &clear).await.unwrap();
        let mut ids: Vec<&str> = cleared.iter().map(|job| job.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["dead", "waiting"]);
        assert!(cleared.iter().all(|job| job.status == JobStatus::Failed));
        assert!(db.stores.job_control.clear_stuck(&ws, &clear).await.unwrap().is_empty());
        let counts = db.stores.jobs.counts(Some(ws.clone())).await.unwrap();
        assert_eq!((counts.queued, counts.failed), (1, 2));
        assert_eq!(db.stores.jobs.counts(Some(other)).await.unwrap().queued, 1);
        let events = db.stores.activity.latest(&ws, 50).await.unwrap();
        assert_eq!(events.iter().filter(|event| event.kind == "ingestion.force_failed").count(), 2);
    }
}
