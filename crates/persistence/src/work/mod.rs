//! Works.

mod promote;
mod staff;

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, Insertable, QueryDsl, Queryable, Selectable,
    SelectableHelper,
};
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::partial_date::PartialDate;
use domain::person::Withdrawn;
use domain::storage::{Page, StoreError};
use domain::work::{
    NewWork, Work, WorkFields, WorkFilter, WorkId, WorkQuery, WorkSort, WorkStore, WorkSummary,
};
use domain::workspace::{View, WorkspaceId};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::lists::{own, public, sorted};
use crate::public_set::CHUNK;
use crate::schema::{memberships, work_people, works};
use crate::search::{WordIndex, indexed};
use crate::stores::Diesel;
use crate::{person, public_set, revision, tombstones, trail, view};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = works)]
struct SummaryRow {
    work_id: String,
    title: String,
    work_type: Option<String>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    created_at: i64,
}

impl TryFrom<SummaryRow> for WorkSummary {
    type Error = DbError;

    fn try_from(row: SummaryRow) -> Result<Self, DbError> {
        let SummaryRow {
            work_id,
            title,
            work_type,
            publication_date,
            publication_year,
            created_at,
        } = row;
        let date: Option<Result<PartialDate, _>> = publication_date.map(|text| text.parse());
        Ok(Self {
            id: WorkId::new(work_id),
            title,
            work_type,
            publication_date: date
                .transpose()
                .ok()
                .ok_or(DbError::Corrupt("works.publication_date"))?,
            publication_year,
            created_at,
        })
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = works)]
struct WorkRow {
    work_id: String,
    verified: bool,
    created_at: i64,
    changed_at: i64,
    fields: Json<WorkFields>,
}

/// What a work's row says of its fields.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = works, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Said {
    title: String,
    work_type: Option<String>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    date_sort: i32,
    changed_at: i64,
    fields: Json<WorkFields>,
    search_text: String,
}

impl Said {
    fn of(fields: &WorkFields, now: i64) -> Self {
        let date = fields.publication_date;
        Self {
            title: fields.title.any().to_owned(),
            work_type: fields.work_type.clone(),
            publication_date: date.map(|date| date.to_string()),
            publication_year: date.map(PartialDate::year),
            date_sort: date.map_or(0, PartialDate::sort_key),
            changed_at: now,
            fields: Json(fields.clone()),
            search_text: indexed(&fields.title.all().join(" ")),
        }
    }
}

/// A work found again by its `OrcidKey`.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = works)]
struct KnownRow {
    work_id: String,
    verified: bool,
    edited_at: Option<i64>,
    people_by_hand: bool,
    promoted_to: Option<String>,
    fields: Json<WorkFields>,
}

impl KnownRow {
    /// Staff have checked or edited it, or made a publication of it.
    fn belongs_to_staff(&self) -> bool {
        self.verified || self.edited_at.is_some() || self.promoted_to.is_some()
    }

    /// Staff chose its people.
    fn keeps_its_people(&self) -> bool {
        self.people_by_hand || self.promoted_to.is_some()
    }
}

async fn known(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    work: &NewWork,
) -> Result<Option<KnownRow>, DbError> {
    let Some(key) = &work.orcid_key else {
        return Ok(None);
    };
    let (id, orcid, put_code) = (
        workspace.as_str().to_owned(),
        key.orcid.as_str().to_owned(),
        key.put_code,
    );
    let rows: Vec<KnownRow> = on!(conn, |c| c
        .fetch(
            works::table
                .filter(works::workspace_id.eq(id))
                .filter(works::orcid.eq(orcid))
                .filter(works::put_code.eq(put_code))
                .select(KnownRow::as_select())
        )
        .await)?;
    Ok(rows.into_iter().next())
}

/// Writes one work and its people; whether that changed anything.
async fn write(conn: &mut Conn, workspace: &WorkspaceId, work: &NewWork) -> Result<(WorkId, bool), DbError> {
    let Some(known) = known(conn, workspace, work).await? else {
        insert(conn, workspace, work).await?;
        link(conn, workspace, &work.id, &work.people).await?;
        return Ok((work.id.clone(), true));
    };
    let id = WorkId::new(known.work_id.clone());
    let renewed = !known.belongs_to_staff() && known.fields.0 != work.fields;
    if renewed {
        let own = own!(works::work_id, workspace, id);
        let said = Said::of(&work.fields, work.now);
        on!(conn, |c| c.exec(diesel::update(own).set(said)).await)?;
    }
    let linked = !known.keeps_its_people() && link(conn, workspace, &id, &work.people).await?;
    Ok((id, renewed || linked))
}

async fn insert(conn: &mut Conn, workspace: &WorkspaceId, work: &NewWork) -> Result<(), DbError> {
    let row = (
        works::workspace_id.eq(workspace.as_str().to_owned()),
        works::work_id.eq(work.id.as_str().to_owned()),
        works::orcid.eq(work.orcid_key.as_ref().map(|key| key.orcid.as_str().to_owned())),
        works::put_code.eq(work.orcid_key.as_ref().map(|key| key.put_code)),
        works::verified.eq(work.verified),
        works::visible.eq(work.visible),
        works::created_at.eq(work.now),
        Said::of(&work.fields, work.now),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(works::table).values(row))
        .await)?;
    Ok(())
}

/// Links people; iDs that are not in the catalogue are refused by the foreign key.
async fn link(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
    people: &[Orcid],
) -> Result<bool, DbError> {
    let mut linked = false;
    for orcid in people {
        let orcid = person::primary(conn, workspace, orcid)
            .await?
            .unwrap_or_else(|| orcid.clone());
        let row = (
            work_people::workspace_id.eq(workspace.as_str().to_owned()),
            work_people::work_id.eq(id.as_str().to_owned()),
            work_people::person_orcid.eq(orcid.as_str().to_owned()),
        );
        let new = on!(conn, |c| c
            .exec(
                diesel::insert_into(work_people::table)
                    .values(row)
                    .on_conflict_do_nothing()
            )
            .await)?;
        linked |= new == 1;
    }
    Ok(linked)
}

async fn upsert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    new: &[NewWork],
    trail: &Trail,
) -> Result<Vec<WorkId>, DbError> {
    let mut ids = Vec::new();
    let mut changed = Vec::new();
    for work in new {
        let (id, written) = write(conn, workspace, work).await?;
        if written {
            changed.push(id.as_str().to_owned());
        }
        ids.push(id);
    }
    trail::leave(conn, workspace, trail).await?;
    if !changed.is_empty() {
        let now = new.iter().map(|work| work.now).max().unwrap_or_default();
        let sizes = public_set::refresh_works(conn, workspace, &changed, now).await?;
        revision::raise(conn, workspace, now, sizes).await?;
    }
    Ok(ids)
}

/// Work → people, of these works.
async fn people_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<Orcid>>, DbError> {
    let mut people: BTreeMap<String, Vec<Orcid>> = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, String)> = on!(conn, |c| c
            .fetch(
                work_people::table
                    .filter(work_people::workspace_id.eq(key))
                    .filter(work_people::work_id.eq_any(chunk))
                    .order(work_people::person_orcid)
                    .select((work_people::work_id, work_people::person_orcid))
            )
            .await)?;
        for (work, orcid) in rows {
            let orcid = Orcid::parse(&orcid)
                .ok()
                .ok_or(DbError::Corrupt("work_people.person_orcid"))?;
            people.entry(work).or_default().push(orcid);
        }
    }
    Ok(people)
}

/// Whole works, with their people.
async fn whole(conn: &mut Conn, workspace: &WorkspaceId, rows: Vec<WorkRow>) -> Result<Vec<Work>, DbError> {
    let ids: Vec<String> = rows.iter().map(|row| row.work_id.clone()).collect();
    let mut people = people_of(conn, workspace, &ids).await?;
    let works = rows.into_iter().map(|row| {
        let WorkRow {
            work_id,
            verified,
            created_at,
            changed_at,
            fields,
        } = row;
        Work {
            people: people.remove(&work_id).unwrap_or_default(),
            id: WorkId::new(work_id),
            fields: fields.0,
            verified,
            created_at,
            updated_at: changed_at,
        }
    });
    Ok(works.collect())
}

/// A boxed query over the public works that a filter lets through.
macro_rules! filtered {
    ($db:ty, $view:expr, $filter:expr) => {{
        let filter: &WorkFilter = $filter;
        let words = WordIndex::Works;
        let mut select = public!($db, $view, filter, works::work_id, work_people, words);
        if let Some(word) = &filter.work_type {
            select = select.filter(works::work_type.eq(word.clone()));
        }
        if let Some(year) = filter.publication_year {
            select = select.filter(works::publication_year.eq(year));
        }
        select
    }};
}

macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match $query.sort {
            WorkSort::CreatedAt => sorted!($select, $query.direction, works::created_at),
            WorkSort::PublicationDate => sorted!($select, $query.direction, works::date_sort, unknown: 0),
            WorkSort::PublicationYear => {
                sorted!($select, $query.direction, works::publication_year, unknown: NULL)
            }
        }
    };
}

use ordered;

impl Diesel {
    async fn list_works(&self, view: &View, query: &WorkQuery) -> Result<Page<WorkSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(view.workspace()).await?;
        let mut conn = self.db.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, view, &query.filter).select(SummaryRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let items = rows
            .into_iter()
            .map(WorkSummary::try_from)
            .collect::<Result<_, _>>()?;
        let unfiltered = query.filter == WorkFilter::default() && view.entities().is_none();
        let known = unfiltered.then_some(revision.sizes.works);
        let filter = format!("works {:?} {:?}", query.filter, view.entities());
        let total = self
            .total(view.workspace(), revision.revision.number, filter, known, async {
                Ok(on!(&mut conn, |c| c
                    .fetch(filtered!(Db, view, &query.filter).count())
                    .await)?)
            })
            .await?;
        Ok(Page { items, total })
    }
}

async fn withdrawn_since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    since: i64,
) -> Result<Vec<Withdrawn>, DbError> {
    let listed = works::is_public;
    tombstones::left!(conn, workspace, since, tombstones::WORK, works::work_id, listed)
}

/// Whether the view shows it, if it is public.
async fn shown(conn: &mut Conn, view: &View, id: &WorkId) -> Result<bool, DbError> {
    let id = id.as_str().to_owned();
    Ok(view::shows!(conn, view, work_people, work_id, id))
}

#[async_trait]
impl WorkStore for Diesel {
    async fn upsert(
        &self,
        workspace: &WorkspaceId,
        works: Vec<NewWork>,
        trail: &Trail,
    ) -> Result<Vec<WorkId>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                upsert(conn, workspace, &works, trail).await
            })
            .await?)
    }

    async fn find_public(&self, view: &View, id: &WorkId) -> Result<Option<Work>, StoreError> {
        let workspace = view.workspace();
        let mut conn = self.db.read().await?;
        if !shown(&mut conn, view, id).await? {
            return Ok(None);
        }
        let rows: Vec<WorkRow> = on!(&mut conn, |c| c
            .fetch(
                own!(works::work_id, workspace, id)
                    .filter(works::is_public)
                    .select(WorkRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        let Some(mut work) = whole(&mut conn, workspace, rows).await?.pop() else {
            return Ok(None);
        };
        work.people = person::shown(&mut conn, workspace, work.people).await?;
        Ok(Some(work))
    }

    async fn list_public(&self, view: &View, query: &WorkQuery) -> Result<Page<WorkSummary>, StoreError> {
        Ok(self.list_works(view, query).await?)
    }

    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(withdrawn_since(&mut conn, workspace, since).await?)
    }

    async fn list_all(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Work>, StoreError> {
        let mut conn = self.db.read().await?;
        let key = workspace.as_str().to_owned();
        let rows: Vec<WorkRow> = on!(&mut conn, |c| c
            .fetch(
                works::table
                    .filter(works::workspace_id.eq(key))
                    .order((works::created_at.desc(), works::id.desc()))
                    .limit(i64::from(limit))
                    .select(WorkRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(whole(&mut conn, workspace, rows).await?)
    }
}
