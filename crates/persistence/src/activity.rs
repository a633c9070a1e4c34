//! The timeline.

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::{
    ActivityQuery, ActivityStore, Actor, CleanUp, CleanUpScope, Event, EventCursor, Timeline, Trail,
};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use serde_json::Value;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::activity_events;
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;
use crate::{totals, trail};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = activity_events)]
struct EventRow {
    id: String,
    at: i64,
    kind: String,
    actor_kind: String,
    actor_id: Option<String>,
    actor_label: String,
    subject_kind: String,
    subject_id: String,
    message: String,
    details: Json<Value>,
}

/// An actor as it is stored; `None` for what nobody stores.
pub(crate) fn actor_of(kind: &str, id: Option<String>, label: String) -> Option<Actor> {
    match (kind, id) {
        ("user", Some(id)) => Some(Actor::User { id, email: label }),
        ("api_key", Some(hash)) => Some(Actor::ApiKey(hash)),
        ("integration", Some(name)) => Some(Actor::Integration(name)),
        ("operator", _) => Some(Actor::Operator),
        ("system", _) => Some(Actor::System),
        _ => None,
    }
}

impl TryFrom<EventRow> for Event {
    type Error = DbError;

    fn try_from(row: EventRow) -> Result<Self, DbError> {
        let EventRow {
            id,
            at,
            kind,
            actor_kind,
            actor_id,
            actor_label,
            subject_kind,
            subject_id,
            message,
            details,
        } = row;
        let actor = actor_of(&actor_kind, actor_id, actor_label)
            .ok_or(DbError::Corrupt("activity_events.actor_kind"))?;
        Ok(Self {
            id,
            at,
            kind,
            actor,
            subject_kind,
            subject_id,
            message,
            details: details.0,
        })
    }
}

/// A boxed query over the events that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter = $filter;
        let mut select = activity_events::table
            .filter(activity_events::workspace_id.eq($workspace.as_str().to_owned()))
            .into_boxed::<$db>();
        if let Some(from) = filter.from {
            select = select.filter(activity_events::at.ge(from));
        }
        if let Some(to) = filter.to {
            select = select.filter(activity_events::at.le(to));
        }
        if let Some(kind) = filter.kind.clone() {
            select = select.filter(activity_events::kind.eq(kind));
        }
        if let Some(severity) = filter.severity {
            select = select.filter(activity_events::severity.eq(severity.as_str()));
        }
        if let Some(outcome) = filter.outcome {
            select = select.filter(activity_events::status.eq(outcome.as_str()));
        }
        if let Some(actor) = &filter.actor {
            // Labels are lower case: addresses, hashes, our own words.
            select = select.filter(activity_events::actor_label.eq(actor.to_lowercase()));
        }
        if let Some(matching) = WordMatch::all(WordIndex::Events, &filter.q) {
            select = select.filter(matching);
        }
        select
    }};
}

impl Diesel {
    async fn timeline(&self, workspace: &WorkspaceId, query: &ActivityQuery) -> Result<Timeline, DbError> {
        let mut conn = self.db.read().await?;
        let per_page = i64::from(query.page.per_page);
        // One more than asked tells whether older ones follow.
        let mut rows: Vec<EventRow> = on!(&mut conn, |c| {
            let mut select = filtered!(Db, workspace, &query.filter);
            match &query.cursor {
                Some(EventCursor { at, id }) => {
                    let same_second = activity_events::at
                        .eq(*at)
                        .and(activity_events::id.lt(id.clone()));
                    select = select
                        .filter(activity_events::at.le(*at))
                        .filter(activity_events::at.lt(*at).or(same_second));
                }
                None => select = select.offset(query.page.offset()),
            }
            let select = select
                .order((activity_events::at.desc(), activity_events::id.desc()))
                .limit(per_page + 1)
                .select(EventRow::as_select());
            c.fetch(select).await
        })?;
        let counted: Vec<i64> = on!(&mut conn, |c| c
            .fetch(filtered!(Db, workspace, &query.filter).count())
            .await)?;
        let asked = usize::try_from(per_page).unwrap_or(usize::MAX);
        let more = rows.len() > asked;
        rows.truncate(asked);
        let events: Vec<Event> = rows.into_iter().map(Event::try_from).collect::<Result<_, _>>()?;
        Ok(Timeline {
            next: events.last().filter(|_| more).map(EventCursor::of),
            total: totals::size_of(&counted),
            events,
        })
    }
}

#[async_trait]
impl ActivityStore for Diesel {
    async fn record(&self, workspace: &WorkspaceId, events: &[Event]) -> Result<(), StoreError> {
        let trail = Trail::from(events.to_vec());
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| trail::leave(conn, workspace, &trail).await)
            .await?)
    }

    async fn latest(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Event>, StoreError> {
        let mut conn = self.db.read().await?;
        let id = workspace.as_str().to_owned();
        let rows: Vec<EventRow> = on!(&mut conn, |c| c
            .fetch(
                activity_events::table
                    .filter(activity_events::workspace_id.eq(id))
                    .order((activity_events::at.desc(), activity_events::id.desc()))
                    .limit(i64::from(limit))
                    .select(EventRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().map(Event::try_from).collect::<Result<_, _>>()?)
    }

    async fn list(&self, workspace: &WorkspaceId, query: &ActivityQuery) -> Result<Timeline, StoreError> {
        Ok(self.timeline(workspace, query).await?)
    }

    async fn clean_up(&self, workspace: &WorkspaceId, order: &CleanUp) -> Result<u64, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let own = || {
                    activity_events::table
                        .filter(activity_events::workspace_id.eq(workspace.as_str().to_owned()))
                };
                let deleted = match order.scope {
                    CleanUpScope::All => on!(conn, |c| c.exec(diesel::delete(own())).await),
                    CleanUpScope::Before(at) => {
                        let old = own().filter(activity_events::at.lt(at));
                        on!(conn, |c| c.exec(diesel::delete(old)).await)
                    }
                }?;
                let deleted = u64::try_from(deleted).unwrap_or(u64::MAX);
                let trail = Trail::from(order.recorded(workspace.as_str(), deleted));
                trail::leave(conn, workspace, &trail).await?;
                Ok(deleted)
            })
            .await?)
    }
}
