//! One publication in full.

use std::collections::BTreeMap;
use std::io::Read as _;

use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, Queryable, Selectable, SelectableHelper,
};
use domain::identifier::Doi;
use domain::publication::curation::{Curated, Edits, Payload, StaffFields};
use domain::publication::{Attention, Provenance, PublicationId, Record};
use domain::registry::Provider;
use domain::workspace::WorkspaceId;
use flate2::read::GzDecoder;
use serde_json::Value;

use super::people;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::publication::{existing, rows, sources};
use crate::schema::{publication_records, publication_sources, publications};

/// The largest answer that is given back; registries' answers are bounded when they are fetched.
const MAX_PAYLOAD: u64 = 64 * 1024 * 1024;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publications)]
struct HeadRow {
    id: i64,
    doi: String,
    slug: String,
    visible: bool,
    deleted_at: Option<i64>,
    author_match_state: String,
    resolution: String,
    last_fetched_at: i64,
    last_edited_at: Option<i64>,
    edit_count: i64,
    created_at: i64,
    quartile: Option<i64>,
    q_percentage: Option<i32>,
    if_value: Option<f64>,
    if5a_value: Option<f64>,
    funding: Option<bool>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publication_records)]
struct RecordRow {
    original: Json<Record>,
    edited: Json<BTreeMap<String, Value>>,
    edit_bases: Json<BTreeMap<String, Value>>,
    merged: Json<Record>,
    provenance: Json<BTreeMap<String, Provenance>>,
    attention: Json<Vec<Attention>>,
}

/// The first of these DOIs that leads to a publication.
pub(in crate::publication) async fn id_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
) -> Result<Option<i64>, DbError> {
    for doi in dois {
        if let Some(id) = existing::id_of(conn, workspace, doi).await? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

pub(in crate::publication) async fn load(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
) -> Result<Curated, DbError> {
    let key = workspace.as_str().to_owned();
    let found: Vec<(HeadRow, RecordRow)> = on!(conn, |c| c
        .fetch(
            publications::table
                .inner_join(
                    publication_records::table.on(publication_records::workspace_id
                        .eq(publications::workspace_id)
                        .and(publication_records::publication_id.eq(publications::id)))
                )
                .filter(publications::workspace_id.eq(key))
                .filter(publications::id.eq(id))
                .select((HeadRow::as_select(), RecordRow::as_select()))
        )
        .await)?;
    let (head, record) = found.into_iter().next().ok_or(DbError::Conflict)?;
    let mut people = people::linked(conn, workspace, vec![id]).await?;
    let providers = sources::states(conn, workspace, id).await?;
    let staff_fields = staff_fields(&head)?;
    Ok(Curated {
        id: PublicationId(head.id),
        doi: rows::doi_of(&head.doi)?,
        slug: head.slug,
        original: record.original.0,
        edits: Edits {
            values: record.edited.0,
            bases: record.edit_bases.0,
        },
        merged: record.merged.0,
        staff_fields,
        visible: head.visible,
        deleted_at: head.deleted_at,
        people: people.remove(&id).unwrap_or_default(),
        match_state: rows::match_state(&head.author_match_state)?,
        provenance: record.provenance.0,
        providers,
        attention: record.attention.0,
        resolution: rows::resolution(&head.resolution)?,
        last_fetched_at: head.last_fetched_at,
        last_edited_at: head.last_edited_at,
        edit_count: head.edit_count,
        created_at: head.created_at,
    })
}

fn staff_fields(head: &HeadRow) -> Result<StaffFields, DbError> {
    let percentage = head.q_percentage.map(u8::try_from).transpose();
    Ok(StaffFields {
        q: head.quartile,
        q_percentage: percentage
            .ok()
            .ok_or(DbError::Corrupt("publications.q_percentage"))?,
        if_value: head.if_value,
        if5a_value: head.if5a_value,
        funding: head.funding,
    })
}

/// What providers answered.
pub(super) async fn payloads(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    doi: &Doi,
) -> Result<Vec<Payload>, DbError> {
    let Some(id) = existing::id_of(conn, workspace, doi).await? else {
        return Ok(Vec::new());
    };
    let key = workspace.as_str().to_owned();
    let rows: Vec<(String, String, Option<Vec<u8>>)> = on!(conn, |c| c
        .fetch(
            publication_sources::table
                .filter(publication_sources::workspace_id.eq(key))
                .filter(publication_sources::publication_id.eq(id))
                .filter(publication_sources::payload.is_not_null())
                .order((publication_sources::provider, publication_sources::record_of))
                .select((
                    publication_sources::provider,
                    publication_sources::record_of,
                    publication_sources::payload,
                ))
        )
        .await)?;
    rows.into_iter()
        .filter_map(|(word, record_of, payload)| Some((word, record_of, payload?)))
        .map(|(word, record_of, payload)| {
            let mut text = String::new();
            GzDecoder::new(payload.as_slice())
                .take(MAX_PAYLOAD)
                .read_to_string(&mut text)?;
            Ok(Payload {
                provider: Provider::from_word(&word)
                    .ok_or(DbError::Corrupt("publication_sources.provider"))?,
                record_of,
                text,
            })
        })
        .collect()
}
