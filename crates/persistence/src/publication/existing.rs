//! What is stored of a publication before a write.

use std::collections::BTreeMap;

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Doi;
use domain::publication::curation::Edits;
use domain::publication::{Existing, Record, Resolution};
use domain::registry::ProviderRecord;
use domain::workspace::WorkspaceId;
use serde_json::Value;

use super::{links, refusals, rows};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::schema::{publication_aliases, publication_records, publication_sources, publications};

/// A stored publication.
pub(super) struct StoredRow {
    pub(super) id: i64,
    pub(super) doi: String,
    pub(super) resolution: Resolution,
    pub(super) original: Record,
    pub(super) edits: Edits,
    pub(super) merged: Record,
}

/// Row number by own DOI, else by alias.
pub(super) async fn id_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    doi: &Doi,
) -> Result<Option<i64>, DbError> {
    let key = (workspace.as_str().to_owned(), doi.as_str().to_owned());
    let own: Vec<i64> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(key.0.clone()))
                .filter(publications::doi.eq(key.1.clone()))
                .select(publications::id)
        )
        .await)?;
    if let Some(id) = own.into_iter().next() {
        return Ok(Some(id));
    }
    let alias: Vec<i64> = on!(conn, |c| c
        .fetch(
            publication_aliases::table
                .filter(publication_aliases::workspace_id.eq(key.0))
                .filter(publication_aliases::doi.eq(key.1))
                .select(publication_aliases::publication_id)
        )
        .await)?;
    Ok(alias.into_iter().next())
}

type Loaded = (
    i64,
    String,
    String,
    Json<Record>,
    Json<BTreeMap<String, Value>>,
    Json<BTreeMap<String, Value>>,
    Json<Record>,
);

/// The row with its record.
pub(super) async fn row(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<StoredRow, DbError> {
    let key = workspace.as_str().to_owned();
    let found: Vec<Loaded> = on!(conn, |c| c
        .fetch(
            publications::table
                .inner_join(
                    publication_records::table.on(publication_records::workspace_id
                        .eq(publications::workspace_id)
                        .and(publication_records::publication_id.eq(publications::id)))
                )
                .filter(publications::workspace_id.eq(key))
                .filter(publications::id.eq(id))
                .select((
                    publications::id,
                    publications::doi,
                    publications::resolution,
                    publication_records::original,
                    publication_records::edited,
                    publication_records::edit_bases,
                    publication_records::merged,
                ))
        )
        .await)?;
    let (id, doi, resolution, Json(original), Json(values), Json(bases), Json(merged)) =
        found.into_iter().next().ok_or(DbError::Conflict)?;
    Ok(StoredRow {
        id,
        doi,
        resolution: rows::resolution(&resolution)?,
        original,
        edits: Edits { values, bases },
        merged,
    })
}

/// What the rules need to know of a stored publication.
pub(super) async fn existing(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    stored: &StoredRow,
) -> Result<Existing, DbError> {
    let key = workspace.as_str().to_owned();
    let id = stored.id;
    let records: Vec<(String, Option<Json<ProviderRecord>>)> = on!(conn, |c| c
        .fetch(
            publication_sources::table
                .filter(publication_sources::workspace_id.eq(key))
                .filter(publication_sources::publication_id.eq(id))
                .order((publication_sources::provider, publication_sources::record_of))
                .select((publication_sources::record_of, publication_sources::record))
        )
        .await)?;
    let records = records
        .into_iter()
        .filter_map(|(record_of, record)| Some((record_of, record?.0)))
        .collect();
    Ok(Existing {
        records,
        original: Some(stored.original.clone()),
        edits: stored.edits.clone(),
        links: links::of(conn, workspace, id).await?,
        refused: refusals::of(conn, workspace, id).await?,
        resolution: Some(stored.resolution),
    })
}
