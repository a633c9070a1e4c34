//! People: merged iDs, names, and who is listed.

use domain::activity::Trail;
use domain::person::PersonQuery;
use domain::storage::PageRequest;
use domain::workspace::View;
use tests::on_both_databases;
use tests::sample::{contribution, crossref, doi, orcid, person, workspace};

on_both_databases! {
    async fn a_deprecated_person_becomes_the_primarys(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let people = &db.stores.people;
        for n in [1, 2] {
            people.upsert(&ws, &person(n, "Ana", "Reis"), &[]).await.unwrap();
        }
        for (suffix, claimed_by) in [("a", vec![orcid(1)]), ("b", vec![orcid(2)]), ("both", vec![orcid(1), orcid(2)])] {
            let record = crossref(&format!("Paper {suffix}"), 2020, &[("Otto", "Zulu")]);
            let paper = vec![contribution(&doi(suffix), record, &claimed_by)];
            db.stores.publications.contribute(&ws, paper, &Trail::default()).await.unwrap();
        }
        let upserted = people.upsert(&ws, &person(2, "Ana", "Reis"), &[orcid(1)]).await.unwrap();
        assert!(!upserted.created && upserted.names_changed, "who may be an author has changed");
        let query = PersonQuery { q: String::new(), updated_since: None, page: PageRequest { page: 1, per_page: 10 } };
        let listed = people.list_public(&View::whole(ws.clone()), &query).await.unwrap();
        assert_eq!((listed.total, listed.items.len()), (1, 1));
        assert_eq!((listed.items[0].orcid.clone(), listed.items[0].public_publication_count), (orcid(2), 3));
        let by_alias = people.find_public(&View::whole(ws.clone()), &orcid(1)).await.unwrap().unwrap();
        assert_eq!(by_alias.orcid, orcid(2));
        assert_eq!(people.known(&ws, &[orcid(1), orcid(2), orcid(3)]).await.unwrap().len(), 2);
    }

    async fn people_are_found_by_name_and_id(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        for (n, given, family) in [(1, "Ângela", "Conceição"), (2, "Rui", "Costa")] {
            db.stores.people.upsert(&ws, &person(n, given, family), &[]).await.unwrap();
            let paper = contribution(&doi(&format!("p{n}")), crossref("Salt", 2020, &[(given, family)]), &[orcid(n)]);
            db.stores.publications.contribute(&ws, vec![paper], &Trail::default()).await.unwrap();
        }
        let compact = orcid(2).as_str().replace('-', "");
        for (q, found) in [
            ("angela", vec![orcid(1)]),
            ("CONCEI", vec![orcid(1)]),
            ("co", vec![orcid(1), orcid(2)]),
            (orcid(2).as_str(), vec![orcid(2)]),
            (compact.as_str(), vec![orcid(2)]),
            ("nobody", vec![]),
        ] {
            let query = PersonQuery { q: q.to_owned(), updated_since: None, page: PageRequest { page: 1, per_page: 10 } };
            let listed = db.stores.people.list_public(&View::whole(ws.clone()), &query).await.unwrap();
            let orcids: Vec<_> = listed.items.into_iter().map(|item| item.orcid).collect();
            assert_eq!(orcids, found, "{q}");
        }
    }
}
