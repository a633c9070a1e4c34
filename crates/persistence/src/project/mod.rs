//! Projects.

mod staff;

use async_trait::async_trait;
use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, Insertable, QueryDsl, Queryable, Selectable,
    SelectableHelper,
};
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::partial_date::PartialDate;
use domain::person::Withdrawn;
use domain::project::{
    Project, ProjectFields, ProjectFilter, ProjectId, ProjectQuery, ProjectSort, ProjectStore,
};
use domain::publication::visibility::project_is_public;
use domain::storage::{Page, StoreError};
use domain::workspace::{View, WorkspaceId};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::lists::{own, public, sorted};
use crate::revision::Sizes;
use crate::schema::{memberships, project_people, projects};
use crate::search::{WordIndex, indexed};
use crate::stores::Diesel;
use crate::{person, tombstones, trail, view};

const MEMBER: &str = "member";
const COORDINATOR: &str = "coordinator";

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = projects)]
struct ProjectRow {
    project_id: String,
    visible: bool,
    created_at: i64,
    changed_at: i64,
    fields: Json<ProjectFields>,
}

impl ProjectRow {
    fn with_people(self, members: Vec<Orcid>, coordinators: Vec<Orcid>) -> Project {
        let Self {
            project_id,
            visible,
            created_at,
            changed_at,
            fields,
        } = self;
        Project {
            id: ProjectId::new(project_id),
            fields: fields.0,
            members,
            coordinators,
            visible,
            created_at,
            updated_at: changed_at,
        }
    }
}

/// What a project's row says, apart from what follows from it.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projects)]
struct Said {
    funding_currency: String,
    start_sort: i32,
    end_sort: i32,
    visible: bool,
    changed_at: i64,
    search_text: String,
    fields: Json<ProjectFields>,
}

impl Said {
    fn of(project: &Project) -> Self {
        let fields = &project.fields;
        Self {
            funding_currency: fields.cesam_funding_currency.as_str().to_owned(),
            start_sort: fields.start_date.map_or(0, PartialDate::sort_key),
            end_sort: fields.end_date.map_or(0, PartialDate::sort_key),
            visible: project.visible,
            changed_at: project.updated_at,
            search_text: indexed(&fields.words()),
            fields: Json(fields.clone()),
        }
    }
}

/// A new project's rows; what that does to the sizes of lists.
async fn insert(conn: &mut Conn, workspace: &WorkspaceId, project: &Project) -> Result<Sizes, DbError> {
    let is_public = project_is_public(project.visible, false);
    let row = (
        projects::workspace_id.eq(workspace.as_str().to_owned()),
        projects::project_id.eq(project.id.as_str().to_owned()),
        projects::is_public.eq(is_public),
        projects::created_at.eq(project.created_at),
        Said::of(project),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(projects::table).values(row))
        .await)?;
    insert_people(conn, workspace, project).await?;
    conn.news
        .changed_project(project.id.as_str(), false, project.updated_at);
    Ok(Sizes {
        projects: i64::from(is_public),
        ..Sizes::default()
    })
}

async fn insert_people(conn: &mut Conn, workspace: &WorkspaceId, project: &Project) -> Result<(), DbError> {
    for (role, people) in [(MEMBER, &project.members), (COORDINATOR, &project.coordinators)] {
        for (position, orcid) in (0..).zip(people) {
            let row = (
                project_people::workspace_id.eq(workspace.as_str().to_owned()),
                project_people::project_id.eq(project.id.as_str().to_owned()),
                project_people::role.eq(role),
                project_people::position.eq(position),
                project_people::person_orcid.eq(orcid.as_str().to_owned()),
            );
            on!(conn, |c| c
                .exec(diesel::insert_into(project_people::table).values(row))
                .await)?;
        }
    }
    Ok(())
}

/// Role and iD, in order.
async fn people_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &ProjectId,
) -> Result<(Vec<Orcid>, Vec<Orcid>), DbError> {
    let rows: Vec<(String, String)> = on!(conn, |c| c
        .fetch(
            own!(project_people::project_id, workspace, id)
                .order((project_people::role, project_people::position))
                .select((project_people::role, project_people::person_orcid))
        )
        .await)?;
    let (mut members, mut coordinators) = (Vec::new(), Vec::new());
    for (role, text) in rows {
        let orcid = Orcid::parse(&text)
            .ok()
            .ok_or(DbError::Corrupt("project_people.person_orcid"))?;
        let list = if role == COORDINATOR {
            &mut coordinators
        } else {
            &mut members
        };
        list.push(orcid);
    }
    Ok((members, coordinators))
}

/// A boxed query over the public projects that a filter lets through.
macro_rules! filtered {
    ($db:ty, $view:expr, $filter:expr) => {{
        let filter: &ProjectFilter = $filter;
        let words = WordIndex::Projects;
        let mut select = public!($db, $view, filter, projects::project_id, project_people, words);
        if let Some(currency) = filter.funding_currency {
            select = select.filter(projects::funding_currency.eq(currency.as_str()));
        }
        select
    }};
}

macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match $query.sort {
            ProjectSort::CreatedAt => sorted!($select, $query.direction, projects::created_at),
            ProjectSort::StartDate => sorted!($select, $query.direction, projects::start_sort, unknown: 0),
            ProjectSort::EndDate => sorted!($select, $query.direction, projects::end_sort, unknown: 0),
        }
    };
}

use ordered;

impl Diesel {
    async fn list_projects(&self, view: &View, query: &ProjectQuery) -> Result<Page<Project>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(view.workspace()).await?;
        let mut conn = self.db.read().await?;
        let rows: Vec<ProjectRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, view, &query.filter).select(ProjectRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let items = rows
            .into_iter()
            .map(|row| row.with_people(Vec::new(), Vec::new()))
            .collect();
        let unfiltered = query.filter == ProjectFilter::default() && view.entities().is_none();
        let known = unfiltered.then_some(revision.sizes.projects);
        let filter = format!("projects {:?} {:?}", query.filter, view.entities());
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
    let listed = projects::is_public;
    tombstones::left!(
        conn,
        workspace,
        since,
        tombstones::PROJECT,
        projects::project_id,
        listed
    )
}

/// Whether the view shows it, if it is public.
async fn shown(conn: &mut Conn, view: &View, id: &ProjectId) -> Result<bool, DbError> {
    let id = id.as_str().to_owned();
    Ok(view::shows!(conn, view, project_people, project_id, id))
}

#[async_trait]
impl ProjectStore for Diesel {
    async fn create(
        &self,
        workspace: &WorkspaceId,
        project: &Project,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                let sizes = insert(conn, workspace, project).await?;
                trail::close(conn, workspace, trail, (project.updated_at, sizes)).await
            })
            .await?)
    }

    async fn find_public(&self, view: &View, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        let workspace = view.workspace();
        let mut conn = self.db.read().await?;
        if !shown(&mut conn, view, id).await? {
            return Ok(None);
        }
        let rows: Vec<ProjectRow> = on!(&mut conn, |c| c
            .fetch(
                own!(projects::project_id, workspace, id)
                    .filter(projects::is_public)
                    .select(ProjectRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let (members, coordinators) = people_of(&mut conn, workspace, id).await?;
        let members = person::shown(&mut conn, workspace, members).await?;
        let coordinators = person::shown(&mut conn, workspace, coordinators).await?;
        Ok(Some(row.with_people(members, coordinators)))
    }

    async fn list_public(&self, view: &View, query: &ProjectQuery) -> Result<Page<Project>, StoreError> {
        Ok(self.list_projects(view, query).await?)
    }

    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(withdrawn_since(&mut conn, workspace, since).await?)
    }

    async fn list_all(&self, workspace: &WorkspaceId, limit: u32) -> Result<Vec<Project>, StoreError> {
        let mut conn = self.db.read().await?;
        let key = workspace.as_str().to_owned();
        let rows: Vec<ProjectRow> = on!(&mut conn, |c| c
            .fetch(
                projects::table
                    .filter(projects::workspace_id.eq(key))
                    .order((projects::created_at.desc(), projects::id.desc()))
                    .limit(i64::from(limit))
                    .select(ProjectRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|row| row.with_people(Vec::new(), Vec::new()))
            .collect())
    }
}
