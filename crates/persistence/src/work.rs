//! Works.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::partial_date::PartialDate;
use domain::person::Withdrawn;
use domain::storage::{Direction, Page, StoreError};
use domain::work::{
    NewWork, Work, WorkFields, WorkFilter, WorkId, WorkQuery, WorkSort, WorkStore, WorkSummary,
};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::public_set::CHUNK;
use crate::schema::{work_people, works};
use crate::search::{WordIndex, WordMatch, indexed};
use crate::stores::Diesel;
use crate::{person, public_set, revision, tombstones, trail};

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

/// A work found again by its `OrcidKey`.
type Known = (String, bool, Json<WorkFields>);

async fn known(conn: &mut Conn, workspace: &WorkspaceId, work: &NewWork) -> Result<Option<Known>, DbError> {
    let Some(key) = &work.orcid_key else {
        return Ok(None);
    };
    let (id, orcid, put_code) = (
        workspace.as_str().to_owned(),
        key.orcid.as_str().to_owned(),
        key.put_code,
    );
    let rows: Vec<Known> = on!(conn, |c| c
        .fetch(
            works::table
                .filter(works::workspace_id.eq(id))
                .filter(works::orcid.eq(orcid))
                .filter(works::put_code.eq(put_code))
                .select((works::work_id, works::verified, works::fields))
        )
        .await)?;
    Ok(rows.into_iter().next())
}

/// Writes one work; `None` where nothing changed.
async fn write(conn: &mut Conn, workspace: &WorkspaceId, work: &NewWork) -> Result<(WorkId, bool), DbError> {
    let known = known(conn, workspace, work).await?;
    if let Some((id, verified, Json(fields))) = &known
        && (*verified || *fields == work.fields)
    {
        return Ok((WorkId::new(id.clone()), false));
    }
    let said = (
        works::title.eq(work.fields.title.clone()),
        works::work_type.eq(work.fields.work_type.clone()),
        works::publication_date.eq(work.fields.publication_date.map(|date| date.to_string())),
        works::publication_year.eq(work.fields.publication_date.map(PartialDate::year)),
        works::date_sort.eq(work.fields.publication_date.map_or(0, PartialDate::sort_key)),
        works::changed_at.eq(work.now),
        works::fields.eq(Json(work.fields.clone())),
        works::search_text.eq(indexed(&work.fields.title)),
    );
    let key = workspace.as_str().to_owned();
    if let Some((id, ..)) = known {
        let own = works::table
            .filter(works::workspace_id.eq(key))
            .filter(works::work_id.eq(id.clone()));
        on!(conn, |c| c.exec(diesel::update(own).set(said)).await)?;
        return Ok((WorkId::new(id), true));
    }
    let row = (
        works::workspace_id.eq(key),
        works::work_id.eq(work.id.as_str().to_owned()),
        works::orcid.eq(work.orcid_key.as_ref().map(|key| key.orcid.as_str().to_owned())),
        works::put_code.eq(work.orcid_key.as_ref().map(|key| key.put_code)),
        works::verified.eq(work.verified),
        works::visible.eq(work.visible),
        works::created_at.eq(work.now),
        said,
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(works::table).values(row))
        .await)?;
    Ok((work.id.clone(), true))
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
        let linked = link(conn, workspace, &id, &work.people).await?;
        if written || linked {
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
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter: &WorkFilter = $filter;
        let mut select = works::table
            .filter(works::workspace_id.eq($workspace.as_str().to_owned()))
            .filter(works::is_public)
            .into_boxed::<$db>();
        if let Some(matching) = WordMatch::all(WordIndex::Works, &filter.q) {
            select = select.filter(matching);
        }
        if let Some(word) = &filter.work_type {
            select = select.filter(works::work_type.eq(word.clone()));
        }
        if let Some(year) = filter.publication_year {
            select = select.filter(works::publication_year.eq(year));
        }
        if let Some(since) = filter.updated_since {
            select = select.filter(works::changed_at.ge(since));
        }
        select
    }};
}

macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match ($query.sort, $query.direction) {
            (WorkSort::CreatedAt, Direction::Descending) => {
                $select.order((works::created_at.desc(), works::id.desc()))
            }
            (WorkSort::CreatedAt, Direction::Ascending) => $select.order((works::created_at, works::id)),
            (WorkSort::PublicationDate, Direction::Descending) => {
                $select.order((works::date_sort.desc(), works::id.desc()))
            }
            (WorkSort::PublicationDate, Direction::Ascending) => {
                $select.order((sql::<Bool>("works.date_sort = 0"), works::date_sort, works::id))
            }
            (WorkSort::PublicationYear, Direction::Descending) => $select.order((
                works::publication_year.is_null(),
                works::publication_year.desc(),
                works::id.desc(),
            )),
            (WorkSort::PublicationYear, Direction::Ascending) => $select.order((
                works::publication_year.is_null(),
                works::publication_year,
                works::id,
            )),
        }
    };
}

impl Diesel {
    async fn list_works(
        &self,
        workspace: &WorkspaceId,
        query: &WorkQuery,
    ) -> Result<Page<WorkSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(workspace).await?;
        let mut conn = self.db.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, workspace, &query.filter).select(SummaryRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let items = rows
            .into_iter()
            .map(WorkSummary::try_from)
            .collect::<Result<_, _>>()?;
        let known = (query.filter == WorkFilter::default()).then_some(revision.sizes.works);
        let filter = format!("works {:?}", query.filter);
        let total = self
            .total(workspace, revision.revision.number, filter, known, async {
                Ok(on!(&mut conn, |c| c
                    .fetch(filtered!(Db, workspace, &query.filter).count())
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

    async fn find_public(&self, workspace: &WorkspaceId, id: &WorkId) -> Result<Option<Work>, StoreError> {
        let mut conn = self.db.read().await?;
        let key = (workspace.as_str().to_owned(), id.as_str().to_owned());
        let rows: Vec<WorkRow> = on!(&mut conn, |c| c
            .fetch(
                works::table
                    .filter(works::workspace_id.eq(key.0))
                    .filter(works::work_id.eq(key.1))
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

    async fn list_public(
        &self,
        workspace: &WorkspaceId,
        query: &WorkQuery,
    ) -> Result<Page<WorkSummary>, StoreError> {
        Ok(self.list_works(workspace, query).await?)
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
