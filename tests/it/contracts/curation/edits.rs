//! Edits: kept, refused, never lost.

use domain::publication::LinkOrigin;
use domain::publication::curation::{Patch, PatchRefusal, Precondition};
use domain::workspace::View;
use serde_json::{Value, json};
use tests::on_both_databases;
use tests::sample::{NOW, doi, orcid};

use super::{centre, edit_of, events, find, ingest, kinds, patch, public};

on_both_databases! {
    async fn edits_outlive_ingestion(db: &TestDatabase) {
        let ws = centre(db).await;
        let edited = patch(db, &ws, "salt", 1, &json!([
            { "op": "replace", "path": "/title", "value": "Sea salt" },
            { "op": "add", "path": "/authors/-", "value": { "given": "Rui", "family": "Costa" } },
        ])).await.unwrap();
        assert_eq!(edited.changed, ["authors", "title", "title_markup"], "markup follows the title");
        assert_eq!((edited.publication.edit_count, edited.publication.last_edited_at), (1, Some(NOW + 1)));
        let positions: Vec<_> = edited.publication.people.iter().map(|person| (person.orcid.clone(), person.position)).collect();
        assert_eq!(positions, [(orcid(1), Some(1)), (orcid(2), Some(3))], "the new author is one of the centre's people");
        assert_eq!(edited.publication.people[1].origin, LinkOrigin::Name);
        let everyone = db.stores.publications.find_public(&View::whole(ws.clone()), &doi("salt")).await.unwrap().unwrap();
        assert_eq!(everyone.data.title, Some("Sea salt".into()));
        assert_eq!((everyone.data.authors.len(), everyone.edit_count, everyone.people.len()), (3, 1, 2));
        assert_eq!(db.stores.people.find_public(&View::whole(ws.clone()), &orcid(2)).await.unwrap().unwrap().public_publication_count, 1);

        ingest(db, &ws, "salt", "Salt, revised", 100).await;
        let after = find(db, &ws, "salt").await;
        assert_eq!(after.original.title, Some("Salt, revised".into()));
        assert_eq!(after.merged.title, Some("Sea salt".into()));
        assert_eq!((after.merged.cited_by_count, after.merged.authors.len()), (Some(100), 3), "untouched fields are new");
        assert_eq!((after.edit_count, after.people.len(), after.last_fetched_at), (1, 2, NOW + 100));
        assert_eq!(after.edits.conflicts(&after.original).keys().collect::<Vec<_>>(), ["title"]);
        let applied = Patch::parse(after.edit_patch().unwrap().as_bytes()).unwrap()
            .apply(&Value::Object(after.original_document())).unwrap();
        assert_eq!(applied, Value::Object(after.merged_document()));
        let told = events(db, &ws, "salt").await;
        assert_eq!(kinds(&told), ["publication.edited", "publication.edit_conflict"]);
        assert_eq!(told[0].details["changes"]["title"], json!({ "before": "Salt", "after": "Sea salt" }));
        assert_eq!((told[0].actor.label(), told[0].at), ("ed@example.org", NOW + 1));
        assert_eq!(told[1].details["fields"]["title"]["original_now"], "Salt, revised");

        // The same again tells nothing again.
        ingest(db, &ws, "salt", "Salt, revised", 100).await;
        assert_eq!(events(db, &ws, "salt").await.len(), 2);
        assert_eq!(find(db, &ws, "salt").await, after);

        // The registry comes round: the edit of the title ends, that of the authors stays.
        ingest(db, &ws, "salt", "Sea salt", 200).await;
        let agreed = find(db, &ws, "salt").await;
        assert_eq!(agreed.edits.values.keys().collect::<Vec<_>>(), ["authors"]);
        assert_eq!(kinds(&events(db, &ws, "salt").await).last(), Some(&"publication.edit_ended"));
        ingest(db, &ws, "salt", "Brine", 300).await;
        let later = find(db, &ws, "salt").await;
        assert_eq!((later.merged.title, later.merged.authors.len()), (Some("Brine".into()), 3));
    }

    async fn refusals_and_what_changes_nothing_write_nothing(db: &TestDatabase) {
        let ws = centre(db).await;
        let before = find(db, &ws, "salt").await;
        let revision = db.stores.workspaces.revision(&ws).await.unwrap();
        for (patch_of, accepted) in [
            (json!([{ "op": "replace", "path": "/volume", "value": "9" }, { "op": "test", "path": "/title", "value": "x" }]), false),
            (json!([{ "op": "replace", "path": "/volume", "value": "9" }, { "op": "replace", "path": "/doi", "value": "10.5555/x" }]), false),
            (json!([{ "op": "replace", "path": "/volume", "value": 9 }]), false),
            (json!([{ "op": "replace", "path": "/title", "value": "Salt" }]), true),
            (json!([]), true),
        ] {
            let outcome = patch(db, &ws, "salt", 7, &patch_of).await;
            assert_eq!(outcome.is_ok(), accepted, "{patch_of}: {outcome:?}");
            assert_eq!(find(db, &ws, "salt").await, before, "{patch_of}");
        }
        assert!(events(db, &ws, "salt").await.is_empty());
        assert_eq!(db.stores.workspaces.revision(&ws).await.unwrap().number, revision.number);
        let edit = edit_of(&json!([]), 8, Precondition::None);
        assert!(db.stores.curation.edit(&ws, &[doi("nothing")], &edit).await.unwrap().is_none());
    }

    async fn of_two_edits_of_the_same_version_one_wins(db: &TestDatabase) {
        let ws = centre(db).await;
        let version = Precondition::OneOf(vec![find(db, &ws, "salt").await.version()]);
        let dois = [doi("salt")];
        let edits = ["4", "5"].map(|volume| {
            let number = volume.parse().unwrap();
            edit_of(&json!([{ "op": "add", "path": "/volume", "value": volume }]), number, version.clone())
        });
        let (first, second) = tokio::join!(
            db.stores.curation.edit(&ws, &dois, &edits[0]),
            db.stores.curation.edit(&ws, &dois, &edits[1]),
        );
        let outcomes = [first.unwrap().unwrap(), second.unwrap().unwrap()];
        let won: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{outcomes:?}");
        assert!(outcomes.contains(&Err(PatchRefusal::Stale)));
        let after = find(db, &ws, "salt").await;
        assert_eq!(after.edit_count, 1);
        assert_eq!(after.merged.volume.as_deref(), Some(if won[0] { "4" } else { "5" }));
    }

    async fn the_dashboards_own_fields_are_columns_beside_the_record(db: &TestDatabase) {
        let ws = centre(db).await;
        patch(db, &ws, "salt", 1, &json!([
            { "op": "replace", "path": "/q", "value": i64::MIN },
            { "op": "replace", "path": "/q_percentage", "value": 42 },
            { "op": "replace", "path": "/if_value", "value": " 3,25" },
            { "op": "replace", "path": "/if5a_value", "value": 2.5 },
            { "op": "replace", "path": "/funding", "value": true },
        ])).await.unwrap();
        let fields = find(db, &ws, "salt").await.staff_fields;
        assert_eq!((fields.q, fields.q_percentage, fields.funding), (Some(i64::MIN), Some(42), Some(true)));
        assert_eq!((fields.if_value, fields.if5a_value), (Some(3.25), Some(2.5)));
        ingest(db, &ws, "salt", "Salt, revised", 50).await;
        assert_eq!(find(db, &ws, "salt").await.staff_fields, fields, "ingestion leaves them alone");
        let everyone = db.stores.publications.find_public(&View::whole(ws.clone()), &doi("salt")).await.unwrap().unwrap();
        let data = serde_json::to_value(&everyone.data).unwrap();
        for name in domain::publication::curation::staff_fields::NAMES {
            assert!(data.get(name).is_none(), "{name}");
        }
        patch(db, &ws, "salt", 2, &json!([
            { "op": "replace", "path": "/q", "value": null },
            { "op": "remove", "path": "/funding" },
        ])).await.unwrap();
        let fields = find(db, &ws, "salt").await.staff_fields;
        assert_eq!((fields.q, fields.funding, fields.q_percentage), (None, None, Some(42)));
    }

    async fn hiding_and_showing_change_public_answers_at_once(db: &TestDatabase) {
        let ws = centre(db).await;
        for (n, visible, expected) in [(1, false, vec![]), (2, true, vec!["salt"]), (3, false, vec![])] {
            let hide = json!([{ "op": "replace", "path": "/visible", "value": visible }]);
            let outcome = patch(db, &ws, "salt", n, &hide).await.unwrap();
            assert_eq!((outcome.publication.visible, outcome.publication.edit_count), (visible, i64::from(n)));
            assert_eq!(public(db, &ws).await, expected);
        }
        let gone = db.stores.publications.withdrawn_since(&ws, NOW + 3).await.unwrap();
        assert_eq!(gone.len(), 1);
        ingest(db, &ws, "salt", "Salt, revised", 500).await;
        assert!(public(db, &ws).await.is_empty(), "a hidden publication stays hidden when ingested again");
    }
}
