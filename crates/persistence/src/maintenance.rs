//! Erasing a workspace's catalogue, and the door to the check of its read model.

use async_trait::async_trait;
use diesel::dsl::count_star;
use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::maintenance::{Difference, MaintenanceStore, Reset, ResetCounts};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::revision::Sizes;
use crate::schema::{
    ingestion_jobs, memberships, people, projects, publication_people, publications, work_people, works,
    workspaces,
};
use crate::stores::Diesel;
use crate::{news, read_model, tombstones, totals, trail};

/// Rows that one statement deletes: what hangs on them goes with them, and no statement takes long.
const BATCH: i64 = 500;

/// Counts a workspace's rows of a table.
macro_rules! count {
    ($conn:expr, $workspace:expr, $table:ident) => {{
        let own = $table::table.filter($table::workspace_id.eq($workspace.as_str().to_owned()));
        let counted: Vec<i64> = on!(&mut *$conn, |c| c.fetch(own.select(count_star())).await)?;
        totals::size_of(&counted)
    }};
}

/// Deletes a workspace's rows of a table that has row numbers, batch by batch.
macro_rules! erase {
    ($conn:expr, $workspace:expr, $table:ident) => {
        loop {
            let ids: Vec<i64> = on!(&mut *$conn, |c| c
                .fetch(
                    $table::table
                        .filter($table::workspace_id.eq($workspace.as_str().to_owned()))
                        .limit(BATCH)
                        .select($table::id)
                )
                .await)?;
            if ids.is_empty() {
                break;
            }
            let batch = $table::table
                .filter($table::workspace_id.eq($workspace.as_str().to_owned()))
                .filter($table::id.eq_any(ids));
            on!(&mut *$conn, |c| c.exec(diesel::delete(batch)).await)?;
        }
    };
}

async fn counts(conn: &mut Conn, workspace: &WorkspaceId, with_jobs: bool) -> Result<ResetCounts, DbError> {
    Ok(ResetCounts {
        publications: count!(conn, workspace, publications),
        works: count!(conn, workspace, works),
        projects: count!(conn, workspace, projects),
        people: count!(conn, workspace, people),
        memberships: count!(conn, workspace, memberships),
        publication_links: count!(conn, workspace, publication_people),
        work_links: count!(conn, workspace, work_people),
        ingestion_jobs: if with_jobs {
            count!(conn, workspace, ingestion_jobs)
        } else {
            0
        },
    })
}

/// Notes which public records go.
async fn bury(conn: &mut Conn, workspace: &WorkspaceId, now: i64) -> Result<(), DbError> {
    news::all_erased(conn, workspace, now).await?;
    let dois: Vec<String> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publications::is_public)
                .select(publications::doi)
        )
        .await)?;
    tombstones::write(conn, workspace, tombstones::PUBLICATION, &dois, now).await?;
    let orcids: Vec<String> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(people::public_publication_count.gt(0))
                .select(people::orcid)
        )
        .await)?;
    tombstones::write(conn, workspace, tombstones::PERSON, &orcids, now).await?;
    let ids: Vec<String> = on!(conn, |c| c
        .fetch(
            works::table
                .filter(works::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(works::is_public)
                .select(works::work_id)
        )
        .await)?;
    tombstones::write(conn, workspace, tombstones::WORK, &ids, now).await?;
    let ids: Vec<String> = on!(conn, |c| c
        .fetch(
            projects::table
                .filter(projects::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(projects::is_public)
                .select(projects::project_id)
        )
        .await)?;
    tombstones::write(conn, workspace, tombstones::PROJECT, &ids, now).await
}

/// What the sizes of the public lists lose.
async fn emptied(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Sizes, DbError> {
    let rows: Vec<(i64, i64, i64, i64)> = on!(conn, |c| c
        .fetch(
            workspaces::table
                .filter(workspaces::id.eq(workspace.as_str().to_owned()))
                .select((
                    workspaces::public_publications,
                    workspaces::public_people,
                    workspaces::public_works,
                    workspaces::public_projects,
                ))
        )
        .await)?;
    let (publications, people, works, projects) = rows.into_iter().next().ok_or(DbError::Conflict)?;
    Ok(Sizes {
        publications: -publications,
        people: -people,
        works: -works,
        projects: -projects,
    })
}

async fn reset(conn: &mut Conn, workspace: &WorkspaceId, order: &Reset) -> Result<ResetCounts, DbError> {
    let counts = counts(conn, workspace, order.clear_jobs).await?;
    bury(conn, workspace, order.now).await?;
    let sizes = emptied(conn, workspace).await?;
    erase!(conn, workspace, publications);
    erase!(conn, workspace, works);
    erase!(conn, workspace, projects);
    erase!(conn, workspace, people);
    if order.clear_jobs {
        let own =
            ingestion_jobs::table.filter(ingestion_jobs::workspace_id.eq(workspace.as_str().to_owned()));
        on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    }
    let trail = Trail::from(order.event(workspace.as_str(), &counts));
    trail::close(conn, workspace, &trail, (order.now, sizes)).await?;
    Ok(counts)
}

#[async_trait]
impl MaintenanceStore for Diesel {
    async fn differences(&self, workspace: &WorkspaceId) -> Result<Vec<Difference>, StoreError> {
        Ok(self
            .db
            .snapshot(async |conn: &mut Conn| read_model::differences(conn, workspace).await)
            .await?)
    }

    async fn reset_counts(
        &self,
        workspace: &WorkspaceId,
        clear_jobs: bool,
    ) -> Result<ResetCounts, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(counts(&mut conn, workspace, clear_jobs).await?)
    }

    async fn reset(&self, workspace: &WorkspaceId, order: &Reset) -> Result<ResetCounts, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                reset(conn, workspace, order).await
            })
            .await?)
    }
}
