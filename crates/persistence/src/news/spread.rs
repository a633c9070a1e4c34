//! Telling what was noted: a few queries over all that changed, and the events in one go.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl};
use domain::delivery::{Change, Listener, Sight, Thing, ThingKind};
use domain::event::{EventId, IntegrationEvent};
use domain::workspace::WorkspaceId;

use super::listeners::listeners;
use super::sights::{self, Entities};
use super::{News, Note};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::outbox::{self, Letter, Naming};
use crate::public_set::CHUNK;
use crate::schema::{people, projects, publications};

/// A thing, and what was done to it.
type Told = (Thing, Change);

/// Tells whoever listens what this transaction did to the public catalogue.
pub(crate) async fn spread(conn: &mut Conn, workspace: &WorkspaceId) -> Result<(), DbError> {
    if conn.news.is_empty() {
        return Ok(());
    }
    let listeners = listeners(conn, workspace).await?;
    let queued = conn.news.queued;
    let news = std::mem::take(&mut conn.news);
    conn.news.queued = queued;
    if listeners.is_empty() {
        return Ok(());
    }
    let limited = listeners.iter().any(Listener::is_limited);
    let at = news.at;
    let told = told(conn, workspace, news, limited).await?;
    let letters = letters(workspace, &listeners, &told, at);
    outbox::send(conn, letters, Naming::Place).await
}

/// Publications, then people, then projects.
async fn told(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    news: News,
    limited: bool,
) -> Result<Vec<Told>, DbError> {
    let mut told = Vec::new();
    let ids: Vec<i64> = news.publications.keys().copied().collect();
    let (rows, entities) = (
        publication_rows(conn, workspace, &ids).await?,
        if limited {
            sights::of_publications(conn, workspace, &ids).await?
        } else {
            Entities::new()
        },
    );
    for (id, note) in news.publications {
        let after = rows.get(&id).is_some_and(|(_, public)| *public);
        let change = change(&note, after, entities.get(&id));
        let doi = rows.get(&id).map(|(doi, _)| doi.clone());
        told.extend(of_publication(doi, note.former_doi, change));
    }
    let orcids: Vec<String> = news.people.keys().cloned().collect();
    let (rows, entities) = (
        people_rows(conn, workspace, &orcids).await?,
        if limited {
            sights::of_people(conn, workspace, &orcids).await?
        } else {
            Entities::new()
        },
    );
    told.extend(named(ThingKind::Person, news.people, &rows, &entities));
    let ids: Vec<String> = news.projects.keys().cloned().collect();
    let (rows, entities) = (
        project_rows(conn, workspace, &ids).await?,
        if limited {
            sights::of_projects(conn, workspace, &ids).await?
        } else {
            Entities::new()
        },
    );
    told.extend(named(ThingKind::Project, news.projects, &rows, &entities));
    Ok(told)
}

/// People and projects: their notes are kept under what they are known by.
fn named(
    kind: ThingKind,
    notes: BTreeMap<String, Note>,
    rows: &BTreeMap<String, bool>,
    entities: &Entities<String>,
) -> Vec<Told> {
    let told = notes.into_iter().map(|(id, note)| {
        let after = rows.get(&id).copied().unwrap_or_default();
        let change = change(&note, after, entities.get(&id));
        (Thing { kind, id }, change)
    });
    told.collect()
}

fn change(
    note: &Note,
    public: bool,
    entities: Option<&std::collections::BTreeSet<domain::workspace::EntityId>>,
) -> Change {
    let entities = entities.cloned().unwrap_or_default();
    Change {
        before: Sight {
            public: note.was_public.unwrap_or(public),
            entities: note.entities.clone().unwrap_or_else(|| entities.clone()),
        },
        after: Sight { public, entities },
        content: note.content,
    }
}

/// A publication that has another DOI now is withdrawn under the one and published under the other.
fn of_publication(doi: Option<String>, former: Option<String>, change: Change) -> Vec<Told> {
    let thing = |id: String| Thing {
        kind: ThingKind::Publication,
        id,
    };
    match (former, doi) {
        (Some(former), Some(doi)) if former != doi => {
            let left = Change {
                after: Sight::default(),
                ..change.clone()
            };
            let came = Change {
                before: Sight::default(),
                ..change
            };
            vec![(thing(former), left), (thing(doi), came)]
        }
        (Some(id), None) | (_, Some(id)) => vec![(thing(id), change)],
        (None, None) => Vec::new(),
    }
}

/// The events, by listener.
fn letters(workspace: &WorkspaceId, listeners: &[Listener], told: &[Told], at: i64) -> Vec<Letter> {
    let mut letters = Vec::new();
    for listener in listeners {
        for (thing, change) in told {
            let Some(kind) = listener.hears(thing.kind, change) else {
                continue;
            };
            letters.push(Letter {
                // Named when its place is known.
                event: IntegrationEvent {
                    id: EventId::new(""),
                    workspace: workspace.clone(),
                    integration: listener.integration.clone(),
                    installation: Some(listener.installation.clone()),
                    kind,
                    payload: listener.payload(workspace, thing),
                    created_at: at,
                },
                due_at: at,
            });
        }
    }
    letters
}

async fn publication_rows(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<BTreeMap<i64, (String, bool)>, DbError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(i64, String, bool)> = on!(&mut *conn, |c| c
            .fetch(
                publications::table
                    .filter(publications::workspace_id.eq(key))
                    .filter(publications::id.eq_any(chunk))
                    .select((publications::id, publications::doi, publications::is_public))
            )
            .await)?;
        found.extend(rows.into_iter().map(|(id, doi, public)| (id, (doi, public))));
    }
    Ok(found)
}

async fn people_rows(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, bool>, DbError> {
    let mut found = BTreeMap::new();
    for chunk in orcids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, i32)> = on!(&mut *conn, |c| c
            .fetch(
                people::table
                    .filter(people::workspace_id.eq(key))
                    .filter(people::orcid.eq_any(chunk))
                    .select((people::orcid, people::public_publication_count))
            )
            .await)?;
        found.extend(rows.into_iter().map(|(orcid, count)| (orcid, count > 0)));
    }
    Ok(found)
}

async fn project_rows(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[String],
) -> Result<BTreeMap<String, bool>, DbError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, bool)> = on!(&mut *conn, |c| c
            .fetch(
                projects::table
                    .filter(projects::workspace_id.eq(key))
                    .filter(projects::project_id.eq_any(chunk))
                    .select((projects::project_id, projects::is_public))
            )
            .await)?;
        found.extend(rows);
    }
    Ok(found)
}
