//! Every edit by hand.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::identifier::Doi;
use domain::publication::curation::EditOutcome;
use domain::publication::curation::history::{
    Entry, FieldChange, History, HistoryPage, HistoryQuery, HistoryStore, Mark, PastEntry, Revert,
    RevertRefusal,
};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use super::curation::{Deed, curated, id_of, write};
use crate::activity::actor_of;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::publication_edits;
use crate::stores::Diesel;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publication_edits)]
struct EntryRow {
    id: i64,
    entry_id: String,
    at: i64,
    actor_kind: String,
    actor_id: Option<String>,
    actor_label: String,
    fields: Json<BTreeMap<String, FieldChange>>,
    reverts: Option<String>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = DbError;

    fn try_from(row: EntryRow) -> Result<Self, DbError> {
        let EntryRow {
            id: _,
            entry_id,
            at,
            actor_kind,
            actor_id,
            actor_label,
            fields,
            reverts,
        } = row;
        Ok(Self {
            id: entry_id,
            at,
            actor: actor_of(&actor_kind, actor_id, actor_label)
                .ok_or(DbError::Corrupt("publication_edits.actor_kind"))?,
            fields: fields.0,
            reverts,
        })
    }
}

/// Adds an entry.
pub(super) async fn remember(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    publication: i64,
    entry: Entry,
) -> Result<(), DbError> {
    let Entry {
        id,
        at,
        actor,
        fields,
        reverts,
    } = entry;
    let row = (
        publication_edits::workspace_id.eq(workspace.as_str().to_owned()),
        publication_edits::publication_id.eq(publication),
        publication_edits::entry_id.eq(id),
        publication_edits::at.eq(at),
        publication_edits::actor_kind.eq(actor.kind()),
        publication_edits::actor_id.eq(actor.id().map(str::to_owned)),
        publication_edits::actor_label.eq(actor.label().to_lowercase()),
        publication_edits::fields.eq(Json(fields)),
        publication_edits::reverts.eq(reverts),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(publication_edits::table).values(row))
        .await)?;
    Ok(())
}

/// Where an alias becomes part of another publication.
pub(super) async fn moved(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    from: i64,
    to: i64,
) -> Result<(), DbError> {
    let own = publication_edits::table
        .filter(publication_edits::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publication_edits::publication_id.eq(from));
    on!(conn, |c| c
        .exec(diesel::update(own).set(publication_edits::publication_id.eq(to)))
        .await)?;
    Ok(())
}

/// All entries of a publication, the oldest first.
async fn history(conn: &mut Conn, workspace: &WorkspaceId, publication: i64) -> Result<History, DbError> {
    type Row = (String, i64, Json<BTreeMap<String, FieldChange>>, Option<String>);
    let rows: Vec<Row> = on!(conn, |c| c
        .fetch(
            publication_edits::table
                .filter(publication_edits::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_edits::publication_id.eq(publication))
                .order(publication_edits::id)
                .select((
                    publication_edits::entry_id,
                    publication_edits::at,
                    publication_edits::fields,
                    publication_edits::reverts,
                ))
        )
        .await)?;
    let marks = rows.into_iter().map(|(id, at, Json(fields), reverts)| Mark {
        id,
        at,
        fields: fields.into_keys().collect(),
        reverts,
    });
    Ok(History {
        marks: marks.collect(),
    })
}

/// The same without what the entries touched: enough to tell which of them were taken back.
async fn lineage(conn: &mut Conn, workspace: &WorkspaceId, publication: i64) -> Result<History, DbError> {
    let rows: Vec<(String, i64, Option<String>)> = on!(conn, |c| c
        .fetch(
            publication_edits::table
                .filter(publication_edits::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_edits::publication_id.eq(publication))
                .order(publication_edits::id)
                .select((
                    publication_edits::entry_id,
                    publication_edits::at,
                    publication_edits::reverts,
                ))
        )
        .await)?;
    let marks = rows.into_iter().map(|(id, at, reverts)| Mark {
        id,
        at,
        fields: BTreeSet::new(),
        reverts,
    });
    Ok(History {
        marks: marks.collect(),
    })
}

async fn page(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    query: HistoryQuery,
) -> Result<Option<HistoryPage>, DbError> {
    let Some(id) = id_of(conn, workspace, dois).await? else {
        return Ok(None);
    };
    let lineage = lineage(conn, workspace, id).await?;
    let reverted = lineage.reverted();
    // One more than asked tells whether older ones follow.
    let mut rows: Vec<EntryRow> = on!(conn, |c| {
        let select = publication_edits::table
            .filter(publication_edits::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publication_edits::publication_id.eq(id))
            .filter(publication_edits::id.lt(query.before.unwrap_or(i64::MAX)))
            .order(publication_edits::id.desc())
            .limit(i64::from(query.limit) + 1)
            .select(EntryRow::as_select());
        c.fetch(select).await
    })?;
    let asked = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > asked;
    rows.truncate(asked);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let entries = rows.into_iter().map(|row| {
        let entry = Entry::try_from(row)?;
        Ok(PastEntry {
            reverted_by: reverted.get(entry.id.as_str()).map(|id| (*id).to_owned()),
            entry,
        })
    });
    Ok(Some(HistoryPage {
        entries: entries.collect::<Result<_, DbError>>()?,
        total: u64::try_from(lineage.marks.len()).unwrap_or(u64::MAX),
        next,
    }))
}

async fn entry(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    publication: i64,
    id: &str,
) -> Result<Option<Entry>, DbError> {
    let rows: Vec<EntryRow> = on!(conn, |c| c
        .fetch(
            publication_edits::table
                .filter(publication_edits::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_edits::publication_id.eq(publication))
                .filter(publication_edits::entry_id.eq(id.to_owned()))
                .select(EntryRow::as_select())
        )
        .await)?;
    rows.into_iter().next().map(Entry::try_from).transpose()
}

/// Inside a transaction.
async fn revert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    revert: &Revert,
) -> Result<Option<Result<EditOutcome, RevertRefusal>>, DbError> {
    let Some(id) = id_of(conn, workspace, dois).await? else {
        return Ok(None);
    };
    let Some(entry) = entry(conn, workspace, id, &revert.entry_id).await? else {
        return Ok(Some(Err(RevertRefusal::NoEntry)));
    };
    let history = history(conn, workspace, id).await?;
    let current = curated(conn, workspace, id).await?;
    let change = match revert.decide(&current, &entry, &history) {
        Ok(change) => change,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let publication = if change.is_empty() {
        current
    } else {
        let deed = Deed {
            now: revert.now,
            event: revert.event(&current.doi, &change),
            reverts: Some(revert.entry_id.clone()),
        };
        write(conn, workspace, &current, &change, deed).await?;
        curated(conn, workspace, id).await?
    };
    Ok(Some(Ok(EditOutcome {
        publication,
        changed: change.fields.into_keys().collect(),
        confirmed: change.confirmed,
    })))
}

#[async_trait]
impl HistoryStore for Diesel {
    async fn list(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        query: HistoryQuery,
    ) -> Result<Option<HistoryPage>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(page(&mut conn, workspace, dois, query).await?)
    }

    async fn revert(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        order: &Revert,
    ) -> Result<Option<Result<EditOutcome, RevertRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                revert(conn, workspace, dois, order).await
            })
            .await?)
    }
}
