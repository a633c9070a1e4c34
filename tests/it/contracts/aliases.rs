//! An alias and its primary DOI, both stored, become one publication.

use domain::activity::{Actor, Trail};
use domain::publication::Contribution;
use domain::publication::curation::{Edit, Patch, Precondition, Removal, RemovalAction};
use domain::workspace::WorkspaceId;
use serde_json::{Value, json};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

use super::publications::search;

/// What Crossref says of this DOI, claimed by these people.
fn claimed(suffix: &str, volume: &str, people: &[u32]) -> Contribution {
    let claimed_by: Vec<_> = people.iter().map(|n| orcid(*n)).collect();
    let mut record = crossref("Seagrass meadows", 2020, &[("Ana", "Reis"), ("Rui", "Costa")]);
    record.volume = Some(volume.to_owned());
    contribution(&doi(suffix), record, &claimed_by)
}

async fn write(db: &TestDatabase, ws: &WorkspaceId, contribution: Contribution) {
    let publications = &db.stores.publications;
    let stored = publications
        .contribute(ws, vec![contribution], &Trail::default())
        .await
        .unwrap();
    assert_eq!(stored.len(), 1);
}

/// The primary says that the other is its alias.
async fn join(db: &TestDatabase, ws: &WorkspaceId) {
    let joining = Contribution {
        aliases: vec![doi("alias")],
        now: NOW + 9,
        ..claimed("primary", "1", &[])
    };
    write(db, ws, joining).await;
}

/// A primary of Ana's, and an alias of Rui's and Eva's, who is not among the authors.
async fn both(db: &TestDatabase) -> WorkspaceId {
    let ws = workspace(&db.stores, "cesam").await;
    for (n, given, family) in [(1, "Ana", "Reis"), (2, "Rui", "Costa"), (3, "Eva", "Lind")] {
        db.stores
            .people
            .upsert(&ws, &person(n, given, family), &[])
            .await
            .unwrap();
    }
    write(db, &ws, claimed("primary", "1", &[1])).await;
    write(db, &ws, claimed("alias", "2", &[2, 3])).await;
    ws
}

async fn edit(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, patch: &Value) {
    let edit = Edit {
        patch: Patch::parse(patch.to_string().as_bytes()).unwrap(),
        precondition: Precondition::None,
        actor: Actor::Operator,
        now: NOW + 1,
        event_id: format!("edit-{suffix}-{patch}").chars().take(60).collect(),
    };
    let edited = db.stores.curation.edit(ws, &[doi(suffix)], &edit).await.unwrap();
    edited.unwrap().unwrap();
}

async fn delete(db: &TestDatabase, ws: &WorkspaceId, suffix: &str) {
    let removal = Removal {
        publications: vec![vec![doi(suffix)]],
        action: RemovalAction::Delete,
        actor: Actor::Operator,
        now: NOW + 2,
        event_ids: vec![format!("delete-{suffix}")],
    };
    db.stores.curation.remove(ws, &removal).await.unwrap();
}

/// DOIs of the public list, whose total is a counter of the workspace.
async fn listed(db: &TestDatabase, ws: &WorkspaceId) -> Vec<String> {
    let page = db.stores.publications.list_public(ws, &search("")).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
    let mut dois: Vec<String> = page
        .items
        .iter()
        .map(|item| item.doi.as_str().to_owned())
        .collect();
    dois.sort();
    dois
}

async fn withdrawn(db: &TestDatabase, ws: &WorkspaceId) -> Vec<String> {
    let left = db.stores.publications.withdrawn_since(ws, 0).await.unwrap();
    left.into_iter().map(|gone| gone.external_id).collect()
}

on_both_databases! {
    async fn the_primary_takes_over_what_the_alias_had(db: &TestDatabase) {
        let ws = both(db).await;
        edit(db, &ws, "alias", &json!([
            { "op": "replace", "path": "/issue", "value": "12" },
            { "op": "replace", "path": "/q", "value": 1 },
        ])).await;
        edit(db, &ws, "primary", &json!([{ "op": "replace", "path": "/title", "value": "Meadows" }])).await;
        let slug = db.stores.publications.find_public(&ws, &doi("primary")).await.unwrap().unwrap().slug;
        assert_eq!(listed(db, &ws).await, ["10.5555/alias", "10.5555/primary"]);

        join(db, &ws).await;
        assert_eq!(listed(db, &ws).await, ["10.5555/primary"]);
        assert_eq!(withdrawn(db, &ws).await, ["10.5555/alias"]);
        for suffix in ["alias", "primary"] {
            let found = db.stores.publications.find_public(&ws, &doi(suffix)).await.unwrap().unwrap();
            assert_eq!((found.doi, &found.slug, found.edit_count), (doi("primary"), &slug, 2), "{suffix}");
            assert_eq!(found.data.title, Some("Meadows".into()));
            assert_eq!((found.data.volume.as_deref(), found.data.issue.as_deref()), (Some("1"), Some("12")));
            let people = found.people.iter();
            let mut people: Vec<_> = people.map(|person| (person.orcid.clone(), person.position)).collect();
            people.sort();
            assert_eq!(people, [(orcid(1), Some(1)), (orcid(2), Some(2)), (orcid(3), None)]);
        }
        let curated = db.stores.curation.find(&ws, &[doi("alias")]).await.unwrap().unwrap();
        assert_eq!((curated.staff_fields.q, curated.last_edited_at), (Some(1), Some(NOW + 1)));
        let claimers = curated.people.iter().filter(|person| person.claimed).count();
        assert_eq!(claimers, 3, "who claimed the alias claims the primary");
        for n in [1, 2, 3] {
            let person = db.stores.people.find_public(&ws, &orcid(n)).await.unwrap().unwrap();
            assert_eq!(person.public_publication_count, 1, "the alias is not counted beside");
        }
        let told = db.stores.activity.latest(&ws, 50).await.unwrap();
        let joined: Vec<_> = told.iter().filter(|event| event.kind == "publication.joined").collect();
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].subject_id, "10.5555/primary");
        assert_eq!(joined[0].details["alias"], "10.5555/alias");

        // Once more there is nothing left to join, and the alias's slug stays given.
        join(db, &ws).await;
        write(db, &ws, claimed("alias", "3", &[2])).await;
        assert_eq!(listed(db, &ws).await, ["10.5555/primary"]);
        let other = claimed("other", "1", &[1]);
        write(db, &ws, other).await;
        let slugs: Vec<String> = db.stores.publications.list_public(&ws, &search("")).await.unwrap()
            .items.into_iter().map(|item| item.slug).collect();
        assert_eq!(slugs.iter().collect::<std::collections::BTreeSet<_>>().len(), 2);
    }

    async fn what_was_deleted_once_is_what_the_staff_did_not_want_twice(db: &TestDatabase) {
        let ws = both(db).await;
        delete(db, &ws, "primary").await;
        join(db, &ws).await;
        assert_eq!(listed(db, &ws).await, ["10.5555/primary"]);
        assert_eq!(withdrawn(db, &ws).await, ["10.5555/alias"], "the primary is back");
    }

    async fn what_was_deleted_twice_stays_deleted(db: &TestDatabase) {
        let ws = both(db).await;
        delete(db, &ws, "primary").await;
        delete(db, &ws, "alias").await;
        join(db, &ws).await;
        assert!(listed(db, &ws).await.is_empty());
        assert_eq!(withdrawn(db, &ws).await, ["10.5555/primary", "10.5555/alias"]);
        for n in [1, 2, 3] {
            assert!(db.stores.people.find_public(&ws, &orcid(n)).await.unwrap().is_none());
        }
        let kept = db.stores.curation.find(&ws, &[doi("alias")]).await.unwrap().unwrap();
        assert_eq!((kept.doi, kept.deleted_at), (doi("primary"), Some(NOW + 2)));
    }

    async fn an_alias_stored_alone_is_renamed_and_told(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        write(db, &ws, claimed("alias", "1", &[1])).await;
        join(db, &ws).await;
        assert_eq!(listed(db, &ws).await, ["10.5555/primary"]);
        assert_eq!(withdrawn(db, &ws).await, ["10.5555/alias"]);
        // Nothing joins across workspaces.
        let other = workspace(&db.stores, "other").await;
        db.stores.people.upsert(&other, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        write(db, &other, claimed("alias", "1", &[1])).await;
        join(db, &ws).await;
        assert_eq!(listed(db, &other).await, ["10.5555/alias"]);
    }
}
