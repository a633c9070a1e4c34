//! Profiles: the staff's list, edits that stay, categories.

use std::collections::BTreeSet;

use domain::activity::{Actor, Trail};
use domain::identifier::Orcid;
use domain::membership::MembershipStatus::{External, Internal};
use domain::membership::Transition;
use domain::person::PersonQuery;
use domain::profile::{
    Category, CategoryId, Change, EditOutcome, EditRefusal, ProfileEdit, ProfileFilter, ProfileQuery,
    ProfileSort, Stamp,
};
use domain::storage::Direction::{self, Ascending as Up, Descending as Down};
use domain::storage::{PageRequest, StoreError, UniqueKey};
use domain::text::Localised;
use domain::workspace::{Entity, EntityId, View, WorkspaceId};
use persistence::Stores;
use tests::on_both_databases;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};

fn edit(name: &str) -> ProfileEdit {
    ProfileEdit {
        name: name.into(),
        biography: Change::Keep,
        categories: None,
    }
}

fn stamp(n: u32) -> Stamp {
    Stamp {
        event_id: format!("event-{n}"),
        at: NOW + i64::from(n),
        actor: Actor::Operator,
    }
}

fn ids(words: &[&str]) -> BTreeSet<CategoryId> {
    words.iter().map(|word| CategoryId::new(*word)).collect()
}

async fn category(stores: &Stores, ws: &WorkspaceId, id: &str) {
    let category = Category {
        id: CategoryId::new(id),
        name: id.to_uppercase().into(),
        created_at: NOW,
        retired_at: None,
    };
    stores
        .profiles
        .create_category(ws, &category, &Trail::default())
        .await
        .unwrap();
}

/// iDs of a page, and the size of the whole list.
async fn listed(
    stores: &Stores,
    ws: &WorkspaceId,
    filter: ProfileFilter,
    order: (ProfileSort, Direction),
    page: u32,
) -> (Vec<Orcid>, u64) {
    let query = ProfileQuery {
        filter,
        sort: order.0,
        direction: order.1,
        page: PageRequest { page, per_page: 2 },
    };
    let found = stores.profiles.list(ws, &query).await.unwrap();
    (
        found.items.into_iter().map(|profile| profile.orcid).collect(),
        found.total,
    )
}

async fn public_names(stores: &Stores, ws: &WorkspaceId, q: &str) -> Vec<String> {
    let query = PersonQuery {
        q: q.to_owned(),
        updated_since: None,
        page: PageRequest {
            page: 1,
            per_page: 10,
        },
    };
    let found = stores
        .people
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    found
        .items
        .iter()
        .map(|item| item.name.any().to_owned())
        .collect()
}

/// Ana Reis (two papers, the second hidden from nobody), Rui Costa (one paper), Eva Lima (none, fetched never after).
async fn three_people(stores: &Stores, ws: &WorkspaceId) {
    for (n, given, family) in [(1, "Ana", "Reis"), (2, "Rui", "Costa"), (3, "Eva", "Lima")] {
        let mut who = person(n, given, family);
        who.fetched_at = NOW + i64::from(10 - n);
        stores.people.upsert(ws, &who, &[]).await.unwrap();
    }
    for (suffix, who) in [("a", 1), ("b", 1), ("c", 2)] {
        let record = crossref(&format!("Paper {suffix}"), 2020, &[("Otto", "Zulu")]);
        let paper = vec![contribution(&doi(suffix), record, &[orcid(who)])];
        stores
            .publications
            .contribute(ws, paper, &Trail::default())
            .await
            .unwrap();
    }
}

on_both_databases! {
    async fn edits_stay_when_the_registry_is_read_again(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        three_people(&db.stores, &ws).await;
        let profiles = &db.stores.profiles;
        let before = db.stores.workspaces.revision(&ws).await.unwrap();
        let name: Localised = serde_json::from_value(serde_json::json!({ "en": "Zoe Kite", "pt": "Zoé Papagaio" })).unwrap();
        let asked = ProfileEdit { name: name.clone(), biography: Change::Set("By hand.".into()), categories: None };
        assert_eq!(profiles.edit(&ws, &orcid(1), &asked, &stamp(1)).await.unwrap(), EditOutcome::Done);
        let after = db.stores.workspaces.revision(&ws).await.unwrap();
        assert!(after.number > before.number, "public answers change at once");
        assert_eq!(public_names(&db.stores, &ws, "").await, ["Rui Costa", "Zoe Kite"], "sorted by the edited name");

        let mut again = person(1, "Anabela", "Reis");
        again.biography = Some("Of ORCID.".to_owned());
        again.fetched_at = NOW + 50;
        db.stores.people.upsert(&ws, &again, &[]).await.unwrap();
        assert_eq!(public_names(&db.stores, &ws, "").await, ["Rui Costa", "Zoe Kite"]);
        for q in ["zoe", "papagaio", "anabela"] {
            assert_eq!(public_names(&db.stores, &ws, q).await, ["Zoe Kite"], "{q}");
        }
        let found = profiles.find(&ws, &orcid(1)).await.unwrap().unwrap();
        assert_eq!((found.profile.name.clone(), found.name_edit.clone()), (name.clone(), Some(name)));
        assert_eq!(found.registry_name, "Anabela Reis");
        assert_eq!((found.biography(), found.registry_biography), (Some("By hand.".into()), Some("Of ORCID.".to_owned())));
        let slug = found.profile.slug;

        let back = ProfileEdit { biography: Change::Clear, ..edit("Anabela Reis") };
        assert_eq!(profiles.edit(&ws, &orcid(1), &back, &stamp(2)).await.unwrap(), EditOutcome::Done);
        let found = profiles.find(&ws, &orcid(1)).await.unwrap().unwrap();
        assert_eq!((found.name_edit.clone(), found.biography_edit.clone()), (None, None));
        assert_eq!((found.biography(), found.profile.slug), (Some("Of ORCID.".into()), slug));
        assert_eq!(public_names(&db.stores, &ws, "").await, ["Anabela Reis", "Rui Costa"]);
        assert_eq!(public_names(&db.stores, &ws, "zoe").await, Vec::<String>::new());

        let events = db.stores.activity.latest(&ws, 10).await.unwrap();
        let told: Vec<_> = events.iter().filter(|event| event.kind == "person.edited").collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].details["before"]["name"], serde_json::json!({ "en": "Zoe Kite", "pt": "Zoé Papagaio" }));
        assert_eq!(told[0].details["after"]["biography"], "Of ORCID.");
    }

    async fn an_edit_that_changes_nothing_writes_nothing(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        three_people(&db.stores, &ws).await;
        let before = db.stores.workspaces.revision(&ws).await.unwrap();
        let asked = edit("Ana Reis");
        assert_eq!(db.stores.profiles.edit(&ws, &orcid(1), &asked, &stamp(1)).await.unwrap(), EditOutcome::Done);
        assert_eq!(db.stores.workspaces.revision(&ws).await.unwrap(), before);
        let events = db.stores.activity.latest(&ws, 10).await.unwrap();
        assert!(events.iter().all(|event| event.kind != "person.edited"));
        let nobody = db.stores.profiles.edit(&ws, &orcid(9), &asked, &stamp(2)).await.unwrap();
        assert_eq!(nobody, EditOutcome::NoPerson);
        assert_eq!(db.stores.profiles.find(&ws, &orcid(9)).await.unwrap(), None);
    }

    async fn authors_are_matched_by_the_registrys_names(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        three_people(&db.stores, &ws).await;
        let shown = edit("Beatriz Quintela");
        db.stores.profiles.edit(&ws, &orcid(3), &shown, &stamp(1)).await.unwrap();
        for (suffix, given, family) in [("edited", "Beatriz", "Quintela"), ("registry", "Eva", "Lima")] {
            let paper = contribution(&doi(suffix), crossref("Salt", 2021, &[(given, family)]), &[]);
            db.stores.publications.contribute(&ws, vec![paper], &Trail::default()).await.unwrap();
        }
        let found = db.stores.profiles.find(&ws, &orcid(3)).await.unwrap().unwrap();
        assert_eq!(found.profile.linked_publication_count, 1, "the paper of Eva Lima alone");
    }

    async fn categories_are_replaced_by_known_ones(db: &TestDatabase) {
        let (ws, other) = (workspace(&db.stores, "cesam").await, workspace(&db.stores, "other").await);
        three_people(&db.stores, &ws).await;
        for id in ["staff", "phd"] {
            category(&db.stores, &ws, id).await;
        }
        category(&db.stores, &other, "foreign").await;
        let profiles = &db.stores.profiles;
        let asked = |words: &[&str]| ProfileEdit { categories: Some(ids(words)), ..edit("Ana Reis") };
        let refused = profiles.edit(&ws, &orcid(1), &asked(&["phd", "foreign"]), &stamp(1)).await.unwrap();
        assert_eq!(refused, EditOutcome::Refused(EditRefusal::UnknownCategories(vec![CategoryId::new("foreign")])));
        for words in [vec!["phd", "staff"], vec!["phd"]] {
            let stamp = stamp(u32::try_from(words.len()).unwrap() + 1);
            assert_eq!(profiles.edit(&ws, &orcid(1), &asked(&words), &stamp).await.unwrap(), EditOutcome::Done);
            let found = profiles.find(&ws, &orcid(1)).await.unwrap().unwrap();
            let found: Vec<&str> = found.profile.categories.iter().map(|category| category.id.as_str()).collect();
            assert_eq!(found, words);
        }
        let order = (ProfileSort::Name, Up);
        for (category, found) in [("phd", vec![orcid(1)]), ("staff", vec![]), ("nothing", vec![])] {
            let filter = ProfileFilter { category: Some(CategoryId::new(category)), ..ProfileFilter::default() };
            let total = u64::try_from(found.len()).unwrap();
            assert_eq!(listed(&db.stores, &ws, filter, order, 1).await, (found, total), "{category}");
        }
        let all: Vec<_> = profiles.categories(&ws).await.unwrap().into_iter().map(|category| category.id).collect();
        assert_eq!(all, ids(&["phd", "staff"]).into_iter().collect::<Vec<_>>());
        let twice = Category { id: CategoryId::new("phd"), name: "Again".into(), created_at: NOW, retired_at: None };
        let taken = profiles.create_category(&ws, &twice, &Trail::default()).await.unwrap_err();
        assert!(matches!(taken, StoreError::Taken(UniqueKey::Category)), "{taken:?}");
    }

    async fn the_staffs_list_has_every_order(db: &TestDatabase) {
        let (ws, other) = (workspace(&db.stores, "cesam").await, workspace(&db.stores, "other").await);
        three_people(&db.stores, &ws).await;
        three_people(&db.stores, &other).await;
        db.execute("UPDATE people SET last_fetched_at = NULL WHERE display_name = 'Rui Costa'").await;
        for (sort, direction, people) in [
            (ProfileSort::Name, Up, [1, 3, 2]),
            (ProfileSort::Name, Down, [2, 3, 1]),
            (ProfileSort::Orcid, Up, [1, 2, 3]),
            (ProfileSort::Orcid, Down, [3, 2, 1]),
            (ProfileSort::LastFetchedAt, Up, [3, 1, 2]),
            (ProfileSort::LastFetchedAt, Down, [1, 3, 2]),
            (ProfileSort::PublicationCount, Up, [3, 2, 1]),
            (ProfileSort::PublicationCount, Down, [1, 2, 3]),
            (ProfileSort::CreatedAt, Up, [3, 2, 1]),
            (ProfileSort::CreatedAt, Down, [1, 2, 3]),
        ] {
            let (mut found, total) = listed(&db.stores, &ws, ProfileFilter::default(), (sort, direction), 1).await;
            found.extend(listed(&db.stores, &ws, ProfileFilter::default(), (sort, direction), 2).await.0);
            assert_eq!((found, total), (people.map(orcid).to_vec(), 3), "{sort:?} {direction:?}");
        }
        let filter = ProfileFilter { q: "cos".to_owned(), ..ProfileFilter::default() };
        let found = listed(&db.stores, &ws, filter, (ProfileSort::Name, Up), 1).await;
        assert_eq!(found, (vec![orcid(2)], 1));
        let past_the_end = listed(&db.stores, &ws, ProfileFilter::default(), (ProfileSort::Name, Up), 9).await;
        assert_eq!(past_the_end, (vec![], 3));
    }

    async fn entity_status_and_presence_speak_of_one_membership(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        three_people(&db.stores, &ws).await;
        let lab = Entity { id: EntityId::new("lab"), name: "Lab".into(), created_at: NOW, retired_at: None };
        db.stores.workspaces.create_entity(&ws, &lab, &Trail::default()).await.unwrap();
        for (n, entity, status) in [(1, "lab", External), (2, "cesam", External)] {
            let change = Transition { person: orcid(n), entity: EntityId::new(entity), status, starts_at: NOW + 60 };
            db.stores.memberships.transition(&ws, &change, &Trail::default()).await.unwrap().unwrap();
        }
        db.execute("UPDATE memberships SET ends_at = starts_at WHERE entity_id = 'lab'").await;
        for (entity, status, active_only, people) in [
            (None, None, true, vec![1, 3, 2]),
            (Some("cesam"), None, false, vec![1, 3, 2]),
            (Some("cesam"), Some(Internal), false, vec![1, 3]),
            (None, Some(External), false, vec![2]),
            (Some("lab"), None, false, vec![1]),
            (Some("lab"), None, true, vec![]),
            (Some("lab"), Some(External), false, vec![]),
            (Some("nowhere"), None, false, vec![]),
        ] {
            let filter = ProfileFilter { entity: entity.map(EntityId::new), status, active_only, ..ProfileFilter::default() };
            let order = (ProfileSort::Name, Up);
            let (mut found, total) = listed(&db.stores, &ws, filter.clone(), order, 1).await;
            found.extend(listed(&db.stores, &ws, filter, order, 2).await.0);
            let people: Vec<_> = people.into_iter().map(orcid).collect();
            let size = u64::try_from(people.len()).unwrap();
            assert_eq!((found, total), (people, size), "{entity:?} {status:?} {active_only}");
        }
    }

    async fn a_deprecated_id_leads_to_the_person(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[orcid(7)]).await.unwrap();
        assert_eq!(db.stores.profiles.edit(&ws, &orcid(7), &edit("Zoe"), &stamp(1)).await.unwrap(), EditOutcome::Done);
        let found = db.stores.profiles.find(&ws, &orcid(7)).await.unwrap().unwrap();
        assert_eq!((found.profile.orcid.clone(), found.aliases), (orcid(1), vec![orcid(7)]));
        assert_eq!(found.profile.name, "Zoe".into());
        assert_eq!(found.profile.memberships, db.stores.memberships.of_person(&ws, &orcid(7)).await.unwrap());
    }
}
