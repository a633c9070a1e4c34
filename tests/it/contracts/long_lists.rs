//! Long lists: whichever way a list is read, straight from an index, by a remembered order or picked from a longer one,
//! it has the same rows in the same order.

use domain::activity::Trail;
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort, PublicationSummary};
use domain::storage::{Direction, PageRequest};
use domain::workspace::WorkspaceId;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

/// More than are looked up one by one, so that the rest is picked.
const ROWS: i64 = 2_150;
const PER_PAGE: u32 = 100;

async fn catalogue(db: &TestDatabase) -> WorkspaceId {
    let ws = workspace(&db.stores, "cesam").await;
    let people = &db.stores.people;
    people
        .upsert(&ws, &person(1, "Ana", "Conceição"), &[])
        .await
        .unwrap();
    let batch: Vec<_> = (0..ROWS)
        .map(|n| {
            let title = if n % 40 == 0 {
                "Mountain lakes"
            } else {
                "Coastal waters"
            };
            let mut record = crossref(&format!("{title} {n}"), 2000 + n % 9, &[("Ana", "Conceição")]);
            record.cited_by_count = (n % 7 != 0).then(|| (n * 37 % 101).unsigned_abs());
            let mut one = contribution(&doi(&format!("n{n}")), record, &[orcid(1)]);
            one.now = NOW + n * 13 % 500;
            one
        })
        .collect();
    for some in batch.chunks(200) {
        let publications = &db.stores.publications;
        publications
            .contribute(&ws, some.to_vec(), &Trail::default())
            .await
            .unwrap();
    }
    ws
}

/// All pages of a list, put together; every page tells the same total.
async fn whole(db: &TestDatabase, ws: &WorkspaceId, mut query: PublicationQuery) -> Vec<PublicationSummary> {
    let mut all = Vec::new();
    loop {
        let page = db.stores.publications.list_public(ws, &query).await.unwrap();
        if page.items.is_empty() {
            assert_eq!(page.total, u64::try_from(all.len()).unwrap(), "{query:?}");
            return all;
        }
        all.extend(page.items);
        query.page.page += 1;
    }
}

fn query(filter: PublicationFilter, sort: PublicationSort, direction: Direction) -> PublicationQuery {
    PublicationQuery {
        filter,
        sort,
        direction,
        page: PageRequest {
            page: 1,
            per_page: PER_PAGE,
        },
        with_people: false,
    }
}

/// What a filter lets through.
type Test = fn(&PublicationSummary) -> bool;

fn filters() -> Vec<(PublicationFilter, Test)> {
    let words = |q: &str| PublicationFilter {
        q: q.to_owned(),
        ..PublicationFilter::default()
    };
    vec![
        (PublicationFilter::default(), |_| true),
        (words("coastal"), |item| text(item).starts_with("Coastal")),
        (words("mountain"), |item| text(item).starts_with("Mountain")),
        (words("coast wat"), |item| text(item).starts_with("Coastal")),
        (words("nowhere"), |_| false),
        (
            PublicationFilter {
                publication_year: Some(2004),
                ..words("coastal")
            },
            |item| item.publication_year == Some(2004) && text(item).starts_with("Coastal"),
        ),
        (
            PublicationFilter {
                min_cited_by: Some(0),
                ..PublicationFilter::default()
            },
            |item| item.cited_by_count.is_some(),
        ),
        (
            PublicationFilter {
                publication_type: Some("journal-article".to_owned()),
                ..PublicationFilter::default()
            },
            |_| true,
        ),
        (
            PublicationFilter {
                updated_since: Some(NOW),
                person: Some(orcid(1)),
                ..PublicationFilter::default()
            },
            |_| true,
        ),
    ]
}

fn text(item: &PublicationSummary) -> &str {
    item.title.as_ref().map_or("", |title| title.any())
}

on_both_databases! {
    async fn every_way_of_reading_gives_the_same_list(db: &TestDatabase) {
        let ws = catalogue(db).await;
        for sort in [PublicationSort::LastFetchedAt, PublicationSort::PublicationDate, PublicationSort::CitedByCount] {
            for direction in [Direction::Descending, Direction::Ascending] {
                let all = whole(db, &ws, query(PublicationFilter::default(), sort, direction)).await;
                assert_eq!(i64::try_from(all.len()).unwrap(), ROWS);
                for (filter, lets_through) in filters() {
                    let found = whole(db, &ws, query(filter.clone(), sort, direction)).await;
                    let expected: Vec<&str> = all.iter().filter(|item| lets_through(item)).map(|item| item.doi.as_str()).collect();
                    let found: Vec<&str> = found.iter().map(|item| item.doi.as_str()).collect();
                    assert_eq!(found, expected, "{filter:?} {sort:?} {direction:?}");
                }
            }
        }
    }

    async fn a_write_is_in_the_next_list(db: &TestDatabase) {
        let ws = catalogue(db).await;
        let coastal = PublicationFilter { q: "coastal".to_owned(), ..PublicationFilter::default() };
        let mut deep = query(coastal, PublicationSort::LastFetchedAt, Direction::Descending);
        let before = whole(db, &ws, deep.clone()).await.len();
        let mut one = contribution(&doi("late"), crossref("Coastal latecomer", 2026, &[("Ana", "Conceição")]), &[orcid(1)]);
        one.now = NOW + 10_000;
        db.stores.publications.contribute(&ws, vec![one], &Trail::default()).await.unwrap();
        assert_eq!(whole(db, &ws, deep.clone()).await.len(), before + 1);
        deep.page = PageRequest { page: 1, per_page: 1 };
        let first = db.stores.publications.list_public(&ws, &deep).await.unwrap();
        assert_eq!(first.items.first().map(|item| item.doi.clone()), Some(doi("late")));
    }
}
