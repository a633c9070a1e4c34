//! The check of the read model: silent while all is well, and not when it is not.

use domain::activity::Trail;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{legaciti, on_both_databases};

on_both_databases! {
    async fn what_contradicts_the_records_is_told(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        db.stores.people.upsert(&ws, &person(1, "Iris", "Alfa"), &[]).await.unwrap();
        let record = crossref("Paper", 2020, &[("Otto", "Zulu")]);
        let mut contribution = contribution(&doi("p1"), record, &[orcid(1)]);
        contribution.now = NOW;
        db.stores.publications.contribute(&ws, vec![contribution], &Trail::default()).await.unwrap();
        assert_eq!(db.stores.maintenance.differences(&ws).await.unwrap(), []);
        assert!(db.database.faults().await.unwrap().is_empty());
        let check = || legaciti(&db.url, &[]).args(["check", "--json"]).output().unwrap();
        assert!(check().status.success());
        db.execute("UPDATE people SET public_publication_count = 7; UPDATE publications SET is_public = FALSE").await;
        let found = db.stores.maintenance.differences(&ws).await.unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.place, one.kept, one.recomputed)).collect();
        let expected = [
            ("publications.is_public", 0, 1),
            // Counted from the flags as they are.
            ("people.public_publication_count", 7, 0),
            ("workspaces.public_people", 1, 0),
        ];
        assert_eq!(found, expected);
        let said = check();
        assert_eq!(said.status.code(), Some(1));
        let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        assert_eq!((document["ok"].as_bool(), document["differences"].as_array().map(Vec::len)), (Some(false), Some(3)));
    }
}
