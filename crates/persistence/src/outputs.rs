//! What came out of projects: their works and publications.

use diesel::{ExpressionMethods, QueryDsl};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::publication_projects;

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
    link_publication(conn, workspace, to, projects).await
}

/// Adds a publication to projects that may have it already.
pub(crate) async fn link_publication(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    publication: i64,
    projects: Vec<String>,
) -> Result<(), DbError> {
    for project in projects {
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
    }
    Ok(())
}
