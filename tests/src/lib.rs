//! The whole system from outside: databases of one's own, the service in a process of its own, sample records.
#![expect(
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "what a test needs and does not get fails the test"
)]

pub mod centre;
pub mod database;
pub mod desk;
pub mod listener;
pub mod replay;
pub mod sample;
pub mod service;
pub mod story;

pub use centre::Centre;
pub use database::TestDatabase;
pub use desk::SignedIn;
pub use listener::Listener;
pub use replay::Replay;
pub use service::{Answer, Service, legaciti, run_json, run_json_with};
pub use story::Story;

/// Runs the same async test on SQLite and on PostgreSQL, as two tests.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &TestDatabase) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                $(#[$meta])*
                async fn story($db: &$crate::TestDatabase) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    let database = $crate::TestDatabase::sqlite().await;
                    story(&database).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let Some(database) = $crate::TestDatabase::postgres().await else { return };
                    story(&database).await;
                }
            }
        )*
    };
}
