//! Lists of the staff: hidden and deleted publications are in them.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::publication::curation::{StaffFilter, StaffQuery, StaffSort, StaffSummary};
use domain::publication::{PublicationId, Record, vocabulary};
use domain::storage::Page;
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use super::people;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::lists::{kept, sorted};
use crate::publication::listing::described;
use crate::publication::rows;
use crate::schema::{publication_people, publication_records, publications};
use crate::search::TitleOrAuthors;
use crate::stores::Diesel;

/// Holds for every row: the condition of the indexes that serve these lists, and no others.
const EVERY_ROW: &str = "publications.slug <> ''";

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publications)]
struct SummaryRow {
    id: i64,
    doi: String,
    slug: String,
    title: Option<Json<Localised>>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    publication_type: Option<String>,
    cited_by_count: Option<i64>,
    last_fetched_at: i64,
    last_edited_at: Option<i64>,
    edit_count: i64,
    visible: bool,
    deleted_at: Option<i64>,
    author_match_state: String,
    journal: Option<String>,
}

impl TryFrom<SummaryRow> for StaffSummary {
    type Error = DbError;

    fn try_from(row: SummaryRow) -> Result<Self, DbError> {
        let SummaryRow {
            id,
            doi,
            slug,
            title,
            publication_date,
            publication_year,
            publication_type,
            cited_by_count,
            last_fetched_at,
            last_edited_at,
            edit_count,
            visible,
            deleted_at,
            author_match_state,
            journal,
        } = row;
        let date = publication_date.map(|text| text.parse()).transpose();
        Ok(Self {
            id: PublicationId(id),
            doi: rows::doi_of(&doi)?,
            slug,
            title: title.map(|Json(title)| title),
            publication_date: date
                .ok()
                .ok_or(DbError::Corrupt("publications.publication_date"))?,
            publication_year,
            publication_type,
            cited_by_count,
            last_fetched_at,
            last_edited_at,
            edit_count,
            visible,
            deleted_at,
            match_state: rows::match_state(&author_match_state)?,
            journal,
            people: Vec::new(),
            merged: Record::default(),
        })
    }
}

/// A boxed query over the publications that a filter lets through.
macro_rules! filtered {
    ($db:ty, $workspace:expr, $filter:expr, $by_list_index:expr) => {{
        let filter = $filter;
        let workspace = $workspace.as_str().to_owned();
        let mut select = publications::table
            .filter(publications::workspace_id.eq(workspace.clone()))
            .into_boxed::<$db>();
        if $by_list_index {
            select = select.filter(sql::<Bool>(EVERY_ROW));
        }
        select = kept!(select, publications, filter);
        if let Some(matching) = TitleOrAuthors::all(&filter.q) {
            select = select.filter(matching);
        }
        select = described!(select, workspace, filter);
        select
    }};
}

/// Orders as the indexes do.
macro_rules! ordered {
    ($select:expr, $query:expr) => {
        match $query.sort {
            StaffSort::LastFetchedAt => sorted!($select, $query.direction, publications::last_fetched_at),
            StaffSort::PublicationDate => {
                sorted!($select, $query.direction, publications::date_sort, unknown: 0)
            }
            StaffSort::CitedByCount => {
                sorted!($select, $query.direction, publications::cited_by_sort, unknown: "-1")
            }
            StaffSort::Title => sorted!($select, $query.direction, publications::sort_title, unknown: "''"),
            StaffSort::EditCount => sorted!($select, $query.direction, publications::edit_count),
            StaffSort::LastEditedAt => {
                sorted!($select, $query.direction, publications::last_edited_at, unknown: NULL)
            }
        }
    };
}

impl Diesel {
    pub(super) async fn staff_list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffQuery,
    ) -> Result<Page<StaffSummary>, DbError> {
        // Before a connection is held: the revision may need one of its own.
        let revision = self.db.revision(workspace).await?.revision.number;
        let mut conn = self.db.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut conn, |c| {
            let select = filtered!(Db, workspace, &query.filter, true).select(SummaryRow::as_select());
            let (limit, offset) = (i64::from(query.page.per_page), query.page.offset());
            c.fetch(ordered!(select, query).limit(limit).offset(offset)).await
        })?;
        let mut items: Vec<StaffSummary> = rows
            .into_iter()
            .map(StaffSummary::try_from)
            .collect::<Result<_, _>>()?;
        let ids: Vec<i64> = items.iter().map(|item| item.id.0).collect();
        let mut people = people::linked(&mut conn, workspace, ids.clone()).await?;
        let mut records = records(&mut conn, workspace, ids).await?;
        for item in &mut items {
            item.people = people.remove(&item.id.0).unwrap_or_default();
            item.merged = records.remove(&item.id.0).unwrap_or_default();
        }
        // Without further filters the index of arrivals has all that is counted by.
        let by_list_index = query.filter
            != StaffFilter {
                visibility: query.filter.visibility,
                deletion: query.filter.deletion,
                ..StaffFilter::default()
            };
        // Every write to publications and links raises the revision, so a total counted at one holds at it.
        let filter = format!("staff publications {:?}", query.filter);
        let total = self
            .total(workspace, revision, filter, None, async {
                Ok(on!(&mut conn, |c| c
                    .fetch(filtered!(Db, workspace, &query.filter, by_list_index).count())
                    .await)?)
            })
            .await?;
        Ok(Page { items, total })
    }
}

/// Row number → what everyone sees.
async fn records(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, Record>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(i64, Json<Record>)> = on!(conn, |c| c
        .fetch(
            publication_records::table
                .filter(publication_records::workspace_id.eq(key))
                .filter(publication_records::publication_id.eq_any(ids))
                .select((publication_records::publication_id, publication_records::merged,))
        )
        .await)?;
    Ok(rows.into_iter().map(|(id, Json(record))| (id, record)).collect())
}
