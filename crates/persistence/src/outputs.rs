//! What came out of projects: their works and publications.

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Doi;
use domain::project::ProjectId;
use domain::work::WorkId;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::lists::own;
use crate::public_set::CHUNK;
use crate::schema::{projects, publication_projects, publications, work_projects};

/// Where an alias becomes part of another publication.
pub(crate) async fn moved(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    from: i64,
    to: i64,
) -> Result<(), DbError> {
    let projects: Vec<String> = on!(conn, |c| c
        .fetch(
            publication_projects::table
                .filter(publication_projects::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_projects::publication_id.eq(from))
                .select(publication_projects::project_id)
        )
        .await)?;
    for project in projects {
        link_publication(conn, workspace, to, project).await?;
    }
    Ok(())
}

/// Adds a publication to a project that may have it already.
async fn link_publication(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    publication: i64,
    project: String,
) -> Result<(), DbError> {
    let row = (
        publication_projects::workspace_id.eq(workspace.as_str().to_owned()),
        publication_projects::publication_id.eq(publication),
        publication_projects::project_id.eq(project),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(publication_projects::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

/// A project's publications, by DOI.
pub(crate) async fn publications_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    project: &ProjectId,
) -> Result<Vec<Doi>, DbError> {
    let key = (workspace.as_str().to_owned(), project.as_str().to_owned());
    let dois: Vec<String> = on!(conn, |c| c
        .fetch(
            publication_projects::table
                .inner_join(
                    publications::table.on(publications::workspace_id
                        .eq(publication_projects::workspace_id)
                        .and(publications::id.eq(publication_projects::publication_id)))
                )
                .filter(publication_projects::workspace_id.eq(key.0))
                .filter(publication_projects::project_id.eq(key.1))
                .order(publications::doi)
                .select(publications::doi)
        )
        .await)?;
    let read = |text: &String| {
        Doi::from_stored(text)
            .ok()
            .ok_or(DbError::Corrupt("publications.doi"))
    };
    dois.iter().map(read).collect()
}

/// A project's works, by id.
pub(crate) async fn works_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    project: &ProjectId,
) -> Result<Vec<WorkId>, DbError> {
    let ids: Vec<String> = on!(conn, |c| c
        .fetch(
            own!(work_projects::project_id, workspace, project)
                .order(work_projects::work_id)
                .select(work_projects::work_id)
        )
        .await)?;
    Ok(ids.into_iter().map(WorkId::new).collect())
}

/// A work's projects, by id.
pub(crate) async fn projects_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &WorkId,
) -> Result<Vec<ProjectId>, DbError> {
    let ids: Vec<String> = on!(conn, |c| c
        .fetch(
            own!(work_projects::work_id, workspace, work)
                .order(work_projects::project_id)
                .select(work_projects::project_id)
        )
        .await)?;
    Ok(ids.into_iter().map(ProjectId::new).collect())
}

/// Those of these projects that are not there.
pub(crate) async fn unknown_projects(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    asked: &[ProjectId],
) -> Result<Vec<ProjectId>, DbError> {
    let mut unknown = Vec::new();
    for chunk in asked.chunks(CHUNK) {
        let ids: Vec<String> = chunk.iter().map(|id| id.as_str().to_owned()).collect();
        let known: Vec<String> = on!(conn, |c| c
            .fetch(
                projects::table
                    .filter(projects::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter(projects::project_id.eq_any(ids))
                    .select(projects::project_id)
            )
            .await)?;
        let is_unknown = |id: &&ProjectId| !known.iter().any(|known| known == id.as_str());
        unknown.extend(chunk.iter().filter(is_unknown).cloned());
    }
    Ok(unknown)
}

/// A work has these projects from now on, all of which are there.
pub(crate) async fn set_projects(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &WorkId,
    projects: &[ProjectId],
) -> Result<(), DbError> {
    let own = own!(work_projects::work_id, workspace, work);
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    let rows: Vec<_> = projects
        .iter()
        .map(|project| {
            (
                work_projects::workspace_id.eq(workspace.as_str().to_owned()),
                work_projects::work_id.eq(work.as_str().to_owned()),
                work_projects::project_id.eq(project.as_str().to_owned()),
            )
        })
        .collect();
    if !rows.is_empty() {
        on!(conn, |c| c
            .exec(diesel::insert_into(work_projects::table).values(rows))
            .await)?;
    }
    Ok(())
}

/// A project has these publications (by row number) from now on.
pub(crate) async fn set_publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    project: &ProjectId,
    publications: &[i64],
) -> Result<(), DbError> {
    let own = own!(publication_projects::project_id, workspace, project);
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    for publication in publications {
        link_publication(conn, workspace, *publication, project.as_str().to_owned()).await?;
    }
    Ok(())
}

/// A work has become a publication: that has its projects from now on.
pub(crate) async fn promoted(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &WorkId,
    publication: i64,
) -> Result<(), DbError> {
    for project in projects_of(conn, workspace, work).await? {
        link_publication(conn, workspace, publication, project.as_str().to_owned()).await?;
    }
    set_projects(conn, workspace, work, &[]).await
}
