//! Reading public publications.

use std::collections::BTreeMap;

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Doi;
use domain::person::Withdrawn;
use domain::publication::{
    PersonRef, PublicPublication, PublicationFilter, PublicationQuery, PublicationSummary, Record,
};
use domain::storage::{Page, PageRequest};
use domain::workspace::WorkspaceId;

use super::listing::Link;
use super::rows::{self, SummaryRow};
use super::{existing, listing, sources};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::schema::{publication_records, publications};
use crate::stores::Diesel;
use crate::tombstones;

/// Unfiltered lists are read straight from their index up to here; beyond, stepping over what lies before costs
/// more than the page.
const DEEP: i64 = 1_000;

impl Diesel {
    pub(super) async fn list_publications(
        &self,
        workspace: &WorkspaceId,
        query: &PublicationQuery,
    ) -> Result<Page<PublicationSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(workspace).await?;
        let unfiltered = query.filter == PublicationFilter::default();
        if unfiltered && query.page.offset() <= DEEP {
            let mut conn = self.db.read().await?;
            let (rows, links) = listing::rows(&mut conn, workspace, query).await?;
            let items = summaries(rows, links)?;
            let total = u64::try_from(revision.sizes.publications).unwrap_or(0);
            return Ok(Page { items, total });
        }
        let ids = self.ordering(workspace, revision.revision.number, query).await?;
        let total = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let wanted = slice(&ids, query.page);
        if wanted.is_empty() {
            return Ok(Page {
                items: Vec::new(),
                total,
            });
        }
        let mut conn = self.db.read().await?;
        let items = by_ids(&mut conn, workspace, query, wanted).await?;
        Ok(Page { items, total })
    }
}

/// The part of a list that a page shows.
fn slice(ids: &[i64], page: PageRequest) -> &[i64] {
    let from = usize::try_from(page.offset())
        .unwrap_or(usize::MAX)
        .min(ids.len());
    let rest = ids.get(from..).unwrap_or_default();
    let most = usize::try_from(page.per_page).unwrap_or(usize::MAX);
    rest.get(..most).unwrap_or(rest)
}

/// These rows, in this order; what has left the public set meanwhile is left out.
async fn by_ids(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    query: &PublicationQuery,
    ids: &[i64],
) -> Result<Vec<PublicationSummary>, DbError> {
    let (mut rows, links) = listing::rows_of(conn, workspace, ids, query.with_people).await?;
    let places: BTreeMap<i64, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    rows.sort_by_key(|row| places.get(&row.id).copied());
    summaries(rows, links)
}

fn summaries(rows: Vec<SummaryRow>, links: Vec<Link>) -> Result<Vec<PublicationSummary>, DbError> {
    let mut people = people_of(links)?;
    let mut items: Vec<PublicationSummary> = rows
        .into_iter()
        .map(PublicationSummary::try_from)
        .collect::<Result<_, _>>()?;
    for item in &mut items {
        item.people = people.remove(&item.id.0).unwrap_or_default();
    }
    Ok(items)
}

/// Row number → linked people, by position.
fn people_of(links: Vec<Link>) -> Result<BTreeMap<i64, Vec<PersonRef>>, DbError> {
    let mut people: BTreeMap<i64, Vec<PersonRef>> = BTreeMap::new();
    for (id, orcid, position) in links {
        let orcid = domain::identifier::Orcid::parse(&orcid);
        people.entry(id).or_default().push(PersonRef {
            orcid: orcid
                .ok()
                .ok_or(DbError::Corrupt("publication_people.person_orcid"))?,
            position: position.and_then(|p| u32::try_from(p).ok()),
        });
    }
    for refs in people.values_mut() {
        refs.sort_by(|a, b| {
            (a.position.is_none(), a.position, &a.orcid).cmp(&(b.position.is_none(), b.position, &b.orcid))
        });
    }
    Ok(people)
}

type Detail = (String, String, String, i64, Option<i64>, i64, Json<Record>);

pub(super) async fn find_public(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    doi: &Doi,
) -> Result<Option<PublicPublication>, DbError> {
    let Some(id) = existing::id_of(conn, workspace, doi).await? else {
        return Ok(None);
    };
    let key = workspace.as_str().to_owned();
    let found: Vec<Detail> = on!(conn, |c| c
        .fetch(
            publications::table
                .inner_join(
                    publication_records::table.on(publication_records::workspace_id
                        .eq(publications::workspace_id)
                        .and(publication_records::publication_id.eq(publications::id)))
                )
                .filter(publications::workspace_id.eq(key))
                .filter(publications::id.eq(id))
                .filter(publications::is_public)
                .select((
                    publications::doi,
                    publications::slug,
                    publications::resolution,
                    publications::last_fetched_at,
                    publications::last_edited_at,
                    publications::edit_count,
                    publication_records::merged,
                ))
        )
        .await)?;
    let Some((doi, slug, resolution, last_fetched_at, last_edited_at, edit_count, Json(data))) =
        found.into_iter().next()
    else {
        return Ok(None);
    };
    Ok(Some(PublicPublication {
        doi: rows::doi_of(&doi)?,
        slug,
        data,
        providers: sources::states(conn, workspace, id).await?,
        resolution: rows::resolution(&resolution)?,
        last_fetched_at,
        last_edited_at,
        edit_count,
        people: people_of(listing::links_of(conn, workspace, id).await?)?
            .remove(&id)
            .unwrap_or_default(),
    }))
}

pub(super) async fn withdrawn_since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    since: i64,
) -> Result<Vec<Withdrawn>, DbError> {
    let listed = publications::is_public;
    tombstones::left!(
        conn,
        workspace,
        since,
        tombstones::PUBLICATION,
        publications::doi,
        listed
    )
}
