//! What is kept of events, and for how long.

use domain::delivery::Waiting;
use domain::installation::Scope;
use domain::storage::StoreError;
use persistence::Stores;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{Listener, on_both_databases};

/// Accepts what waits; how many events.
async fn accept_all(stores: &Stores, now: i64) -> Result<u32, StoreError> {
    use domain::delivery::{Answer, Attempt, Verdict};
    let mut accepted = 0;
    for lane in stores.deliveries.claim("worker", 10, now, 30).await? {
        while let Some(due) = stores.deliveries.begin(&lane, "worker", now, 30).await? {
            let attempt = Attempt {
                answer: Answer::Status(200),
                duration_ms: 1,
                verdict: Verdict::Accepted,
            };
            assert!(stores.deliveries.settle(&lane, "worker", &due, &attempt).await?);
            accepted += 1;
        }
    }
    Ok(accepted)
}

on_both_databases! {
    async fn old_events_are_removed_and_those_that_wait_are_not(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let listener = Listener::install(&db.stores, &ws, "digest", &Scope::ALL, &[]).await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        for (n, at) in [("a", NOW), ("b", NOW + 100)] {
            let mut paper = contribution(&doi(n), crossref(n, 2020, &[("Ana", "Reis")]), &[orcid(1)]);
            paper.now = at;
            db.stores.publications.contribute(&ws, vec![paper], &domain::activity::Trail::default()).await.unwrap();
        }
        let heard = listener.heard(&db.stores).await;
        assert_eq!(heard.len(), 3, "{heard:?}");
        let deliveries = &db.stores.deliveries;
        assert_eq!(deliveries.waiting().await.unwrap(), Waiting { events: 3, oldest: Some(NOW) });
        assert_eq!(deliveries.clean(NOW + 1_000, 10).await.unwrap(), 0, "they wait");
        assert_eq!(accept_all(&db.stores, NOW + 50).await.unwrap(), 2, "the third is not due");
        assert_eq!(accept_all(&db.stores, NOW + 100).await.unwrap(), 1);
        assert_eq!(deliveries.waiting().await.unwrap(), Waiting::default());
        assert_eq!(deliveries.clean(NOW, 10).await.unwrap(), 0, "nothing is so old");
        assert_eq!(deliveries.clean(NOW + 1, 1).await.unwrap(), 1, "at most so many");
        assert_eq!(deliveries.clean(NOW + 1, 10).await.unwrap(), 1);
        assert_eq!(listener.heard(&db.stores).await, ["publication.published 10.5555/b"]);
        assert_eq!(deliveries.clean(NOW + 1_000, 10).await.unwrap(), 1);
        assert!(listener.events(&db.stores).await.is_empty());
    }

    async fn a_lane_belongs_to_whoever_has_leased_it(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        Listener::install(&db.stores, &ws, "digest", &Scope::ALL, &[]).await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        let paper = contribution(&doi("a"), crossref("a", 2020, &[("Ana", "Reis")]), &[orcid(1)]);
        db.stores.publications.contribute(&ws, vec![paper], &domain::activity::Trail::default()).await.unwrap();
        let queue = &db.stores.deliveries;
        let claimed = queue.claim("one", 10, NOW, 30).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert!(queue.claim("two", 10, NOW + 30, 30).await.unwrap().is_empty(), "it is leased");
        let lane = &claimed[0];
        let due = queue.begin(lane, "one", NOW + 20, 30).await.unwrap().unwrap();
        assert_eq!((due.attempt, due.failures, due.since), (1, 0, NOW));
        assert_eq!(queue.begin(lane, "two", NOW + 20, 30).await.unwrap(), None, "not its lane");
        assert!(queue.claim("two", 10, NOW + 50, 30).await.unwrap().is_empty(), "the lease was renewed");
        assert_eq!(queue.claim("two", 10, NOW + 51, 30).await.unwrap(), claimed, "it has run out");
        let answer = domain::delivery::Answer::Status(200);
        let attempt = domain::delivery::Attempt { answer, duration_ms: 1, verdict: domain::delivery::Verdict::Accepted };
        assert!(!queue.settle(lane, "one", &due, &attempt).await.unwrap(), "too late");
        let again = queue.begin(lane, "two", NOW + 52, 30).await.unwrap().unwrap();
        assert_eq!((again.attempt, again.event.id == due.event.id), (2, true), "the same event, the next attempt");
        assert_eq!(queue.give_back("two", None, NOW + 53).await.unwrap(), 1);
        assert_eq!(queue.claim("three", 10, NOW + 53, 30).await.unwrap(), claimed, "given back is free at once");
    }
}
