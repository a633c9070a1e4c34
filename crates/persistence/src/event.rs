//! The log of events and their deliveries.

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::event::{
    Delivery, DeliveryStatus, EventFilter, EventId, EventKind, EventStore, IntegrationEvent, LoggedEvent,
    Redelivery,
};
use domain::installation::InstallationId;
use domain::integration::IntegrationName;
use domain::storage::{Cursor, Slice, SliceRequest, StoreError};
use domain::workspace::WorkspaceId;
use serde_json::Value;

use crate::db::{Conn, on};
use crate::delivery;
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::outbox::{self, Letter, Naming};
use crate::schema::{event_deliveries, integration_events};
use crate::stores::Diesel;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = integration_events)]
pub(crate) struct EventRow {
    workspace_id: String,
    id: String,
    integration: String,
    installation_id: Option<String>,
    kind: String,
    payload: Json<Value>,
    created_at: i64,
}

impl TryFrom<EventRow> for IntegrationEvent {
    type Error = DbError;

    fn try_from(row: EventRow) -> Result<Self, DbError> {
        let EventRow {
            workspace_id,
            id,
            integration,
            installation_id,
            kind,
            payload,
            created_at,
        } = row;
        Ok(Self {
            id: EventId::new(id),
            workspace: WorkspaceId::new(workspace_id),
            integration: IntegrationName::parse(&integration)
                .ok()
                .ok_or(DbError::Corrupt("integration_events.integration"))?,
            installation: installation_id.map(InstallationId::new),
            kind: EventKind::from_word(&kind).ok_or(DbError::Corrupt("integration_events.kind"))?,
            payload: payload.0,
            created_at,
        })
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = event_deliveries)]
struct DeliveryRow {
    event_id: String,
    id: String,
    attempt: i32,
    status: String,
    due_at: i64,
    started_at: Option<i64>,
    duration_ms: Option<i64>,
    response_status: Option<i32>,
    error: Option<String>,
}

impl TryFrom<DeliveryRow> for (String, Delivery) {
    type Error = DbError;

    fn try_from(row: DeliveryRow) -> Result<Self, DbError> {
        let DeliveryRow {
            event_id,
            id,
            attempt,
            status,
            due_at,
            started_at,
            duration_ms,
            response_status,
            error,
        } = row;
        let delivery = Delivery {
            id,
            attempt: u32::try_from(attempt)
                .ok()
                .ok_or(DbError::Corrupt("event_deliveries.attempt"))?,
            status: DeliveryStatus::from_word(&status).ok_or(DbError::Corrupt("event_deliveries.status"))?,
            due_at,
            started_at,
            duration_ms,
            response_status: response_status.and_then(|status| u16::try_from(status).ok()),
            error,
        };
        Ok((event_id, delivery))
    }
}

/// Adds the deliveries of events.
async fn with_deliveries(conn: &mut Conn, rows: Vec<EventRow>) -> Result<Vec<LoggedEvent>, DbError> {
    let mut workspaces: Vec<String> = rows.iter().map(|row| row.workspace_id.clone()).collect();
    workspaces.sort_unstable();
    workspaces.dedup();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let deliveries: Vec<DeliveryRow> = on!(conn, |c| c
        .fetch(
            event_deliveries::table
                .filter(event_deliveries::workspace_id.eq_any(workspaces))
                .filter(event_deliveries::event_id.eq_any(ids))
                .order((event_deliveries::event_id, event_deliveries::attempt))
                .select(DeliveryRow::as_select())
        )
        .await)?;
    let deliveries: Vec<(String, Delivery)> = deliveries
        .into_iter()
        .map(TryFrom::try_from)
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|row| {
            let own = deliveries.iter().filter(|(event, _)| *event == row.id);
            Ok(LoggedEvent {
                deliveries: own.map(|(_, delivery)| delivery.clone()).collect(),
                event: IntegrationEvent::try_from(row)?,
            })
        })
        .collect()
}

/// A boxed query over the events of a filter.
macro_rules! filtered {
    ($db:ty, $filter:expr) => {{
        let filter = $filter;
        let mut select = integration_events::table
            .filter(integration_events::integration.eq(filter.integration.as_str().to_owned()))
            .select(EventRow::as_select())
            .into_boxed::<$db>();
        if let Some(workspace) = &filter.workspace {
            select = select.filter(integration_events::workspace_id.eq(workspace.as_str().to_owned()));
        }
        select
    }};
}

/// One event of a filter, with its deliveries.
pub(crate) async fn find(
    conn: &mut Conn,
    filter: &EventFilter,
    id: &EventId,
) -> Result<Option<LoggedEvent>, DbError> {
    let id = id.to_string();
    let rows: Vec<EventRow> = on!(&mut *conn, |c| c
        .fetch(filtered!(Db, filter).filter(integration_events::id.eq(id)))
        .await)?;
    Ok(with_deliveries(conn, rows).await?.into_iter().next())
}

#[async_trait]
impl EventStore for Diesel {
    async fn page(
        &self,
        filter: &EventFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<LoggedEvent>, StoreError> {
        let mut conn = self.db.read().await?;
        let limit = i64::from(slice.limit) + 1;
        let rows: Vec<EventRow> = on!(&mut conn, |c| {
            let mut select = filtered!(Db, filter);
            if let Some(Cursor { at, id }) = slice.after.clone() {
                let same_second = integration_events::created_at
                    .eq(at)
                    .and(integration_events::id.lt(id));
                select = select.filter(integration_events::created_at.lt(at).or(same_second));
            }
            let select = select
                .order((
                    integration_events::created_at.desc(),
                    integration_events::id.desc(),
                ))
                .limit(limit);
            c.fetch(select).await
        })
        .map_err(DbError::from)?;
        let found = with_deliveries(&mut conn, rows).await?;
        Ok(Slice::of(found, slice.limit, |last| Cursor {
            at: last.event.created_at,
            id: last.event.id.to_string(),
        }))
    }

    async fn find(&self, filter: &EventFilter, id: &EventId) -> Result<Option<LoggedEvent>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(find(&mut conn, filter, id).await?)
    }

    async fn post(&self, event: &IntegrationEvent, due_at: i64) -> Result<bool, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                if !outbox::has_target(conn, &event.integration, &event.workspace).await? {
                    return Ok(false);
                }
                let letter = Letter {
                    event: event.clone(),
                    due_at,
                };
                outbox::send(conn, vec![letter], Naming::Own).await?;
                Ok(true)
            })
            .await?)
    }

    async fn deliver_again(
        &self,
        filter: &EventFilter,
        id: &EventId,
        now: i64,
    ) -> Result<Option<Redelivery>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| delivery::again(conn, filter, id, now).await)
            .await?)
    }
}
