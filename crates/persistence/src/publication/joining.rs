//! An alias and its primary DOI, both stored: one row takes over what belongs to the other.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Event;
use domain::identifier::Doi;
use domain::publication::curation::StaffFields;
use domain::publication::joining::{Joined, joined_event, takes_over};
use domain::publication::{Contribution, Existing};
use domain::registry::Provider;
use domain::workspace::WorkspaceId;

use super::curation::curated;
use super::existing::{self, StoredRow};
use super::{history, refusals};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::{publication_aliases, publication_sources as sources, publications};
use crate::{news, outputs, tombstones};

/// What taking over did beside the row that is left.
#[derive(Default)]
pub(super) struct Absorbed {
    /// Publications that were public and are gone.
    pub(super) fewer: i64,
    /// People who were linked to them.
    pub(super) touched: Vec<String>,
    /// What the timeline tells.
    pub(super) events: Vec<Event>,
}

/// Rows of their own that aliases of this contribution have beside the row that it is written to.
pub(super) async fn duplicates(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kept: i64,
    contribution: &Contribution,
) -> Result<Vec<i64>, DbError> {
    let aliases: Vec<String> = contribution
        .aliases
        .iter()
        .map(|alias| alias.as_str().to_owned())
        .collect();
    if aliases.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publications::doi.eq_any(aliases))
                .filter(publications::id.ne(kept))
                .order(publications::id)
                .select(publications::id)
        )
        .await)?)
}

/// Takes over what is stored under an alias, and removes its row. `existing` is what the kept row's next version is made
/// of; its own record and links are written by the caller.
pub(super) async fn absorb(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    (kept, doi): (i64, &Doi),
    alias: i64,
    (existing, now): (&mut Existing, i64),
) -> Result<Absorbed, DbError> {
    let row: StoredRow = existing::row(conn, workspace, alias).await?;
    let stored = existing::existing(conn, workspace, &row).await?;
    let touched = stored.links.iter().map(|link| link.person.as_str().to_owned());
    let touched = touched.collect();
    existing.absorb(stored);
    let (primary, other) = (
        curated(conn, workspace, kept).await?,
        curated(conn, workspace, alias).await?,
    );
    write(conn, workspace, kept, &Joined::of(&primary, &other)).await?;
    move_sources(conn, workspace, kept, alias).await?;
    let key = workspace.as_str().to_owned();
    let led_to_it = publication_aliases::table
        .filter(publication_aliases::workspace_id.eq(key.clone()))
        .filter(publication_aliases::publication_id.eq(alias));
    on!(conn, |c| c
        .exec(diesel::update(led_to_it).set(publication_aliases::publication_id.eq(kept)))
        .await)?;
    refusals::moved(conn, workspace, (alias, kept), &existing.refused).await?;
    history::moved(conn, workspace, alias, kept).await?;
    outputs::moved(conn, workspace, alias, kept).await?;
    let fewer = i64::from(withdraw(conn, workspace, alias, &other.doi, now).await?);
    // Its record, links and remaining sources go with it.
    let own = publications::table
        .filter(publications::workspace_id.eq(key))
        .filter(publications::id.eq(alias));
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    Ok(Absorbed {
        fewer,
        touched,
        events: vec![joined_event(doi, &other.doi, now)],
    })
}

/// Tells those who keep copies, or were told to give them up, that nothing is kept under this DOI any more; whether the row
/// was public.
pub(super) async fn withdraw(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    doi: &Doi,
    now: i64,
) -> Result<bool, DbError> {
    let found: Vec<(bool, Option<i64>)> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publications::id.eq(id))
                .select((publications::is_public, publications::withdrawn_at))
        )
        .await)?;
    let (was_public, withdrawn_at) = found.into_iter().next().unwrap_or_default();
    news::publications_before(conn, workspace, &[id]).await?;
    conn.news.publications_were(&[id], was_public, now);
    conn.news.left_doi(id, doi.as_str());
    if was_public || withdrawn_at.is_some() {
        let gone = [doi.as_str().to_owned()];
        tombstones::write(conn, workspace, tombstones::PUBLICATION, &gone, now).await?;
    }
    Ok(was_public)
}

async fn write(conn: &mut Conn, workspace: &WorkspaceId, id: i64, joined: &Joined) -> Result<(), DbError> {
    let StaffFields {
        q,
        q_percentage,
        if_value,
        if5a_value,
        funding,
    } = joined.staff_fields;
    let own = publications::table
        .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publications::id.eq(id));
    let set = (
        publications::visible.eq(joined.visible),
        publications::deleted_at.eq(joined.deleted_at),
        publications::edit_count.eq(joined.edit_count),
        publications::last_edited_at.eq(joined.last_edited_at),
        publications::created_at.eq(joined.created_at),
        publications::quartile.eq(q),
        publications::q_percentage.eq(q_percentage.map(i32::from)),
        publications::if_value.eq(if_value),
        publications::if5a_value.eq(if5a_value),
        publications::funding.eq(funding),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

/// Provider and record → when it was asked.
type Asked = BTreeMap<(String, String), i64>;

async fn asked(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<Asked, DbError> {
    let rows: Vec<(String, String, i64)> = on!(conn, |c| c
        .fetch(
            sources::table
                .filter(sources::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(sources::publication_id.eq(id))
                .select((sources::provider, sources::record_of, sources::asked_at))
        )
        .await)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(provider, record_of, at)| ((provider, record_of), at))
        .collect())
}

/// The alias's answers that the kept row does not have, or has in an older version.
async fn move_sources(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kept: i64,
    alias: i64,
) -> Result<(), DbError> {
    let own = asked(conn, workspace, kept).await?;
    for ((word, record_of), new) in asked(conn, workspace, alias).await? {
        let provider = Provider::from_word(&word).ok_or(DbError::Corrupt("publication_sources.provider"))?;
        let old = own.get(&(word.clone(), record_of.clone()));
        if old.is_some_and(|old| !takes_over(provider, *old, new)) {
            continue;
        }
        let key = workspace.as_str().to_owned();
        let of = |id: i64| {
            sources::table
                .filter(sources::workspace_id.eq(key.clone()))
                .filter(sources::publication_id.eq(id))
                .filter(sources::provider.eq(word.clone()))
                .filter(sources::record_of.eq(record_of.clone()))
        };
        let (replaced, moved) = (of(kept), of(alias));
        on!(conn, |c| c.exec(diesel::delete(replaced)).await)?;
        on!(conn, |c| c
            .exec(diesel::update(moved).set(sources::publication_id.eq(kept)))
            .await)?;
    }
    Ok(())
}
