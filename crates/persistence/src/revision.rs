//! Workspace revisions: raised by every write that can change a public answer, read on every request.

use diesel::{ExpressionMethods, QueryDsl};
use domain::workspace::{WorkspaceId, WorkspaceRevision};

use crate::db::{Conn, Database, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::recent::Recent;
use crate::schema::workspaces;

/// What a write does to the sizes of the unfiltered public lists.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sizes {
    pub(crate) publications: i64,
    pub(crate) people: i64,
    pub(crate) works: i64,
    pub(crate) projects: i64,
}

impl std::ops::Add for Sizes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            publications: self.publications + other.publications,
            people: self.people + other.people,
            works: self.works + other.works,
            projects: self.projects + other.projects,
        }
    }
}

/// The revision and the sizes of the unfiltered public lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revision {
    pub(crate) revision: WorkspaceRevision,
    pub(crate) sizes: Sizes,
}

/// Revisions read lately.
#[derive(Default)]
pub(crate) struct Revisions(Recent<String, Option<Revision>>);

impl Revisions {
    /// After a write of ours.
    pub(crate) fn forget(&self) {
        self.0.forget();
    }
}

/// Raises the revision: the last statement of a transaction, because the row is where writers meet.
pub(crate) async fn raise(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    now: i64,
    change: Sizes,
) -> Result<(), DbError> {
    let id = workspace.as_str().to_owned();
    on!(conn, |c| c
        .exec(
            diesel::update(workspaces::table.filter(workspaces::id.eq(id))).set((
                workspaces::revision.eq(workspaces::revision + 1),
                workspaces::changed_at.eq(now),
                workspaces::public_publications.eq(workspaces::public_publications + change.publications),
                workspaces::public_people.eq(workspaces::public_people + change.people),
                workspaces::public_works.eq(workspaces::public_works + change.works),
                workspaces::public_projects.eq(workspaces::public_projects + change.projects),
            ))
        )
        .await)?;
    Ok(())
}

impl Database {
    /// The present revision of a workspace, at most a second old.
    pub(crate) async fn revision(&self, workspace: &WorkspaceId) -> Result<Revision, DbError> {
        let id = workspace.as_str().to_owned();
        let load = async {
            let mut conn = self.read().await?;
            let id = workspace.as_str().to_owned();
            let rows: Vec<(i64, i64, i64, i64, i64, i64)> = on!(&mut conn, |c| c
                .fetch(workspaces::table.filter(workspaces::id.eq(id)).select((
                    workspaces::revision,
                    workspaces::changed_at,
                    workspaces::public_publications,
                    workspaces::public_people,
                    workspaces::public_works,
                    workspaces::public_projects,
                )))
                .await)?;
            Ok::<_, DbError>(rows.into_iter().next().map(|row| {
                let (number, changed_at, publications, people, works, projects) = row;
                Revision {
                    revision: WorkspaceRevision { number, changed_at },
                    sizes: Sizes {
                        publications,
                        people,
                        works,
                        projects,
                    },
                }
            }))
        };
        self.revisions.0.get(id, load).await?.ok_or(DbError::Conflict)
    }
}
