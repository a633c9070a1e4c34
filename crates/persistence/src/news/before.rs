//! What only can be asked before a write: which entities things belong to whose people are about to change, and what is
//! about to be erased. Where nobody listens, or nobody is limited to entities, nothing is asked.

use diesel::{ExpressionMethods, QueryDsl};
use domain::delivery::Listener;
use domain::workspace::WorkspaceId;

use super::listeners::listeners;
use super::{Note, sights};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::schema::{people, project_people, projects, publication_people, publications};

async fn is_anybody_limited(conn: &mut Conn, workspace: &WorkspaceId) -> Result<bool, DbError> {
    let listeners = listeners(conn, workspace).await?;
    Ok(listeners.iter().any(Listener::is_limited))
}

/// The links of these publications are about to change.
pub(crate) async fn publications_before(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<(), DbError> {
    if !is_anybody_limited(conn, workspace).await? {
        return Ok(());
    }
    let mut entities = sights::of_publications(conn, workspace, ids).await?;
    for id in ids {
        let found = entities.remove(id).unwrap_or_default();
        let note = conn.news.publications.entry(*id).or_default();
        note.entities.get_or_insert(found);
    }
    Ok(())
}

/// The memberships of these people are about to change, and with them where all that is theirs belongs to.
pub(crate) async fn people_before(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<(), DbError> {
    if !is_anybody_limited(conn, workspace).await? {
        return Ok(());
    }
    let mut entities = sights::of_people(conn, workspace, orcids).await?;
    for orcid in orcids {
        let found = entities.remove(orcid).unwrap_or_default();
        let note = conn.news.people.entry(orcid.clone()).or_default();
        note.entities.get_or_insert(found);
    }
    let (key, asked) = (workspace.as_str().to_owned(), orcids.to_vec());
    let written: Vec<i64> = on!(&mut *conn, |c| c
        .fetch(
            publication_people::table
                .filter(publication_people::workspace_id.eq(key))
                .filter(publication_people::person_orcid.eq_any(asked))
                .select(publication_people::publication_id)
                .distinct()
        )
        .await)?;
    publications_before(conn, workspace, &written).await?;
    let (key, asked) = (workspace.as_str().to_owned(), orcids.to_vec());
    let own: Vec<String> = on!(&mut *conn, |c| c
        .fetch(
            project_people::table
                .filter(project_people::workspace_id.eq(key))
                .filter(project_people::person_orcid.eq_any(asked))
                .select(project_people::project_id)
                .distinct()
        )
        .await)?;
    projects_before(conn, workspace, &own).await
}

/// The people of a project are about to change.
pub(crate) async fn project_before(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &str,
) -> Result<(), DbError> {
    if !is_anybody_limited(conn, workspace).await? {
        return Ok(());
    }
    projects_before(conn, workspace, &[id.to_owned()]).await
}

async fn projects_before(conn: &mut Conn, workspace: &WorkspaceId, ids: &[String]) -> Result<(), DbError> {
    let mut entities = sights::of_projects(conn, workspace, ids).await?;
    for id in ids {
        let found = entities.remove(id).unwrap_or_default();
        let note = conn.news.projects.entry(id.clone()).or_default();
        note.entities.get_or_insert(found);
    }
    Ok(())
}

/// All that is public is about to be erased.
pub(crate) async fn all_erased(conn: &mut Conn, workspace: &WorkspaceId, at: i64) -> Result<(), DbError> {
    if listeners(conn, workspace).await?.is_empty() {
        return Ok(());
    }
    let key = workspace.as_str().to_owned();
    let written: Vec<(i64, String)> = on!(&mut *conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(key.clone()))
                .filter(publications::is_public)
                .select((publications::id, publications::doi))
        )
        .await)?;
    let known: Vec<String> = on!(&mut *conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.clone()))
                .filter(people::public_publication_count.gt(0))
                .select(people::orcid)
        )
        .await)?;
    let run: Vec<String> = on!(&mut *conn, |c| c
        .fetch(
            projects::table
                .filter(projects::workspace_id.eq(key))
                .filter(projects::is_public)
                .select(projects::project_id)
        )
        .await)?;
    if is_anybody_limited(conn, workspace).await? {
        let ids: Vec<i64> = written.iter().map(|(id, _)| *id).collect();
        publications_before(conn, workspace, &ids).await?;
        let mut entities = sights::of_people(conn, workspace, &known).await?;
        for orcid in &known {
            let found = entities.remove(orcid).unwrap_or_default();
            let note = conn.news.people.entry(orcid.clone()).or_default();
            note.entities.get_or_insert(found);
        }
        projects_before(conn, workspace, &run).await?;
    }
    let was_public = |note: &mut Note| {
        note.was_public.get_or_insert(true);
    };
    let news = &mut conn.news;
    news.at = news.at.max(at);
    for (id, doi) in written {
        let note = news.publications.entry(id).or_default();
        was_public(note);
        note.former_doi.get_or_insert(doi);
    }
    for orcid in known {
        was_public(news.people.entry(orcid).or_default());
    }
    for id in run {
        was_public(news.projects.entry(id).or_default());
    }
    Ok(())
}
