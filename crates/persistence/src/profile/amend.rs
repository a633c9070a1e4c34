//! Writing what the staff set on a person: photo, slug, type, whether they are shown.

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::profile::{AmendOutcome, Amendment, Stamp, Standing};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::person::{all_aliases, primary};
use crate::revision::Sizes;
use crate::schema::{people, publication_people, publications, work_people, works};
use crate::{membership, slug, trail};

/// Amends inside a transaction that is alone among the writers of the workspace.
pub(super) async fn amend(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    amendment: &Amendment,
    stamp: &Stamp,
) -> Result<AmendOutcome, DbError> {
    let Some(orcid) = primary(conn, workspace, orcid).await? else {
        return Ok(AmendOutcome::NoPerson);
    };
    let before = standing(conn, workspace, &orcid).await?;
    let Some((after, event)) = amendment.on(&orcid, &before, stamp) else {
        return Ok(AmendOutcome::Done);
    };
    if after.slug != before.slug && !choose_slug(conn, workspace, &orcid, (&after.slug, stamp.at)).await? {
        return Ok(AmendOutcome::SlugTaken);
    }
    write(conn, workspace, &orcid, (&after, stamp.at)).await?;
    conn.news.changed_person(orcid.as_str(), stamp.at);
    let sizes = if amendment.moves_the_public_set() {
        move_public_set(conn, workspace, &orcid, stamp.at).await?
    } else {
        Sizes::default()
    };
    let trail = Trail::from(event);
    trail::close(conn, workspace, &trail, (stamp.at, sizes)).await?;
    Ok(AmendOutcome::Done)
}

type StandingRow = (Option<String>, String, Option<String>, Option<i64>);

async fn standing(conn: &mut Conn, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Standing, DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<StandingRow> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0))
                .filter(people::orcid.eq(key.1))
                .select((
                    people::photo_url,
                    people::slug,
                    people::people_type,
                    people::hidden_at,
                ))
        )
        .await)?;
    let (photo_url, slug, people_type, hidden_at) = rows.into_iter().next().ok_or(DbError::Conflict)?;
    Ok(Standing {
        photo_url,
        slug,
        people_type,
        hidden_at,
    })
}

/// Slugs of the person's deprecated iDs are the person's own.
async fn choose_slug(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    (slug, now): (&str, i64),
) -> Result<bool, DbError> {
    let aliases = all_aliases(conn, workspace, vec![orcid.as_str().to_owned()]).await?;
    let own: Vec<String> = aliases.into_iter().map(|(alias, _)| alias).collect();
    slug::choose(conn, workspace, slug::PERSON, (orcid.as_str(), &own), (slug, now)).await
}

async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    (after, now): (&Standing, i64),
) -> Result<(), DbError> {
    let Standing {
        photo_url,
        slug,
        people_type,
        hidden_at,
    } = after.clone();
    let own = people::table
        .filter(people::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(people::orcid.eq(orcid.as_str().to_owned()));
    let values = (
        people::photo_url.eq(photo_url),
        people::slug.eq(slug),
        people::people_type.eq(people_type),
        people::hidden_at.eq(hidden_at),
        people::changed_at.eq(now),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(values)).await)?;
    Ok(())
}

/// Recomputes what is public because of the person; what stays public names them now, or names them no more.
async fn move_public_set(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    now: i64,
) -> Result<Sizes, DbError> {
    membership::refresh_internal(conn, workspace, orcid).await?;
    let sizes = membership::refresh_public(conn, workspace, orcid, now).await?;
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let named: Vec<i64> = on!(conn, |c| {
        let linked = publication_people::table
            .filter(publication_people::workspace_id.eq(key.0.clone()))
            .filter(publication_people::person_orcid.eq(key.1.clone()))
            .select(publication_people::publication_id);
        c.fetch(linked).await
    })?;
    for id in named {
        conn.news.changed_publication(id, now);
    }
    on!(conn, |c| {
        let linked = publication_people::table
            .filter(publication_people::workspace_id.eq(key.0.clone()))
            .filter(publication_people::person_orcid.eq(key.1.clone()))
            .select(publication_people::publication_id);
        let own = publications::table
            .filter(publications::workspace_id.eq(key.0.clone()))
            .filter(publications::is_public)
            .filter(publications::id.eq_any(linked));
        c.exec(diesel::update(own).set(publications::changed_at.eq(now)))
            .await?;
        let linked = work_people::table
            .filter(work_people::workspace_id.eq(key.0.clone()))
            .filter(work_people::person_orcid.eq(key.1))
            .select(work_people::work_id);
        let own = works::table
            .filter(works::workspace_id.eq(key.0))
            .filter(works::is_public)
            .filter(works::work_id.eq_any(linked));
        c.exec(diesel::update(own).set(works::changed_at.eq(now))).await
    })?;
    Ok(sizes)
}
