//! Matching authors anew: dry runs change nothing, repairs tell what they change.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::activity::{Actor, Trail};
use domain::context::Ids;
use domain::identifier::Doi;
use domain::membership::{MembershipStatus, Transition};
use domain::publication::{
    LinkOrigin, MatchState, PublicationId, PublicationQuery, PublicationSort, RepairOrder, RepairScope,
    RepairedPublication,
};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{EntityId, View, WorkspaceId};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

struct Counting(AtomicU32);

impl Ids for Counting {
    fn id(&self) -> String {
        format!("event-{}", self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

fn order(scope: RepairScope, dry_run: bool, ids: &Arc<Counting>) -> RepairOrder {
    let ids: Arc<dyn Ids> = Arc::<Counting>::clone(ids);
    RepairOrder {
        scope,
        dry_run,
        now: NOW + 100,
        actor: Actor::Operator,
        ids,
    }
}

/// Titles, dates, states and people of all public publications, the revision, and the timeline's length.
async fn everything(db: &TestDatabase, ws: &WorkspaceId) -> String {
    let query = PublicationQuery {
        filter: domain::publication::PublicationFilter::default(),
        sort: PublicationSort::LastFetchedAt,
        direction: Direction::Descending,
        page: PageRequest {
            page: 1,
            per_page: 100,
        },
        with_people: true,
    };
    let list = db
        .stores
        .publications
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    let revision = db.stores.workspaces.revision(ws).await.unwrap();
    let events = db.stores.activity.latest(ws, 100).await.unwrap();
    format!("{list:?} {revision:?} {}", events.len())
}

async fn publish(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, authors: &[(&str, &str)]) -> Doi {
    let doi = doi(suffix);
    let paper = contribution(&doi, crossref("Salt", 2024, authors), &[]);
    db.stores
        .publications
        .contribute(ws, vec![paper], &Trail::default())
        .await
        .unwrap();
    doi
}

/// A person whom no stored publication was matched against.
async fn arrive(db: &TestDatabase, ws: &WorkspaceId, n: u32, given: &str, family: &str) {
    db.stores
        .people
        .upsert(ws, &person(n, given, family), &[])
        .await
        .unwrap();
}

async fn repair(db: &TestDatabase, ws: &WorkspaceId, doi: &Doi, order: &RepairOrder) -> RepairedPublication {
    db.stores
        .author_links
        .repair(ws, std::slice::from_ref(doi), order)
        .await
        .unwrap()
        .unwrap()
}

on_both_databases! {
    async fn a_dry_run_changes_nothing_and_foresees_the_repair(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let ids = Arc::new(Counting(AtomicU32::new(0)));
        let doi = publish(db, &ws, "salt", &[("Bo", "Li"), ("Ana", "Reis")]).await;
        arrive(db, &ws, 1, "Ana", "Reis").await;
        let before = everything(db, &ws).await;
        let foreseen = repair(db, &ws, &doi, &order(RepairScope::Everyone, true, &ids)).await;
        assert_eq!(everything(db, &ws).await, before);
        let [added] = foreseen.repair.added.as_slice() else { panic!("{foreseen:?}") };
        assert_eq!((added.person.clone(), added.position, added.origin), (orcid(1), Some(2), LinkOrigin::Name));

        let done = repair(db, &ws, &doi, &order(RepairScope::Everyone, false, &ids)).await;
        assert_eq!(done, foreseen);
        let after = everything(db, &ws).await;
        assert_ne!(after, before);
        assert!(after.contains("total: 1"), "it is public now, and counted: {after}");
        let events = db.stores.activity.latest(&ws, 5).await.unwrap();
        assert_eq!((events[0].kind.as_str(), events[0].subject_id.as_str()), ("publication.links_repaired", doi.as_str()));
        let again = repair(db, &ws, &doi, &order(RepairScope::Everyone, false, &ids)).await;
        assert_eq!((again.repair.changes(), again.repair.kept.len()), (false, 1));
        assert_eq!(everything(db, &ws).await, after, "a second repair leaves no trace");
        let order = order(RepairScope::Everyone, false, &ids);
        assert!(db.stores.author_links.repair(&other, std::slice::from_ref(&doi), &order).await.unwrap().is_none());
    }

    async fn links_by_hand_stay_and_strangers_do_not_count_among_members(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let ids = Arc::new(Counting(AtomicU32::new(0)));
        arrive(db, &ws, 3, "Eva", "Lima").await;
        let by_hand = domain::publication::Contribution {
            linked_by_hand: vec![orcid(3)],
            ..contribution(&doi("salt"), crossref("Salt", 2024, &[("Ana", "Reis"), ("Bo", "Li")]), &[])
        };
        db.stores.publications.contribute(&ws, vec![by_hand], &Trail::default()).await.unwrap();
        arrive(db, &ws, 1, "Ana", "Reis").await;
        arrive(db, &ws, 2, "Ana", "Reis").await;
        let outside = Transition {
            person: orcid(2),
            entity: EntityId::new("cesam"),
            status: MembershipStatus::External,
            starts_at: NOW,
        };
        db.stores.memberships.transition(&ws, &outside, &Trail::default()).await.unwrap().unwrap();

        let everyone = repair(db, &ws, &doi("salt"), &order(RepairScope::Everyone, false, &ids)).await.repair;
        assert_eq!((everyone.changes(), everyone.state), (false, MatchState::NeedsAttention));
        let [open] = everyone.ambiguous.as_slice() else { panic!("{everyone:?}") };
        let mut who: Vec<_> = open.candidates.iter().map(|one| (one.person.clone(), one.internal)).collect();
        who.sort();
        assert_eq!((open.position, who), (1, vec![(orcid(1), true), (orcid(2), false)]));
        let members = repair(db, &ws, &doi("salt"), &order(RepairScope::Members, false, &ids)).await.repair;
        assert_eq!(members.added.len(), 1);
        assert_eq!((members.added[0].person.clone(), members.added[0].position), (orcid(1), Some(1)));
        for done in [&everyone, &members] {
            let [kept] = done.kept.as_slice() else { panic!("{done:?}") };
            assert_eq!((kept.person.clone(), kept.origin), (orcid(3), LinkOrigin::Manual));
        }
    }

    async fn all_publications_are_walked_once_in_batches(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let ids = Arc::new(Counting(AtomicU32::new(0)));
        for n in 0..7 {
            publish(db, &ws, &format!("p{n}"), &[("Ana", "Reis")]).await;
            publish(db, &other, &format!("p{n}"), &[("Ana", "Reis")]).await;
        }
        arrive(db, &ws, 1, "Ana", "Reis").await;
        arrive(db, &other, 1, "Ana", "Reis").await;
        let order = order(RepairScope::Everyone, false, &ids);
        let mut sizes = Vec::new();
        let mut seen = Vec::new();
        let mut after: Option<PublicationId> = None;
        loop {
            let batch = db.stores.author_links.repair_batch(&ws, after, 3, &order).await.unwrap();
            sizes.push(batch.done.len());
            seen.extend(batch.done.iter().map(|one| (one.doi.as_str().to_owned(), one.repair.added.len())));
            after = batch.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(sizes, [3, 3, 1]);
        let all: Vec<(String, usize)> = (0..7).map(|n| (format!("10.5555/p{n}"), 1)).collect();
        assert_eq!(seen, all);
        assert!(everything(db, &ws).await.contains("total: 7"));
        assert!(everything(db, &other).await.contains("total: 0"), "the other workspace is left alone");
        let events = db.stores.activity.latest(&ws, 50).await.unwrap();
        assert_eq!(events.len(), 3, "one for each transaction");
    }
}
