//! The ingestion queue.

mod control;

use async_trait::async_trait;
use diesel::dsl::count_star;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, Queryable, Selectable,
    SelectableHelper,
};
use domain::activity::{Actor, Event, Trail};
use domain::identifier::Orcid;
use domain::ingestion::{Job, JobId, JobOutcome, JobStatus, JobStore, NewJob, Progress, QueueCounts};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::ingestion_jobs as jobs;
use crate::search::SkipLocked;
use crate::stores::Diesel;
use crate::trail;

const QUEUED: &str = "queued";
const PROCESSING: &str = "processing";
/// No lease lasts longer (seconds). What a clock wrote that was ahead of ours by more, when it was set back or on a
/// machine that went wrong, says nothing about when a job is due.
const AHEAD: i64 = 3600;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct JobRow {
    workspace_id: String,
    id: String,
    orcid: String,
    status: String,
    attempts: i32,
    progress: Json<Progress>,
    reason: Option<String>,
    created_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    run_at: i64,
    updated_at: i64,
    lease_until: Option<i64>,
}

impl TryFrom<JobRow> for Job {
    type Error = DbError;

    fn try_from(row: JobRow) -> Result<Self, DbError> {
        let JobRow {
            workspace_id,
            id,
            orcid,
            status,
            attempts,
            progress,
            reason,
            created_at,
            started_at,
            finished_at,
            run_at,
            updated_at,
            lease_until,
        } = row;
        Ok(Self {
            id: JobId::new(id),
            workspace: WorkspaceId::new(workspace_id),
            orcid: Orcid::parse(&orcid)
                .ok()
                .ok_or(DbError::Corrupt("ingestion_jobs.orcid"))?,
            status: JobStatus::from_word(&status).ok_or(DbError::Corrupt("ingestion_jobs.status"))?,
            progress: progress.0,
            attempts: u32::try_from(attempts)
                .ok()
                .ok_or(DbError::Corrupt("ingestion_jobs.attempts"))?,
            reason,
            created_at,
            started_at,
            finished_at,
            run_at,
            updated_at,
            lease_until,
        })
    }
}

/// Queues one job; `false` where the iD has an open one.
async fn insert(conn: &mut Conn, workspace: &WorkspaceId, job: &NewJob, now: i64) -> Result<bool, DbError> {
    let row = (
        jobs::workspace_id.eq(workspace.as_str().to_owned()),
        jobs::id.eq(job.id.as_str().to_owned()),
        jobs::orcid.eq(job.orcid.as_str().to_owned()),
        jobs::status.eq(QUEUED),
        jobs::run_at.eq(now),
        jobs::progress.eq(Json(Progress::default())),
        jobs::created_at.eq(now),
        jobs::updated_at.eq(now),
    );
    let inserted = on!(conn, |c| c
        .exec(
            diesel::insert_into(jobs::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(inserted == 1)
}

/// Ids of jobs that may be claimed: due ones, and those whose lease has ended. Times that only a wrong clock can
/// have written count as past: nobody should wait for days because a clock was set back.
async fn claimable(conn: &mut Conn, limit: i64, now: i64) -> Result<Vec<String>, DbError> {
    let mut ids: Vec<String> = Vec::new();
    macro_rules! add {
        ($status:ident, $condition:expr, $order:expr) => {{
            let left = limit - i64::try_from(ids.len()).unwrap_or(limit);
            if left <= 0 {
                return Ok(ids);
            }
            let found: Vec<String> = on!(&mut *conn, |c| c
                .fetch(SkipLocked(
                    jobs::table
                        .filter(jobs::status.eq($status))
                        .filter($condition)
                        .order($order)
                        .limit(left)
                        .select(jobs::id)
                ))
                .await)?;
            ids.extend(found);
        }};
    }
    add!(PROCESSING, jobs::lease_until.lt(now), jobs::lease_until);
    add!(QUEUED, jobs::run_at.le(now), (jobs::run_at, jobs::id));
    add!(
        PROCESSING,
        jobs::lease_until
            .gt(now + AHEAD)
            .and(jobs::updated_at.gt(now).nullable()),
        jobs::lease_until
    );
    add!(
        QUEUED,
        jobs::run_at.gt(now + AHEAD).and(jobs::updated_at.gt(now)),
        (jobs::run_at, jobs::id)
    );
    Ok(ids)
}

fn started(job: &Job, id: String, now: i64) -> Event {
    Event {
        id,
        at: now,
        kind: "ingestion.started".to_owned(),
        actor: Actor::System,
        subject_kind: "job".to_owned(),
        subject_id: job.id.as_str().to_owned(),
        message: format!("ingestion of {} started", job.orcid),
        details: serde_json::json!({ "orcid_id": job.orcid.as_str() }),
    }
}

#[async_trait]
impl JobStore for Diesel {
    async fn enqueue(
        &self,
        workspace: &WorkspaceId,
        new: &[NewJob],
        now: i64,
        trail: &Trail,
    ) -> Result<Vec<Orcid>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let mut queued = Vec::new();
                for job in new {
                    if insert(conn, workspace, job, now).await? {
                        queued.push(job.orcid.clone());
                    }
                }
                trail::leave(conn, workspace, trail).await?;
                Ok(queued)
            })
            .await?)
    }

    async fn claim(
        &self,
        worker: &str,
        limit: u32,
        now: i64,
        lease_seconds: u32,
        event_ids: Vec<String>,
    ) -> Result<Vec<Job>, StoreError> {
        let worker = worker.to_owned();
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let ids = claimable(conn, i64::from(limit), now).await?;
                if ids.is_empty() {
                    return Ok(Vec::new());
                }
                let rows: Vec<JobRow> = on!(conn, |c| c
                    .fetch(
                        diesel::update(jobs::table.filter(jobs::id.eq_any(ids)))
                            .set((
                                jobs::status.eq(PROCESSING),
                                jobs::lease_owner.eq(worker),
                                jobs::lease_until.eq(now + i64::from(lease_seconds)),
                                jobs::attempts.eq(jobs::attempts + 1),
                                jobs::updated_at.eq(now),
                            ))
                            .returning(JobRow::as_returning())
                    )
                    .await)?;
                let claimed: Vec<Job> = rows.into_iter().map(Job::try_from).collect::<Result<_, _>>()?;
                let first: Vec<&Job> = claimed.iter().filter(|job| job.started_at.is_none()).collect();
                for (job, event_id) in first.iter().zip(event_ids) {
                    let trail = Trail::from(started(job, event_id, now));
                    trail::leave(conn, &job.workspace, &trail).await?;
                }
                let ids: Vec<String> = first.iter().map(|job| job.id.as_str().to_owned()).collect();
                on!(conn, |c| c
                    .exec(
                        diesel::update(jobs::table.filter(jobs::id.eq_any(ids)))
                            .set(jobs::started_at.eq(now))
                    )
                    .await)?;
                Ok(claimed)
            })
            .await?)
    }

    async fn renew(&self, worker: &str, now: i64, lease_seconds: u32) -> Result<Vec<JobId>, StoreError> {
        let worker = worker.to_owned();
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let held = jobs::table
                    .filter(jobs::lease_owner.eq(worker))
                    .filter(jobs::status.eq(PROCESSING));
                let ids: Vec<String> = on!(conn, |c| c
                    .fetch(
                        diesel::update(held)
                            .set((
                                jobs::lease_until.eq(now + i64::from(lease_seconds)),
                                jobs::updated_at.eq(now),
                            ))
                            .returning(jobs::id)
                    )
                    .await)?;
                Ok(ids.into_iter().map(JobId::new).collect())
            })
            .await?)
    }

    async fn save_progress(&self, job: &Job, worker: &str, progress: &Progress) -> Result<bool, StoreError> {
        let key = (
            job.workspace.as_str().to_owned(),
            job.id.as_str().to_owned(),
            worker.to_owned(),
        );
        let progress = Json(progress.clone());
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let held = jobs::table
                    .filter(jobs::workspace_id.eq(key.0))
                    .filter(jobs::id.eq(key.1))
                    .filter(jobs::lease_owner.eq(key.2));
                let saved = on!(conn, |c| c
                    .exec(diesel::update(held).set(jobs::progress.eq(progress)))
                    .await)?;
                Ok(saved == 1)
            })
            .await?)
    }

    async fn finish(
        &self,
        job: &Job,
        worker: &str,
        outcome: &JobOutcome,
        now: i64,
        trail: &Trail,
    ) -> Result<bool, StoreError> {
        let (status, progress, reason, run_at) = match outcome.clone() {
            JobOutcome::Complete(progress) => (JobStatus::Complete, progress, None, now),
            JobOutcome::Failed(progress, reason) => (JobStatus::Failed, progress, Some(reason), now),
            JobOutcome::Again(progress, reason, after) => {
                (JobStatus::Queued, progress, Some(reason), now + i64::from(after))
            }
        };
        let key = (
            job.workspace.as_str().to_owned(),
            job.id.as_str().to_owned(),
            worker.to_owned(),
        );
        let workspace = job.workspace.clone();
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let held = jobs::table
                    .filter(jobs::workspace_id.eq(key.0))
                    .filter(jobs::id.eq(key.1))
                    .filter(jobs::lease_owner.eq(key.2));
                let finished = on!(conn, |c| c
                    .exec(diesel::update(held).set((
                        jobs::status.eq(status.as_str()),
                        jobs::progress.eq(Json(progress)),
                        jobs::reason.eq(reason),
                        jobs::run_at.eq(run_at),
                        jobs::lease_owner.eq(None::<String>),
                        jobs::lease_until.eq(None::<i64>),
                        jobs::updated_at.eq(now),
                        jobs::finished_at.eq((!status.is_open()).then_some(now)),
                    )))
                    .await)?;
                if finished == 1 {
                    trail::leave(conn, &workspace, trail).await?;
                }
                Ok(finished == 1)
            })
            .await?)
    }

    async fn give_back(&self, worker: &str, now: i64) -> Result<u32, StoreError> {
        let worker = worker.to_owned();
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let held = jobs::table
                    .filter(jobs::lease_owner.eq(worker))
                    .filter(jobs::status.eq(PROCESSING));
                // The pass did not count: it was not the job's fault.
                let given = on!(conn, |c| c
                    .exec(diesel::update(held).set((
                        jobs::status.eq(QUEUED),
                        jobs::run_at.eq(now),
                        jobs::attempts.eq(jobs::attempts - 1),
                        jobs::lease_owner.eq(None::<String>),
                        jobs::lease_until.eq(None::<i64>),
                        jobs::updated_at.eq(now),
                    )))
                    .await)?;
                Ok(u32::try_from(given).unwrap_or(u32::MAX))
            })
            .await?)
    }

    async fn jobs(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Job>, StoreError> {
        let mut conn = self.db.read().await?;
        let mut found = Vec::new();
        for chunk in orcids.chunks(1000) {
            let id = workspace.as_str().to_owned();
            let orcids: Vec<String> = chunk.iter().map(|orcid| orcid.as_str().to_owned()).collect();
            let rows: Vec<JobRow> = on!(&mut conn, |c| c
                .fetch(
                    jobs::table
                        .filter(jobs::workspace_id.eq(id))
                        .filter(jobs::orcid.eq_any(orcids))
                        .order((jobs::orcid, jobs::created_at.desc(), jobs::id.desc()))
                        .select(JobRow::as_select())
                )
                .await)
            .map_err(DbError::from)?;
            for row in rows {
                found.push(Job::try_from(row)?);
            }
        }
        Ok(found)
    }

    async fn counts(&self, workspace: Option<WorkspaceId>) -> Result<QueueCounts, StoreError> {
        let mut conn = self.db.read().await?;
        let workspace = workspace.map(|id| id.as_str().to_owned());
        let rows: Vec<(String, i64)> = on!(&mut conn, |c| {
            let mut query = jobs::table
                .group_by(jobs::status)
                .select((jobs::status, count_star()))
                .into_boxed::<Db>();
            if let Some(id) = workspace.clone() {
                query = query.filter(jobs::workspace_id.eq(id));
            }
            c.fetch(query).await
        })
        .map_err(DbError::from)?;
        let count = |status: JobStatus| {
            let found = rows.iter().find(|(word, _)| word == status.as_str());
            found.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0))
        };
        Ok(QueueCounts {
            queued: count(JobStatus::Queued),
            processing: count(JobStatus::Processing),
            complete: count(JobStatus::Complete),
            failed: count(JobStatus::Failed),
        })
    }
}
