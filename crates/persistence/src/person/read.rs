//! Reading people.

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::identifier::Orcid;
use domain::ingestion::JobStatus;
use domain::person::{Person, PersonNames, PersonQuery, PersonSummary, SyncStatus, Withdrawn};
use domain::storage::Page;
use domain::text::{Localised, fold};
use domain::workspace::{View, WorkspaceId};

use super::aliases::{primary, stored};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::public_set::CHUNK;
use crate::schema::{ingestion_jobs, memberships, people, person_aliases};
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;
use crate::{slug, tombstones, view};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = people)]
struct PersonRow {
    orcid: String,
    slug: String,
    display_name: String,
    name_edit: Option<Json<Localised>>,
    biography_edit: Option<Json<Localised>>,
    photo_url: Option<String>,
    people_type: Option<String>,
    public_publication_count: i32,
    last_fetched_at: Option<i64>,
    names: Json<PersonNames>,
    biography: Option<String>,
}

impl PersonRow {
    fn with_status(self, sync_status: SyncStatus) -> Result<Person, DbError> {
        let Self {
            orcid,
            slug,
            display_name,
            name_edit,
            biography_edit,
            photo_url,
            people_type,
            public_publication_count,
            last_fetched_at,
            names,
            biography,
        } = self;
        Ok(Person {
            orcid: stored(&orcid)?,
            names: names.0,
            name: name_edit.map_or(Localised::Plain(display_name), |Json(name)| name),
            biography: biography_edit
                .map(|Json(text)| text)
                .or(biography.map(Localised::Plain)),
            photo_url,
            slug,
            people_type,
            last_fetched_at,
            sync_status,
            public_publication_count: count(public_publication_count)?,
        })
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = people)]
struct SummaryRow {
    orcid: String,
    slug: String,
    display_name: String,
    name_edit: Option<Json<Localised>>,
    photo_url: Option<String>,
    people_type: Option<String>,
    changed_at: i64,
    public_publication_count: i32,
}

impl TryFrom<SummaryRow> for PersonSummary {
    type Error = DbError;

    fn try_from(row: SummaryRow) -> Result<Self, DbError> {
        let SummaryRow {
            orcid,
            slug,
            display_name,
            name_edit,
            photo_url,
            people_type,
            changed_at,
            public_publication_count,
        } = row;
        Ok(Self {
            orcid: stored(&orcid)?,
            name: name_edit.map_or(Localised::Plain(display_name), |Json(name)| name),
            photo_url,
            slug,
            people_type,
            changed_at,
            public_publication_count: count(public_publication_count)?,
        })
    }
}

fn count(stored: i32) -> Result<u32, DbError> {
    u32::try_from(stored)
        .ok()
        .ok_or(DbError::Corrupt("people.public_publication_count"))
}

pub(super) async fn find(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Option<Person>, DbError> {
    let Some(orcid) = primary(conn, workspace, orcid).await? else {
        return Ok(None);
    };
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<PersonRow> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0))
                .filter(people::orcid.eq(key.1))
                .select(PersonRow::as_select())
        )
        .await)?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let status = sync_status(conn, workspace, &orcid).await?;
    Ok(Some(row.with_status(status)?))
}

/// A person whom the view shows.
pub(super) async fn find_public(
    conn: &mut Conn,
    view: &View,
    orcid: &Orcid,
) -> Result<Option<Person>, DbError> {
    let found = find(conn, view.workspace(), orcid).await?;
    let Some(person) = found.filter(|person| person.public_publication_count > 0) else {
        return Ok(None);
    };
    let Some(entities) = view::entities(view) else {
        return Ok(Some(person));
    };
    let key = (
        view.workspace().as_str().to_owned(),
        person.orcid.as_str().to_owned(),
    );
    let member: Vec<String> = on!(conn, |c| c
        .fetch(
            view::members!(key.0, entities)
                .filter(memberships::person_orcid.eq(key.1))
                .limit(1)
        )
        .await)?;
    Ok((!member.is_empty()).then_some(person))
}

/// How far the newest job for this iD is; people without one were brought in complete.
async fn sync_status(conn: &mut Conn, workspace: &WorkspaceId, orcid: &Orcid) -> Result<SyncStatus, DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<String> = on!(conn, |c| c
        .fetch(
            ingestion_jobs::table
                .filter(ingestion_jobs::workspace_id.eq(key.0))
                .filter(ingestion_jobs::orcid.eq(key.1))
                .order((ingestion_jobs::created_at.desc(), ingestion_jobs::id.desc()))
                .limit(1)
                .select(ingestion_jobs::status)
        )
        .await)?;
    let Some(word) = rows.into_iter().next() else {
        return Ok(SyncStatus::Complete);
    };
    let status = JobStatus::from_word(&word).ok_or(DbError::Corrupt("ingestion_jobs.status"))?;
    Ok(sync_status_of(status))
}

/// What the state of a person's newest job says of the person.
pub(crate) fn sync_status_of(status: JobStatus) -> SyncStatus {
    match status {
        JobStatus::Queued => SyncStatus::Pending,
        JobStatus::Processing => SyncStatus::Processing,
        JobStatus::Complete => SyncStatus::Complete,
        JobStatus::Failed => SyncStatus::Failed,
    }
}

pub(super) async fn known(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[Orcid],
) -> Result<Vec<Orcid>, DbError> {
    let mut found = Vec::new();
    for chunk in orcids.chunks(CHUNK) {
        let id = workspace.as_str().to_owned();
        let asked: Vec<String> = chunk.iter().map(|orcid| orcid.as_str().to_owned()).collect();
        let mut texts: Vec<String> = on!(conn, |c| c
            .fetch(
                people::table
                    .filter(people::workspace_id.eq(id.clone()))
                    .filter(people::orcid.eq_any(asked.clone()))
                    .select(people::orcid)
            )
            .await)?;
        let aliases: Vec<String> = on!(conn, |c| c
            .fetch(
                person_aliases::table
                    .filter(person_aliases::workspace_id.eq(id))
                    .filter(person_aliases::alias.eq_any(asked))
                    .select(person_aliases::alias)
            )
            .await)?;
        texts.extend(aliases);
        for text in texts {
            found.push(stored(&text)?);
        }
    }
    Ok(found)
}

/// Those of these people whom the staff have not hidden, in their order.
pub(crate) async fn shown(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    mut orcids: Vec<Orcid>,
) -> Result<Vec<Orcid>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked: Vec<String> = orcids.iter().map(|orcid| orcid.as_str().to_owned()).collect();
    let hidden: Vec<String> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(id))
                .filter(people::orcid.eq_any(asked))
                .filter(people::hidden_at.is_not_null())
                .select(people::orcid)
        )
        .await)?;
    orcids.retain(|orcid| !hidden.iter().any(|text| text == orcid.as_str()));
    Ok(orcids)
}

/// Whose slug this is or once was; an iD that was merged leads to its primary.
pub(super) async fn named(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    text: &str,
) -> Result<Option<Orcid>, DbError> {
    match slug::subject_of(conn, workspace, slug::PERSON, text).await? {
        Some(subject) => primary(conn, workspace, &stored(&subject)?).await,
        None => Ok(None),
    }
}

pub(super) async fn withdrawn_since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    since: i64,
) -> Result<Vec<Withdrawn>, DbError> {
    let listed = people::public_publication_count.gt(0);
    tombstones::left!(conn, workspace, since, tombstones::PERSON, people::orcid, listed)
}

/// The condition of the partial indexes, word for word: a bound value would not use them.
const LISTED: &str = "people.public_publication_count > 0";

/// A boxed query over the people whom a view shows and a query lets through.
macro_rules! filtered {
    ($db:ty, $view:expr, $query:expr) => {{
        let workspace = $view.workspace().as_str().to_owned();
        let mut select = people::table
            .filter(people::workspace_id.eq(workspace.clone()))
            .filter(sql::<Bool>(LISTED))
            .into_boxed::<$db>();
        if let Some(matching) = WordMatch::all(WordIndex::People, &$query.q) {
            select = select.filter(matching);
        }
        if let Some(since) = $query.updated_since {
            select = select.filter(people::changed_at.ge(since));
        }
        if let Some(entities) = view::entities($view) {
            select = select.filter(people::orcid.eq_any(view::members!(workspace, entities)));
        }
        select
    }};
}

impl Diesel {
    pub(super) async fn list_people(
        &self,
        view: &View,
        query: &PersonQuery,
    ) -> Result<Page<PersonSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(view.workspace()).await?;
        let mut conn = self.db.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, view, query).select(SummaryRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(
                select
                    .order((people::sort_name, people::id))
                    .limit(limit)
                    .offset(offset),
            )
            .await
        })?;
        let items = rows
            .into_iter()
            .map(PersonSummary::try_from)
            .collect::<Result<_, _>>()?;
        let unfiltered = fold::words(&query.q).is_empty() && query.updated_since.is_none();
        let known = (unfiltered && view.entities().is_none()).then_some(revision.sizes.people);
        let filter = format!(
            "people {:?} {:?} {:?}",
            query.q,
            query.updated_since,
            view.entities()
        );
        let total = self
            .total(view.workspace(), revision.revision.number, filter, known, async {
                Ok(on!(&mut conn, |c| c
                    .fetch(filtered!(Db, view, query).count())
                    .await)?)
            })
            .await?;
        Ok(Page { items, total })
    }
}
