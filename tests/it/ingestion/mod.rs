//! From recorded registries into the catalogue: the awkward cases of real metadata, one by one.

mod curated;
mod dois;
mod orcids;

/// A replay server and a story on SQLite; the test ends early (and says so) where the recordings are missing.
macro_rules! story {
    ($story:ident) => {
        let Some(replay) = tests::Replay::start(&[]) else {
            return;
        };
        let database = tests::TestDatabase::sqlite().await;
        let $story = tests::Story::begin(&database, &replay).await;
    };
}
use story;
