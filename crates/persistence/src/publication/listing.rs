//! The SQL of public publication lists: what is let through, and in which order.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort, vocabulary};
use domain::workspace::{View, WorkspaceId};

use super::rows::SummaryRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Fetch as _, FetchThen as _};
use crate::lists::sorted;
use crate::paged::Paged;
use crate::schema::{memberships, people, publication_people, publications};
use crate::search::{WordIndex, WordMatch};
use crate::view;

/// Of a boxed query, the publications of this type, year, person, and so often cited.
macro_rules! described {
    ($select:expr, $workspace:expr, $filter:expr) => {{
        let mut select = $select;
        if let Some(word) = &$filter.publication_type {
            let words: Vec<String> = vocabulary::filter_words(word)
                .into_iter()
                .map(str::to_owned)
                .collect();
            select = match <[String; 1]>::try_from(words) {
                Ok([word]) => select.filter(publications::publication_type.eq(word)),
                Err(words) => select.filter(publications::publication_type.eq_any(words)),
            };
        }
        if let Some(year) = $filter.publication_year {
            select = select.filter(publications::publication_year.eq(year));
        }
        if let Some(least) = $filter.min_cited_by {
            select = select.filter(publications::cited_by_sort.ge(least.max(0)));
        }
        if let Some(person) = &$filter.person {
            let theirs = $crate::lists::own!(publication_people::person_orcid, $workspace, person);
            select =
                select.filter(publications::id.eq_any(theirs.select(publication_people::publication_id)));
        }
        select
    }};
}
pub(super) use described;

/// A boxed query over the public publications that a filter lets through.
macro_rules! filtered {
    ($db:ty, $view:expr, $filter:expr) => {{
        let filter = $filter;
        let workspace = $view.workspace().as_str().to_owned();
        let mut select = publications::table
            .filter(publications::workspace_id.eq(workspace.clone()))
            .filter(publications::is_public)
            .into_boxed::<$db>();
        if let Some(matching) = WordMatch::all(WordIndex::PublicationTitles, &filter.q) {
            select = select.filter(matching);
        }
        select = described!(select, workspace, filter);
        if let Some(since) = filter.updated_since {
            select = select.filter(publications::changed_at.ge(since));
        }
        if let Some(entities) = view::entities($view) {
            let theirs = view::theirs!(publication_people, publication_id, workspace, entities);
            select = select.filter(publications::id.eq_any(theirs));
        }
        select
    }};
}

/// Orders as the indexes do.
macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match $query.sort {
            PublicationSort::LastFetchedAt => {
                sorted!($select, $query.direction, publications::last_fetched_at)
            }
            PublicationSort::PublicationDate => {
                sorted!($select, $query.direction, publications::date_sort, unknown: 0)
            }
            PublicationSort::CitedByCount => {
                sorted!($select, $query.direction, publications::cited_by_sort, unknown: "-1")
            }
        }
    };
}

/// The people of publications whom the staff have not hidden. Takes ids.
macro_rules! linked {
    ($workspace:expr, $ids:expr) => {{
        let workspace: String = $workspace;
        let hidden = people::table
            .filter(people::workspace_id.eq(workspace.clone()))
            .filter(people::hidden_at.is_not_null())
            .select(people::orcid);
        publication_people::table
            .filter(publication_people::workspace_id.eq(workspace))
            .filter(publication_people::publication_id.eq_any($ids))
            .filter(publication_people::person_orcid.ne_all(hidden))
            .select((
                publication_people::publication_id,
                publication_people::person_orcid,
                publication_people::position,
            ))
    }};
}

/// Publication, person, position.
pub(super) type Link = (i64, String, Option<i32>);

/// One page of the list, straight from an index (see [`index_is_in_order`]), with the people of its rows where they are
/// asked for.
pub(super) async fn rows(
    conn: &mut Conn,
    view: &View,
    query: &PublicationQuery,
) -> Result<(Vec<SummaryRow>, Vec<Link>), DbError> {
    let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
    let (key, with_people) = (view.workspace().as_str().to_owned(), query.with_people);
    Ok(on!(conn, |c| {
        let select = filtered!(Db, view, &query.filter).select(SummaryRow::as_select());
        let page = Paged::new(ordered!(select, query), limit, offset);
        c.fetch_then(page, move |rows: &[SummaryRow]| {
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            (with_people && !ids.is_empty()).then(|| linked!(key, ids))
        })
        .await
    })?)
}

/// These rows, where they are public, in any order, with their people where they are asked for.
pub(super) async fn rows_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
    with_people: bool,
) -> Result<(Vec<SummaryRow>, Vec<Link>), DbError> {
    let (key, wanted) = (workspace.as_str().to_owned(), ids.to_vec());
    Ok(on!(conn, |c| {
        let rows = publications::table
            .filter(publications::workspace_id.eq(key.clone()))
            .filter(publications::id.eq_any(wanted.clone()))
            .filter(publications::is_public)
            .select(SummaryRow::as_select());
        c.fetch_then(rows, move |_: &[SummaryRow]| {
            with_people.then(|| linked!(key, wanted))
        })
        .await
    })?)
}

/// The people of one publication.
pub(super) async fn links_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
) -> Result<Vec<Link>, DbError> {
    let key = workspace.as_str().to_owned();
    Ok(on!(conn, |c| c.fetch(linked!(key, vec![id])).await)?)
}

/// The row numbers of the whole list.
pub(super) async fn ids(conn: &mut Conn, view: &View, query: &PublicationQuery) -> Result<Vec<i64>, DbError> {
    Ok(on!(conn, |c| {
        let select = filtered!(Db, view, &query.filter).select(publications::id);
        c.fetch(ordered!(select, query)).await
    })?)
}

/// Whether an index has the rows that the filter lets through, and has them in the order that is asked for.
pub(super) fn index_is_in_order(query: &PublicationQuery) -> bool {
    let PublicationFilter {
        q,
        publication_type,
        publication_year: _,
        min_cited_by,
        person,
        updated_since,
    } = &query.filter;
    if query.filter == PublicationFilter::default() {
        return true;
    }
    let one_type = publication_type
        .as_ref()
        .is_none_or(|word| vocabulary::filter_words(word).len() == 1);
    query.sort == PublicationSort::LastFetchedAt
        && one_type
        && q.is_empty()
        && min_cited_by.is_none()
        && person.is_none()
        && updated_since.is_none()
}

/// The row numbers of the whole list in any order: nothing but the filter decides how they are found.
pub(super) async fn unordered(
    conn: &mut Conn,
    view: &View,
    query: &PublicationQuery,
) -> Result<Vec<i64>, DbError> {
    Ok(on!(conn, |c| {
        c.fetch(filtered!(Db, view, &query.filter).select(publications::id))
            .await
    })?)
}

/// These rows in the list's order.
pub(super) async fn in_order(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    query: &PublicationQuery,
    ids: Vec<i64>,
) -> Result<Vec<i64>, DbError> {
    let key = workspace.as_str().to_owned();
    Ok(on!(conn, |c| {
        let select = publications::table
            .filter(publications::workspace_id.eq(key))
            .filter(publications::id.eq_any(ids))
            .select(publications::id)
            .into_boxed::<Db>();
        c.fetch(ordered!(select, query)).await
    })?)
}
