//! The public read model equals its recomputation, whatever happened before.

use std::collections::{BTreeMap, BTreeSet};

use domain::activity::{Actor, Trail};
use domain::installation::Scope;
use domain::membership::{MembershipStatus, Transition};
use domain::person::PersonQuery;
use domain::profile::{AmendOutcome, Amendment, Stamp};
use domain::publication::curation::{Edit, Patch, Precondition, Removal, RemovalAction, Removed};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{EntityId, View, WorkspaceId};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tests::sample::{NOW, contribution, crossref, doi, entity, orcid, person, workspace};
use tests::{Listener, TestDatabase, on_both_databases};

/// What we expect, kept by hand beside the database.
#[derive(Default)]
struct Model {
    internal: BTreeMap<u32, bool>,
    claims: BTreeMap<u32, BTreeSet<u32>>,
    deleted: BTreeSet<u32>,
    hidden: BTreeSet<u32>,
    hidden_people: BTreeSet<u32>,
}

impl Model {
    fn public_publications(&self) -> BTreeSet<String> {
        let public = self
            .claims
            .iter()
            .filter(|(n, _)| !self.deleted.contains(n) && !self.hidden.contains(n))
            .filter(|(_, people)| {
                people
                    .iter()
                    .any(|n| self.internal[n] && !self.hidden_people.contains(n))
            });
        public.map(|(n, _)| format!("10.5555/p{n}")).collect()
    }

    fn counts(&self) -> BTreeMap<String, u32> {
        let public = self.public_publications();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for (publication, people) in &self.claims {
            if public.contains(&format!("10.5555/p{publication}")) {
                for n in people.difference(&self.hidden_people) {
                    *counts.entry(orcid(*n).as_str().to_owned()).or_default() += 1;
                }
            }
        }
        counts
    }
}

/// One random step, in the database and in the model. Names are all different, so only claims link.
async fn step(db: &TestDatabase, ws: &WorkspaceId, model: &mut Model, rng: &mut TestRng, at: i64) {
    let n = rng.next_u32() % 5;
    let known = model.internal.contains_key(&n);
    match rng.next_u32() % 7 {
        4 => remove_or_restore(db, ws, model, rng, at).await,
        5 => hide_or_show(db, ws, model, rng, at).await,
        6 => hide_or_show_person(db, ws, model, (n, rng.next_u32().is_multiple_of(2)), at).await,
        0 => {
            let family = ["Alfa", "Bravo", "Carlos", "Delta", "Eco"][usize::try_from(n).unwrap()];
            let mut person = person(n, "Iris", family);
            person.fetched_at = at;
            db.stores.people.upsert(ws, &person, &[]).await.unwrap();
            model.internal.entry(n).or_insert(true);
        }
        1 if known => {
            let status = if rng.next_u32().is_multiple_of(2) {
                MembershipStatus::Internal
            } else {
                MembershipStatus::External
            };
            let asked = Transition {
                person: orcid(n),
                entity: EntityId::new("cesam"),
                status,
                starts_at: at,
            };
            db.stores
                .memberships
                .transition(ws, &asked, &Trail::default())
                .await
                .unwrap()
                .unwrap();
            model.internal.insert(n, status == MembershipStatus::Internal);
        }
        _ if known => {
            let publication = rng.next_u32() % 12;
            let record = crossref(&format!("Paper {publication}"), 2020, &[("Otto", "Zulu")]);
            let mut contribution = contribution(&doi(&format!("p{publication}")), record, &[orcid(n)]);
            contribution.now = at;
            db.stores
                .publications
                .contribute(ws, vec![contribution], &Trail::default())
                .await
                .unwrap();
            model.claims.entry(publication).or_default().insert(n);
        }
        _ => {}
    }
}

/// The staff delete a publication, or bring it back.
async fn remove_or_restore(
    db: &TestDatabase,
    ws: &WorkspaceId,
    model: &mut Model,
    rng: &mut TestRng,
    at: i64,
) {
    let publication = rng.next_u32() % 12;
    let action = if rng.next_u32().is_multiple_of(2) {
        RemovalAction::Delete
    } else {
        RemovalAction::Restore
    };
    let removal = Removal {
        action,
        publications: vec![vec![doi(&format!("p{publication}"))]],
        event_ids: vec![format!("0remove-{at}")],
        actor: Actor::Operator,
        now: at,
    };
    let removed = db.stores.curation.remove(ws, &removal).await.unwrap();
    let was_deleted = model.deleted.contains(&publication);
    if !model.claims.contains_key(&publication) {
        assert!(matches!(removed, Removed::Unknown(_)));
        return;
    }
    let deletes = action == RemovalAction::Delete;
    assert_eq!(removed, Removed::Done(usize::from(deletes != was_deleted)));
    if deletes {
        model.deleted.insert(publication);
    } else {
        model.deleted.remove(&publication);
    }
}

/// The staff hide a publication, or show it again.
async fn hide_or_show(db: &TestDatabase, ws: &WorkspaceId, model: &mut Model, rng: &mut TestRng, at: i64) {
    let publication = rng.next_u32() % 12;
    let visible = rng.next_u32().is_multiple_of(2);
    let patch = format!("[{{\"op\": \"replace\", \"path\": \"/visible\", \"value\": {visible}}}]");
    let edit = Edit {
        patch: Patch::parse(patch.as_bytes()).unwrap(),
        precondition: Precondition::None,
        actor: Actor::Operator,
        now: at,
        event_id: format!("0edit-{at}"),
    };
    let dois = [doi(&format!("p{publication}"))];
    let outcome = db.stores.curation.edit(ws, &dois, &edit).await.unwrap();
    assert_eq!(outcome.is_some(), model.claims.contains_key(&publication));
    match outcome {
        Some(Ok(_)) if visible => {
            model.hidden.remove(&publication);
        }
        Some(Ok(_)) => {
            model.hidden.insert(publication);
        }
        other => assert_eq!(other, None),
    }
}

/// The staff hide a person, or show them again.
async fn hide_or_show_person(
    db: &TestDatabase,
    ws: &WorkspaceId,
    model: &mut Model,
    (n, hides): (u32, bool),
    at: i64,
) {
    let amendment = if hides { Amendment::Hide } else { Amendment::Show };
    let stamp = Stamp {
        event_id: format!("0person-{at}"),
        at,
        actor: Actor::Operator,
    };
    let outcome = db
        .stores
        .profiles
        .amend(ws, &orcid(n), &amendment, &stamp)
        .await
        .unwrap();
    if !model.internal.contains_key(&n) {
        assert_eq!(outcome, AmendOutcome::NoPerson);
        return;
    }
    assert_eq!(outcome, AmendOutcome::Done);
    if hides {
        model.hidden_people.insert(n);
    } else {
        model.hidden_people.remove(&n);
    }
}

async fn compare(db: &TestDatabase, ws: &WorkspaceId, model: &Model) {
    let page = PageRequest {
        page: 1,
        per_page: 100,
    };
    let query = PublicationQuery {
        filter: PublicationFilter::default(),
        sort: PublicationSort::LastFetchedAt,
        direction: Direction::Descending,
        page,
        with_people: true,
    };
    let listed = db
        .stores
        .publications
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    let dois: BTreeSet<String> = listed
        .items
        .iter()
        .map(|item| item.doi.as_str().to_owned())
        .collect();
    assert_eq!(dois, model.public_publications());
    let hidden: Vec<_> = model.hidden_people.iter().map(|n| orcid(*n)).collect();
    for item in &listed.items {
        assert!(!item.people.is_empty());
        assert!(item.people.iter().all(|person| !hidden.contains(&person.orcid)));
    }
    assert_eq!(listed.total, u64::try_from(dois.len()).unwrap(), "the kept size");
    let query = PersonQuery {
        q: String::new(),
        updated_since: None,
        page,
    };
    let people = db
        .stores
        .people
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    let counts: BTreeMap<String, u32> = people
        .items
        .iter()
        .map(|person| (person.orcid.as_str().to_owned(), person.public_publication_count))
        .collect();
    assert_eq!(counts, model.counts());
    assert_eq!(
        people.total,
        u64::try_from(counts.len()).unwrap(),
        "the kept size"
    );
    assert_eq!(db.stores.maintenance.differences(ws).await.unwrap(), []);
}

/// Whoever has heard of every change has what is public, and nothing of what belongs to others.
async fn compare_copies(db: &TestDatabase, copies: &[Listener; 3], model: &Model) {
    let [all, of_entity, of_other] = copies;
    let people: BTreeSet<String> = model.counts().into_keys().collect();
    for copy in [all, of_entity] {
        assert_eq!(
            copy.copy(&db.stores, "publication").await,
            model.public_publications()
        );
        assert_eq!(copy.copy(&db.stores, "person").await, people);
    }
    assert!(of_other.heard(&db.stores).await.is_empty());
}

on_both_databases! {
    async fn the_read_model_equals_its_recomputation_after_any_history(db: &TestDatabase) {
        for seed in 0..4 {
            let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
            let ws = workspace(&db.stores, &format!("w{seed}")).await;
            entity(&db.stores, &ws, "mare").await;
            let mut copies = Vec::new();
            for entities in [&[][..], &["cesam"], &["mare"]] {
                let name = format!("copy-{seed}-{}", copies.len());
                copies.push(Listener::install(&db.stores, &ws, &name, &Scope::ALL, entities).await);
            }
            let copies: [Listener; 3] = copies.try_into().ok().unwrap();
            let mut model = Model::default();
            for n in 0..90 {
                step(db, &ws, &mut model, &mut rng, NOW + n).await;
                if n % 6 == 5 {
                    compare(db, &ws, &model).await;
                    compare_copies(db, &copies, &model).await;
                }
            }
        }
    }
}
