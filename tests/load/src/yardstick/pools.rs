//! The pools: as ours are, without what ours do beside.

use std::cell::RefCell;

use anyhow::{Context, Result};
use diesel::{Connection, SqliteConnection};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;

/// SQLite through tokio's blocking threads.
pub(crate) type Wrapped = SyncConnectionWrapper<SqliteConnection>;

/// As many connections as the service opens by default.
const SQLITE: usize = 4;
const POSTGRES: usize = 16;

/// A pool of either kind.
#[derive(Clone)]
pub(crate) enum Pools {
    Postgres(Pool<AsyncPgConnection>),
    Sqlite(Pool<Wrapped>),
}

impl Pools {
    pub(crate) fn open(url: &str) -> Result<Self> {
        Ok(match file(url) {
            Some(path) => Self::Sqlite(
                Pool::builder(AsyncDieselConnectionManager::new(path))
                    .max_size(SQLITE)
                    .build()?,
            ),
            None => Self::Postgres(
                Pool::builder(AsyncDieselConnectionManager::new(url))
                    .max_size(POSTGRES)
                    .build()?,
            ),
        })
    }
}

fn file(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite://")
}

/// A connection of each thread's own, without any hop: the most that SQLite gives.
#[derive(Debug, Clone)]
pub(crate) struct SyncPool(Option<String>);

thread_local! {
    static OWN: RefCell<Option<SqliteConnection>> = const { RefCell::new(None) };
}

impl SyncPool {
    pub(crate) fn of(url: &str) -> Self {
        Self(file(url).map(str::to_owned))
    }

    /// Lends this thread's connection.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut SqliteConnection) -> Result<R>) -> Result<R> {
        let path = self.0.as_deref().context("this is no SQLite database")?;
        OWN.with_borrow_mut(|own| {
            if own.is_none() {
                *own = Some(SqliteConnection::establish(path)?);
            }
            work(own.as_mut().context("there is no connection")?)
        })
    }
}
