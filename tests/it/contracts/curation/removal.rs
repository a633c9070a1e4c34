//! Deletions and restorations; other workspaces.

use domain::activity::Trail;
use domain::identifier::Doi;
use domain::publication::curation::{Deletion, Precondition, RemovalAction, Removed, StaffFilter, Totals};
use domain::workspace::View;
use serde_json::json;
use tests::on_both_databases;
use tests::sample::{NOW, contribution, crossref, doi, orcid, workspace};

use super::{centre, edit_of, events, filtered, find, ingest, kinds, public, removal, shelf};

on_both_databases! {
    async fn deletions_are_all_or_none_and_last(db: &TestDatabase) {
        let ws = shelf(db).await;
        assert_eq!(public(db, &ws).await, ["b", "d", "salt"]);
        let remove = async |action, suffixes: &[&str], at| {
            db.stores.curation.remove(&ws, &removal(action, suffixes, at)).await.unwrap()
        };
        let unknown = remove(RemovalAction::Delete, &["b", "nothing", "d", "nobody"], 10).await;
        assert_eq!(unknown, Removed::Unknown(vec![doi("nothing"), doi("nobody")]));
        assert_eq!(public(db, &ws).await, ["b", "d", "salt"], "nothing was deleted");
        assert_eq!(remove(RemovalAction::Delete, &["b", "e", "salt"], 11).await, Removed::Done(2));
        assert_eq!(public(db, &ws).await, ["d"]);
        assert_eq!(find(db, &ws, "e").await.deleted_at, Some(NOW + 4), "the first deletion counts");
        assert_eq!(kinds(&events(db, &ws, "e").await), ["publication.deleted"]);
        assert_eq!(remove(RemovalAction::Delete, &["b"], 12).await, Removed::Done(0));
        ingest(db, &ws, "salt", "Salt, revised", 900).await;
        let salt = find(db, &ws, "salt").await;
        assert_eq!((salt.deleted_at, salt.original.title), (Some(NOW + 11), Some("Salt, revised".into())));
        assert_eq!(public(db, &ws).await, ["d"], "ingestion brings nothing back");
        let gone = db.stores.publications.withdrawn_since(&ws, NOW + 11).await.unwrap();
        assert_eq!(gone.len(), 2);
        assert_eq!(remove(RemovalAction::Restore, &["salt", "d", "b"], 1000).await, Removed::Done(2));
        assert_eq!(public(db, &ws).await, ["b", "d", "salt"]);
        assert_eq!(kinds(&events(db, &ws, "salt").await), ["publication.deleted", "publication.restored"]);
        assert!(db.stores.publications.withdrawn_since(&ws, NOW + 11).await.unwrap().is_empty());
    }

    async fn a_thousand_publications_go_in_one_transaction(db: &TestDatabase) {
        let ws = centre(db).await;
        let suffixes: Vec<String> = (0..1000).map(|n| format!("many-{n}")).collect();
        let batch = suffixes.iter().map(|suffix| {
            contribution(&doi(suffix), crossref(suffix, 2020, &[]), &[orcid(1)])
        });
        db.stores.publications.contribute(&ws, batch.collect(), &Trail::default()).await.unwrap();
        let names: Vec<&str> = suffixes.iter().map(String::as_str).collect();
        let removed = db.stores.curation.remove(&ws, &removal(RemovalAction::Delete, &names, 5)).await.unwrap();
        assert_eq!(removed, Removed::Done(1000));
        assert_eq!(public(db, &ws).await, ["salt"]);
        assert_eq!(db.stores.people.find_public(&View::whole(ws.clone()), &orcid(1)).await.unwrap().unwrap().public_publication_count, 1);
        assert_eq!(db.stores.activity.latest(&ws, 2000).await.unwrap().iter()
            .filter(|event| event.kind == "publication.deleted").count(), 1000);
    }

    async fn a_publication_is_found_and_deleted_by_its_alias(db: &TestDatabase) {
        let ws = centre(db).await;
        let mut twin = contribution(&doi("main"), crossref("Twins", 2020, &[]), &[orcid(1)]);
        twin.aliases = vec![doi("alias")];
        db.stores.publications.contribute(&ws, vec![twin], &Trail::default()).await.unwrap();
        assert_eq!(find(db, &ws, "alias").await.doi, doi("main"));
        let removed = removal(RemovalAction::Delete, &["alias", "main"], 5);
        assert_eq!(db.stores.curation.remove(&ws, &removed).await.unwrap(), Removed::Done(1));
        assert_eq!(kinds(&events(db, &ws, "main").await), ["publication.deleted"]);
        let candidates = [Doi::parse("10.5555/salt.").unwrap(), doi("salt")];
        assert_eq!(db.stores.curation.find(&ws, &candidates).await.unwrap().unwrap().doi, doi("salt"));
    }

    async fn other_workspaces_see_and_change_nothing(db: &TestDatabase) {
        let ws = centre(db).await;
        let other = workspace(&db.stores, "other").await;
        let curation = &db.stores.curation;
        assert!(curation.find(&other, &[doi("salt")]).await.unwrap().is_none());
        let edit = edit_of(&json!([{ "op": "remove", "path": "/title" }]), 1, Precondition::None);
        assert!(curation.edit(&other, &[doi("salt")], &edit).await.unwrap().is_none());
        let removed = curation.remove(&other, &removal(RemovalAction::Delete, &["salt"], 1)).await.unwrap();
        assert_eq!(removed, Removed::Unknown(vec![doi("salt")]));
        assert!(curation.payloads(&other, &doi("salt")).await.unwrap().is_empty());
        assert!(filtered(db, &other, StaffFilter { deletion: Deletion::All, ..StaffFilter::default() }).await.is_empty());
        assert_eq!(curation.totals(&other).await.unwrap(), Totals::default());
        assert!(curation.arrivals(&other, 0).await.unwrap().is_empty());
        assert_eq!(find(db, &ws, "salt").await.edit_count, 0);
    }
}
