//! Carrying out what staff decide about a publication's people.

use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::publication::curation::Curated;
use domain::publication::linking::{
    LinkOrder, LinkOutcome, LinkRefusal, LinkStore, PeopleOf, Present, Relinked,
};
use domain::publication::matching::author_keys;
use domain::publication::{Attention, Candidate, Link, Record};
use domain::registry::Provider;
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use super::curation::{curated, id_of, people as linked_people};
use super::{links, refusals, rows};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{publication_records, publication_sources, publications};
use crate::stores::Diesel;
use crate::{person, public_set, trail};

async fn people_of(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<PeopleOf, DbError> {
    let found: Vec<(String, String)> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publications::id.eq(id))
                .select((publications::doi, publications::author_match_state))
        )
        .await)?;
    let (doi, state) = found.into_iter().next().ok_or(DbError::Conflict)?;
    let mut linked = linked_people::linked(conn, workspace, vec![id]).await?;
    Ok(PeopleOf {
        doi: rows::doi_of(&doi)?,
        linked: linked.remove(&id).unwrap_or_default(),
        refused: refusals::told(conn, workspace, id).await?,
        state: rows::match_state(&state)?,
    })
}

/// People whose ORCID record lists the publication, as far as they are known.
async fn claimants(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<Vec<Orcid>, DbError> {
    let records: Vec<String> = on!(conn, |c| c
        .fetch(
            publication_sources::table
                .filter(publication_sources::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_sources::publication_id.eq(id))
                .filter(publication_sources::provider.eq(Provider::Orcid.as_str()))
                .select(publication_sources::record_of)
        )
        .await)?;
    let mut claimants = Vec::new();
    for orcid in records.iter().filter_map(|text| Orcid::parse(text).ok()) {
        claimants.extend(person::primary(conn, workspace, &orcid).await?);
    }
    Ok(claimants)
}

/// Who may be an author, who is linked, and whom the decision is about.
async fn candidates(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    merged: &Record,
    (links, person): (&[Link], &Orcid),
) -> Result<Vec<Candidate>, DbError> {
    let authors = &merged.authors;
    let mut orcids: BTreeSet<String> = authors.iter().filter_map(|author| author.orcid.clone()).collect();
    orcids.extend(links.iter().map(|link| link.person.as_str().to_owned()));
    orcids.insert(person.as_str().to_owned());
    let name_keys: BTreeSet<String> = authors.iter().flat_map(author_keys).collect();
    person::candidates(conn, workspace, &orcids, &name_keys).await
}

/// Inside a transaction.
async fn decide(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    order: &LinkOrder,
) -> Result<Option<Result<LinkOutcome, LinkRefusal>>, DbError> {
    let Some(id) = id_of(conn, workspace, dois).await? else {
        return Ok(None);
    };
    let Some(person) = person::primary(conn, workspace, &order.person).await? else {
        return Ok(Some(Err(LinkRefusal::NoPerson)));
    };
    let order = &LinkOrder {
        person,
        ..order.clone()
    };
    let current = curated(conn, workspace, id).await?;
    let links = links::of(conn, workspace, id).await?;
    let refused = refusals::of(conn, workspace, id).await?;
    let claimed_by = claimants(conn, workspace, id).await?;
    let candidates = candidates(conn, workspace, &current.merged, (&links, &order.person)).await?;
    let present = Present {
        authors: &current.merged.authors,
        links: &links,
        refused: &refused,
        claimed_by: &claimed_by,
        candidates: &candidates,
    };
    let after = match order.decide(present) {
        Ok(after) => after,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let changed = after.links != links || after.refused != refused;
    if changed {
        write(conn, workspace, &current, present, (order, &after)).await?;
    }
    let of_theirs = |links: &[Link]| links.iter().any(|link| link.person == order.person);
    Ok(Some(Ok(LinkOutcome {
        people: people_of(conn, workspace, id).await?,
        changed,
        linked: of_theirs(&after.links) && !of_theirs(&links),
    })))
}

async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    current: &Curated,
    present: Present<'_>,
    (order, after): (&LinkOrder, &Relinked),
) -> Result<(), DbError> {
    let id = current.id.0;
    let touched = links::write(conn, workspace, id, present.links, &after.links).await?;
    let gone: Vec<Orcid> = present
        .refused
        .iter()
        .filter(|person| !after.refused.contains(person))
        .cloned()
        .collect();
    refusals::take_back(conn, workspace, id, &gone).await?;
    for person in after
        .refused
        .iter()
        .filter(|person| !present.refused.contains(person))
    {
        let said = (order.now, order.actor.label());
        refusals::add(conn, workspace, id, person, said).await?;
    }
    write_state(conn, workspace, current, (order.now, after)).await?;
    conn.news.changed_publication(id, order.now);
    let sizes = public_set::refresh_publications(conn, workspace, &[id], &touched, order.now).await?;
    let left = Trail::from(order.event(&current.doi, present, after));
    trail::close(conn, workspace, &left, (order.now, sizes)).await
}

/// Whether the authors need a look, and why.
async fn write_state(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    current: &Curated,
    (now, after): (i64, &Relinked),
) -> Result<(), DbError> {
    let own = publications::table
        .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publications::id.eq(current.id.0));
    let set = (
        publications::author_match_state.eq(rows::match_state_word(after.state)),
        publications::changed_at.eq(now),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    let mut attention = current.attention.clone();
    attention.retain(|word| *word != Attention::OrcidNameConflict);
    if after.name_conflict {
        attention.push(Attention::OrcidNameConflict);
        attention.sort_unstable();
    }
    if attention != current.attention {
        let own = publication_records::table
            .filter(publication_records::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publication_records::publication_id.eq(current.id.0));
        let set = publication_records::attention.eq(Json(attention));
        on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    }
    Ok(())
}

#[async_trait]
impl LinkStore for Diesel {
    async fn people(&self, workspace: &WorkspaceId, dois: &[Doi]) -> Result<Option<PeopleOf>, StoreError> {
        let mut conn = self.db.read().await?;
        match id_of(&mut conn, workspace, dois).await? {
            Some(id) => Ok(Some(people_of(&mut conn, workspace, id).await?)),
            None => Ok(None),
        }
    }

    async fn decide(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        order: &LinkOrder,
    ) -> Result<Option<Result<LinkOutcome, LinkRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                decide(conn, workspace, dois, order).await
            })
            .await?)
    }
}
