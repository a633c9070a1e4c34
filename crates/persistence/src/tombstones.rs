//! What left the public set by being erased: the rows are gone, but clients who keep copies are still told.

use diesel::{ExpressionMethods, QueryDsl};
use domain::person::Withdrawn;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::public_set::CHUNK;
use crate::schema::tombstones;

/// At most so many in one answer.
pub(crate) const MOST: i64 = 10_000;

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

/// What was erased at or after `since`, oldest first, at most [`MOST`].
pub(crate) async fn since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    since: i64,
) -> Result<Vec<Withdrawn>, DbError> {
    let rows: Vec<(String, i64)> = on!(conn, |c| c
        .fetch(
            tombstones::table
                .filter(tombstones::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(tombstones::kind.eq(kind))
                .filter(tombstones::at.ge(since))
                .order((tombstones::at, tombstones::external_id))
                .limit(MOST)
                .select((tombstones::external_id, tombstones::at))
        )
        .await)?;
    let erased = rows
        .into_iter()
        .map(|(external_id, at)| Withdrawn { external_id, at });
    Ok(erased.collect())
}

/// What left a table's public set at or after `$since` and is not back, by withdrawal or by being erased; oldest first.
/// `$listed` is what makes a row public.
macro_rules! left {
    ($conn:expr, $workspace:expr, $since:expr, $kind:expr, $table:ident :: $id:ident, $listed:expr) => {{
        let workspace = $workspace;
        let rows: Vec<(String, Option<i64>)> = $crate::db::on!(&mut *$conn, |c| c
            .fetch(
                $table::table
                    .filter($table::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter($table::withdrawn_at.is_not_null())
                    .filter($table::withdrawn_at.ge($since))
                    .order(($table::withdrawn_at, $table::id))
                    .limit($crate::tombstones::MOST)
                    .select(($table::$id, $table::withdrawn_at))
            )
            .await)?;
        let erased = $crate::tombstones::since(&mut *$conn, workspace, $kind, $since).await?;
        let mut known = Vec::new();
        for chunk in erased.chunks($crate::public_set::CHUNK) {
            let ids: Vec<String> = chunk.iter().map(|gone| gone.external_id.clone()).collect();
            let back: Vec<String> = $crate::db::on!(&mut *$conn, |c| c
                .fetch(
                    $table::table
                        .filter($table::workspace_id.eq(workspace.as_str().to_owned()))
                        .filter($table::$id.eq_any(ids))
                        .filter($listed.or($table::withdrawn_at.is_not_null()))
                        .select($table::$id)
                )
                .await)?;
            known.extend(back);
        }
        Ok($crate::tombstones::joined(rows, erased, &known))
    }};
}
pub(crate) use left;

/// What was withdrawn and what was erased, oldest first. `known` are the erased records that are back, or that the
/// withdrawn ones already tell about.
pub(crate) fn joined(
    withdrawn: Vec<(String, Option<i64>)>,
    erased: Vec<Withdrawn>,
    known: &[String],
) -> Vec<Withdrawn> {
    let mut all: Vec<Withdrawn> = withdrawn
        .into_iter()
        .filter_map(|(external_id, at)| Some(Withdrawn { external_id, at: at? }))
        .collect();
    all.extend(
        erased
            .into_iter()
            .filter(|gone| !known.contains(&gone.external_id)),
    );
    all.sort_by(|a, b| (a.at, &a.external_id).cmp(&(b.at, &b.external_id)));
    all.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    all
}
