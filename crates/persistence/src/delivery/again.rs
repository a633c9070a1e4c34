//! Delivering an event once more.

use diesel::dsl::max;
use diesel::{ExpressionMethods, QueryDsl};
use domain::event::{DeliveryStatus, EventFilter, EventId, IntegrationEvent, Redelivery};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::event;
use crate::exec::{Exec as _, Fetch as _};
use crate::outbox::{self, NewAttempt};
use crate::schema::{delivery_lanes, event_deliveries, integration_events};

/// Inside a transaction.
pub(crate) async fn again(
    conn: &mut Conn,
    filter: &EventFilter,
    id: &EventId,
    now: i64,
) -> Result<Option<Redelivery>, DbError> {
    let Some(found) = event::find(conn, filter, id).await? else {
        return Ok(None);
    };
    let event = &found.event;
    if !outbox::has_target(conn, &event.integration, &event.workspace).await? {
        return Ok(Some(Redelivery::NoTarget));
    }
    // The lane first, as everybody does: from here on nothing happens in it.
    let (workspace, lane) = (event.workspace.as_str(), outbox::lane_of(event));
    let place = outbox::take_places(conn, workspace, &lane, 1, now).await?;
    if is_waiting(conn, event).await? {
        hurry(conn, event, &lane, now).await?;
    } else {
        requeue(conn, event, lane, place, now).await?;
    }
    conn.news.queued = true;
    let queued = event::find(conn, filter, id).await?;
    Ok(queued.map(Redelivery::Queued))
}

async fn is_waiting(conn: &mut Conn, event: &IntegrationEvent) -> Result<bool, DbError> {
    let own = integration_events::table
        .filter(integration_events::workspace_id.eq(event.workspace.as_str().to_owned()))
        .filter(integration_events::id.eq(event.id.as_str().to_owned()))
        .select(integration_events::waiting);
    let rows: Vec<bool> = on!(conn, |c| c.fetch(own).await)?;
    Ok(rows.into_iter().any(|waiting| waiting))
}

/// What waits for its next attempt need not wait any longer, once it is its turn.
async fn hurry(conn: &mut Conn, event: &IntegrationEvent, lane: &str, now: i64) -> Result<(), DbError> {
    let queued = event_deliveries::table
        .filter(event_deliveries::workspace_id.eq(event.workspace.as_str().to_owned()))
        .filter(event_deliveries::event_id.eq(event.id.as_str().to_owned()))
        .filter(event_deliveries::status.eq(DeliveryStatus::Queued.as_str()))
        .filter(event_deliveries::due_at.gt(now));
    let due = event_deliveries::due_at.eq(now);
    on!(&mut *conn, |c| c.exec(diesel::update(queued).set(due)).await)?;
    let own = delivery_lanes::table
        .filter(delivery_lanes::workspace_id.eq(event.workspace.as_str().to_owned()))
        .filter(delivery_lanes::lane.eq(lane.to_owned()));
    let due = delivery_lanes::due_at.eq(now);
    on!(conn, |c| c.exec(diesel::update(own).set(due)).await)?;
    Ok(())
}

/// What is over waits again, behind all that waits already.
async fn requeue(
    conn: &mut Conn,
    event: &IntegrationEvent,
    lane: String,
    place: i64,
    now: i64,
) -> Result<(), DbError> {
    let (workspace, id) = (event.workspace.as_str(), event.id.as_str());
    let attempts = event_deliveries::table
        .filter(event_deliveries::workspace_id.eq(workspace.to_owned()))
        .filter(event_deliveries::event_id.eq(id.to_owned()))
        .select(max(event_deliveries::attempt));
    let made: Vec<Option<i32>> = on!(&mut *conn, |c| c.fetch(attempts).await)?;
    let made = made.into_iter().flatten().next().unwrap_or(0);
    let own = integration_events::table
        .filter(integration_events::workspace_id.eq(workspace.to_owned()))
        .filter(integration_events::id.eq(id.to_owned()));
    let set = (
        integration_events::lane.eq(lane),
        integration_events::place.eq(place),
        integration_events::waiting.eq(true),
        integration_events::due_from.eq(now),
        integration_events::failures.eq(0),
    );
    on!(&mut *conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    let next = NewAttempt::queued(workspace, id, made.saturating_add(1), now);
    outbox::queue(conn, vec![next]).await
}
