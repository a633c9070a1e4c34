//! Slugs, given once and never again.

use diesel::{ExpressionMethods, QueryDsl};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::slugs;

/// The slug of a subject (a DOI, an ORCID iD): the one it has, or the first of `choices` that nobody ever had.
pub(crate) async fn give(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    subject: &str,
    choices: &[String],
) -> Result<String, DbError> {
    let key = (workspace.as_str().to_owned(), subject.to_owned());
    let had: Vec<String> = on!(conn, |c| c
        .fetch(
            slugs::table
                .filter(slugs::workspace_id.eq(key.0))
                .filter(slugs::kind.eq(kind))
                .filter(slugs::subject.eq(key.1))
                .select(slugs::slug)
                .limit(1)
        )
        .await)?;
    if let Some(slug) = had.into_iter().next() {
        return Ok(slug);
    }
    for slug in choices {
        let row = (
            slugs::workspace_id.eq(workspace.as_str().to_owned()),
            slugs::kind.eq(kind),
            slugs::slug.eq(slug.clone()),
            slugs::subject.eq(subject.to_owned()),
        );
        let given = on!(conn, |c| c
            .exec(
                diesel::insert_into(slugs::table)
                    .values(row)
                    .on_conflict_do_nothing()
            )
            .await)?;
        if given == 1 {
            return Ok(slug.clone());
        }
    }
    Err(DbError::Corrupt("slugs.slug"))
}
