//! Lists, totals and what providers answered.

use std::collections::BTreeMap;

use domain::publication::curation::{
    Deletion, RemovalAction, StaffFilter, StaffQuery, StaffSort, Totals, Visibility,
};
use domain::storage::{Direction, PageRequest};
use tests::on_both_databases;
use tests::sample::{NOW, doi, orcid};

use super::{DAY, centre, filtered, ingest, listed, query, removal, shelf};

on_both_databases! {
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
}
