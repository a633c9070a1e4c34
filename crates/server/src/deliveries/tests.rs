//! The delivery worker over a queue of mocks.

use std::sync::Mutex;
use std::time::Duration;

use domain::context::{Clock, Ids};
use domain::delivery::courier::MockCourier;
use domain::delivery::queue::MockDeliveryQueue;
use domain::delivery::{Addresses, Due, Patience};
use domain::event::{EventId, EventKind, IntegrationEvent};
use domain::identifier::WebAddress;
use domain::integration::IntegrationName;
use domain::workspace::WorkspaceId;

use super::*;

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> i64 {
        1_000_000
    }
}

impl Ids for Fixed {
    fn id(&self) -> String {
        "id".to_owned()
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

fn lane(name: &str) -> Lane {
    Lane {
        workspace: WorkspaceId::new("w"),
        name: name.to_owned(),
    }
}

fn due(id: &str) -> Due {
    Due {
        event: IntegrationEvent {
            id: EventId::new(id),
            workspace: WorkspaceId::new("w"),
            integration: IntegrationName::parse("digest").unwrap(),
            installation: None,
            kind: EventKind::Task,
            payload: serde_json::json!({}),
            created_at: 1,
        },
        attempt: 1,
        failures: 0,
        since: 999_999,
        addresses: Addresses {
            webhook: Some(WebAddress::parse("https://digest.example.org/").unwrap()),
            tunnel: None,
        },
        secret_hash: None,
        installation: None,
    }
}

fn worker(queue: MockDeliveryQueue, courier: MockCourier, bell: &Arc<Notify>) -> DeliveryWorker {
    let deliveries = Deliveries {
        queue: Arc::new(queue),
        courier: Arc::new(courier),
        clock: Arc::new(Fixed),
        ids: Arc::new(Fixed),
        patience: Patience::default(),
    };
    let settings = DeliverySettings {
        name: "worker".to_owned(),
        concurrency: 2,
        lease_seconds: 30,
        keep: Some(Duration::from_hours(24)),
    };
    DeliveryWorker::new(deliveries, settings, Arc::clone(bell))
}

/// A queue that has nothing to say but what a test adds.
fn queue() -> MockDeliveryQueue {
    let mut queue = MockDeliveryQueue::new();
    queue
        .expect_waiting()
        .returning(|| Ok(domain::delivery::Waiting::default()));
    queue
}

#[tokio::test(start_paused = true)]
async fn what_is_due_is_brought_until_nothing_is() {
    let bell = Arc::new(Notify::new());
    let mut queue = queue();
    let mut events = vec![due("b"), due("a")];
    let mut lanes = vec![vec![lane("one")]];
    queue
        .expect_claim()
        .returning(move |_, _, _, _| Ok(lanes.pop().unwrap_or_default()));
    queue
        .expect_begin()
        .times(3)
        .returning(move |_, _, _, _| Ok(events.pop()));
    let settled = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&settled);
    queue
        .expect_settle()
        .times(2)
        .returning(move |_, _, due, attempt| {
            seen.lock()
                .unwrap()
                .push((due.event.id.to_string(), attempt.verdict));
            Ok(true)
        });
    queue
        .expect_clean()
        .withf(|before, _| *before == 1_000_000 - 86_400)
        .once()
        .returning(|_, _| Ok(0));
    queue
        .expect_give_back()
        .withf(|name, lane, _| name == "worker" && lane.is_none())
        .once()
        .returning(|_, _, _| Ok(0));
    let mut courier = MockCourier::new();
    courier.expect_bring().returning(|_| Ok(204));
    let stop = CancellationToken::new();
    let running = tokio::spawn(worker(queue, courier, &bell).run(stop.clone()));
    sleep(Duration::from_secs(3)).await;
    stop.cancel();
    running.await.unwrap();
    let expected = [("a", Verdict::Accepted), ("b", Verdict::Accepted)];
    let expected: Vec<_> = expected.map(|(id, verdict)| (id.to_owned(), verdict)).into();
    assert_eq!(*settled.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_under_way_is_brought_to_its_end() {
    let bell = Arc::new(Notify::new());
    let mut queue = queue();
    let mut lanes = vec![vec![lane("one")]];
    queue
        .expect_claim()
        .returning(move |_, _, _, _| Ok(lanes.pop().unwrap_or_default()));
    // The second event of the lane is not begun any more.
    queue
        .expect_begin()
        .once()
        .returning(|_, _, _, _| Ok(Some(due("a"))));
    queue.expect_settle().once().returning(|_, _, _, _| Ok(true));
    queue.expect_clean().returning(|_, _| Ok(0));
    queue.expect_give_back().once().returning(|_, _, _| Ok(1));
    let (arrived, arrival) = tokio::sync::oneshot::channel();
    let arrived = Mutex::new(Some(arrived));
    let stop = CancellationToken::new();
    let ends = stop.clone();
    let mut courier = MockCourier::new();
    courier.expect_bring().once().returning(move |_| {
        ends.cancel();
        if let Some(arrived) = arrived.lock().unwrap().take() {
            arrived.send(()).unwrap();
        }
        Ok(200)
    });
    worker(queue, courier, &bell).run(stop).await;
    arrival.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_long_lane_gives_others_a_turn() {
    let bell = Arc::new(Notify::new());
    let mut queue = queue();
    queue
        .expect_begin()
        .times(100)
        .returning(|_, _, _, _| Ok(Some(due("a"))));
    queue.expect_settle().times(100).returning(|_, _, _, _| Ok(true));
    queue
        .expect_give_back()
        .withf(|_, given, _| *given == Some(lane("one")))
        .once()
        .returning(|_, _, _| Ok(1));
    let mut courier = MockCourier::new();
    courier.expect_bring().returning(|_| Ok(200));
    let worker = Arc::new(worker(queue, courier, &bell));
    worker.turn(lane("one"), CancellationToken::new()).await;
}

#[tokio::test(start_paused = true)]
async fn the_bell_wakes_it() {
    let bell = Arc::new(Notify::new());
    let mut queue = queue();
    let claims = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&claims);
    queue.expect_claim().returning(move |_, _, _, _| {
        *counted.lock().unwrap() += 1;
        Ok(Vec::new())
    });
    queue.expect_clean().returning(|_, _| Ok(0));
    queue.expect_give_back().returning(|_, _, _| Ok(0));
    let stop = CancellationToken::new();
    let running = tokio::spawn(worker(queue, MockCourier::new(), &bell).run(stop.clone()));
    // It looks less and less often, down to once a second.
    sleep(Duration::from_millis(10_100)).await;
    let before = *claims.lock().unwrap();
    bell.notify_one();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(*claims.lock().unwrap(), before + 1);
    stop.cancel();
    running.await.unwrap();
}
