//! Two centres in one service, over HTTP, under random histories: whatever one of them asks or does, no answer holds a
//! word of the other, and nothing of the other changes.

mod deed;
mod side;

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tests::{Service, TestDatabase, on_both_databases};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use deed::{Deed, deeds};
use side::Side;

/// Histories, and deeds in each.
const HISTORIES: u32 = 5;
const DEEDS: usize = 10;

/// One of the two does something, and is told nothing of the other one. The status of the answer.
async fn done(own: &Side, other: &Side, deed: &Deed) -> Result<u16, TestCaseError> {
    let answer = deed.done_by(own, other).await;
    let is_refused = (400..500).contains(&answer.status);
    if answer.status >= 500 || other.shows_in(&answer) || (deed.names_what_is_not_there() && !is_refused) {
        let text = answer.text;
        return Err(TestCaseError::fail(format!(
            "{} did {deed:?}: {} {text}",
            own.mark, answer.status
        )));
    }
    Ok(answer.status)
}

/// The other one, who saw `before`, notices nothing of what was done.
async fn unnoticed(other: &Side, before: &str, what: &impl Debug) -> Result<(), TestCaseError> {
    let after = other.everything().await;
    if before == after {
        return Ok(());
    }
    Err(TestCaseError::fail(format!(
        "{what:?}\nbefore {before}\nafter {after}"
    )))
}

async fn is_whole(sides: &[Side; 2]) -> Result<(), TestCaseError> {
    for (own, other) in [(&sides[0], &sides[1]), (&sides[1], &sides[0])] {
        let everything = own.everything().await;
        if everything.contains(&other.mark) || !everything.contains(&own.mark) {
            return Err(TestCaseError::fail(format!("{}: {everything}", own.mark)));
        }
    }
    Ok(())
}

fn runner() -> TestRunner {
    let config = Config {
        cases: HISTORIES,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..Config::default()
    };
    // The same histories each time: a failure can be repeated.
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

async fn open(db: &TestDatabase) -> (Service, [Side; 2]) {
    let north = Side::make(db, "north", 0).await;
    let south = Side::make(db, "south", 1).await;
    let service = Service::start(&db.url, "api,dashboard", &[]);
    let sides = [north.at(db, &service).await, south.at(db, &service).await];
    (service, sides)
}

on_both_databases! {
    async fn nothing_crosses_between_two_centres(db: &TestDatabase) {
        let (_service, sides) = open(db).await;
        is_whole(&sides).await.unwrap();
        assert_eq!(sides[0].everything().await, sides[0].everything().await, "looking changes nothing");
        let history = vec((0..2_usize, deeds()), 1..=DEEDS);
        let outcome = runner().run(&history, |history| {
            block_in_place(|| Handle::current().block_on(async {
                for (actor, deed) in &history {
                    let (own, other) = (&sides[*actor], &sides[1 - actor]);
                    let before = other.everything().await;
                    done(own, other, deed).await?;
                    unnoticed(other, &before, deed).await?;
                }
                is_whole(&sides).await
            }))
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }

    async fn every_deed_is_done_and_none_of_them_crosses(db: &TestDatabase) {
        let (_service, sides) = open(db).await;
        for (own, other) in [(&sides[0], &sides[1]), (&sides[1], &sides[0])] {
            let before = other.everything().await;
            let mut went_well = 0;
            for deeds in Deed::all().chunks(6) {
                for deed in deeds {
                    let status = done(own, other, deed).await.unwrap();
                    went_well += usize::from((200..300).contains(&status));
                }
                unnoticed(other, &before, &deeds).await.unwrap();
            }
            assert!(went_well > 50, "{went_well} deeds of {} went well", own.mark);
        }
        is_whole(&sides).await.unwrap();
    }

    async fn naming_the_other_centre_gives_no_role_in_it(db: &TestDatabase) {
        let (_service, sides) = open(db).await;
        for (own, other) in [(&sides[0], &sides[1]), (&sides[1], &sides[0])] {
            for name in [other.slug, &format!("ws-{}", other.slug)] {
                for path in ["/api/publications", "/api/people", "/api/activity", "/api/site-tools/api-keys"] {
                    let found = own.admin().at(name).get(path).await;
                    assert_eq!(found.status, 403, "{} names {name}: {}", own.slug, found.text);
                    assert!(!found.text.contains(&other.mark));
                }
                let chosen = own
                    .admin()
                    .post("/api/auth/organization/set-active", &serde_json::json!({ "organizationSlug": name, "organizationId": name }))
                    .await;
                assert!((400..500).contains(&chosen.status), "{}", chosen.text);
            }
            assert_eq!(own.admin().get("/api/publications").await.status, 200, "the session is where it was");
        }
    }
}
