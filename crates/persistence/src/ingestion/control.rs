//! The queue as the staff see it, and how they step in.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::dsl::{count_star, max, sql};
use diesel::sql_types::Bool;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::{Event, Trail};
use domain::identifier::Orcid;
use domain::ingestion::{
    ClearStuck, ForceFail, ForceFailRefusal, Job, JobControl, JobId, JobStatus, StuckRule,
};
use domain::storage::{Page, StoreError};
use domain::workspace::WorkspaceId;

use super::JobRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::public_set::CHUNK;
use crate::schema::ingestion_jobs as jobs;
use crate::stores::Diesel;
use crate::trail;

/// The conditions of the partial indexes, word for word: bound values would not use them.
const WAITING: &str = "ingestion_jobs.status = 'queued'";
const CLAIMED: &str = "ingestion_jobs.status = 'processing'";

/// Waiting jobs of a workspace that have been due since the deadline.
macro_rules! overdue {
    ($workspace:expr, $rule:expr) => {
        jobs::table
            .filter(jobs::workspace_id.eq($workspace.as_str().to_owned()))
            .filter(sql::<Bool>(WAITING))
            .filter(jobs::run_at.le($rule.deadline()))
    };
}

/// Claimed jobs of a workspace without a lease and without a sign of life since the deadline.
macro_rules! silent {
    ($workspace:expr, $rule:expr) => {
        jobs::table
            .filter(jobs::workspace_id.eq($workspace.as_str().to_owned()))
            .filter(sql::<Bool>(CLAIMED))
            .filter(jobs::updated_at.le($rule.deadline()))
            .filter(
                sql::<Bool>("coalesce(ingestion_jobs.lease_until, 0) < ")
                    .bind::<diesel::sql_types::BigInt, _>($rule.now),
            )
    };
}

/// The newest job of each iD: by the time it was queued, then by id.
async fn most_recent(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[Orcid],
) -> Result<Vec<Job>, DbError> {
    let mut newest: BTreeMap<Orcid, Job> = BTreeMap::new();
    for chunk in orcids.chunks(CHUNK) {
        let asked: Vec<String> = chunk.iter().map(|orcid| orcid.as_str().to_owned()).collect();
        let times: Vec<(String, Option<i64>)> = on!(conn, |c| c
            .fetch(
                jobs::table
                    .filter(jobs::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter(jobs::orcid.eq_any(asked.clone()))
                    .group_by(jobs::orcid)
                    .select((jobs::orcid, max(jobs::created_at)))
            )
            .await)?;
        let latest: BTreeMap<String, Option<i64>> = times.into_iter().collect();
        let mut at: Vec<i64> = latest.values().flatten().copied().collect();
        at.sort_unstable();
        at.dedup();
        // An iD's job at another iD's latest time is left out below.
        let rows: Vec<JobRow> = on!(conn, |c| c
            .fetch(
                jobs::table
                    .filter(jobs::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter(jobs::orcid.eq_any(asked))
                    .filter(jobs::created_at.eq_any(at))
                    .order((jobs::created_at, jobs::id))
                    .select(JobRow::as_select())
            )
            .await)?;
        for row in rows {
            if latest.get(&row.orcid) == Some(&Some(row.created_at)) {
                let job = Job::try_from(row)?;
                newest.insert(job.orcid.clone(), job);
            }
        }
    }
    Ok(newest.into_values().collect())
}

/// Up to `limit` stuck jobs of each kind, those longest without a sign of life first.
async fn stuck(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    rule: StuckRule,
    limit: i64,
) -> Result<Vec<Job>, DbError> {
    let mut rows: Vec<JobRow> = on!(conn, |c| c
        .fetch(
            overdue!(workspace, rule)
                .order((jobs::run_at, jobs::id))
                .limit(limit)
                .select(JobRow::as_select())
        )
        .await)?;
    let silent: Vec<JobRow> = on!(conn, |c| c
        .fetch(
            silent!(workspace, rule)
                .order((jobs::updated_at, jobs::id))
                .limit(limit)
                .select(JobRow::as_select())
        )
        .await)?;
    rows.extend(silent);
    let mut jobs: Vec<Job> = rows.into_iter().map(Job::try_from).collect::<Result<_, _>>()?;
    jobs.retain(|job| rule.is_stuck(job));
    jobs.sort_by(|a, b| (a.idle_since(), a.id.as_str()).cmp(&(b.idle_since(), b.id.as_str())));
    Ok(jobs)
}

async fn count_stuck(conn: &mut Conn, workspace: &WorkspaceId, rule: StuckRule) -> Result<u64, DbError> {
    let waiting: Vec<i64> = on!(conn, |c| c
        .fetch(overdue!(workspace, rule).select(count_star()))
        .await)?;
    let silent: Vec<i64> = on!(conn, |c| c
        .fetch(silent!(workspace, rule).select(count_star()))
        .await)?;
    let total: i64 = waiting.into_iter().chain(silent).sum();
    Ok(u64::try_from(total).unwrap_or(0))
}

/// A job that nobody else changes until the transaction ends.
async fn locked(conn: &mut Conn, workspace: &WorkspaceId, id: &JobId) -> Result<Option<Job>, DbError> {
    let own = jobs::table
        .filter(jobs::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(jobs::id.eq(id.as_str().to_owned()));
    // Writing the value that is there locks the row on both databases.
    let rows: Vec<JobRow> = on!(conn, |c| c
        .fetch(
            diesel::update(own)
                .set(jobs::attempts.eq(jobs::attempts + 0))
                .returning(JobRow::as_returning())
        )
        .await)?;
    rows.into_iter().next().map(Job::try_from).transpose()
}

/// Fails a job that was found open: nobody holds it any more.
async fn fail(conn: &mut Conn, job: Job, reason: &str, now: i64, event: Event) -> Result<Job, DbError> {
    let own = jobs::table
        .filter(jobs::workspace_id.eq(job.workspace.as_str().to_owned()))
        .filter(jobs::id.eq(job.id.as_str().to_owned()));
    let set = (
        jobs::status.eq(JobStatus::Failed.as_str()),
        jobs::reason.eq(reason.to_owned()),
        jobs::lease_owner.eq(None::<String>),
        jobs::lease_until.eq(None::<i64>),
        jobs::updated_at.eq(now),
        jobs::finished_at.eq(now),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    let trail = Trail::from(event);
    trail::leave(conn, &job.workspace, &trail).await?;
    Ok(Job {
        status: JobStatus::Failed,
        reason: Some(reason.to_owned()),
        lease_until: None,
        updated_at: now,
        finished_at: Some(now),
        ..job
    })
}

#[async_trait]
impl JobControl for Diesel {
    async fn most_recent(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Job>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(most_recent(&mut conn, workspace, orcids).await?)
    }

    async fn stuck(
        &self,
        workspace: &WorkspaceId,
        rule: StuckRule,
        limit: u32,
    ) -> Result<Page<Job>, StoreError> {
        let mut conn = self.db.read().await?;
        let mut items = stuck(&mut conn, workspace, rule, i64::from(limit)).await?;
        items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let total = count_stuck(&mut conn, workspace, rule).await?;
        Ok(Page { items, total })
    }

    async fn force_fail(
        &self,
        workspace: &WorkspaceId,
        order: &ForceFail,
    ) -> Result<Option<Result<Job, ForceFailRefusal>>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let Some(job) = locked(conn, workspace, &order.job).await? else {
                    return Ok(None);
                };
                if let Err(refusal) = order.decide(&job) {
                    return Ok(Some(Err(refusal)));
                }
                let event = order.event(&job);
                let failed = fail(conn, job, &order.reason, order.now, event).await?;
                Ok(Some(Ok(failed)))
            })
            .await?)
    }

    async fn clear_stuck(&self, workspace: &WorkspaceId, order: &ClearStuck) -> Result<Vec<Job>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let mut failed = Vec::new();
                for seen in stuck(conn, workspace, order.rule, i64::from(i32::MAX)).await? {
                    // A worker may have taken it since.
                    let Some(job) = locked(conn, workspace, &seen.id).await? else {
                        continue;
                    };
                    if order.rule.is_stuck(&job) {
                        let event = order.event(&job);
                        failed.push(fail(conn, job, &order.reason, order.rule.now, event).await?);
                    }
                }
                Ok(failed)
            })
            .await?)
    }
}
