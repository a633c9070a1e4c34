//! Matching stored publications anew, with an account of it.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::person::name;
use domain::publication::matching::author_keys;
use domain::publication::{
    AuthorLinkStore, Candidate, Link, MatchState, PublicationId, Record, RepairBatch, RepairOrder,
    RepairedPublication, Standing, repair,
};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use super::links::{self, LinkRow};
use super::{existing, refusals, rows};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::public_set::{self, CHUNK};
use crate::schema::{publication_people, publication_records, publications};
use crate::stores::Diesel;
use crate::{person, trail};

/// A publication as matching needs it.
struct Stored {
    id: i64,
    doi: Doi,
    state: MatchState,
    merged: Record,
    links: Vec<Link>,
    refused: Vec<Orcid>,
}

impl Stored {
    /// iDs under which its people may be found.
    fn orcids(&self) -> BTreeSet<String> {
        let authors = self
            .merged
            .authors
            .iter()
            .filter_map(|author| author.orcid.clone());
        let linked = self.links.iter().map(|link| link.person.as_str().to_owned());
        authors.chain(linked).collect()
    }

    fn name_keys(&self) -> BTreeSet<String> {
        self.merged.authors.iter().flat_map(author_keys).collect()
    }
}

/// Somebody of a batch's people, with what they are found by.
struct Known {
    candidate: Candidate,
    name_keys: Vec<String>,
}

impl Known {
    fn may_be_in(&self, orcids: &BTreeSet<String>, name_keys: &BTreeSet<String>) -> bool {
        let who = &self.candidate;
        let mut ids = std::iter::once(&who.orcid).chain(&who.aliases);
        ids.any(|id| orcids.contains(id.as_str())) || self.name_keys.iter().any(|key| name_keys.contains(key))
    }
}

type Loaded = (i64, String, String, Json<Record>);

/// Publications with their records, in the order of their row numbers.
async fn load(conn: &mut Conn, workspace: &WorkspaceId, ids: &[i64]) -> Result<Vec<Stored>, DbError> {
    let mut loaded = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<Loaded> = on!(conn, |c| c
            .fetch(
                publications::table
                    .inner_join(
                        publication_records::table.on(publication_records::workspace_id
                            .eq(publications::workspace_id)
                            .and(publication_records::publication_id.eq(publications::id)))
                    )
                    .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                    .filter(publications::id.eq_any(chunk.to_vec()))
                    .order(publications::id)
                    .select((
                        publications::id,
                        publications::doi,
                        publications::author_match_state,
                        publication_records::merged,
                    ))
            )
            .await)?;
        let mut links = links_of(conn, workspace, chunk).await?;
        let mut refused = refusals::of_some(conn, workspace, chunk).await?;
        for (id, doi, state, Json(merged)) in found {
            loaded.push(Stored {
                id,
                doi: rows::doi_of(&doi)?,
                state: rows::match_state(&state)?,
                merged,
                links: links.remove(&id).unwrap_or_default(),
                refused: refused.remove(&id).unwrap_or_default(),
            });
        }
    }
    Ok(loaded)
}

async fn links_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Link>>, DbError> {
    let found: Vec<(i64, LinkRow)> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .filter(publication_people::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_people::publication_id.eq_any(ids.to_vec()))
                .order((
                    publication_people::publication_id,
                    publication_people::person_orcid
                ))
                .select((publication_people::publication_id, LinkRow::as_select()))
        )
        .await)?;
    let mut links: BTreeMap<i64, Vec<Link>> = BTreeMap::new();
    for (id, row) in found {
        links.entry(id).or_default().push(Link::try_from(row)?);
    }
    Ok(links)
}

/// Matches publications anew; their people are looked up once for all.
async fn matched(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    stored: &[Stored],
    order: &RepairOrder,
) -> Result<Vec<RepairedPublication>, DbError> {
    let orcids: BTreeSet<String> = stored.iter().flat_map(Stored::orcids).collect();
    let name_keys: BTreeSet<String> = stored.iter().flat_map(Stored::name_keys).collect();
    let known: Vec<Known> = person::candidates(conn, workspace, &orcids, &name_keys)
        .await?
        .into_iter()
        .map(|candidate| Known {
            name_keys: name::keys(&candidate.names),
            candidate,
        })
        .collect();
    let repaired = stored.iter().map(|publication| {
        let (orcids, name_keys) = (publication.orcids(), publication.name_keys());
        let candidates: Vec<Candidate> = known
            .iter()
            .filter(|who| who.may_be_in(&orcids, &name_keys))
            .map(|who| who.candidate.clone())
            .collect();
        RepairedPublication {
            doi: publication.doi.clone(),
            repair: repair(
                &publication.merged.authors,
                Standing {
                    links: &publication.links,
                    refused: &publication.refused,
                },
                &candidates,
                order.scope,
            ),
        }
    });
    Ok(repaired.collect())
}

/// Writes what differs, keeps the public set true, and leaves a trail.
async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    stored: &[Stored],
    done: &[RepairedPublication],
    order: &RepairOrder,
) -> Result<(), DbError> {
    let (mut changed, mut people) = (Vec::new(), BTreeSet::new());
    for (before, after) in stored.iter().zip(done) {
        let repair = &after.repair;
        if !repair.changes() && repair.state == before.state {
            continue;
        }
        people.extend(links::write(conn, workspace, before.id, &before.links, &repair.links).await?);
        let own = publications::table
            .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publications::id.eq(before.id));
        let set = (
            publications::author_match_state.eq(rows::match_state_word(repair.state)),
            publications::changed_at.eq(order.now),
        );
        on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
        conn.news.changed_publication(before.id, order.now);
        changed.push(before.id);
    }
    if changed.is_empty() {
        return Ok(());
    }
    let people: Vec<String> = people.into_iter().collect();
    let sizes = public_set::refresh_publications(conn, workspace, &changed, &people, order.now).await?;
    let trail = Trail::from(Vec::from_iter(order.event(workspace, done)));
    trail::close(conn, workspace, &trail, (order.now, sizes)).await
}

/// Loads and matches publications, and writes them unless it is a dry run.
async fn run(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
    order: &RepairOrder,
) -> Result<Vec<RepairedPublication>, DbError> {
    let stored = load(conn, workspace, ids).await?;
    let done = matched(conn, workspace, &stored, order).await?;
    if !order.dry_run {
        write(conn, workspace, &stored, &done, order).await?;
    }
    Ok(done)
}

async fn one(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    order: &RepairOrder,
) -> Result<Option<RepairedPublication>, DbError> {
    for doi in dois {
        if let Some(id) = existing::id_of(conn, workspace, doi).await? {
            return Ok(run(conn, workspace, &[id], order).await?.into_iter().next());
        }
    }
    Ok(None)
}

async fn batch(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    after: Option<PublicationId>,
    limit: u32,
    order: &RepairOrder,
) -> Result<RepairBatch, DbError> {
    let after = after.map_or(i64::MIN, |id| id.0);
    // One more than asked tells whether there is a next batch.
    let mut ids: Vec<i64> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publications::id.gt(after))
                .order(publications::id)
                .limit(i64::from(limit) + 1)
                .select(publications::id)
        )
        .await)?;
    let asked = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = ids.len() > asked;
    ids.truncate(asked);
    let next = ids.last().filter(|_| more).map(|id| PublicationId(*id));
    Ok(RepairBatch {
        done: run(conn, workspace, &ids, order).await?,
        next,
    })
}

#[async_trait]
impl AuthorLinkStore for Diesel {
    async fn repair(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        order: &RepairOrder,
    ) -> Result<Option<RepairedPublication>, StoreError> {
        if order.dry_run {
            let mut conn = self.db.read().await?;
            return Ok(one(&mut conn, workspace, dois, order).await?);
        }
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                one(conn, workspace, dois, order).await
            })
            .await?)
    }

    async fn repair_batch(
        &self,
        workspace: &WorkspaceId,
        after: Option<PublicationId>,
        limit: u32,
        order: &RepairOrder,
    ) -> Result<RepairBatch, StoreError> {
        if order.dry_run {
            let mut conn = self.db.read().await?;
            return Ok(batch(&mut conn, workspace, after, limit, order).await?);
        }
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                batch(conn, workspace, after, limit, order).await
            })
            .await?)
    }
}
