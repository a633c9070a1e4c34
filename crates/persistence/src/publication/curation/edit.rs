//! Writing one edit: decide, match the authors anew, store, and keep the public set true.

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::{Event, Trail};
use domain::identifier::Doi;
use domain::publication::curation::history::Entry;
use domain::publication::curation::{Change, Curated, Edit, EditOutcome, PatchRefusal, StaffFields};
use domain::publication::{LinkedWrite, Revised};
use domain::workspace::WorkspaceId;

use super::detail;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Exec as _;
use crate::json::Json;
use crate::publication::rows::Projection;
use crate::publication::{history, links, refusals};
use crate::schema::{publication_records, publications};
use crate::{public_set, revision, trail};

/// Inside a transaction. Refusals and edits that change nothing write nothing.
pub(super) async fn edit(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    edit: &Edit,
) -> Result<Option<Result<EditOutcome, PatchRefusal>>, DbError> {
    let Some(id) = detail::id_of(conn, workspace, dois).await? else {
        return Ok(None);
    };
    let current = detail::load(conn, workspace, id).await?;
    let change = match edit.decide(&current) {
        Ok(change) => change,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let publication = if change.is_empty() {
        current
    } else {
        let deed = Deed {
            now: edit.now,
            event: edit.event(&current.doi, &change),
            reverts: None,
        };
        write(conn, workspace, &current, &change, deed).await?;
        detail::load(conn, workspace, id).await?
    };
    Ok(Some(Ok(EditOutcome {
        publication,
        changed: change.fields.into_keys().collect(),
        confirmed: change.confirmed,
    })))
}

/// What is written beside a change: its event, and its entry in the history.
pub(in crate::publication) struct Deed {
    /// Unix seconds.
    pub(in crate::publication) now: i64,
    /// For the timeline; the entry has its id and its actor.
    pub(in crate::publication) event: Event,
    /// The entry that it takes back.
    pub(in crate::publication) reverts: Option<String>,
}

/// Writes a change that is one.
pub(in crate::publication) async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    current: &Curated,
    change: &Change,
    deed: Deed,
) -> Result<(), DbError> {
    let id = current.id.0;
    let before = links::of(conn, workspace, id).await?;
    let refused = refusals::of(conn, workspace, id).await?;
    let revised = Revised::edited(current, change, before.clone()).refusing(refused);
    let write = links::matched(conn, workspace, revised).await?;
    write_row(conn, workspace, (current, deed.now), change, &write).await?;
    write_record(conn, workspace, id, &write).await?;
    let touched = links::write(conn, workspace, id, &before, &write.links).await?;
    conn.news.changed_publication(id, deed.now);
    let sizes = public_set::refresh_publications(conn, workspace, &[id], &touched, deed.now).await?;
    let entry = Entry {
        id: deed.event.id.clone(),
        at: deed.now,
        actor: deed.event.actor.clone(),
        fields: change.touched(current),
        reverts: deed.reverts,
    };
    history::remember(conn, workspace, id, entry).await?;
    let left = Trail::from(deed.event);
    trail::leave(conn, workspace, &left).await?;
    // Staff totals are remembered by revision too, so it rises also where nothing public changes.
    revision::raise(conn, workspace, deed.now, sizes).await
}

async fn write_row(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    (current, now): (&Curated, i64),
    change: &Change,
    write: &LinkedWrite,
) -> Result<(), DbError> {
    let StaffFields {
        q,
        q_percentage,
        if_value,
        if5a_value,
        funding,
    } = change.staff_fields;
    let own = publications::table
        .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publications::id.eq(current.id.0));
    let beside = (
        publications::quartile.eq(q),
        publications::q_percentage.eq(q_percentage.map(i32::from)),
        publications::if_value.eq(if_value),
        publications::if5a_value.eq(if5a_value),
        publications::funding.eq(funding),
    );
    let marks = (
        publications::visible.eq(change.visible),
        publications::edit_count.eq(change.edit_count),
        publications::last_edited_at.eq(change.last_edited_at),
        publications::changed_at.eq(now),
    );
    let set = (Projection::of(&current.doi, write), beside, marks);
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

async fn write_record(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    write: &LinkedWrite,
) -> Result<(), DbError> {
    let revised = &write.revised;
    let own = publication_records::table
        .filter(publication_records::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publication_records::publication_id.eq(id));
    let set = (
        publication_records::edited.eq(Json(revised.edits.values.clone())),
        publication_records::edit_bases.eq(Json(revised.edits.bases.clone())),
        publication_records::merged.eq(Json(revised.merged.clone())),
        publication_records::attention.eq(Json(revised.attention.clone())),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}
