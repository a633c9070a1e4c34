//! What left the public set by being erased: the rows are gone, but clients who keep copies are still told.

use diesel::{ExpressionMethods, QueryDsl};
use domain::person::Withdrawn;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::public_set::CHUNK;
use crate::schema::tombstones;

/// Kinds of records that tell what left.
pub(crate) const PUBLICATION: &str = "publication";
pub(crate) const PERSON: &str = "person";
pub(crate) const WORK: &str = "work";
pub(crate) const PROJECT: &str = "project";

/// Notes that these public records were erased.
pub(crate) async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    external_ids: &[String],
    at: i64,
) -> Result<(), DbError> {
    for chunk in external_ids.chunks(CHUNK) {
        let own = tombstones::table
            .filter(tombstones::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(tombstones::kind.eq(kind))
            .filter(tombstones::external_id.eq_any(chunk.to_vec()));
        on!(conn, |c| c.exec(diesel::delete(own)).await)?;
        let rows: Vec<_> = chunk
            .iter()
            .map(|external_id| {
                (
                    tombstones::workspace_id.eq(workspace.as_str().to_owned()),
                    tombstones::kind.eq(kind),
                    tombstones::external_id.eq(external_id.clone()),
                    tombstones::at.eq(at),
                )
            })
            .collect();
        on!(conn, |c| c
            .exec(diesel::insert_into(tombstones::table).values(rows))
            .await)?;
    }
    Ok(())
}

/// What was erased at or after `since`, oldest first, at most `limit`.
pub(crate) async fn since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    since: i64,
    limit: i64,
) -> Result<Vec<Withdrawn>, DbError> {
    let rows: Vec<(String, i64)> = on!(conn, |c| c
        .fetch(
            tombstones::table
                .filter(tombstones::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(tombstones::kind.eq(kind))
                .filter(tombstones::at.ge(since))
                .order((tombstones::at, tombstones::external_id))
                .limit(limit)
                .select((tombstones::external_id, tombstones::at))
        )
        .await)?;
    let erased = rows
        .into_iter()
        .map(|(external_id, at)| Withdrawn { external_id, at });
    Ok(erased.collect())
}

/// What left by being withdrawn and what left by being erased, oldest first. `listed` are the erased records that are
/// back, or that the withdrawn ones already tell about.
pub(crate) fn joined(
    withdrawn: Vec<Withdrawn>,
    erased: Vec<Withdrawn>,
    listed: &[String],
    limit: i64,
) -> Vec<Withdrawn> {
    let mut all = withdrawn;
    all.extend(
        erased
            .into_iter()
            .filter(|gone| !listed.contains(&gone.external_id)),
    );
    all.sort_by(|a, b| (a.at, &a.external_id).cmp(&(b.at, &b.external_id)));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all
}
