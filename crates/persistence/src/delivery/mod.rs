//! The queue of deliveries.

pub(crate) mod addresses;
mod again;
mod clean;
mod head;

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl};
use domain::delivery::{Attempt, DeliveryQueue, Due, Lane, Verdict, Waiting};
use domain::event::DeliveryStatus;
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

pub(crate) use again::again;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::outbox::{self, NewAttempt};
use crate::schema::{delivery_lanes as lanes, event_deliveries, integration_events};
use crate::search::SkipLocked;
use crate::stores::Diesel;

/// One lane's row, if this worker has leased it.
macro_rules! leased {
    ($lane:expr, $worker:expr) => {
        lanes::table
            .filter(lanes::workspace_id.eq($lane.workspace.as_str().to_owned()))
            .filter(lanes::lane.eq($lane.name.clone()))
            .filter(lanes::lease_owner.eq($worker.to_owned()))
    };
}

/// One event's row, by workspace and id.
macro_rules! event_of {
    ($key:expr) => {
        integration_events::table
            .filter(integration_events::workspace_id.eq($key.0.to_owned()))
            .filter(integration_events::id.eq($key.1.to_owned()))
    };
}

/// Lanes in which something is due and which nobody works on, the longest due first.
async fn claimable(conn: &mut Conn, limit: u32, now: i64) -> Result<Vec<(String, String)>, DbError> {
    Ok(on!(conn, |c| c
        .fetch(SkipLocked(
            lanes::table
                .filter(lanes::due_at.le(now))
                .filter(lanes::lease_until.is_null().or(lanes::lease_until.lt(now)))
                .order((lanes::due_at, lanes::lane))
                .limit(i64::from(limit))
                .select((lanes::workspace_id, lanes::lane))
        ))
        .await)?)
}

async fn claim(
    conn: &mut Conn,
    worker: &str,
    limit: u32,
    now: i64,
    lease_seconds: u32,
) -> Result<Vec<Lane>, DbError> {
    let mut claimed = Vec::new();
    for (workspace, name) in claimable(conn, limit, now).await? {
        let own = lanes::table
            .filter(lanes::workspace_id.eq(workspace.clone()))
            .filter(lanes::lane.eq(name.clone()));
        let set = (
            lanes::lease_owner.eq(worker.to_owned()),
            lanes::lease_until.eq(now + i64::from(lease_seconds)),
        );
        on!(&mut *conn, |c| c.exec(diesel::update(own).set(set)).await)?;
        claimed.push(Lane {
            workspace: WorkspaceId::new(workspace),
            name,
        });
    }
    Ok(claimed)
}

/// Begins the next attempt of a lane, or gives the lane back.
async fn begin(
    conn: &mut Conn,
    lane: &Lane,
    worker: &str,
    now: i64,
    lease_seconds: u32,
) -> Result<Option<Due>, DbError> {
    // The row is locked from here on: whoever queues something in this lane waits, or is waited for.
    let renewed = lanes::lease_until.eq(now + i64::from(lease_seconds));
    let held = on!(&mut *conn, |c| c
        .exec(diesel::update(leased!(lane, worker)).set(renewed))
        .await)?;
    if held == 0 {
        return Ok(None);
    }
    let due_at = match head::next(conn, lane, now).await? {
        head::Next::Due(due) => return Ok(Some(*due)),
        head::Next::Later(at) => Some(at),
        head::Next::Nothing => None,
    };
    let set = (
        lanes::due_at.eq(due_at),
        lanes::lease_owner.eq(None::<String>),
        lanes::lease_until.eq(None::<i64>),
    );
    on!(conn, |c| c
        .exec(diesel::update(leased!(lane, worker)).set(set))
        .await)?;
    Ok(None)
}

/// Writes what came of an attempt, while this worker has the lane.
async fn settle(
    conn: &mut Conn,
    lane: &Lane,
    worker: &str,
    due: &Due,
    attempt: &Attempt,
) -> Result<bool, DbError> {
    let same = lanes::last_place.eq(lanes::last_place + 0);
    let held = on!(&mut *conn, |c| c
        .exec(diesel::update(leased!(lane, worker)).set(same))
        .await)?;
    if held == 0 {
        return Ok(false);
    }
    let event = &due.event;
    let key = (event.workspace.as_str(), event.id.as_str());
    let number = i32::try_from(due.attempt).unwrap_or(i32::MAX);
    end_attempt(conn, key, number, attempt).await?;
    if let Verdict::Again(at) = attempt.verdict {
        let failures = integration_events::failures.eq(integration_events::failures + 1);
        on!(&mut *conn, |c| c
            .exec(diesel::update(event_of!(key)).set(failures))
            .await)?;
        let next = NewAttempt::queued(key.0, key.1, number.saturating_add(1), at);
        outbox::queue(conn, vec![next]).await?;
        return Ok(true);
    }
    let over = integration_events::waiting.eq(false);
    on!(&mut *conn, |c| c
        .exec(diesel::update(event_of!(key)).set(over))
        .await)?;
    if event.installation.is_none() {
        // A task's lane has nothing but the task.
        on!(conn, |c| c.exec(diesel::delete(leased!(lane, worker))).await)?;
    }
    Ok(true)
}

/// Writes what came of an attempt at an event.
async fn end_attempt(
    conn: &mut Conn,
    (workspace, event): (&str, &str),
    number: i32,
    attempt: &Attempt,
) -> Result<(), DbError> {
    let status = if attempt.verdict == Verdict::Accepted {
        DeliveryStatus::Delivered
    } else {
        DeliveryStatus::Failed
    };
    let own = event_deliveries::table
        .filter(event_deliveries::workspace_id.eq(workspace.to_owned()))
        .filter(event_deliveries::event_id.eq(event.to_owned()))
        .filter(event_deliveries::attempt.eq(number));
    let set = (
        event_deliveries::status.eq(status.as_str()),
        event_deliveries::duration_ms.eq(attempt.duration_ms),
        event_deliveries::response_status.eq(attempt.answer.status().map(i32::from)),
        event_deliveries::error.eq(attempt.answer.error()),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

#[async_trait]
impl DeliveryQueue for Diesel {
    async fn claim(
        &self,
        worker: &str,
        limit: u32,
        now: i64,
        lease_seconds: u32,
    ) -> Result<Vec<Lane>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| claim(conn, worker, limit, now, lease_seconds).await)
            .await?)
    }

    async fn begin(
        &self,
        lane: &Lane,
        worker: &str,
        now: i64,
        lease_seconds: u32,
    ) -> Result<Option<Due>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| begin(conn, lane, worker, now, lease_seconds).await)
            .await?)
    }

    async fn settle(
        &self,
        lane: &Lane,
        worker: &str,
        due: &Due,
        attempt: &Attempt,
    ) -> Result<bool, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| settle(conn, lane, worker, due, attempt).await)
            .await?)
    }

    async fn give_back(&self, worker: &str, lane: Option<Lane>, now: i64) -> Result<u32, StoreError> {
        let all = lanes::table.filter(lanes::lease_owner.eq(worker.to_owned()));
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let set = (
                    lanes::due_at.eq(now),
                    lanes::lease_owner.eq(None::<String>),
                    lanes::lease_until.eq(None::<i64>),
                );
                let given = match lane {
                    Some(lane) => on!(conn, |c| c
                        .exec(diesel::update(leased!(lane, worker)).set(set))
                        .await)?,
                    None => on!(conn, |c| c.exec(diesel::update(all).set(set)).await)?,
                };
                Ok(u32::try_from(given).unwrap_or(u32::MAX))
            })
            .await?)
    }

    async fn waiting(&self) -> Result<Waiting, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(clean::waiting(&mut conn).await?)
    }

    async fn clean(&self, before: i64, limit: u32) -> Result<u32, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| clean::clean(conn, before, limit).await)
            .await?)
    }
}
