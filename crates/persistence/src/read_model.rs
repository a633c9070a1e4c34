//! The read model compared with its recomputation: every flag and count that reads rely on.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl};
use domain::maintenance::Difference;
use domain::membership::MembershipStatus;
use domain::publication::visibility::{counts_as_internal, project_is_public, publication_is_public};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::public_set::{CHUNK, public_counts, publication_facts, work_facts};
use crate::revision::Sizes;
use crate::schema::{memberships, people, projects, publications, works, workspaces};

/// All differences of a workspace.
pub(crate) async fn differences(
    conn: &mut Conn,
    workspace: &WorkspaceId,
) -> Result<Vec<Difference>, DbError> {
    let mut found = Vec::new();
    let sizes = Sizes {
        publications: of_publications(conn, workspace, &mut found).await?,
        people: of_people(conn, workspace, &mut found).await?,
        works: of_works(conn, workspace, &mut found).await?,
        projects: of_projects(conn, workspace, &mut found).await?,
    };
    of_sizes(conn, workspace, sizes, &mut found).await?;
    Ok(found)
}

/// A workspace's values of a column in order, a chunk at a time; `$after` is the last one seen.
macro_rules! next_chunk {
    ($conn:expr, $workspace:expr, $table:ident, $column:ident, $after:expr) => {{
        let own = $table::table
            .filter($table::workspace_id.eq($workspace.as_str().to_owned()))
            .filter($table::$column.gt($after.clone()))
            .order($table::$column)
            .limit(i64::try_from(CHUNK).unwrap_or(i64::MAX))
            .select($table::$column);
        on!(&mut *$conn, |c| c.fetch(own).await)?
    }};
}

/// How many are public.
async fn of_publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    found: &mut Vec<Difference>,
) -> Result<i64, DbError> {
    let (mut public, mut after) = (0, 0_i64);
    loop {
        let ids: Vec<i64> = next_chunk!(conn, workspace, publications, id, after);
        let Some(last) = ids.last() else {
            return Ok(public);
        };
        after = *last;
        for (id, kept, facts) in publication_facts(conn, workspace, &ids).await? {
            let recomputed = publication_is_public(facts);
            public += i64::from(recomputed);
            let place = "publications.is_public";
            found.extend(Difference::between(
                place,
                &id.to_string(),
                kept.into(),
                recomputed.into(),
            ));
        }
    }
}

/// How many have a public publication.
async fn of_people(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    found: &mut Vec<Difference>,
) -> Result<i64, DbError> {
    let (mut public, mut after) = (0, String::new());
    loop {
        let orcids: Vec<String> = next_chunk!(conn, workspace, people, orcid, after);
        let Some(last) = orcids.last() else {
            return Ok(public);
        };
        after.clone_from(last);
        let members = members(conn, workspace, &orcids).await?;
        let counts = public_counts(conn, workspace, &orcids).await?;
        let own = people::table
            .filter(people::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(people::orcid.eq_any(orcids))
            .order(people::orcid)
            .select((
                people::orcid,
                people::is_internal,
                people::public_publication_count,
                people::hidden_at,
            ));
        let rows: Vec<(String, bool, i32, Option<i64>)> = on!(&mut *conn, |c| c.fetch(own).await)?;
        for (orcid, internal, kept, hidden_at) in rows {
            let makes_public = counts_as_internal(members.contains(&orcid), hidden_at.is_some());
            let count = counts.get(&orcid).copied().unwrap_or(0);
            public += i64::from(count > 0);
            let place = "people.is_internal";
            found.extend(Difference::between(
                place,
                &orcid,
                internal.into(),
                makes_public.into(),
            ));
            let place = "people.public_publication_count";
            found.extend(Difference::between(place, &orcid, kept.into(), count.into()));
        }
    }
}

/// Those of these people who hold an open membership with an internal status.
async fn members(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeSet<String>, DbError> {
    let own = memberships::table
        .filter(memberships::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(memberships::person_orcid.eq_any(orcids.to_vec()))
        .filter(memberships::status.eq(MembershipStatus::Internal.as_str()))
        .filter(memberships::ends_at.is_null())
        .select(memberships::person_orcid)
        .distinct();
    let rows: Vec<String> = on!(&mut *conn, |c| c.fetch(own).await)?;
    Ok(rows.into_iter().collect())
}

/// How many are public.
async fn of_works(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    found: &mut Vec<Difference>,
) -> Result<i64, DbError> {
    let (mut public, mut after) = (0, String::new());
    loop {
        let ids: Vec<String> = next_chunk!(conn, workspace, works, work_id, after);
        let Some(last) = ids.last() else {
            return Ok(public);
        };
        after.clone_from(last);
        for (id, kept, recomputed) in work_facts(conn, workspace, &ids).await? {
            public += i64::from(recomputed);
            found.extend(Difference::between(
                "works.is_public",
                &id,
                kept.into(),
                recomputed.into(),
            ));
        }
    }
}

/// How many are public.
async fn of_projects(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    found: &mut Vec<Difference>,
) -> Result<i64, DbError> {
    let own = projects::table
        .filter(projects::workspace_id.eq(workspace.as_str().to_owned()))
        .order(projects::project_id)
        .select((
            projects::project_id,
            projects::is_public,
            projects::visible,
            projects::deleted_at,
        ));
    let rows: Vec<(String, bool, bool, Option<i64>)> = on!(&mut *conn, |c| c.fetch(own).await)?;
    let mut public = 0;
    for (id, kept, visible, deleted_at) in rows {
        let recomputed = project_is_public(visible, deleted_at.is_some());
        public += i64::from(recomputed);
        found.extend(Difference::between(
            "projects.is_public",
            &id,
            kept.into(),
            recomputed.into(),
        ));
    }
    Ok(public)
}

async fn of_sizes(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    sizes: Sizes,
    found: &mut Vec<Difference>,
) -> Result<(), DbError> {
    let own = workspaces::table
        .filter(workspaces::id.eq(workspace.as_str().to_owned()))
        .select((
            workspaces::public_publications,
            workspaces::public_people,
            workspaces::public_works,
            workspaces::public_projects,
        ));
    let rows: Vec<(i64, i64, i64, i64)> = on!(&mut *conn, |c| c.fetch(own).await)?;
    let (publications, people, works, projects) = rows.into_iter().next().ok_or(DbError::Conflict)?;
    for (place, kept, recomputed) in [
        ("workspaces.public_publications", publications, sizes.publications),
        ("workspaces.public_people", people, sizes.people),
        ("workspaces.public_works", works, sizes.works),
        ("workspaces.public_projects", projects, sizes.projects),
    ] {
        found.extend(Difference::between(place, workspace.as_str(), kept, recomputed));
    }
    Ok(())
}
