//! The outbox: events for integrations, with the first attempt at delivering them, in the transaction that caused
//! them.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Nullable};
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, Insertable, QueryDsl};
use domain::activity::{Event, derived_id};
use domain::event::{DeliveryStatus, EventId, EventKind, IntegrationEvent};
use domain::integration::IntegrationName;
use domain::workspace::WorkspaceId;
use serde_json::Value;

use crate::db::{Conn, on};
use crate::delivery::addresses;
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{delivery_lanes, event_deliveries, installations, integration_events};

/// Rows of one insert: well below the bind limits of both databases.
const ROWS: usize = 1000;

/// An event that is to be delivered.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) event: IntegrationEvent,
    /// Not before (Unix seconds).
    pub(crate) due_at: i64,
}

/// Where the ids of events come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// They have one.
    Own,
    /// From their place in the lane.
    Place,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = integration_events, treat_none_as_default_value = false)]
struct NewEvent {
    workspace_id: String,
    id: String,
    integration: String,
    installation_id: Option<String>,
    kind: String,
    payload: Json<Value>,
    created_at: i64,
    lane: Option<String>,
    place: Option<i64>,
    waiting: bool,
    due_from: Option<i64>,
    failures: i32,
}

/// A lane, its place of an event, and when the event is due.
type Place = (String, i64, i64);

impl NewEvent {
    fn of(event: IntegrationEvent, place: Option<Place>) -> Self {
        let IntegrationEvent {
            id,
            workspace,
            integration,
            installation,
            kind,
            payload,
            created_at,
        } = event;
        let waiting = place.is_some();
        let (lane, place, due_from) = place.map_or((None, None, None), |(lane, place, due)| {
            (Some(lane), Some(place), Some(due))
        });
        Self {
            workspace_id: workspace.as_str().to_owned(),
            id: id.as_str().to_owned(),
            integration: integration.as_str().to_owned(),
            installation_id: installation.map(|id| id.as_str().to_owned()),
            kind: kind.as_str().to_owned(),
            payload: Json(payload),
            created_at,
            lane,
            place,
            waiting,
            due_from,
            failures: 0,
        }
    }
}

/// The lane that an event waits in: its installation's, or its own.
pub(crate) fn lane_of(event: &IntegrationEvent) -> String {
    let installation = event.installation.as_ref().map(ToString::to_string);
    installation.unwrap_or_else(|| event.id.to_string())
}

/// Lets an integration hear of what happened to one of its installations.
pub(crate) async fn hear(conn: &mut Conn, workspace: &WorkspaceId, event: &Event) -> Result<(), DbError> {
    if EventKind::of_installation(event).is_none() {
        return Ok(());
    }
    let own = installations::table
        .filter(installations::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(installations::id.eq(event.subject_id.clone()))
        .select(installations::platform);
    let platforms: Vec<String> = on!(&mut *conn, |c| c.fetch(own).await)?;
    let name = platforms.first().map(|name| IntegrationName::parse(name));
    // Operators may call a platform as they like; only what can be an integration hears.
    let Some(Ok(name)) = name else {
        return Ok(());
    };
    let Some(event) = IntegrationEvent::of_installation(event, workspace, name) else {
        return Ok(());
    };
    if has_target(conn, &event.integration, workspace).await? {
        let due_at = event.created_at;
        return send(conn, vec![Letter { event, due_at }], Naming::Own).await;
    }
    write(conn, vec![NewEvent::of(event, None)]).await
}

/// Whether what happens in a workspace is delivered to an integration.
pub(crate) async fn has_target(
    conn: &mut Conn,
    integration: &IntegrationName,
    workspace: &WorkspaceId,
) -> Result<bool, DbError> {
    let (addresses, _) = addresses::load(conn, integration).await?;
    Ok(addresses.target(workspace).is_some())
}

/// Writes events and queues the first attempt at delivering each, in this order within a lane.
pub(crate) async fn send(conn: &mut Conn, letters: Vec<Letter>, naming: Naming) -> Result<(), DbError> {
    if letters.is_empty() {
        return Ok(());
    }
    let mut places = places(conn, &letters).await?;
    let (mut events, mut attempts) = (Vec::new(), Vec::new());
    for Letter { mut event, due_at } in letters {
        let lane = lane_of(&event);
        let key = (event.workspace.as_str().to_owned(), lane.clone());
        let next = places.get_mut(&key).ok_or(DbError::Conflict)?;
        *next += 1;
        if naming == Naming::Place {
            event.id = EventId::in_place(event.created_at, *next, &lane);
        }
        attempts.push(NewAttempt::first(&event, due_at));
        events.push(NewEvent::of(event, Some((lane, *next, due_at))));
    }
    write(conn, events).await?;
    queue(conn, attempts).await?;
    conn.news.queued = true;
    Ok(())
}

/// Takes places for events at the ends of their lanes; the place before the first of them, by workspace and lane. The
/// lanes stay locked until the transaction ends, so that places are in the order of commits. Everybody locks them in
/// the same order.
async fn places(conn: &mut Conn, letters: &[Letter]) -> Result<BTreeMap<(String, String), i64>, DbError> {
    let mut lanes: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for Letter { event, due_at } in letters {
        let key = (event.workspace.as_str().to_owned(), lane_of(event));
        let (count, due) = lanes.entry(key).or_insert((0, *due_at));
        *count += 1;
        *due = (*due).min(*due_at);
    }
    let mut places = BTreeMap::new();
    for ((workspace, lane), (count, due_at)) in lanes {
        let last = take_places(conn, &workspace, &lane, count, due_at).await?;
        places.insert((workspace, lane), last - count);
    }
    Ok(places)
}

/// Takes `count` places at the end of a lane, which is due now at the latest unless something waits in it already. The
/// last of them.
pub(crate) async fn take_places(
    conn: &mut Conn,
    workspace: &str,
    lane: &str,
    count: i64,
    due_at: i64,
) -> Result<i64, DbError> {
    let row = (
        delivery_lanes::workspace_id.eq(workspace.to_owned()),
        delivery_lanes::lane.eq(lane.to_owned()),
        delivery_lanes::last_place.eq(count),
        delivery_lanes::due_at.eq(due_at),
    );
    let waiting = sql::<Nullable<BigInt>>("coalesce(delivery_lanes.due_at, excluded.due_at)");
    let taken: Vec<i64> = on!(conn, |c| c
        .fetch(
            diesel::insert_into(delivery_lanes::table)
                .values(row)
                .on_conflict((delivery_lanes::workspace_id, delivery_lanes::lane))
                .do_update()
                .set((
                    delivery_lanes::last_place
                        .eq(delivery_lanes::last_place + excluded(delivery_lanes::last_place)),
                    delivery_lanes::due_at.eq(waiting),
                ))
                .returning(delivery_lanes::last_place)
        )
        .await)?;
    taken.into_iter().next().ok_or(DbError::Conflict)
}

async fn write(conn: &mut Conn, events: Vec<NewEvent>) -> Result<(), DbError> {
    for chunk in events.chunks(ROWS) {
        let rows = chunk.to_vec();
        // The timeline keeps an event that was found out twice once; so does the outbox.
        on!(&mut *conn, |c| c
            .exec(
                diesel::insert_into(integration_events::table)
                    .values(rows)
                    .on_conflict_do_nothing()
            )
            .await)?;
    }
    Ok(())
}

/// An attempt that is to be made.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = event_deliveries, treat_none_as_default_value = false)]
pub(crate) struct NewAttempt {
    workspace_id: String,
    id: String,
    event_id: String,
    attempt: i32,
    status: &'static str,
    due_at: i64,
    started_at: Option<i64>,
}

impl NewAttempt {
    fn first(event: &IntegrationEvent, due_at: i64) -> Self {
        Self::queued(event.workspace.as_str(), event.id.as_str(), 1, due_at)
    }

    /// An attempt that waits until it is due.
    pub(crate) fn queued(workspace: &str, event: &str, attempt: i32, due_at: i64) -> Self {
        Self {
            workspace_id: workspace.to_owned(),
            id: derived_id(due_at, &format!("delivery {attempt} of {event}")),
            event_id: event.to_owned(),
            attempt,
            status: DeliveryStatus::Queued.as_str(),
            due_at,
            started_at: None,
        }
    }

    /// The same, under way since now.
    pub(crate) fn begun(self, now: i64) -> Self {
        Self {
            status: DeliveryStatus::Sending.as_str(),
            started_at: Some(now),
            ..self
        }
    }
}

/// Writes attempts.
pub(crate) async fn queue(conn: &mut Conn, attempts: Vec<NewAttempt>) -> Result<(), DbError> {
    for chunk in attempts.chunks(ROWS) {
        let rows = chunk.to_vec();
        on!(&mut *conn, |c| c
            .exec(
                diesel::insert_into(event_deliveries::table)
                    .values(rows)
                    .on_conflict_do_nothing()
            )
            .await)?;
    }
    Ok(())
}
