//! The event whose turn it is in a lane.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::delivery::{Due, Lane};
use domain::event::{DeliveryStatus, IntegrationEvent};
use domain::installation::{InstallationId, InstallationStatus};

use super::addresses;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::event::EventRow;
use crate::exec::{Exec as _, Fetch as _};
use crate::outbox::{self, NewAttempt};
use crate::schema::{event_deliveries, installations, integration_events};

/// Said of an attempt whose worker was never heard of again.
const INTERRUPTED: &str = "the service was interrupted; whether the webhook got this is not known";

/// What a lane has next.
pub(super) enum Next {
    /// An attempt, noted as under way.
    Due(Box<Due>),
    /// Nothing before (Unix seconds).
    Later(i64),
    /// Nothing.
    Nothing,
}

/// An event, when it was due first, and how often it has failed since.
struct Head {
    event: IntegrationEvent,
    since: i64,
    failures: i32,
}

/// The attempts at delivering an event.
macro_rules! attempts_of {
    ($event:expr) => {
        event_deliveries::table
            .filter(event_deliveries::workspace_id.eq($event.workspace.as_str().to_owned()))
            .filter(event_deliveries::event_id.eq($event.id.as_str().to_owned()))
    };
}

/// Begins the next attempt in a lane; the lane is locked.
pub(super) async fn next(conn: &mut Conn, lane: &Lane, now: i64) -> Result<Next, DbError> {
    let Some(Head {
        event,
        since,
        failures,
    }) = head(conn, lane).await?
    else {
        return Ok(Next::Nothing);
    };
    let attempt = match last_attempt(conn, &event).await? {
        Some((_, DeliveryStatus::Queued, due_at)) if due_at > now => return Ok(Next::Later(due_at)),
        Some((attempt, DeliveryStatus::Queued, _)) => {
            let set = (
                event_deliveries::status.eq(DeliveryStatus::Sending.as_str()),
                event_deliveries::started_at.eq(now),
            );
            let own = attempts_of!(event).filter(event_deliveries::attempt.eq(attempt));
            on!(&mut *conn, |c| c.exec(diesel::update(own).set(set)).await)?;
            attempt
        }
        Some((attempt, status, _)) => {
            if status == DeliveryStatus::Sending {
                interrupted(conn, &event, attempt).await?;
            }
            begin_another(conn, &event, attempt.saturating_add(1), now).await?
        }
        None => begin_another(conn, &event, 1, now).await?,
    };
    let (addresses, secret_hash) = addresses::load(conn, &event.integration).await?;
    let installation = match &event.installation {
        Some(id) => status_of(conn, lane, id).await?,
        None => None,
    };
    Ok(Next::Due(Box::new(Due {
        event,
        attempt: u32::try_from(attempt)
            .ok()
            .ok_or(DbError::Corrupt("event_deliveries.attempt"))?,
        failures: u32::try_from(failures)
            .ok()
            .ok_or(DbError::Corrupt("integration_events.failures"))?,
        since,
        addresses,
        secret_hash,
        installation,
    })))
}

async fn head(conn: &mut Conn, lane: &Lane) -> Result<Option<Head>, DbError> {
    let (workspace, name) = (lane.workspace.as_str().to_owned(), lane.name.clone());
    let rows: Vec<(EventRow, Option<i64>, i32)> = on!(conn, |c| c
        .fetch(
            integration_events::table
                .filter(integration_events::workspace_id.eq(workspace))
                .filter(integration_events::lane.eq(name))
                .filter(integration_events::waiting)
                .order(integration_events::place)
                .limit(1)
                .select((
                    EventRow::as_select(),
                    integration_events::due_from,
                    integration_events::failures,
                ))
        )
        .await)?;
    let Some((row, since, failures)) = rows.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(Head {
        event: IntegrationEvent::try_from(row)?,
        since: since.ok_or(DbError::Corrupt("integration_events.due_from"))?,
        failures,
    }))
}

/// Number, status and time of the newest attempt.
async fn last_attempt(
    conn: &mut Conn,
    event: &IntegrationEvent,
) -> Result<Option<(i32, DeliveryStatus, i64)>, DbError> {
    let newest = attempts_of!(event)
        .order(event_deliveries::attempt.desc())
        .limit(1)
        .select((
            event_deliveries::attempt,
            event_deliveries::status,
            event_deliveries::due_at,
        ));
    let rows: Vec<(i32, String, i64)> = on!(conn, |c| c.fetch(newest).await)?;
    let Some((attempt, status, due_at)) = rows.into_iter().next() else {
        return Ok(None);
    };
    let status = DeliveryStatus::from_word(&status).ok_or(DbError::Corrupt("event_deliveries.status"))?;
    Ok(Some((attempt, status, due_at)))
}

/// A worker has died over this attempt.
async fn interrupted(conn: &mut Conn, event: &IntegrationEvent, attempt: i32) -> Result<(), DbError> {
    let own = attempts_of!(event).filter(event_deliveries::attempt.eq(attempt));
    let set = (
        event_deliveries::status.eq(DeliveryStatus::Failed.as_str()),
        event_deliveries::error.eq(INTERRUPTED),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

async fn begin_another(
    conn: &mut Conn,
    event: &IntegrationEvent,
    attempt: i32,
    now: i64,
) -> Result<i32, DbError> {
    let (workspace, id) = (event.workspace.as_str(), event.id.as_str());
    let next = NewAttempt::queued(workspace, id, attempt, now).begun(now);
    outbox::queue(conn, vec![next]).await?;
    Ok(attempt)
}

async fn status_of(
    conn: &mut Conn,
    lane: &Lane,
    id: &InstallationId,
) -> Result<Option<InstallationStatus>, DbError> {
    let own = installations::table
        .filter(installations::workspace_id.eq(lane.workspace.as_str().to_owned()))
        .filter(installations::id.eq(id.as_str().to_owned()))
        .select(installations::status);
    let rows: Vec<String> = on!(conn, |c| c.fetch(own).await)?;
    let word = rows.into_iter().next();
    word.map(|word| InstallationStatus::from_word(&word).ok_or(DbError::Corrupt("installations.status")))
        .transpose()
}
