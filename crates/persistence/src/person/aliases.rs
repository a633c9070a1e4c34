//! Deprecated iDs: look-ups through them, and people who turn out to be one.

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl};
use domain::identifier::Orcid;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::news;
use crate::public_set::CHUNK;
use crate::revision::Sizes;
use crate::schema::{
    memberships, people, person_aliases, publication_people, publication_refusals, work_people, works,
};

/// The primary iD of a known person, asked by primary iD or alias.
pub(crate) async fn primary(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Option<Orcid>, DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let own: Vec<String> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0.clone()))
                .filter(people::orcid.eq(key.1.clone()))
                .select(people::orcid)
        )
        .await)?;
    if !own.is_empty() {
        return Ok(Some(orcid.clone()));
    }
    let alias: Vec<String> = on!(conn, |c| c
        .fetch(
            person_aliases::table
                .filter(person_aliases::workspace_id.eq(key.0))
                .filter(person_aliases::alias.eq(key.1))
                .select(person_aliases::orcid)
        )
        .await)?;
    alias.into_iter().next().map(|text| stored(&text)).transpose()
}

/// Alias and primary iD, for all of these primary iDs.
pub(crate) async fn all_aliases(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: Vec<String>,
) -> Result<Vec<(String, String)>, DbError> {
    let id = workspace.as_str().to_owned();
    Ok(on!(conn, |c| c
        .fetch(
            person_aliases::table
                .filter(person_aliases::workspace_id.eq(id))
                .filter(person_aliases::orcid.eq_any(orcids))
                .order(person_aliases::alias)
                .select((person_aliases::alias, person_aliases::orcid))
        )
        .await)?)
}

/// Records an alias; what that does to the sizes of lists, where it is new. A person who was known under it
/// becomes the primary's.
pub(super) async fn record(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    alias: &Orcid,
    orcid: &Orcid,
    now: i64,
) -> Result<Option<Sizes>, DbError> {
    let sizes = absorb(conn, workspace, alias, orcid, now).await?;
    let row = (
        person_aliases::workspace_id.eq(workspace.as_str().to_owned()),
        person_aliases::alias.eq(alias.as_str().to_owned()),
        person_aliases::orcid.eq(orcid.as_str().to_owned()),
    );
    let new = on!(conn, |c| c
        .exec(
            diesel::insert_into(person_aliases::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok((new == 1).then_some(sizes))
}

/// Moves what belongs to the person with the deprecated iD; what the primary has already is dropped.
async fn absorb(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    alias: &Orcid,
    orcid: &Orcid,
    now: i64,
) -> Result<Sizes, DbError> {
    let (id, from, to) = (
        workspace.as_str().to_owned(),
        alias.as_str().to_owned(),
        orcid.as_str().to_owned(),
    );
    let known: Vec<i32> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(id.clone()))
                .filter(people::orcid.eq(from.clone()))
                .select(people::public_publication_count)
        )
        .await)?;
    let Some(public) = known.into_iter().next() else {
        return Ok(Sizes::default());
    };
    news::people_before(conn, workspace, &[from.clone(), to.clone()]).await?;
    conn.news.person_was(&from, public > 0, now);
    for publication in move_links(conn, &id, &from, &to).await? {
        conn.news.changed_publication(publication, now);
    }
    move_refusals(conn, &id, &from, &to).await?;
    move_works(conn, &id, &from, &to).await?;
    on!(conn, |c| {
        let past = memberships::table
            .filter(memberships::workspace_id.eq(id.clone()))
            .filter(memberships::person_orcid.eq(from.clone()))
            .filter(memberships::ends_at.is_not_null());
        c.exec(diesel::update(past).set(memberships::person_orcid.eq(to)))
            .await?;
        let gone = people::table
            .filter(people::workspace_id.eq(id))
            .filter(people::orcid.eq(from));
        c.exec(diesel::delete(gone)).await
    })?;
    Ok(Sizes {
        people: -i64::from(public > 0),
        ..Sizes::default()
    })
}

/// A work that both have stays the primary's.
async fn move_works(conn: &mut Conn, workspace: &str, from: &str, to: &str) -> Result<(), DbError> {
    let (id, from, to) = (workspace.to_owned(), from.to_owned(), to.to_owned());
    on!(conn, |c| {
        c.exec(
            diesel::update(
                works::table.filter(
                    works::workspace_id
                        .eq(id.clone())
                        .and(works::orcid.eq(from.clone())),
                ),
            )
            .set(works::orcid.eq(to.clone())),
        )
        .await?;
        let own = work_people::table
            .filter(work_people::workspace_id.eq(id.clone()))
            .filter(work_people::person_orcid.eq(from.clone()));
        let moved: Vec<String> = c.fetch(own.select(work_people::work_id)).await?;
        for work in moved {
            let row = (
                work_people::workspace_id.eq(id.clone()),
                work_people::work_id.eq(work),
                work_people::person_orcid.eq(to.clone()),
            );
            c.exec(
                diesel::insert_into(work_people::table)
                    .values(row)
                    .on_conflict_do_nothing(),
            )
            .await?;
        }
        Ok(())
    })
}

/// A publication that both have stays the primary's. Those that were moved.
async fn move_links(conn: &mut Conn, workspace: &str, from: &str, to: &str) -> Result<Vec<i64>, DbError> {
    let mut ids: Vec<Vec<i64>> = Vec::new();
    for orcid in [from, to] {
        let own = publication_people::table
            .filter(publication_people::workspace_id.eq(workspace.to_owned()))
            .filter(publication_people::person_orcid.eq(orcid.to_owned()))
            .select(publication_people::publication_id);
        ids.push(on!(conn, |c| c.fetch(own).await)?);
    }
    let (theirs, kept) = (
        ids.first().cloned().unwrap_or_default(),
        ids.last().cloned().unwrap_or_default(),
    );
    let moved: Vec<i64> = theirs.into_iter().filter(|id| !kept.contains(id)).collect();
    for chunk in moved.chunks(CHUNK) {
        let own = publication_people::table
            .filter(publication_people::workspace_id.eq(workspace.to_owned()))
            .filter(publication_people::person_orcid.eq(from.to_owned()))
            .filter(publication_people::publication_id.eq_any(chunk.to_vec()));
        let to = to.to_owned();
        on!(conn, |c| c
            .exec(diesel::update(own).set(publication_people::person_orcid.eq(to)))
            .await)?;
    }
    Ok(moved)
}

/// What was said not to be the person's is not the primary's either, unless that is linked to it.
async fn move_refusals(conn: &mut Conn, workspace: &str, from: &str, to: &str) -> Result<(), DbError> {
    let of = |orcid: &str| {
        publication_refusals::table
            .filter(publication_refusals::workspace_id.eq(workspace.to_owned()))
            .filter(publication_refusals::person_orcid.eq(orcid.to_owned()))
    };
    let (refused, known) = (
        of(from).select(publication_refusals::publication_id),
        of(to).select(publication_refusals::publication_id),
    );
    let linked = publication_people::table
        .filter(publication_people::workspace_id.eq(workspace.to_owned()))
        .filter(publication_people::person_orcid.eq(to.to_owned()))
        .select(publication_people::publication_id);
    let refused: Vec<i64> = on!(conn, |c| c.fetch(refused).await)?;
    let mut kept: Vec<i64> = on!(conn, |c| c.fetch(known).await)?;
    let linked: Vec<i64> = on!(conn, |c| c.fetch(linked).await)?;
    kept.extend(linked);
    let moved: Vec<i64> = refused.into_iter().filter(|id| !kept.contains(id)).collect();
    for chunk in moved.chunks(CHUNK) {
        let own = of(from).filter(publication_refusals::publication_id.eq_any(chunk.to_vec()));
        let to = to.to_owned();
        on!(conn, |c| c
            .exec(diesel::update(own).set(publication_refusals::person_orcid.eq(to)))
            .await)?;
    }
    Ok(())
}

pub(crate) fn stored(text: &str) -> Result<Orcid, DbError> {
    Orcid::parse(text).ok().ok_or(DbError::Corrupt("people.orcid"))
}
