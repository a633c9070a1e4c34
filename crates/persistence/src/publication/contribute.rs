//! Writing contributions: merge, match, store, and keep the public set true.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::{Event, Trail};
use domain::identifier::{Doi, slug as slugs};
use domain::publication::contribution::ProviderOutcome;
use domain::publication::curation::edits;
use domain::publication::{Contribution, Existing, LinkedWrite, PublicationId, StoredPublication};
use domain::registry::Provider;
use domain::workspace::WorkspaceId;

use super::existing::{self, StoredRow};
use super::rows::{Projection, doi_of};
use super::{joining, links, refusals, sources};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::public_set;
use crate::schema::{publication_aliases, publication_records, publications};
use crate::{revision, slug, trail};

/// Writes contributions inside a transaction.
pub(crate) async fn contribute(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    contributions: Vec<Contribution>,
    trail: &Trail,
) -> Result<Vec<StoredPublication>, DbError> {
    let now = contributions
        .iter()
        .map(|contribution| contribution.now)
        .max()
        .unwrap_or_default();
    let mut stored = Vec::new();
    let mut people = BTreeSet::new();
    let mut fewer = 0;
    let mut trail = trail.clone();
    for contribution in contributions {
        let written = Box::pin(write_one(conn, workspace, &contribution)).await?;
        stored.push(written.publication);
        people.extend(written.touched);
        fewer += written.fewer;
        trail.events.extend(written.events);
    }
    let ids: Vec<i64> = stored.iter().map(|publication| publication.id.0).collect();
    let people: Vec<String> = people.into_iter().collect();
    let mut sizes = public_set::refresh_publications(conn, workspace, &ids, &people, now).await?;
    sizes.publications -= fewer;
    trail::leave(conn, workspace, &trail).await?;
    if !stored.is_empty() {
        revision::raise(conn, workspace, now, sizes).await?;
    }
    Ok(stored)
}

/// What writing one contribution did.
struct Written {
    publication: StoredPublication,
    /// People whose links changed.
    touched: Vec<String>,
    /// Public publications that are part of this one now.
    fewer: i64,
    /// What became of edits by hand.
    events: Vec<Event>,
}

async fn write_one(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    contribution: &Contribution,
) -> Result<Written, DbError> {
    let stored = find(conn, workspace, contribution).await?;
    let mut existing = match &stored {
        Some(row) => existing::existing(conn, workspace, row).await?,
        None => Existing::default(),
    };
    // A publication keeps its DOI, unless its registry now says that it was an alias.
    let doi = match &stored {
        Some(row) if !contribution.aliases.iter().any(|alias| alias.as_str() == row.doi) => doi_of(&row.doi)?,
        _ => contribution.doi.clone(),
    };
    let contribution = &Contribution {
        doi: doi.clone(),
        ..contribution.clone()
    };
    let before = existing.links.clone();
    let joined = match &stored {
        // Rare and large: every other write would carry its room along.
        Some(row) => Box::pin(join(conn, workspace, row, contribution, &mut existing)).await?,
        None => Joining::default(),
    };
    let write = links::matched(conn, workspace, contribution.revise(&existing)).await?;
    let changed = stored
        .as_ref()
        .is_none_or(|row| row.merged != write.revised.merged || row.original != write.revised.original)
        || before != write.links
        || joined.changed;
    let id = match &stored {
        Some(row) => update(conn, workspace, row.id, contribution, &write, changed).await?,
        None => insert(conn, workspace, contribution, &write).await?,
    };
    if changed {
        write_record(conn, workspace, id, &write).await?;
        conn.news.changed_publication(id, contribution.now);
    }
    for provider in &contribution.providers {
        sources::write(conn, workspace, id, provider).await?;
    }
    write_aliases(conn, workspace, id, &doi, contribution).await?;
    let mut touched = links::write(conn, workspace, id, &before, &write.links).await?;
    touched.extend(joined.touched);
    refusals::keep(conn, workspace, id, &existing.refused, &write.links).await?;
    let mut events = edits::events(&doi, &write.revised.edit_changes, contribution.now);
    events.extend(joined.events);
    Ok(Written {
        publication: StoredPublication {
            id: PublicationId(id),
            doi,
            created: stored.is_none(),
        },
        touched,
        fewer: joined.fewer,
        events,
    })
}

/// What became of other rows that are this publication.
#[derive(Default)]
struct Joining {
    touched: Vec<String>,
    fewer: i64,
    events: Vec<Event>,
    changed: bool,
}

/// Takes over the rows of aliases, and tells those who keep copies where the row itself gets another DOI.
async fn join(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    row: &StoredRow,
    contribution: &Contribution,
    existing: &mut Existing,
) -> Result<Joining, DbError> {
    let mut joining = Joining::default();
    let kept = (row.id, &contribution.doi);
    if row.doi != contribution.doi.as_str() {
        joining::withdraw(conn, workspace, row.id, &doi_of(&row.doi)?, contribution.now).await?;
        joining.changed = true;
    }
    for alias in joining::duplicates(conn, workspace, row.id, contribution).await? {
        let absorbed = joining::absorb(conn, workspace, kept, alias, (existing, contribution.now)).await?;
        joining.changed = true;
        joining.fewer += absorbed.fewer;
        joining.touched.extend(absorbed.touched);
        joining.events.extend(absorbed.events);
    }
    Ok(joining)
}

/// By its DOI or any alias of it.
async fn find(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    contribution: &Contribution,
) -> Result<Option<StoredRow>, DbError> {
    for doi in [&contribution.doi].into_iter().chain(&contribution.aliases) {
        if let Some(id) = existing::id_of(conn, workspace, doi).await? {
            return Ok(Some(existing::row(conn, workspace, id).await?));
        }
    }
    Ok(None)
}

/// When a registry last answered; failures and ORCID summaries do not count.
fn last_answer(contribution: &Contribution) -> Option<i64> {
    let answered = contribution.providers.iter().filter(|asked| {
        asked.provider != Provider::Orcid
            && matches!(
                asked.outcome,
                ProviderOutcome::Described(_) | ProviderOutcome::NotFound
            )
    });
    answered.map(|asked| asked.at).max()
}

async fn insert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    contribution: &Contribution,
    write: &LinkedWrite,
) -> Result<i64, DbError> {
    let doi = &contribution.doi;
    let title = write
        .revised
        .merged
        .title
        .as_ref()
        .map_or("", |title| title.any());
    let choices = slugs::choices(title, doi.as_str());
    let slug = slug::give(conn, workspace, slug::PUBLICATION, doi.as_str(), &choices).await?;
    let row = (
        publications::workspace_id.eq(workspace.as_str().to_owned()),
        publications::slug.eq(slug),
        publications::last_fetched_at.eq(last_answer(contribution).unwrap_or(contribution.now)),
        publications::changed_at.eq(contribution.now),
        publications::created_at.eq(contribution.now),
        Projection::of(doi, write),
    );
    let ids: Vec<i64> = on!(conn, |c| c
        .fetch(
            diesel::insert_into(publications::table)
                .values(row)
                .returning(publications::id)
        )
        .await)?;
    ids.into_iter().next().ok_or(DbError::Conflict)
}

async fn update(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    contribution: &Contribution,
    write: &LinkedWrite,
    changed: bool,
) -> Result<i64, DbError> {
    let key = workspace.as_str().to_owned();
    if changed {
        let own = publications::table
            .filter(publications::workspace_id.eq(key.clone()))
            .filter(publications::id.eq(id));
        let set = (
            publications::changed_at.eq(contribution.now),
            Projection::of(&contribution.doi, write),
        );
        on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    }
    if let Some(at) = last_answer(contribution) {
        let own = publications::table
            .filter(publications::workspace_id.eq(key))
            .filter(publications::id.eq(id))
            .filter(publications::last_fetched_at.lt(at));
        on!(conn, |c| c
            .exec(diesel::update(own).set(publications::last_fetched_at.eq(at)))
            .await)?;
    }
    Ok(id)
}

async fn write_record(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    write: &LinkedWrite,
) -> Result<(), DbError> {
    let revised = &write.revised;
    let record = (
        publication_records::original.eq(Json(revised.original.clone())),
        publication_records::merged.eq(Json(revised.merged.clone())),
        publication_records::provenance.eq(Json(revised.provenance.clone())),
        publication_records::attention.eq(Json(revised.attention.clone())),
        publication_records::edited.eq(Json(revised.edits.values.clone())),
        publication_records::edit_bases.eq(Json(revised.edits.bases.clone())),
    );
    let row = (
        publication_records::workspace_id.eq(workspace.as_str().to_owned()),
        publication_records::publication_id.eq(id),
        record.clone(),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(publication_records::table)
                .values(row)
                .on_conflict((
                    publication_records::workspace_id,
                    publication_records::publication_id
                ))
                .do_update()
                .set(record)
        )
        .await)?;
    Ok(())
}

async fn write_aliases(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    doi: &Doi,
    contribution: &Contribution,
) -> Result<(), DbError> {
    for alias in contribution.aliases.iter().filter(|alias| *alias != doi) {
        let row = (
            publication_aliases::workspace_id.eq(workspace.as_str().to_owned()),
            publication_aliases::doi.eq(alias.as_str().to_owned()),
            publication_aliases::publication_id.eq(id),
        );
        on!(conn, |c| c
            .exec(
                diesel::insert_into(publication_aliases::table)
                    .values(row)
                    .on_conflict_do_nothing()
            )
            .await)?;
    }
    Ok(())
}
