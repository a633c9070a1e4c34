//! Deleting softly and restoring, all or none.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::identifier::Doi;
use domain::publication::curation::{Removal, Removed};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::public_set::CHUNK;
use crate::publication::{rows, sources};
use crate::schema::publications;
use crate::{public_set, trail};

/// Inside a transaction.
pub(super) async fn remove(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    removal: &Removal,
) -> Result<Removed, DbError> {
    let known = known(conn, workspace, removal).await?;
    let mut unknown = Vec::new();
    let mut meant = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, candidates) in removal.publications.iter().enumerate() {
        let found = candidates.iter().find_map(|doi| known.get(doi.as_str()));
        match (found, candidates.first()) {
            (Some(id), _) if seen.insert(*id) => meant.push((index, *id)),
            (None, Some(doi)) => unknown.push(doi.clone()),
            // Two DOIs of the same publication.
            _ => {}
        }
    }
    if !unknown.is_empty() {
        return Ok(Removed::Unknown(unknown));
    }
    let states = states(conn, workspace, meant.iter().map(|(_, id)| *id).collect()).await?;
    let mut left = Trail::default();
    let mut changed = Vec::new();
    let mut deleted_at = None;
    for (index, id) in meant {
        let (doi, present) = states.get(&id).ok_or(DbError::Conflict)?;
        if let Some(decided) = removal.decide(*present) {
            deleted_at = decided;
            changed.push(id);
            left.events.push(removal.event(index, doi));
        }
    }
    if !changed.is_empty() {
        write(conn, workspace, &changed, deleted_at).await?;
        let sizes = public_set::refresh_publications(conn, workspace, &changed, &[], removal.now).await?;
        trail::close(conn, workspace, &left, (removal.now, sizes)).await?;
    }
    Ok(Removed::Done(changed.len()))
}

/// DOI as it may be named → row number.
async fn known(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    removal: &Removal,
) -> Result<BTreeMap<String, i64>, DbError> {
    let asked: Vec<String> = removal
        .publications
        .iter()
        .flatten()
        .map(|doi| doi.as_str().to_owned())
        .collect();
    let mut known = BTreeMap::new();
    for chunk in asked.chunks(CHUNK) {
        for (doi, id, _) in sources::stored_dois(conn, workspace, chunk.to_vec()).await? {
            // Own DOIs come before aliases.
            known.entry(doi).or_insert(id);
        }
    }
    Ok(known)
}

/// Row number → DOI and when it was deleted.
async fn states(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, (Doi, Option<i64>)>, DbError> {
    let mut states = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(i64, String, Option<i64>)> = on!(conn, |c| c
            .fetch(
                publications::table
                    .filter(publications::workspace_id.eq(key))
                    .filter(publications::id.eq_any(chunk))
                    .select((publications::id, publications::doi, publications::deleted_at))
            )
            .await)?;
        for (id, doi, deleted_at) in rows {
            states.insert(id, (rows::doi_of(&doi)?, deleted_at));
        }
    }
    Ok(states)
}

async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
    deleted_at: Option<i64>,
) -> Result<(), DbError> {
    for chunk in ids.chunks(CHUNK) {
        let own = publications::table
            .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publications::id.eq_any(chunk.to_vec()));
        on!(conn, |c| c
            .exec(diesel::update(own).set(publications::deleted_at.eq(deleted_at)))
            .await)?;
    }
    Ok(())
}
