//! Reading public publications.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, SelectableHelper};
use domain::identifier::Doi;
use domain::person::Withdrawn;
use domain::publication::{
    PersonRef, PublicPublication, PublicationQuery, PublicationSort, PublicationSummary, Record, vocabulary,
};
use domain::storage::{Direction, Page};
use domain::workspace::WorkspaceId;

use super::rows::{self, SummaryRow};
use super::{existing, sources};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::schema::{publication_people, publication_records, publications};
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;
use crate::tombstones;

/// A boxed query over the public publications that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr) => {{
        let filter = $filter;
        let workspace = $workspace.as_str().to_owned();
        let mut select = publications::table
            .filter(publications::workspace_id.eq(workspace.clone()))
            .filter(publications::is_public)
            .into_boxed::<$db>();
        if let Some(matching) = WordMatch::all(WordIndex::PublicationTitles, &filter.q) {
            select = select.filter(matching);
        }
        if let Some(word) = &filter.publication_type {
            let words: Vec<String> = vocabulary::filter_words(word)
                .into_iter()
                .map(str::to_owned)
                .collect();
            select = match <[String; 1]>::try_from(words) {
                Ok([word]) => select.filter(publications::publication_type.eq(word)),
                Err(words) => select.filter(publications::publication_type.eq_any(words)),
            };
        }
        if let Some(year) = filter.publication_year {
            select = select.filter(publications::publication_year.eq(year));
        }
        if let Some(least) = filter.min_cited_by {
            select = select.filter(publications::cited_by_sort.ge(least.max(0)));
        }
        if let Some(since) = filter.updated_since {
            select = select.filter(publications::changed_at.ge(since));
        }
        if let Some(person) = &filter.person {
            let own = publication_people::table
                .filter(publication_people::workspace_id.eq(workspace))
                .filter(publication_people::person_orcid.eq(person.as_str().to_owned()))
                .select(publication_people::publication_id);
            select = select.filter(publications::id.eq_any(own));
        }
        select
    }};
}

/// Orders as the indexes do. Unknown values are 0 or -1: last on the way down by themselves, on the way up by the
/// first key.
macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match ($query.sort, $query.direction) {
            (PublicationSort::LastFetchedAt, Direction::Descending) => {
                $select.order((publications::last_fetched_at.desc(), publications::id.desc()))
            }
            (PublicationSort::LastFetchedAt, Direction::Ascending) => {
                $select.order((publications::last_fetched_at, publications::id))
            }
            (PublicationSort::PublicationDate, Direction::Descending) => {
                $select.order((publications::date_sort.desc(), publications::id.desc()))
            }
            (PublicationSort::PublicationDate, Direction::Ascending) => $select.order((
                sql::<Bool>("publications.date_sort = 0"),
                publications::date_sort,
                publications::id,
            )),
            (PublicationSort::CitedByCount, Direction::Descending) => {
                $select.order((publications::cited_by_sort.desc(), publications::id.desc()))
            }
            (PublicationSort::CitedByCount, Direction::Ascending) => $select.order((
                sql::<Bool>("publications.cited_by_sort = -1"),
                publications::cited_by_sort,
                publications::id,
            )),
        }
    };
}

impl Diesel {
    pub(super) async fn list_publications(
        &self,
        workspace: &WorkspaceId,
        query: &PublicationQuery,
    ) -> Result<Page<PublicationSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(workspace).await?;
        let mut conn = self.db.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, workspace, &query.filter).select(SummaryRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let mut items: Vec<PublicationSummary> = rows
            .into_iter()
            .map(PublicationSummary::try_from)
            .collect::<Result<_, _>>()?;
        if query.with_people {
            let ids = items.iter().map(|item| item.id.0).collect();
            let mut people = people_of(&mut conn, workspace, ids).await?;
            for item in &mut items {
                item.people = people.remove(&item.id.0).unwrap_or_default();
            }
        }
        let unfiltered = query.filter == domain::publication::PublicationFilter::default();
        let known = unfiltered.then_some(revision.sizes.publications);
        let filter = format!("publications {:?}", query.filter);
        let total = self
            .total(workspace, revision.revision.number, filter, known, async {
                Ok(on!(&mut conn, |c| c
                    .fetch(filtered!(Db, workspace, &query.filter).count())
                    .await)?)
            })
            .await?;
        Ok(Page { items, total })
    }
}

/// Row number → linked people, by position.
async fn people_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, Vec<PersonRef>>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(i64, String, Option<i32>)> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .filter(publication_people::workspace_id.eq(key))
                .filter(publication_people::publication_id.eq_any(ids))
                .select((
                    publication_people::publication_id,
                    publication_people::person_orcid,
                    publication_people::position,
                ))
        )
        .await)?;
    let mut people: BTreeMap<i64, Vec<PersonRef>> = BTreeMap::new();
    for (id, orcid, position) in rows {
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
        people: people_of(conn, workspace, vec![id])
            .await?
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
