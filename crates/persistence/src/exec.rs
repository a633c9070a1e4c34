//! Statements as one unit: asynchronous on PostgreSQL, one hop to a blocking thread on SQLite.
//!
//! Running SQLite statements through synchronous diesel also gives multi-row inserts, which diesel-async lacks
//! for SQLite (`weiznich/diesel_async#277`). Statements own their values.

use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::{QueryResult, SqliteConnection};
use diesel_async::AsyncPgConnection;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::blocking::SqliteConn;

/// Runs a statement that returns no rows.
pub(crate) trait Exec<S> {
    /// The number of rows touched.
    fn exec(&mut self, statement: S) -> BoxFuture<'_, QueryResult<usize>>;
}

/// Runs a statement that returns rows.
pub(crate) trait Fetch<S, U> {
    /// All rows.
    fn fetch(&mut self, statement: S) -> BoxFuture<'_, QueryResult<Vec<U>>>;
}

/// Runs a statement, and then one that depends on its rows.
pub(crate) trait FetchThen<S, U, T, V> {
    /// The rows of both; none of the second where there is nothing to ask for. Without leaving SQLite's thread in
    /// between: a hop costs as much as a small statement.
    fn fetch_then(
        &mut self,
        first: S,
        then: impl FnOnce(&[U]) -> Option<T> + Send + 'static,
    ) -> BoxFuture<'_, QueryResult<(Vec<U>, Vec<V>)>>;
}

impl<S> Exec<S> for AsyncPgConnection
where
    S: diesel_async::methods::ExecuteDsl<AsyncPgConnection> + QueryFragment<Pg> + QueryId + Send + 'static,
{
    fn exec(&mut self, statement: S) -> BoxFuture<'_, QueryResult<usize>> {
        diesel_async::RunQueryDsl::execute(statement, self).boxed()
    }
}

impl<S> Exec<S> for SqliteConn
where
    S: diesel::query_dsl::methods::ExecuteDsl<SqliteConnection> + Send + 'static,
{
    fn exec(&mut self, statement: S) -> BoxFuture<'_, QueryResult<usize>> {
        self.spawn_blocking(move |connection| S::execute(statement, connection))
    }
}

impl<S, U> Fetch<S, U> for AsyncPgConnection
where
    S: diesel_async::methods::LoadQuery<'static, AsyncPgConnection, U> + Send + 'static,
    U: Send + 'static,
{
    fn fetch(&mut self, statement: S) -> BoxFuture<'_, QueryResult<Vec<U>>> {
        diesel_async::RunQueryDsl::load(statement, self).boxed()
    }
}

impl<S, U> Fetch<S, U> for SqliteConn
where
    S: diesel::query_dsl::LoadQuery<'static, SqliteConnection, U> + Send + 'static,
    U: Send + 'static,
{
    fn fetch(&mut self, statement: S) -> BoxFuture<'_, QueryResult<Vec<U>>> {
        self.spawn_blocking(move |connection| statement.internal_load(connection)?.collect())
    }
}

impl<S, U, T, V> FetchThen<S, U, T, V> for AsyncPgConnection
where
    S: diesel_async::methods::LoadQuery<'static, AsyncPgConnection, U> + Send + 'static,
    T: diesel_async::methods::LoadQuery<'static, AsyncPgConnection, V> + Send + 'static,
    U: Send + Sync + 'static,
    V: Send + 'static,
{
    fn fetch_then(
        &mut self,
        first: S,
        then: impl FnOnce(&[U]) -> Option<T> + Send + 'static,
    ) -> BoxFuture<'_, QueryResult<(Vec<U>, Vec<V>)>> {
        async move {
            let rows: Vec<U> = diesel_async::RunQueryDsl::load(first, self).await?;
            let more = match then(&rows) {
                Some(second) => diesel_async::RunQueryDsl::load(second, self).await?,
                None => Vec::new(),
            };
            Ok((rows, more))
        }
        .boxed()
    }
}

impl<S, U, T, V> FetchThen<S, U, T, V> for SqliteConn
where
    S: diesel::query_dsl::LoadQuery<'static, SqliteConnection, U> + Send + 'static,
    T: diesel::query_dsl::LoadQuery<'static, SqliteConnection, V> + 'static,
    U: Send + 'static,
    V: Send + 'static,
{
    fn fetch_then(
        &mut self,
        first: S,
        then: impl FnOnce(&[U]) -> Option<T> + Send + 'static,
    ) -> BoxFuture<'_, QueryResult<(Vec<U>, Vec<V>)>> {
        self.spawn_blocking(move |connection| {
            let rows: Vec<U> = first.internal_load(connection)?.collect::<QueryResult<_>>()?;
            let more = match then(&rows) {
                Some(second) => second.internal_load(connection)?.collect::<QueryResult<_>>()?,
                None => Vec::new(),
            };
            Ok((rows, more))
        })
    }
}
