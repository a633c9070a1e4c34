//! The timeline.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::{ActivityStore, Actor, Event, Trail};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use serde_json::Value;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::schema::activity_events;
use crate::stores::Diesel;
use crate::trail;

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
        let actor = match (actor_kind.as_str(), actor_id) {
            ("user", Some(id)) => Actor::User {
                id,
                email: actor_label,
            },
            ("api_key", Some(hash)) => Actor::ApiKey(hash),
            ("operator", _) => Actor::Operator,
            ("system", _) => Actor::System,
            _ => return Err(DbError::Corrupt("activity_events.actor_kind")),
        };
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

#[async_trait]
impl ActivityStore for Diesel {
    async fn record(&self, workspace: &WorkspaceId, events: &[Event]) -> Result<(), StoreError> {
        let trail = Trail {
            events: events.to_vec(),
            key_use: None,
        };
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
}
