//! Works: who made them, and what is told once they are no longer public.

use domain::activity::Trail;
use domain::membership::{MembershipStatus, Transition};
use domain::work::{NewWork, WorkFields, WorkId};
use domain::workspace::{EntityId, WorkspaceId};
use tests::sample::{NOW, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

async fn verified_work(db: &TestDatabase, ws: &WorkspaceId, id: &str, people: &[u32]) {
    let work = NewWork {
        id: WorkId::new(id),
        orcid_key: None,
        fields: WorkFields {
            title: format!("Report {id}").into(),
            work_type: None,
            publication_date: None,
            container_title: None,
            url: None,
            abstract_text: None,
            identifiers: Vec::new(),
        },
        people: people.iter().map(|n| orcid(*n)).collect(),
        verified: true,
        visible: true,
        now: NOW,
    };
    db.stores
        .works
        .upsert(ws, vec![work], &Trail::default())
        .await
        .unwrap();
}

async fn becomes(db: &TestDatabase, ws: &WorkspaceId, status: MembershipStatus, at: i64) {
    let asked = Transition {
        person: orcid(1),
        entity: EntityId::new("cesam"),
        status,
        starts_at: at,
    };
    let memberships = &db.stores.memberships;
    memberships
        .transition(ws, &asked, &Trail::default())
        .await
        .unwrap();
}

on_both_databases! {
    async fn works_leave_a_tombstone_until_they_are_back(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        for (n, family) in [(1, "Reis"), (2, "Costa")] {
            db.stores.people.upsert(&ws, &person(n, "Ana", family), &[]).await.unwrap();
        }
        verified_work(db, &ws, "hers", &[1]).await;
        verified_work(db, &ws, "theirs", &[1, 2]).await;
        let gone = async |since| {
            let gone = db.stores.works.withdrawn_since(&ws, since).await.unwrap();
            gone.into_iter().map(|gone| (gone.external_id, gone.at)).collect::<Vec<_>>()
        };
        assert_eq!(gone(0).await, []);
        becomes(db, &ws, MembershipStatus::External, NOW + 10).await;
        assert_eq!(gone(0).await, [("hers".to_owned(), NOW + 10)]);
        assert_eq!(gone(NOW + 11).await, []);
        becomes(db, &ws, MembershipStatus::Internal, NOW + 20).await;
        assert_eq!(gone(0).await, []);
    }

    async fn all_works_come_with_their_people(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        for (n, family) in [(1, "Reis"), (2, "Costa")] {
            db.stores.people.upsert(&ws, &person(n, "Ana", family), &[]).await.unwrap();
        }
        verified_work(db, &ws, "hers", &[1]).await;
        verified_work(db, &ws, "nobodys", &[]).await;
        verified_work(db, &ws, "theirs", &[2, 1]).await;
        let works = db.stores.works.list_all(&ws, 10).await.unwrap();
        let mut people: Vec<_> = works.iter().map(|work| (work.id.as_str(), work.people.clone())).collect();
        people.sort();
        assert_eq!(
            people,
            [("hers", vec![orcid(1)]), ("nobodys", Vec::new()), ("theirs", vec![orcid(1), orcid(2)])]
        );
        assert_eq!(db.stores.works.list_all(&ws, 2).await.unwrap().len(), 2);
    }
}
