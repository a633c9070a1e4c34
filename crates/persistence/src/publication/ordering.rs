//! The order of a filtered or deep list, remembered for as long as the workspace does not change.
//!
//! A list's page and its total both come from the same thing: the ids of all rows that the filter lets through, in
//! order. Reading them once for each revision makes every further page, however deep, and every total cost the
//! same in a catalogue of a million publications as in one of ten thousand. Row numbers take eight bytes each.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use diesel::QueryDsl;
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::Direction;
use domain::workspace::View;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use moka::future::Cache;
use moka::policy::EvictionPolicy;

use super::listing;
use crate::db::Link;
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::schema::publications_fts;
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;

/// Six orders of a million rows each.
const MOST_BYTES: u64 = 48 * 1024 * 1024;
/// What an entry costs beyond its ids, about.
const ENTRY_BYTES: usize = 400;
/// Orders of a past revision are of no use to anyone.
const IDLE: Duration = Duration::from_mins(2);
/// Up to so many rows are looked up one by one; more are picked from a longer list's order, because a look-up costs a
/// hundred times as much as a step through the ids.
const FEW: usize = 2_000;

/// Row numbers in the order of a list.
pub(super) type Ids = Arc<[i64]>;

/// What an order depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    view: View,
    revision: i64,
    filter: PublicationFilter,
    sort: PublicationSort,
    direction: Direction,
}

/// Orders read lately, bounded by bytes. Several requests for the same one wait for one of them to read it.
pub(crate) struct Orderings(Cache<Name, Ids>);

impl Default for Orderings {
    fn default() -> Self {
        let weight = |_: &Name, ids: &Ids| {
            let bytes = ids.len().saturating_mul(size_of::<i64>());
            u32::try_from(bytes.saturating_add(ENTRY_BYTES)).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(MOST_BYTES)
                .weigher(weight)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_idle(IDLE)
                .build(),
        )
    }
}

impl Diesel {
    /// The ids of the whole list in its order. Call it without holding a connection: it may need one.
    pub(super) async fn ordering(
        &self,
        view: &View,
        revision: i64,
        query: &PublicationQuery,
    ) -> Result<Ids, DbError> {
        let name = Name {
            view: view.clone(),
            revision,
            filter: query.filter.clone(),
            sort: query.sort,
            direction: query.direction,
        };
        let read = self.read_ordering(view, revision, query);
        let ids = self.orderings.0.try_get_with(name, read).await;
        ids.map_err(DbError::Shared)
    }

    /// Boxed, because the order of a list may begin with the order of a longer one.
    fn read_ordering<'a>(
        &'a self,
        view: &'a View,
        revision: i64,
        query: &'a PublicationQuery,
    ) -> BoxFuture<'a, Result<Ids, DbError>> {
        async move {
            // PostgreSQL knows how often each value occurs and chooses by it; SQLite does not.
            let in_order = view.entities().is_none() && listing::index_is_in_order(query);
            if self.db.is_sqlite() && !in_order {
                return self.pick(view, revision, query).await;
            }
            let mut conn = self.db.read().await?;
            Ok(Ids::from(listing::ids(&mut conn, view, query).await?))
        }
        .boxed()
    }

    /// Finds the rows by the index of what they are filtered by, and their order in the order of a longer list:
    /// to sort them, each of them would have to be looked up.
    async fn pick(&self, view: &View, revision: i64, query: &PublicationQuery) -> Result<Ids, DbError> {
        let mut longer = query.clone();
        let mut longer_view = view.clone();
        let found = if let Some(found) = self.many_with_words(&query.filter).await? {
            longer.filter.q.clear();
            found
        } else {
            longer.filter = PublicationFilter::default();
            longer_view = View::whole(view.workspace().clone());
            let mut conn = self.db.read().await?;
            let found = listing::unordered(&mut conn, view, query).await?;
            if found.len() <= FEW {
                let ids = listing::in_order(&mut conn, view.workspace(), query, found).await?;
                return Ok(Ids::from(ids));
            }
            found.into_iter().collect()
        };
        let longer = self.ordering(&longer_view, revision, &longer).await?;
        Ok(longer.iter().copied().filter(|id| found.contains(id)).collect())
    }

    /// The rows with the words that are searched for, where they are many. The word index gives them without
    /// touching them.
    async fn many_with_words(&self, filter: &PublicationFilter) -> Result<Option<HashSet<i64>>, DbError> {
        let Some(matching) = WordMatch::all(WordIndex::PublicationTitles, &filter.q) else {
            return Ok(None);
        };
        let mut conn = self.db.read().await?;
        let Link::Sqlite(conn) = &mut conn.link else {
            return Ok(None);
        };
        let matches = || {
            publications_fts::table
                .filter(matching.in_index())
                .select(publications_fts::rowid)
        };
        let most = i64::try_from(FEW).unwrap_or(i64::MAX);
        let first: Vec<i64> = conn.fetch(matches().limit(most)).await?;
        if first.len() < FEW {
            return Ok(None);
        }
        let all: Vec<i64> = conn.fetch(matches()).await?;
        Ok(Some(all.into_iter().collect()))
    }
}
