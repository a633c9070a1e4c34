//! Publications as the staff edit and list them.

mod edits;
mod lists;
mod removal;

use domain::activity::{Actor, Event, Trail};
use domain::publication::curation::{
    Curated, Edit, EditOutcome, Patch, PatchRefusal, Precondition, Removal, RemovalAction, Removed,
    StaffFilter, StaffQuery, StaffSort,
};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{View, WorkspaceId};
use serde_json::{Value, json};
use tests::TestDatabase;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};

pub(super) const DAY: i64 = 86_400;

pub(super) fn edit_of(patch: &Value, n: u32, precondition: Precondition) -> Edit {
    Edit {
        patch: Patch::parse(patch.to_string().as_bytes()).unwrap(),
        precondition,
        actor: Actor::User {
            id: "u1".to_owned(),
            email: "ed@example.org".to_owned(),
        },
        now: NOW + i64::from(n),
        event_id: format!("0edit-{n}"),
    }
}

pub(super) async fn patch(
    db: &TestDatabase,
    ws: &WorkspaceId,
    suffix: &str,
    n: u32,
    patch: &Value,
) -> Result<EditOutcome, PatchRefusal> {
    let edit = edit_of(patch, n, Precondition::None);
    db.stores
        .curation
        .edit(ws, &[doi(suffix)], &edit)
        .await
        .unwrap()
        .unwrap()
}

pub(super) async fn find(db: &TestDatabase, ws: &WorkspaceId, suffix: &str) -> Curated {
    db.stores
        .curation
        .find(ws, &[doi(suffix)])
        .await
        .unwrap()
        .unwrap()
}

/// Events of a publication, the oldest first.
pub(super) async fn events(db: &TestDatabase, ws: &WorkspaceId, suffix: &str) -> Vec<Event> {
    let latest = db.stores.activity.latest(ws, 1000).await.unwrap();
    let own = latest
        .into_iter()
        .rev()
        .filter(|event| event.subject_id == doi(suffix).as_str());
    own.filter(|event| event.kind.starts_with("publication."))
        .collect()
}

pub(super) fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Ana Reis and Rui Costa; Ana's paper on salt.
pub(super) async fn centre(db: &TestDatabase) -> WorkspaceId {
    let ws = workspace(&db.stores, "cesam").await;
    for (n, given, family) in [(1, "Ana", "Reis"), (2, "Rui", "Costa")] {
        db.stores
            .people
            .upsert(&ws, &person(n, given, family), &[])
            .await
            .unwrap();
    }
    ingest(db, &ws, "salt", "Salt", 0).await;
    ws
}

/// Crossref says this of a paper of Ana Reis and Bo Lind, so many seconds later.
pub(super) async fn ingest(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, title: &str, later: i64) {
    let mut record = crossref(title, 2020, &[("Ana", "Reis"), ("Bo", "Lind")]);
    record.fetched_at = NOW + later;
    record.cited_by_count = Some(u64::try_from(later).unwrap());
    let contribution = contribution(&doi(suffix), record, &[orcid(1)]);
    db.stores
        .publications
        .contribute(ws, vec![contribution], &Trail::default())
        .await
        .unwrap();
}

pub(super) fn query(filter: StaffFilter, sort: StaffSort, direction: Direction) -> StaffQuery {
    let page = PageRequest {
        page: 1,
        per_page: 50,
    };
    StaffQuery {
        filter,
        sort,
        direction,
        page,
    }
}

pub(super) async fn listed(db: &TestDatabase, ws: &WorkspaceId, query: &StaffQuery) -> Vec<String> {
    let page = db.stores.curation.list(ws, query).await.unwrap();
    assert_eq!(
        page.total,
        u64::try_from(page.items.len()).unwrap(),
        "the total counts what is listed"
    );
    page.items
        .iter()
        .map(|item| item.doi.as_str().replace("10.5555/", ""))
        .collect()
}

pub(super) async fn filtered(db: &TestDatabase, ws: &WorkspaceId, filter: StaffFilter) -> Vec<String> {
    let mut found = listed(
        db,
        ws,
        &query(filter, StaffSort::LastFetchedAt, Direction::Descending),
    )
    .await;
    found.sort();
    found
}

pub(super) async fn public(db: &TestDatabase, ws: &WorkspaceId) -> Vec<String> {
    let query = PublicationQuery {
        filter: PublicationFilter::default(),
        sort: PublicationSort::LastFetchedAt,
        direction: Direction::Descending,
        page: PageRequest {
            page: 1,
            per_page: 50,
        },
        with_people: true,
    };
    let page = db
        .stores
        .publications
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    let mut found: Vec<String> = page
        .items
        .iter()
        .map(|item| item.doi.as_str().replace("10.5555/", ""))
        .collect();
    assert_eq!(page.total, u64::try_from(found.len()).unwrap());
    found.sort();
    found
}

pub(super) fn removal(action: RemovalAction, suffixes: &[&str], at: i64) -> Removal {
    Removal {
        action,
        publications: suffixes.iter().map(|suffix| doi(suffix).candidates()).collect(),
        event_ids: (0..suffixes.len()).map(|n| format!("0remove-{at}-{n}")).collect(),
        actor: Actor::Operator,
        now: NOW + at,
    }
}

/// Five papers of different age, fame and state.
pub(super) async fn shelf(db: &TestDatabase) -> WorkspaceId {
    let ws = centre(db).await;
    let papers = [
        ("b", "Brine: a história", 2021, Some(5), "Bo Lind", 10),
        ("c", "Água e sal", 2019, None, "Cy Ørsted", 20),
        ("d", "Corals of salt", 2022, Some(0), "Di Élan", 30),
        ("e", "", 2018, Some(9), "Ed Ward", 40),
    ];
    for (suffix, title, year, cited, author, later) in papers {
        let (given, family) = author.split_once(' ').unwrap();
        let mut record = crossref(title, year, &[(given, family)]);
        record.fetched_at = NOW + later;
        record.cited_by_count = cited;
        let claimed_by = if suffix == "b" {
            vec![orcid(2)]
        } else {
            vec![orcid(1)]
        };
        let contribution = contribution(&doi(suffix), record, &claimed_by);
        db.stores
            .publications
            .contribute(&ws, vec![contribution], &Trail::default())
            .await
            .unwrap();
    }
    patch(
        db,
        &ws,
        "c",
        1,
        &json!([{ "op": "replace", "path": "/visible", "value": false }]),
    )
    .await
    .unwrap();
    patch(
        db,
        &ws,
        "d",
        2,
        &json!([{ "op": "add", "path": "/volume", "value": "4" }]),
    )
    .await
    .unwrap();
    patch(
        db,
        &ws,
        "d",
        3,
        &json!([{ "op": "replace", "path": "/q", "value": 1 }]),
    )
    .await
    .unwrap();
    let gone = db
        .stores
        .curation
        .remove(&ws, &removal(RemovalAction::Delete, &["e"], 4))
        .await
        .unwrap();
    assert_eq!(gone, Removed::Done(1));
    ws
}
