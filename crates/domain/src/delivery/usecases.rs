//! From the queue to the courier and back.

use std::sync::Arc;

use super::{Answer, Attempt, Courier, DeliveryQueue, Due, Lane, Parcel, Patience, Verdict};
use crate::context::{Clock, Ids};
use crate::event::EventKind;
use crate::identifier::WebAddress;
use crate::installation::InstallationStatus;
use crate::storage::StoreError;

/// Delivers what is due.
#[derive(Clone)]
pub struct Deliveries {
    /// What waits.
    pub queue: Arc<dyn DeliveryQueue>,
    /// Who brings it.
    pub courier: Arc<dyn Courier>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Jitter.
    pub ids: Arc<dyn Ids>,
    /// How often, and how long.
    pub patience: Patience,
}

/// What became of one turn in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// An attempt was made and written down.
    Made(Attempt),
    /// Nothing is due; the lane is given back.
    Idle,
    /// Somebody else has the lane now.
    LeaseLost,
}

impl Due {
    /// Where it goes, or why nowhere. What happened to the catalogue concerns active installations only; of what
    /// happened to themselves they hear to the end.
    fn target(&self) -> Result<&WebAddress, Answer> {
        let is_told = self.event.kind.is_of_installation()
            || self.event.kind == EventKind::Task
            || self.installation == Some(InstallationStatus::Active);
        if !is_told {
            return Err(Answer::NotActive);
        }
        let target = self.addresses.target(&self.event.workspace);
        target.ok_or(Answer::NoTarget)
    }
}

impl Deliveries {
    /// Makes one attempt in a lane that this worker has leased. No connection to the database is held meanwhile.
    pub async fn step(&self, lane: &Lane, worker: &str, lease_seconds: u32) -> Result<Step, StoreError> {
        let begun_at = self.clock.now();
        let begun = self.queue.begin(lane, worker, begun_at, lease_seconds).await?;
        let Some(due) = begun else {
            return Ok(Step::Idle);
        };
        let started = self.clock.now_millis();
        let answer = self.bring(&due).await;
        let duration_ms = self.clock.now_millis().saturating_sub(started).max(0);
        let now = self.clock.now();
        let attempt = Attempt {
            verdict: self.verdict(&answer, &due, now),
            answer,
            duration_ms,
        };
        let settled = self.queue.settle(lane, worker, &due, &attempt).await?;
        Ok(if settled {
            Step::Made(attempt)
        } else {
            Step::LeaseLost
        })
    }

    async fn bring(&self, due: &Due) -> Answer {
        let url = match due.target() {
            Ok(url) => url.clone(),
            Err(answer) => return answer,
        };
        let parcel = Parcel::of(&due.event, url, due.secret_hash.as_ref(), self.clock.now());
        match self.courier.bring(parcel).await {
            Ok(status) => Answer::Status(status),
            Err(fault) => Answer::Fault(fault),
        }
    }

    fn verdict(&self, answer: &Answer, due: &Due, now: i64) -> Verdict {
        let [first, second, ..] = self.ids.secret();
        let dice = u16::from_be_bytes([first, second]);
        self.patience.verdict(answer, due.since, due.failures, now, dice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::courier::MockCourier;
    use super::super::parcel::tests::event;
    use super::super::queue::MockDeliveryQueue;
    use super::super::{Addresses, CourierFault};
    use super::*;
    use crate::workspace::WorkspaceId;

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> i64 {
            1_000
        }
    }

    impl Ids for Fixed {
        fn id(&self) -> String {
            "id".to_owned()
        }

        fn secret(&self) -> [u8; 32] {
            [255; 32]
        }
    }

    fn due(kind: EventKind, installation: Option<InstallationStatus>, hooked: bool) -> Due {
        let url = WebAddress::parse("https://digest.example.org/events").unwrap();
        Due {
            event: crate::event::IntegrationEvent { kind, ..event() },
            attempt: 2,
            failures: 1,
            since: 900,
            addresses: Addresses {
                webhook: hooked.then_some(url),
                tunnel: None,
            },
            secret_hash: None,
            installation,
        }
    }

    async fn step(due: Option<Due>, answer: Option<Result<u16, CourierFault>>, settled: bool) -> Step {
        let mut queue = MockDeliveryQueue::new();
        queue.expect_begin().once().return_once(move |_, _, _, _| Ok(due));
        queue.expect_settle().return_once(move |_, _, _, _| Ok(settled));
        let mut courier = MockCourier::new();
        let brought = courier.expect_bring();
        match answer {
            Some(answer) => brought.once().return_once(move |_| answer),
            None => brought.never(),
        };
        let deliveries = Deliveries {
            queue: Arc::new(queue),
            courier: Arc::new(courier),
            clock: Arc::new(Fixed),
            ids: Arc::new(Fixed),
            patience: Patience::default(),
        };
        let lane = Lane {
            workspace: WorkspaceId::new("w"),
            name: "i".to_owned(),
        };
        deliveries.step(&lane, "worker", 30).await.unwrap()
    }

    fn made(answer: Answer, verdict: Verdict) -> Step {
        Step::Made(Attempt {
            answer,
            duration_ms: 0,
            verdict,
        })
    }

    #[tokio::test]
    async fn an_attempt_is_made_and_written_down() {
        let active = Some(InstallationStatus::Active);
        let published = || due(EventKind::PublicationPublished, active, true);
        for (answer, expected) in [
            (Ok(204), made(Answer::Status(204), Verdict::Accepted)),
            (Ok(500), made(Answer::Status(500), Verdict::Again(1_020))),
            (
                Err(CourierFault::TimedOut),
                made(Answer::Fault(CourierFault::TimedOut), Verdict::Again(1_020)),
            ),
        ] {
            assert_eq!(step(Some(published()), Some(answer), true).await, expected);
        }
        assert_eq!(
            step(Some(published()), Some(Ok(200)), false).await,
            Step::LeaseLost
        );
        assert_eq!(step(None, None, true).await, Step::Idle);
    }

    #[tokio::test]
    async fn what_nobody_may_hear_is_not_sent() {
        use InstallationStatus::{Active, Archived, Disabled};
        for (kind, status, hooked, refused) in [
            (EventKind::PublicationPublished, Some(Active), true, None),
            (
                EventKind::PublicationPublished,
                Some(Disabled),
                true,
                Some(Answer::NotActive),
            ),
            (
                EventKind::PersonWithdrawn,
                Some(Archived),
                true,
                Some(Answer::NotActive),
            ),
            (EventKind::ProjectUpdated, None, true, Some(Answer::NotActive)),
            (EventKind::InstallationDeleted, Some(Archived), true, None),
            (EventKind::CredentialRevoked, Some(Disabled), true, None),
            (EventKind::SiteAdded, None, true, None),
            (EventKind::Task, None, true, None),
            (EventKind::Task, None, false, Some(Answer::NoTarget)),
            (
                EventKind::PublicationPublished,
                Some(Active),
                false,
                Some(Answer::NoTarget),
            ),
        ] {
            let found = due(kind, status, hooked).target().err();
            assert_eq!(found, refused, "{kind:?} {status:?}");
            if let Some(answer) = refused {
                let given_up = made(answer, Verdict::GivenUp);
                assert_eq!(step(Some(due(kind, status, hooked)), None, true).await, given_up);
            }
        }
    }
}
