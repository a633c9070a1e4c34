//! Works as the staff see and edit them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::publication::StoredPublication;
use domain::storage::{Page, StoreError};
use domain::work::curation::{
    Promotion, StaffWork, StaffWorkQuery, WorkChange, WorkCuration, WorkOutcome, WorkRefusal, WorkRemoval,
};
use domain::work::{NewWork, OrcidKey, WorkFields, WorkId, WorkSort};
use domain::workspace::WorkspaceId;

use super::{Said, insert, link, ordered, people_of, promote};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::lists::{kept, own, sorted};
use crate::schema::{work_people, works};
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;
use crate::totals::size_of;
use crate::{outputs, person, public_set, trail};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = works)]
struct StaffRow {
    work_id: String,
    orcid: Option<String>,
    put_code: Option<i64>,
    verified: bool,
    visible: bool,
    deleted_at: Option<i64>,
    promoted_to: Option<String>,
    edited_at: Option<i64>,
    people_by_hand: bool,
    created_at: i64,
    changed_at: i64,
    fields: Json<WorkFields>,
}

impl TryFrom<StaffRow> for StaffWork {
    type Error = DbError;

    fn try_from(row: StaffRow) -> Result<Self, DbError> {
        let StaffRow {
            work_id,
            orcid,
            put_code,
            verified,
            visible,
            deleted_at,
            promoted_to,
            edited_at,
            people_by_hand,
            created_at,
            changed_at,
            fields,
        } = row;
        let orcid = orcid.map(|text| Orcid::parse(&text)).transpose();
        let orcid = orcid.ok().ok_or(DbError::Corrupt("works.orcid"))?;
        let promoted_to = promoted_to.map(|text| Doi::from_stored(&text)).transpose();
        Ok(Self {
            id: WorkId::new(work_id),
            fields: fields.0,
            people: Vec::new(),
            projects: Vec::new(),
            orcid_key: orcid
                .zip(put_code)
                .map(|(orcid, put_code)| OrcidKey { orcid, put_code }),
            verified,
            visible,
            deleted_at,
            promoted_to: promoted_to.ok().ok_or(DbError::Corrupt("works.promoted_to"))?,
            edited_at,
            people_by_hand,
            created_at,
            updated_at: changed_at,
        })
    }
}

/// A boxed query over the works that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter = $filter;
        let mut select = works::table
            .filter(works::workspace_id.eq($workspace.as_str().to_owned()))
            .into_boxed::<$db>();
        select = kept!(select, works, filter);
        if let Some(verified) = filter.verified {
            select = select.filter(works::verified.eq(verified));
        }
        if let Some(matching) = WordMatch::all(WordIndex::Works, &filter.q) {
            select = select.filter(matching);
        }
        if let Some(word) = &filter.work_type {
            select = select.filter(works::work_type.eq(word.clone()));
        }
        if let Some(year) = filter.publication_year {
            select = select.filter(works::publication_year.eq(year));
        }
        if let Some(orcid) = &filter.person {
            let theirs = own!(work_people::person_orcid, $workspace, orcid).select(work_people::work_id);
            select = select.filter(works::work_id.eq_any(theirs));
        }
        select
    }};
}

impl Diesel {
    async fn staff_works(
        &self,
        workspace: &WorkspaceId,
        query: &StaffWorkQuery,
    ) -> Result<Page<StaffWork>, DbError> {
        let mut conn = self.db.read().await?;
        let rows: Vec<StaffRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, workspace, &query.filter).select(StaffRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let counted: Vec<i64> = on!(&mut conn, |c| c
            .fetch(filtered!(Db, workspace, &query.filter).count())
            .await)?;
        let ids: Vec<String> = rows.iter().map(|row| row.work_id.clone()).collect();
        let mut people: BTreeMap<String, Vec<Orcid>> = people_of(&mut conn, workspace, &ids).await?;
        let items = rows.into_iter().map(|row| {
            let own = people.remove(&row.work_id).unwrap_or_default();
            let work = StaffWork::try_from(row)?;
            Ok(StaffWork { people: own, ..work })
        });
        Ok(Page {
            items: items.collect::<Result<_, DbError>>()?,
            total: size_of(&counted),
        })
    }
}

/// One work in full.
pub(super) async fn find(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
) -> Result<Option<StaffWork>, DbError> {
    let rows: Vec<StaffRow> = on!(conn, |c| c
        .fetch(own!(works::work_id, workspace, id).select(StaffRow::as_select()))
        .await)?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut people = people_of(conn, workspace, std::slice::from_ref(&row.work_id)).await?;
    Ok(Some(StaffWork {
        people: people.remove(&row.work_id).unwrap_or_default(),
        projects: outputs::projects_of(conn, workspace, id).await?,
        ..StaffWork::try_from(row)?
    }))
}

/// Whether everybody and everything that a work names is there.
async fn unknown(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &StaffWork,
) -> Result<Option<WorkRefusal>, DbError> {
    let mut strangers = Vec::new();
    for orcid in &work.people {
        if person::primary(conn, workspace, orcid).await?.is_none() {
            strangers.push(orcid.clone());
        }
    }
    if !strangers.is_empty() {
        return Ok(Some(WorkRefusal::UnknownPeople(strangers)));
    }
    let projects = outputs::unknown_projects(conn, workspace, &work.projects).await?;
    Ok((!projects.is_empty()).then_some(WorkRefusal::UnknownProjects(projects)))
}

async fn set_flags(conn: &mut Conn, workspace: &WorkspaceId, work: &StaffWork) -> Result<(), DbError> {
    let own = own!(works::work_id, workspace, work.id);
    let set = (
        works::verified.eq(work.verified),
        works::visible.eq(work.visible),
        works::edited_at.eq(work.edited_at),
        works::people_by_hand.eq(work.people_by_hand),
        Said::of(&work.fields, work.updated_at),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

async fn set_people(conn: &mut Conn, workspace: &WorkspaceId, work: &StaffWork) -> Result<(), DbError> {
    let own = own!(work_people::work_id, workspace, work.id);
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    link(conn, workspace, &work.id, &work.people).await?;
    outputs::set_projects(conn, workspace, &work.id, &work.projects).await
}

/// The end of every write: the public set, the trail, the revision.
pub(super) async fn settle(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
    (now, trail): (i64, &Trail),
) -> Result<(), DbError> {
    let sizes = public_set::refresh_works(conn, workspace, &[id.as_str().to_owned()], now).await?;
    trail::close(conn, workspace, trail, (now, sizes)).await
}

/// Inside a transaction.
async fn create(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &StaffWork,
    trail: &Trail,
) -> Result<Result<StaffWork, WorkRefusal>, DbError> {
    if let Some(refusal) = unknown(conn, workspace, work).await? {
        return Ok(Err(refusal));
    }
    let new = NewWork {
        id: work.id.clone(),
        orcid_key: None,
        fields: work.fields.clone(),
        people: Vec::new(),
        verified: work.verified,
        visible: work.visible,
        now: work.created_at,
    };
    insert(conn, workspace, &new).await?;
    set_flags(conn, workspace, work).await?;
    set_people(conn, workspace, work).await?;
    settle(conn, workspace, &work.id, (work.created_at, trail)).await?;
    Ok(Ok(find(conn, workspace, &work.id)
        .await?
        .ok_or(DbError::Conflict)?))
}

/// Inside a transaction.
async fn change(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
    change: &WorkChange,
) -> Result<Option<Result<WorkOutcome, WorkRefusal>>, DbError> {
    let Some(current) = find(conn, workspace, id).await? else {
        return Ok(None);
    };
    let changed = match change.decide(&current) {
        Ok(changed) => changed,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    if changed.differences.is_empty() {
        return Ok(Some(Ok(WorkOutcome {
            work: current,
            changed: Vec::new(),
        })));
    }
    if let Some(refusal) = unknown(conn, workspace, &changed.work).await? {
        return Ok(Some(Err(refusal)));
    }
    set_flags(conn, workspace, &changed.work).await?;
    set_people(conn, workspace, &changed.work).await?;
    let left = Trail::from(change.event(id, &changed));
    settle(conn, workspace, id, (change.now, &left)).await?;
    Ok(Some(Ok(WorkOutcome {
        work: find(conn, workspace, id).await?.ok_or(DbError::Conflict)?,
        changed: changed.differences.into_keys().collect(),
    })))
}

/// Inside a transaction.
async fn remove(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
    removal: &WorkRemoval,
) -> Result<Option<Result<bool, WorkRefusal>>, DbError> {
    let Some(current) = find(conn, workspace, id).await? else {
        return Ok(None);
    };
    let deleted_at = match removal.decide(&current) {
        Ok(Some(deleted_at)) => deleted_at,
        Ok(None) => return Ok(Some(Ok(false))),
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let own = own!(works::work_id, workspace, id);
    on!(conn, |c| c
        .exec(diesel::update(own).set(works::deleted_at.eq(deleted_at)))
        .await)?;
    let left = Trail::from(removal.event(id));
    settle(conn, workspace, id, (removal.now, &left)).await?;
    Ok(Some(Ok(true)))
}

#[async_trait]
impl WorkCuration for Diesel {
    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffWorkQuery,
    ) -> Result<Page<StaffWork>, StoreError> {
        Ok(self.staff_works(workspace, query).await?)
    }

    async fn find(&self, workspace: &WorkspaceId, id: &WorkId) -> Result<Option<StaffWork>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(find(&mut conn, workspace, id).await?)
    }

    async fn create(
        &self,
        workspace: &WorkspaceId,
        work: &StaffWork,
        trail: &Trail,
    ) -> Result<Result<StaffWork, WorkRefusal>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                create(conn, workspace, work, trail).await
            })
            .await?)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        asked: &WorkChange,
    ) -> Result<Option<Result<WorkOutcome, WorkRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                change(conn, workspace, id, asked).await
            })
            .await?)
    }

    async fn remove(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        removal: &WorkRemoval,
    ) -> Result<Option<Result<bool, WorkRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                remove(conn, workspace, id, removal).await
            })
            .await?)
    }

    async fn promote(
        &self,
        workspace: &WorkspaceId,
        id: &WorkId,
        promotion: &Promotion,
    ) -> Result<Option<Result<StoredPublication, WorkRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                promote::promote(conn, workspace, id, promotion).await
            })
            .await?)
    }
}
