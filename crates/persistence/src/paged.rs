//! One page of a query that an index answers in order.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};

/// A query with a limit and an offset that its plan does not depend on.
///
/// PostgreSQL plans a prepared statement anew each time where it hopes that the values allow something better than
/// the plan for any values ([PREPARE, notes](https://www.postgresql.org/docs/current/sql-prepare.html)). Of a limit
/// and an offset it always hopes that: of a page of a list, planning was a third of the cost. As sub-selects they are
/// known to nobody while planning, and the first plan is kept. Only for queries whose filter and order have an index:
/// others may well deserve another plan for a small page. `SQLite` plans once whatever the values.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct Paged<Q> {
    query: Q,
    limit: i64,
    offset: i64,
}

impl<Q> Paged<Q> {
    /// Rows `offset..offset + limit` of the query, which must have an order.
    pub(crate) fn new(query: Q, limit: i64, offset: i64) -> Self {
        Self { query, limit, offset }
    }
}

impl<Q: Query> Query for Paged<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Paged<Q> {}

impl<Q, DB> QueryFragment<DB> for Paged<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT (SELECT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(") OFFSET (SELECT ");
        out.push_bind_param::<BigInt, _>(&self.offset)?;
        out.push_sql(")");
        Ok(())
    }
}
