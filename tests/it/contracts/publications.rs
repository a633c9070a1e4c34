//! Publications: contributions, lists, search, order, tombstones.

use domain::activity::Trail;
use domain::membership::{MembershipStatus, Transition};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::text::Localised;
use domain::workspace::{EntityId, WorkspaceId};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

fn list(filter: PublicationFilter, sort: PublicationSort, direction: Direction) -> PublicationQuery {
    let page = PageRequest {
        page: 1,
        per_page: 50,
    };
    PublicationQuery {
        filter,
        sort,
        direction,
        page,
        with_people: true,
    }
}

pub(super) fn search(q: &str) -> PublicationQuery {
    let filter = PublicationFilter {
        q: q.to_owned(),
        ..PublicationFilter::default()
    };
    list(filter, PublicationSort::LastFetchedAt, Direction::Descending)
}

async fn catalogue(db: &TestDatabase) -> WorkspaceId {
    let ws = workspace(&db.stores, "cesam").await;
    db.stores
        .people
        .upsert(&ws, &person(1, "Ana", "Conceição"), &[])
        .await
        .unwrap();
    let titles = [
        ("a", "Estudo de JOÃO Gonçalves: 100% açaí", 2024, Some(7)),
        ("b", "Seagrass meadows of the Ria de Aveiro", 2020, None),
        ("c", "Deep-sea corals & their \"friends\"", 2022, Some(0)),
    ];
    let batch = titles.map(|(suffix, title, year, cited)| {
        let mut record = crossref(title, year, &[("Ana", "Conceição"), ("Bo", "Li")]);
        record.cited_by_count = cited;
        contribution(&doi(suffix), record, &[orcid(1)])
    });
    let stored = db
        .stores
        .publications
        .contribute(&ws, batch.to_vec(), &Trail::default())
        .await
        .unwrap();
    assert!(stored.iter().all(|publication| publication.created));
    ws
}

async fn suffixes(db: &TestDatabase, ws: &WorkspaceId, query: &PublicationQuery) -> Vec<String> {
    let page = db.stores.publications.list_public(ws, query).await.unwrap();
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

on_both_databases! {
    async fn what_was_contributed_is_listed_with_its_people(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let page = db.stores.publications.list_public(&ws, &search("")).await.unwrap();
        assert_eq!(page.total, 3);
        let first = page.items.iter().find(|item| item.doi == doi("a")).unwrap();
        assert_eq!(first.title, Some(Localised::from("Estudo de JOÃO Gonçalves: 100% açaí")));
        assert_eq!(first.publication_year, Some(2024));
        assert_eq!(first.journal.as_deref(), Some("Journal of Samples"));
        assert_eq!(first.people.len(), 1);
        assert_eq!(first.people[0].orcid, orcid(1));
        assert_eq!(first.people[0].position, Some(1), "the claimer was found among the authors");
        let detail = db.stores.publications.find_public(&ws, &doi("a")).await.unwrap().unwrap();
        assert_eq!(detail.data.authors.len(), 2);
        assert_eq!(detail.slug, first.slug);
    }

    async fn search_folds_case_and_accents_and_matches_word_beginnings(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let cases: [(&str, &[&str]); 9] = [
            ("joao goncalves", &["a"]),
            ("JOÃO", &["a"]),
            ("aca", &["a"]),
            ("sea", &["b"]),
            ("deep sea", &["c"]),
            ("corals friends", &["c"]),
            ("corals seagrass", &[]),
            ("conceicao", &[]),
            ("eagrass", &[]),
        ];
        for (q, found) in cases {
            let mut suffixes = suffixes(db, &ws, &search(q)).await;
            suffixes.sort();
            let expected: Vec<String> = if q == "sea" {
                // "Deep-sea" is two words.
                vec!["b".to_owned(), "c".to_owned()]
            } else {
                found.iter().map(ToString::to_string).collect()
            };
            assert_eq!(suffixes, expected, "{q}");
        }
    }

    async fn search_text_is_never_syntax(db: &TestDatabase) {
        let ws = catalogue(db).await;
        for q in ["\"", "a* OR", "NEAR(", "& | !", ":*", "'", "(", ")", "search_title : x", "%", "_", "--", "\\", "a\u{0}b"] {
            let found = db.stores.publications.list_public(&ws, &search(q)).await;
            assert!(found.is_ok(), "{q}: {found:?}");
        }
    }

    async fn unknown_values_sort_last_both_ways(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let by = |sort, direction| list(PublicationFilter::default(), sort, direction);
        let cited_down = by(PublicationSort::CitedByCount, Direction::Descending);
        assert_eq!(suffixes(db, &ws, &cited_down).await, ["a", "c", "b"]);
        let cited_up = by(PublicationSort::CitedByCount, Direction::Ascending);
        assert_eq!(suffixes(db, &ws, &cited_up).await, ["c", "a", "b"]);
        let date_up = by(PublicationSort::PublicationDate, Direction::Ascending);
        assert_eq!(suffixes(db, &ws, &date_up).await, ["b", "c", "a"]);
    }

    async fn filters_combine(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let filter = PublicationFilter {
            publication_type: Some("journal-article".to_owned()),
            publication_year: Some(2022),
            min_cited_by: Some(0),
            person: Some(orcid(1)),
            ..PublicationFilter::default()
        };
        let query = list(filter.clone(), PublicationSort::LastFetchedAt, Direction::Descending);
        assert_eq!(suffixes(db, &ws, &query).await, ["c"]);
        let none = PublicationFilter { min_cited_by: Some(1), ..filter };
        let query = list(none, PublicationSort::LastFetchedAt, Direction::Descending);
        assert!(suffixes(db, &ws, &query).await.is_empty());
    }

    async fn the_same_contribution_twice_changes_nothing(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let before = db.stores.publications.list_public(&ws, &search("")).await.unwrap();
        let record = {
            let mut record = crossref("Seagrass meadows of the Ria de Aveiro", 2020, &[("Ana", "Conceição"), ("Bo", "Li")]);
            record.cited_by_count = None;
            record
        };
        let again = vec![contribution(&doi("b"), record, &[orcid(1)])];
        let stored = db.stores.publications.contribute(&ws, again, &Trail::default()).await.unwrap();
        assert!(!stored[0].created);
        let after = db.stores.publications.list_public(&ws, &search("")).await.unwrap();
        assert_eq!(before, after);
    }

    async fn slugs_tell_equal_titles_apart_and_stay(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let twin = contribution(&doi("twin"), crossref("Seagrass meadows of the Ria de Aveiro", 2021, &[]), &[orcid(1)]);
        db.stores.publications.contribute(&ws, vec![twin], &Trail::default()).await.unwrap();
        let slug = |suffix: &'static str| {
            let ws = ws.clone();
            async move { db.stores.publications.find_public(&ws, &doi(suffix)).await.unwrap().unwrap().slug }
        };
        assert_eq!(slug("b").await, "seagrass-meadows-of-the-ria-de-aveiro");
        let twin = slug("twin").await;
        assert!(twin.starts_with("seagrass-meadows-of-the-ria-de-aveiro-"), "{twin}");
        let renamed = contribution(&doi("b"), crossref("Another title", 2020, &[]), &[orcid(1)]);
        db.stores.publications.contribute(&ws, vec![renamed], &Trail::default()).await.unwrap();
        assert_eq!(slug("b").await, "seagrass-meadows-of-the-ria-de-aveiro");
    }

    async fn who_leaves_takes_their_papers_along_and_leaves_tombstones(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let external = Transition {
            person: orcid(1),
            entity: EntityId::new("cesam"),
            status: MembershipStatus::External,
            starts_at: NOW + 10,
        };
        db.stores.memberships.transition(&ws, &external, &Trail::default()).await.unwrap().unwrap();
        let page = db.stores.publications.list_public(&ws, &search("")).await.unwrap();
        assert_eq!((page.items.len(), page.total), (0, 0));
        assert!(db.stores.publications.find_public(&ws, &doi("a")).await.unwrap().is_none());
        assert!(db.stores.people.find_public(&ws, &orcid(1)).await.unwrap().is_none());
        let mut gone: Vec<String> = db
            .stores
            .publications
            .withdrawn_since(&ws, NOW + 10)
            .await
            .unwrap()
            .into_iter()
            .map(|tombstone| tombstone.external_id)
            .collect();
        gone.sort();
        assert_eq!(gone, ["10.5555/a", "10.5555/b", "10.5555/c"]);
        let back = Transition { status: MembershipStatus::Internal, starts_at: NOW + 20, ..external };
        db.stores.memberships.transition(&ws, &back, &Trail::default()).await.unwrap().unwrap();
        assert_eq!(db.stores.publications.list_public(&ws, &search("")).await.unwrap().total, 3);
        assert!(db.stores.publications.withdrawn_since(&ws, NOW).await.unwrap().is_empty());
    }
}
