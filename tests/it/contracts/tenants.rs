//! Two workspaces in one database: no answer of one holds a row of the other.

use domain::activity::Trail;
use domain::person::PersonQuery;
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{View, WorkspaceId};
use proptest::test_runner::{RngAlgorithm, TestRng};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

use rand_source::Source;

/// Random choices from a fixed seed: a failure can be repeated.
mod rand_source {
    use super::{RngAlgorithm, TestRng};
    use proptest::prelude::Rng as _;

    pub(super) struct Source(TestRng);

    impl Source {
        pub(super) fn new(seed: u8) -> Self {
            Self(TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
        }

        pub(super) fn below(&mut self, n: u32) -> u32 {
            self.0.next_u32() % n
        }
    }
}

const WORDS: [&str; 6] = ["seagrass", "coral", "plankton", "lagoon", "sediment", "otter"];
const FAMILIES: [&str; 4] = ["Reis", "Lima", "Costa", "Nunes"];

/// Titles of workspace `mark` all hold its mark, so that a stray row shows.
async fn fill(db: &TestDatabase, ws: &WorkspaceId, mark: &str, source: &mut Source) {
    for n in 0..6 {
        let family = FAMILIES[usize::try_from(source.below(4)).unwrap()];
        let given = if source.below(2) == 0 { "Ana" } else { "Rui" };
        let mut who = person(n, given, family);
        who.biography = Some(mark.to_owned());
        db.stores.people.upsert(ws, &who, &[]).await.unwrap();
    }
    for n in 0..40 {
        // Both workspaces hold many of the same DOIs and the same people.
        let suffix = format!("p{}", source.below(30));
        let words: Vec<&str> = (0..3)
            .map(|_| WORDS[usize::try_from(source.below(6)).unwrap()])
            .collect();
        let family = FAMILIES[usize::try_from(source.below(4)).unwrap()];
        let title = format!("{mark} {}", words.join(" "));
        let record = crossref(
            &title,
            2000 + i64::from(source.below(20)),
            &[("Ana", family), ("Rui", "Costa")],
        );
        let claimers = [orcid(source.below(6))];
        let mut contribution = contribution(&doi(&suffix), record, &claimers);
        contribution.now = NOW + n;
        db.stores
            .publications
            .contribute(ws, vec![contribution], &Trail::default())
            .await
            .unwrap();
    }
}

fn query(filter: PublicationFilter, page: u32) -> PublicationQuery {
    PublicationQuery {
        filter,
        sort: PublicationSort::PublicationDate,
        direction: Direction::Ascending,
        page: PageRequest { page, per_page: 7 },
        with_people: true,
    }
}

async fn check(db: &TestDatabase, ws: &WorkspaceId, mark: &str) {
    let mut filters = vec![PublicationFilter::default()];
    filters.extend(WORDS.map(|word| PublicationFilter {
        q: word.to_owned(),
        ..PublicationFilter::default()
    }));
    filters.extend((0..6).map(|n| PublicationFilter {
        person: Some(orcid(n)),
        ..PublicationFilter::default()
    }));
    filters.push(PublicationFilter {
        publication_year: Some(2005),
        ..PublicationFilter::default()
    });
    filters.push(PublicationFilter {
        updated_since: Some(NOW),
        ..PublicationFilter::default()
    });
    for filter in filters {
        let mut seen = 0;
        for page in 1.. {
            let found = db
                .stores
                .publications
                .list_public(&View::whole(ws.clone()), &query(filter.clone(), page))
                .await
                .unwrap();
            for item in &found.items {
                let title = item.title.as_ref().unwrap().any();
                assert!(title.starts_with(mark), "{mark}: {title} ({filter:?})");
                assert!(!item.people.is_empty(), "public publications have people");
                let detail = db
                    .stores
                    .publications
                    .find_public(&View::whole(ws.clone()), &item.doi)
                    .await
                    .unwrap()
                    .unwrap();
                assert!(detail.data.title.unwrap().any().starts_with(mark));
            }
            seen += u64::try_from(found.items.len()).unwrap();
            if found.items.is_empty() {
                assert_eq!(
                    seen, found.total,
                    "{mark}: every row is on exactly one page ({filter:?})"
                );
                break;
            }
        }
    }
    let people = PersonQuery {
        q: String::new(),
        updated_since: None,
        page: PageRequest {
            page: 1,
            per_page: 100,
        },
    };
    for summary in db
        .stores
        .people
        .list_public(&View::whole(ws.clone()), &people)
        .await
        .unwrap()
        .items
    {
        let person = db
            .stores
            .people
            .find_public(&View::whole(ws.clone()), &summary.orcid)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(person.biography.unwrap().any(), mark);
    }
}

on_both_databases! {
    async fn no_answer_of_one_workspace_holds_a_row_of_the_other(db: &TestDatabase) {
        for seed in 0..3 {
            let mut source = Source::new(seed);
            let (north, south) = (format!("north{seed}"), format!("south{seed}"));
            let first = workspace(&db.stores, &north).await;
            let second = workspace(&db.stores, &south).await;
            fill(db, &first, &north, &mut source).await;
            fill(db, &second, &south, &mut source).await;
            check(db, &first, &north).await;
            check(db, &second, &south).await;
        }
    }
}
