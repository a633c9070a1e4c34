//! Projects as the staff see and edit them.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::Doi;
use domain::project::curation::{
    ProjectChange, ProjectCuration, ProjectOutcome, ProjectRefusal, ProjectRemoval, StaffProject,
    StaffProjectQuery,
};
use domain::project::{ProjectId, ProjectSort};
use domain::publication::curation::RemovalAction;
use domain::publication::visibility::project_is_public;
use domain::storage::{Page, StoreError};
use domain::workspace::WorkspaceId;

use super::{ProjectRow, Said, insert, insert_people, ordered, people_of};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::lists::{kept, own, sorted};
use crate::publication;
use crate::revision::Sizes;
use crate::schema::{project_people, projects};
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;
use crate::totals::size_of;
use crate::{news, outputs, trail};

/// A boxed query over the projects that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter = $filter;
        let mut select = projects::table
            .filter(projects::workspace_id.eq($workspace.as_str().to_owned()))
            .into_boxed::<$db>();
        select = kept!(select, projects, filter);
        if let Some(matching) = WordMatch::all(WordIndex::Projects, &filter.q) {
            select = select.filter(matching);
        }
        if let Some(currency) = filter.funding_currency {
            select = select.filter(projects::funding_currency.eq(currency.as_str()));
        }
        select
    }};
}

impl Diesel {
    async fn staff_projects(
        &self,
        workspace: &WorkspaceId,
        query: &StaffProjectQuery,
    ) -> Result<Page<StaffProject>, DbError> {
        let mut conn = self.db.read().await?;
        let rows: Vec<(ProjectRow, Option<i64>)> = on!(&mut conn, |c| {
            let select = filtered!(Db, workspace, &query.filter)
                .select((ProjectRow::as_select(), projects::deleted_at));
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let counted: Vec<i64> = on!(&mut conn, |c| c
            .fetch(filtered!(Db, workspace, &query.filter).count())
            .await)?;
        let items = rows.into_iter().map(|(row, deleted_at)| StaffProject {
            project: row.with_people(Vec::new(), Vec::new()),
            deleted_at,
            works: Vec::new(),
            publications: Vec::new(),
        });
        Ok(Page {
            items: items.collect(),
            total: size_of(&counted),
        })
    }
}

async fn find(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &ProjectId,
) -> Result<Option<StaffProject>, DbError> {
    let rows: Vec<(ProjectRow, Option<i64>)> = on!(conn, |c| c
        .fetch(
            own!(projects::project_id, workspace, id).select((ProjectRow::as_select(), projects::deleted_at))
        )
        .await)?;
    let Some((row, deleted_at)) = rows.into_iter().next() else {
        return Ok(None);
    };
    let (members, coordinators) = people_of(conn, workspace, id).await?;
    Ok(Some(StaffProject {
        project: row.with_people(members, coordinators),
        deleted_at,
        works: outputs::works_of(conn, workspace, id).await?,
        publications: outputs::publications_of(conn, workspace, id).await?,
    }))
}

/// Publications by any of their DOIs: row numbers with the DOIs that they are stored under, or those that are not there.
async fn publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    asked: &[Doi],
) -> Result<Result<Vec<(i64, Doi)>, Vec<Doi>>, DbError> {
    let (mut found, mut unknown): (Vec<(i64, Doi)>, Vec<Doi>) = (Vec::new(), Vec::new());
    for doi in asked {
        match publication::stored(conn, workspace, &doi.candidates()).await? {
            Some((id, _)) if found.iter().any(|(known, _)| *known == id) => {}
            Some(stored) => found.push(stored),
            None => unknown.push(doi.clone()),
        }
    }
    Ok(if unknown.is_empty() {
        Ok(found)
    } else {
        Err(unknown)
    })
}

/// Inside a transaction.
async fn create(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    project: &StaffProject,
    trail: &Trail,
) -> Result<Result<StaffProject, ProjectRefusal>, DbError> {
    let found = match publications(conn, workspace, &project.publications).await? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(ProjectRefusal::UnknownPublications(unknown))),
    };
    let own = &project.project;
    let sizes = insert(conn, workspace, own).await?;
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    outputs::set_publications(conn, workspace, &own.id, &ids).await?;
    trail::close(conn, workspace, trail, (own.updated_at, sizes)).await?;
    Ok(Ok(find(conn, workspace, &own.id)
        .await?
        .ok_or(DbError::Conflict)?))
}

/// Inside a transaction.
async fn change(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &ProjectId,
    change: &ProjectChange,
) -> Result<Option<Result<ProjectOutcome, ProjectRefusal>>, DbError> {
    let Some(current) = find(conn, workspace, id).await? else {
        return Ok(None);
    };
    let found = match &change.draft.publications {
        Some(asked) => match publications(conn, workspace, asked).await? {
            Ok(found) => Some(found),
            Err(unknown) => return Ok(Some(Err(ProjectRefusal::UnknownPublications(unknown)))),
        },
        None => None,
    };
    let named = found
        .as_ref()
        .map(|found| found.iter().map(|(_, doi)| doi.clone()).collect());
    let changed = match change.decide(&current, named) {
        Ok(changed) => changed,
        Err(faults) => return Ok(Some(Err(ProjectRefusal::Invalid(faults)))),
    };
    if changed.differences.is_empty() {
        return Ok(Some(Ok(ProjectOutcome {
            project: current,
            changed: Vec::new(),
        })));
    }
    news::project_before(conn, workspace, id.as_str()).await?;
    write(conn, workspace, &changed.project).await?;
    if let Some(found) = found {
        let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
        outputs::set_publications(conn, workspace, id, &ids).await?;
    }
    let sizes = refresh(conn, workspace, id, change.now).await?;
    let left = Trail::from(change.event(id, &changed));
    trail::close(conn, workspace, &left, (change.now, sizes)).await?;
    Ok(Some(Ok(ProjectOutcome {
        project: find(conn, workspace, id).await?.ok_or(DbError::Conflict)?,
        changed: changed.differences.into_keys().collect(),
    })))
}

async fn write(conn: &mut Conn, workspace: &WorkspaceId, project: &StaffProject) -> Result<(), DbError> {
    let own = &project.project;
    let row = own!(projects::project_id, workspace, own.id);
    let said = Said::of(own);
    on!(conn, |c| c.exec(diesel::update(row).set(said)).await)?;
    let people = own!(project_people::project_id, workspace, own.id);
    on!(conn, |c| c.exec(diesel::delete(people)).await)?;
    insert_people(conn, workspace, own).await
}

/// Keeps the public set true; what that does to the sizes of lists.
async fn refresh(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &ProjectId,
    now: i64,
) -> Result<Sizes, DbError> {
    let facts = own!(projects::project_id, workspace, id).select((
        projects::is_public,
        projects::visible,
        projects::deleted_at,
    ));
    let rows: Vec<(bool, bool, Option<i64>)> = on!(conn, |c| c.fetch(facts).await)?;
    let (was_public, visible, deleted_at) = rows.into_iter().next().ok_or(DbError::Conflict)?;
    conn.news.changed_project(id.as_str(), was_public, now);
    let is_public = project_is_public(visible, deleted_at.is_some());
    if is_public == was_public {
        return Ok(Sizes::default());
    }
    let set = (
        projects::is_public.eq(is_public),
        projects::changed_at.eq(now),
        projects::withdrawn_at.eq((!is_public).then_some(now)),
    );
    let own = own!(projects::project_id, workspace, id);
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(Sizes {
        projects: if is_public { 1 } else { -1 },
        ..Sizes::default()
    })
}

/// Inside a transaction.
async fn remove(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &ProjectId,
    removal: &ProjectRemoval,
) -> Result<Option<bool>, DbError> {
    let Some(current) = find(conn, workspace, id).await? else {
        return Ok(None);
    };
    let deleted_at = match removal.action {
        RemovalAction::Delete => Some(removal.now),
        RemovalAction::Restore => None,
    };
    if current.deleted_at.is_some() == deleted_at.is_some() {
        return Ok(Some(false));
    }
    let own = own!(projects::project_id, workspace, id);
    on!(conn, |c| c
        .exec(diesel::update(own).set(projects::deleted_at.eq(deleted_at)))
        .await)?;
    let sizes = refresh(conn, workspace, id, removal.now).await?;
    let left = Trail::from(removal.event(id));
    trail::close(conn, workspace, &left, (removal.now, sizes)).await?;
    Ok(Some(true))
}

#[async_trait]
impl ProjectCuration for Diesel {
    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffProjectQuery,
    ) -> Result<Page<StaffProject>, StoreError> {
        Ok(self.staff_projects(workspace, query).await?)
    }

    async fn find(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
    ) -> Result<Option<StaffProject>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(find(&mut conn, workspace, id).await?)
    }

    async fn create(
        &self,
        workspace: &WorkspaceId,
        project: &StaffProject,
        trail: &Trail,
    ) -> Result<Result<StaffProject, ProjectRefusal>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                create(conn, workspace, project, trail).await
            })
            .await?)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        id: &ProjectId,
        asked: &ProjectChange,
    ) -> Result<Option<Result<ProjectOutcome, ProjectRefusal>>, StoreError> {
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
        id: &ProjectId,
        removal: &ProjectRemoval,
    ) -> Result<Option<bool>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                remove(conn, workspace, id, removal).await
            })
            .await?)
    }
}
