//! Memberships: transitions close and open rows.

use domain::activity::Trail;
use domain::membership::{MembershipStatus, Transition};
use domain::workspace::EntityId;
use tests::on_both_databases;
use tests::sample::{NOW, orcid, person, workspace};

on_both_databases! {
    async fn a_transition_closes_the_open_row_and_opens_another(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        let to_external = Transition {
            person: orcid(1),
            entity: EntityId::new("cesam"),
            status: MembershipStatus::External,
            starts_at: NOW + 100,
        };
        let open = db.stores.memberships.transition(&ws, &to_external, &Trail::default()).await.unwrap().unwrap();
        assert_eq!((open.status, open.starts_at, open.ends_at), (MembershipStatus::External, NOW + 100, None));
        let again = db.stores.memberships.transition(&ws, &to_external, &Trail::default()).await.unwrap().unwrap();
        assert_eq!(again, open, "the same status again changes nothing");
        let rows = db.stores.memberships.of_person(&ws, &orcid(1)).await.unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.status, row.starts_at, row.ends_at)).collect();
        assert_eq!(
            rows,
            [
                (MembershipStatus::Internal, NOW, Some(NOW + 100)),
                (MembershipStatus::External, NOW + 100, None),
            ]
        );
    }

    async fn unknown_people_and_entities_are_told(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        for (n, entity) in [(2, "cesam"), (1, "nowhere")] {
            let asked = Transition {
                person: orcid(n),
                entity: EntityId::new(entity),
                status: MembershipStatus::External,
                starts_at: NOW,
            };
            assert_eq!(db.stores.memberships.transition(&ws, &asked, &Trail::default()).await.unwrap(), None);
        }
    }
}
