//! The timeline: filters, pages, cursors, and cleaning it up.

use domain::activity::{
    ActivityFilter, ActivityQuery, Actor, Event, EventCursor, Housekeeping, Outcome, Severity, Timeline,
};
use domain::activity::{CleanUpError, CleanUpScope};
use domain::context::{Clock, Ids};
use domain::storage::PageRequest;
use domain::workspace::WorkspaceId;
use serde_json::json;
use std::sync::Arc;
use tests::sample::{NOW, workspace};
use tests::{TestDatabase, on_both_databases};

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> i64 {
        NOW + 1_000
    }
}

impl Ids for Fixed {
    fn id(&self) -> String {
        "zz-clean-up".to_owned()
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

fn event(n: u32, at: i64, kind: &str, actor: Actor, message: &str) -> Event {
    Event {
        id: format!("event-{n:03}"),
        at,
        kind: kind.to_owned(),
        actor,
        subject_kind: "job".to_owned(),
        subject_id: "job-1".to_owned(),
        message: message.to_owned(),
        details: json!({ "failed": if kind == "ingestion.completed" { n % 2 } else { 0 } }),
    }
}

fn ana() -> Actor {
    Actor::User {
        id: "u-1".to_owned(),
        email: "Ana@Example.org".to_owned(),
    }
}

/// Ten events: two of each second.
async fn fill(db: &TestDatabase, ws: &WorkspaceId) {
    let kinds = [
        "ingestion.requested",
        "ingestion.started",
        "ingestion.completed",
        "ingestion.failed",
        "api_key.revoked",
    ];
    let events: Vec<Event> = (0..10)
        .map(|n| {
            let kind = kinds[usize::try_from(n % 5).unwrap()];
            let actor = if n < 5 { Actor::System } else { ana() };
            event(
                n,
                NOW + i64::from(n / 2),
                kind,
                actor,
                &format!("ingestion of João nº {n}: 10.5555/a-{n}"),
            )
        })
        .collect();
    db.stores.activity.record(ws, &events).await.unwrap();
}

fn page(page: u32, per_page: u32) -> ActivityQuery {
    ActivityQuery {
        filter: ActivityFilter::default(),
        page: PageRequest { page, per_page },
        cursor: None,
    }
}

async fn list(db: &TestDatabase, ws: &WorkspaceId, query: &ActivityQuery) -> Timeline {
    db.stores.activity.list(ws, query).await.unwrap()
}

fn numbers(found: &Timeline) -> Vec<u32> {
    found
        .events
        .iter()
        .map(|event| event.id.trim_start_matches("event-").parse().unwrap())
        .collect()
}

async fn filtered(db: &TestDatabase, ws: &WorkspaceId, filter: ActivityFilter) -> Vec<u32> {
    let found = list(
        db,
        ws,
        &ActivityQuery {
            filter,
            ..page(1, 100)
        },
    )
    .await;
    assert_eq!(found.total, u64::try_from(found.events.len()).unwrap());
    numbers(&found)
}

on_both_databases! {
    async fn newest_first_by_pages_and_by_cursor(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        fill(db, &ws).await;
        fill(db, &other).await;
        let first = list(db, &ws, &page(1, 4)).await;
        assert_eq!((numbers(&first), first.total), (vec![9, 8, 7, 6], 10));
        let third = list(db, &ws, &page(3, 4)).await;
        assert_eq!((numbers(&third), third.next), (vec![1, 0], None));
        let past = list(db, &ws, &page(4, 4)).await;
        assert_eq!((past.events.len(), past.total, past.next), (0, 10, None));

        // Rows that are added shift pages, but not what follows a cursor.
        let newer: Vec<Event> = (20..25).map(|n| event(n, NOW + 50, "work.created", ana(), "new")).collect();
        db.stores.activity.record(&ws, &newer).await.unwrap();
        assert_eq!(numbers(&list(db, &ws, &page(2, 4)).await), [20, 9, 8, 7]);
        let mut seen = numbers(&first);
        let mut cursor = first.next;
        while let Some(at) = cursor {
            // A cursor survives its way over the wire.
            let at: EventCursor = at.to_string().parse().unwrap();
            let next = list(db, &ws, &ActivityQuery { cursor: Some(at), ..page(7, 4) }).await;
            assert_eq!(next.total, 15);
            seen.extend(numbers(&next));
            cursor = next.next;
        }
        assert_eq!(seen, (0..10).rev().collect::<Vec<_>>());
    }

    async fn filters_combine(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        fill(db, &ws).await;
        let all = ActivityFilter::default;
        let from_to = ActivityFilter { from: Some(NOW + 1), to: Some(NOW + 2), ..all() };
        assert_eq!(filtered(db, &ws, from_to.clone()).await, [5, 4, 3, 2], "both ends count");
        let kind = ActivityFilter { kind: Some("ingestion.failed".to_owned()), ..all() };
        assert_eq!(filtered(db, &ws, kind.clone()).await, [8, 3]);
        assert_eq!(filtered(db, &ws, ActivityFilter { from: Some(NOW + 2), ..kind.clone() }).await, [8]);
        let severity = |severity| ActivityFilter { severity: Some(severity), ..all() };
        assert_eq!(filtered(db, &ws, severity(Severity::Error)).await, [8, 3]);
        assert_eq!(filtered(db, &ws, severity(Severity::Warning)).await, [9, 7, 4]);
        let outcome = |outcome| ActivityFilter { outcome: Some(outcome), ..all() };
        assert_eq!(filtered(db, &ws, outcome(Outcome::Partial)).await, [7]);
        assert_eq!(filtered(db, &ws, outcome(Outcome::Pending)).await, [6, 5, 1, 0]);
        assert_eq!(filtered(db, &ws, outcome(Outcome::Success)).await, [9, 4, 2]);
        let actor = |actor: &str| ActivityFilter { actor: Some(actor.to_owned()), ..all() };
        assert_eq!(filtered(db, &ws, actor("ANA@example.org")).await, [9, 8, 7, 6, 5]);
        assert_eq!(filtered(db, &ws, actor("system")).await, [4, 3, 2, 1, 0]);
        assert!(filtered(db, &ws, actor("rui@example.org")).await.is_empty());
        let q = |q: &str| ActivityFilter { q: q.to_owned(), ..all() };
        assert_eq!(filtered(db, &ws, q("  joao   INGEST ")).await.len(), 10);
        assert_eq!(filtered(db, &ws, q("10.5555/a-7")).await, [7]);
        assert_eq!(filtered(db, &ws, q("ana exam")).await, [9, 8, 7, 6, 5], "the actor counts too");
        assert!(filtered(db, &ws, q("joao%")).await.len() == 10 && filtered(db, &ws, q("oao")).await.is_empty());
        let both = ActivityFilter { q: "ana".to_owned(), ..kind };
        assert_eq!(filtered(db, &ws, ActivityFilter { severity: Some(Severity::Error), ..both }).await, [8]);
    }

    async fn the_clean_up_is_recorded_and_survives(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        fill(db, &ws).await;
        fill(db, &other).await;
        let cesam = db.stores.workspaces.find("cesam").await.unwrap().unwrap();
        let housekeeping = Housekeeping {
            store: Arc::clone(&db.stores.activity),
            clock: Arc::new(Fixed),
            ids: Arc::new(Fixed),
        };
        let refused = housekeeping.clean_up(&cesam, CleanUpScope::All, "CESAM", ana()).await;
        assert!(matches!(refused, Err(CleanUpError::Confirmation(_))));
        let before = CleanUpScope::Before(NOW + 2);
        assert_eq!(housekeeping.clean_up(&cesam, before, "cesam", ana()).await.unwrap(), 4);
        let left = list(db, &ws, &page(1, 100)).await;
        assert_eq!((left.total, left.events[0].kind.as_str()), (7, "activity.cleaned_up"));
        assert_eq!(left.events[0].details, json!({ "mode": "before_date", "before_date": NOW + 2, "deleted": 4 }));
        assert_eq!(filtered(db, &ws, ActivityFilter { to: Some(NOW + 1), ..ActivityFilter::default() }).await, [0_u32; 0]);
        let words = ActivityFilter { q: "joao".to_owned(), ..ActivityFilter::default() };
        assert_eq!(filtered(db, &ws, words).await.len(), 6, "the search forgets what is gone");

        assert_eq!(housekeeping.clean_up(&cesam, CleanUpScope::All, "cesam", ana()).await.unwrap(), 7);
        let left = list(db, &ws, &page(1, 100)).await;
        assert_eq!((left.total, left.events[0].details["deleted"].as_u64()), (1, Some(7)));
        assert_eq!(list(db, &other, &page(1, 100)).await.total, 10, "another workspace's timeline stays");
    }
}
