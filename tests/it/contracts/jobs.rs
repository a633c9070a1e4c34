//! The queue: no job twice, no job lost.

use domain::activity::Trail;
use domain::ingestion::{JobId, JobOutcome, JobStatus, NewJob, Progress};
use tests::on_both_databases;
use tests::sample::{NOW, orcid, workspace};

fn new_jobs(n: u32) -> Vec<NewJob> {
    (1..=n)
        .map(|n| NewJob {
            id: JobId::new(format!("job-{n:03}")),
            orcid: orcid(n),
        })
        .collect()
}

fn event_ids(n: u32) -> Vec<String> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    (0..n)
        .map(|_| format!("event-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
        .collect()
}

on_both_databases! {
    async fn workers_share_the_queue_without_overlap(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let jobs = &db.stores.jobs;
        let queued = jobs.enqueue(&ws, &new_jobs(20), NOW, &Trail::default()).await.unwrap();
        assert_eq!(queued.len(), 20);
        let again = jobs.enqueue(&ws, &new_jobs(20), NOW, &Trail::default()).await.unwrap();
        assert!(again.is_empty(), "an iD with an open job is not queued again");
        let (a, b, c) = tokio::join!(
            jobs.claim("a", 8, NOW, 30, event_ids(8)),
            jobs.claim("b", 8, NOW, 30, event_ids(8)),
            jobs.claim("c", 8, NOW, 30, event_ids(8)),
        );
        let mut claimed: Vec<String> =
            [a, b, c].into_iter().flat_map(|jobs| jobs.unwrap()).map(|job| job.id.to_string()).collect();
        // Locked rows are skipped, so a round may leave some behind.
        claimed.extend(jobs.claim("d", 20, NOW, 30, event_ids(20)).await.unwrap().iter().map(|job| job.id.to_string()));
        claimed.sort();
        let all: Vec<String> = new_jobs(20).iter().map(|job| job.id.to_string()).collect();
        assert_eq!(claimed, all);
        let started = db.stores.activity.latest(&ws, 100).await.unwrap();
        assert_eq!(started.iter().filter(|event| event.kind == "ingestion.started").count(), 20);
    }

    async fn a_lost_lease_goes_to_the_next_worker(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let jobs = &db.stores.jobs;
        jobs.enqueue(&ws, &new_jobs(1), NOW, &Trail::default()).await.unwrap();
        let first = jobs.claim("a", 1, NOW, 30, event_ids(1)).await.unwrap().remove(0);
        assert!(jobs.claim("b", 1, NOW + 29, 30, event_ids(1)).await.unwrap().is_empty());
        assert_eq!(jobs.renew("a", NOW + 20, 30).await.unwrap(), vec![first.id.clone()]);
        assert!(jobs.claim("b", 1, NOW + 40, 30, event_ids(1)).await.unwrap().is_empty(), "it was renewed");
        let second = jobs.claim("b", 1, NOW + 51, 30, event_ids(1)).await.unwrap().remove(0);
        assert_eq!((second.id.clone(), second.attempts), (first.id.clone(), 2));
        let progress = Progress { total: 3, done: 1, ..Progress::default() };
        assert!(!jobs.save_progress(&first, "a", &progress).await.unwrap(), "the old owner is told");
        let done = JobOutcome::Complete(progress.clone());
        assert!(!jobs.finish(&first, "a", &done, NOW + 52, &Trail::default()).await.unwrap());
        assert!(jobs.save_progress(&second, "b", &progress).await.unwrap());
        assert!(jobs.finish(&second, "b", &done, NOW + 60, &Trail::default()).await.unwrap());
        let kept = jobs.jobs(&ws, &[orcid(1)]).await.unwrap().remove(0);
        assert_eq!((kept.status, kept.progress, kept.finished_at), (JobStatus::Complete, progress, Some(NOW + 60)));
        assert!(jobs.claim("c", 1, NOW + 1000, 30, event_ids(1)).await.unwrap().is_empty());
    }

    async fn another_pass_waits_its_time_and_leases_are_given_back(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let jobs = &db.stores.jobs;
        jobs.enqueue(&ws, &new_jobs(1), NOW, &Trail::default()).await.unwrap();
        let job = jobs.claim("a", 1, NOW, 30, event_ids(1)).await.unwrap().remove(0);
        let again = JobOutcome::Again(Progress::default(), "Crossref is away".to_owned(), 60);
        assert!(jobs.finish(&job, "a", &again, NOW, &Trail::default()).await.unwrap());
        assert!(jobs.claim("a", 1, NOW + 59, 30, event_ids(1)).await.unwrap().is_empty());
        let job = jobs.claim("a", 1, NOW + 60, 30, event_ids(1)).await.unwrap().remove(0);
        assert_eq!((job.attempts, job.reason.as_deref()), (2, Some("Crossref is away")));
        assert_eq!(jobs.give_back("a", NOW + 61).await.unwrap(), 1);
        let job = jobs.claim("b", 1, NOW + 61, 30, event_ids(1)).await.unwrap().remove(0);
        assert_eq!(job.attempts, 2, "the interrupted pass does not count");
        let counts = jobs.counts(Some(ws.clone())).await.unwrap();
        assert_eq!((counts.queued, counts.processing), (0, 1));
    }

    async fn a_clock_that_was_set_back_keeps_no_job(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let jobs = &db.stores.jobs;
        let ahead = NOW + 2 * 86_400;
        jobs.enqueue(&ws, &new_jobs(3), ahead, &Trail::default()).await.unwrap();
        let claimed = jobs.claim("a", 2, ahead, 30, event_ids(2)).await.unwrap();
        let again = JobOutcome::Again(Progress::default(), "Crossref is away".to_owned(), 60);
        assert!(jobs.finish(&claimed[0], "a", &again, ahead, &Trail::default()).await.unwrap());
        // One is queued, one waits for its next pass, one is leased, all by a clock that was two days ahead.
        let found = jobs.claim("b", 10, NOW, 30, event_ids(10)).await.unwrap();
        assert_eq!(found.len(), 3);
        assert!(jobs.claim("c", 10, NOW, 30, event_ids(10)).await.unwrap().is_empty(), "leased by a clock that is right");
        let far = JobOutcome::Again(Progress::default(), "the registries rest".to_owned(), 7200);
        assert!(jobs.finish(&found[0], "b", &far, NOW, &Trail::default()).await.unwrap());
        assert!(jobs.claim("c", 10, NOW, 30, event_ids(10)).await.unwrap().is_empty(), "a long wait is no wrong clock");
    }
}
