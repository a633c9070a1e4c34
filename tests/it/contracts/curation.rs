//! Publications as the staff edit and list them.

use std::collections::BTreeMap;

use domain::activity::{Actor, Event, Trail};
use domain::identifier::Doi;
use domain::publication::curation::{
    Curated, Deletion, Edit, EditOutcome, Patch, PatchRefusal, Precondition, Removal, RemovalAction, Removed,
    StaffFilter, StaffQuery, StaffSort, Totals, Visibility,
};
use domain::publication::{LinkOrigin, PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::WorkspaceId;
use serde_json::{Value, json};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

const DAY: i64 = 86_400;

fn edit_of(patch: &Value, n: u32, precondition: Precondition) -> Edit {
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

async fn patch(
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

async fn find(db: &TestDatabase, ws: &WorkspaceId, suffix: &str) -> Curated {
    db.stores
        .curation
        .find(ws, &[doi(suffix)])
        .await
        .unwrap()
        .unwrap()
}

/// Events of a publication, the oldest first.
async fn events(db: &TestDatabase, ws: &WorkspaceId, suffix: &str) -> Vec<Event> {
    let latest = db.stores.activity.latest(ws, 1000).await.unwrap();
    let own = latest
        .into_iter()
        .rev()
        .filter(|event| event.subject_id == doi(suffix).as_str());
    own.filter(|event| event.kind.starts_with("publication."))
        .collect()
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Ana Reis and Rui Costa; Ana's paper on salt.
async fn centre(db: &TestDatabase) -> WorkspaceId {
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
async fn ingest(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, title: &str, later: i64) {
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

fn query(filter: StaffFilter, sort: StaffSort, direction: Direction) -> StaffQuery {
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

async fn listed(db: &TestDatabase, ws: &WorkspaceId, query: &StaffQuery) -> Vec<String> {
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

async fn filtered(db: &TestDatabase, ws: &WorkspaceId, filter: StaffFilter) -> Vec<String> {
    let mut found = listed(
        db,
        ws,
        &query(filter, StaffSort::LastFetchedAt, Direction::Descending),
    )
    .await;
    found.sort();
    found
}

async fn public(db: &TestDatabase, ws: &WorkspaceId) -> Vec<String> {
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
    let page = db.stores.publications.list_public(ws, &query).await.unwrap();
    let mut found: Vec<String> = page
        .items
        .iter()
        .map(|item| item.doi.as_str().replace("10.5555/", ""))
        .collect();
    assert_eq!(page.total, u64::try_from(found.len()).unwrap());
    found.sort();
    found
}

fn removal(action: RemovalAction, suffixes: &[&str], at: i64) -> Removal {
    Removal {
        action,
        publications: suffixes.iter().map(|suffix| doi(suffix).candidates()).collect(),
        event_ids: (0..suffixes.len()).map(|n| format!("0remove-{at}-{n}")).collect(),
        actor: Actor::Operator,
        now: NOW + at,
    }
}

/// Five papers of different age, fame and state.
async fn shelf(db: &TestDatabase) -> WorkspaceId {
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
        let everyone = db.stores.publications.find_public(&ws, &doi("salt")).await.unwrap().unwrap();
        assert_eq!(everyone.data.title, Some("Sea salt".into()));
        assert_eq!((everyone.data.authors.len(), everyone.edit_count, everyone.people.len()), (3, 1, 2));
        assert_eq!(db.stores.people.find_public(&ws, &orcid(2)).await.unwrap().unwrap().public_publication_count, 1);

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
        let everyone = db.stores.publications.find_public(&ws, &doi("salt")).await.unwrap().unwrap();
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
        assert_eq!(db.stores.people.find_public(&ws, &orcid(1)).await.unwrap().unwrap().public_publication_count, 1);
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

    async fn lists_filter(db: &TestDatabase) {
        let ws = shelf(db).await;
        let all = StaffFilter { deletion: Deletion::All, ..StaffFilter::default() };
        let with = |change: &dyn Fn(&mut StaffFilter)| {
            let mut filter = all.clone();
            change(&mut filter);
            filter
        };
        let words = |q: &str| StaffFilter { q: q.to_owned(), ..all.clone() };
        let cases: Vec<(&str, StaffFilter, &[&str])> = vec![
            ("default", StaffFilter::default(), &["b", "c", "d", "salt"]),
            ("all", all.clone(), &["b", "c", "d", "e", "salt"]),
            ("deleted", with(&|f| f.deletion = Deletion::Deleted), &["e"]),
            ("hidden", with(&|f| f.visibility = Visibility::Hidden), &["c"]),
            ("visible", with(&|f| f.visibility = Visibility::Visible), &["b", "d", "e", "salt"]),
            ("person", with(&|f| f.person = Some(orcid(2))), &["b"]),
            ("stranger", with(&|f| f.person = Some(orcid(9))), &[]),
            ("year", with(&|f| f.publication_year = Some(2019)), &["c"]),
            ("cited", with(&|f| f.min_cited_by = Some(5)), &["b", "e"]),
            ("cited at all", with(&|f| f.min_cited_by = Some(0)), &["b", "d", "e", "salt"]),
            ("type", with(&|f| f.publication_type = Some("article".to_owned())), &["b", "c", "d", "e", "salt"]),
            ("no such type", with(&|f| f.publication_type = Some("song".to_owned())), &[]),
            ("word of titles", words("SAL"), &["c", "d", "salt"]),
            ("accents", words("agua historia"), &[]),
            ("folded", words("historia"), &["b"]),
            ("author", words("lind"), &["b", "salt"]),
            ("author's accents", words("ELAN"), &["d"]),
            ("title and author", words("salt elan"), &["d"]),
            ("both, nowhere together", words("brine elan"), &[]),
            ("no syntax: or begins Ørsted", words("\" OR : * ( & | '"), &["c"]),
            ("together", StaffFilter { visibility: Visibility::Hidden, publication_year: Some(2019), ..words("sal") }, &["c"]),
        ];
        for (name, filter, expected) in cases {
            assert_eq!(filtered(db, &ws, filter).await, expected, "{name}");
        }
    }

    async fn lists_sort_with_what_is_not_known_last(db: &TestDatabase) {
        let ws = shelf(db).await;
        let all = StaffFilter { deletion: Deletion::All, ..StaffFilter::default() };
        let cases: [(StaffSort, [&str; 5], [&str; 5]); 6] = [
            (StaffSort::LastFetchedAt, ["e", "d", "c", "b", "salt"], ["salt", "b", "c", "d", "e"]),
            (StaffSort::PublicationDate, ["d", "b", "salt", "c", "e"], ["e", "c", "salt", "b", "d"]),
            (StaffSort::CitedByCount, ["e", "b", "d", "salt", "c"], ["salt", "d", "b", "e", "c"]),
            (StaffSort::Title, ["salt", "d", "b", "c", "e"], ["c", "b", "d", "salt", "e"]),
            (StaffSort::EditCount, ["d", "c", "e", "b", "salt"], ["salt", "b", "e", "c", "d"]),
            (StaffSort::LastEditedAt, ["d", "c", "e", "b", "salt"], ["c", "d", "salt", "b", "e"]),
        ];
        for (sort, down, up) in cases {
            let query_of = |direction| query(all.clone(), sort, direction);
            assert_eq!(listed(db, &ws, &query_of(Direction::Descending)).await, down, "{sort:?} down");
            assert_eq!(listed(db, &ws, &query_of(Direction::Ascending)).await, up, "{sort:?} up");
        }
    }

    async fn pages_hold_every_row_once_and_rows_hold_their_people(db: &TestDatabase) {
        let ws = shelf(db).await;
        let mut seen = Vec::new();
        for page in 1..=3 {
            let query = StaffQuery {
                page: PageRequest { page, per_page: 2 },
                ..query(StaffFilter::default(), StaffSort::PublicationDate, Direction::Ascending)
            };
            let found = db.stores.curation.list(&ws, &query).await.unwrap();
            assert_eq!((found.total, found.pages(2)), (4, 2));
            seen.extend(found.items.into_iter().map(|item| item.doi.as_str().replace("10.5555/", "")));
        }
        assert_eq!(seen, ["c", "salt", "b", "d"]);
        let found = db.stores.curation.list(&ws, &query(StaffFilter::default(), StaffSort::Title, Direction::Descending)).await.unwrap();
        let salt = &found.items[0];
        assert_eq!((salt.people[0].orcid.clone(), salt.people[0].name.as_str(), salt.people[0].internal), (orcid(1), "Ana Reis", true));
        assert_eq!(salt.merged.authors.len(), 2);
        // A change by hand shows in the very next list and its total.
        db.stores.curation.remove(&ws, &removal(RemovalAction::Delete, &["b"], 50)).await.unwrap();
        assert_eq!(filtered(db, &ws, StaffFilter::default()).await, ["c", "d", "salt"]);
    }

    async fn totals_and_arrivals(db: &TestDatabase) {
        let ws = shelf(db).await;
        let totals = db.stores.curation.totals(&ws).await.unwrap();
        assert_eq!(totals, Totals { publications: 4, edited: 2, hidden: 1, people: 2 });
        db.stores.curation.remove(&ws, &removal(RemovalAction::Delete, &["b", "c"], 60)).await.unwrap();
        let totals = db.stores.curation.totals(&ws).await.unwrap();
        assert_eq!(totals, Totals { publications: 2, edited: 1, hidden: 0, people: 1 });
        ingest(db, &ws, "next-day", "Later", DAY).await;
        ingest(db, &ws, "last-second", "Later", 2 * DAY - 1).await;
        ingest(db, &ws, "day-after", "Later", 2 * DAY).await;
        let today = NOW / DAY;
        let arrivals = db.stores.curation.arrivals(&ws, today).await.unwrap();
        assert_eq!(arrivals, BTreeMap::from([(today, 5), (today + 1, 2), (today + 2, 1)]));
        let arrivals = db.stores.curation.arrivals(&ws, today + 1).await.unwrap();
        assert_eq!(arrivals, BTreeMap::from([(today + 1, 2), (today + 2, 1)]));
    }

    async fn answers_of_providers_are_given_back_word_by_word(db: &TestDatabase) {
        let ws = centre(db).await;
        let payloads = db.stores.curation.payloads(&ws, &doi("salt")).await.unwrap();
        assert_eq!(payloads.len(), 1);
        assert_eq!((payloads[0].provider.as_str(), payloads[0].text.as_str()), ("crossref", "{\"sample\": true}"));
        assert!(db.stores.curation.payloads(&ws, &doi("nothing")).await.unwrap().is_empty());
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
