//! The list of public publications, by the SQL that the service sends.

use std::collections::BTreeMap;

use actix_web::error::ErrorInternalServerError;
use actix_web::{HttpResponse, web};
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde::{Deserialize, Serialize};

use crate::Bench;
use crate::pools::{Pools, SyncPool};

diesel::table! {
    publications (workspace_id, id) {
        id -> BigInt,
        workspace_id -> Text,
        doi -> Text,
        slug -> Text,
        publication_date -> Nullable<Text>,
        publication_year -> Nullable<Integer>,
        publication_type -> Nullable<Text>,
        cited_by_count -> Nullable<BigInt>,
        last_fetched_at -> BigInt,
        author_match_state -> Text,
        journal -> Nullable<Text>,
        is_public -> Bool,
        #[sql_name = "abstract"]
        abstract_text -> Nullable<Text>,
    }
}
diesel::table! {
    publication_people (workspace_id, publication_id, person_orcid) {
        workspace_id -> Text,
        publication_id -> BigInt,
        person_orcid -> Text,
        position -> Nullable<Integer>,
    }
}
diesel::table! {
    people (workspace_id, orcid) {
        workspace_id -> Text,
        orcid -> Text,
        hidden_at -> Nullable<BigInt>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(publications, publication_people, people);

/// Items on a page, as the service's default.
const PER_PAGE: i64 = 20;

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    page: Option<i64>,
}

impl Asked {
    fn offset(&self) -> i64 {
        (self.page.unwrap_or(1) - 1) * PER_PAGE
    }
}

/// A query with a limit and an offset that no plan depends on, as the service has them.
#[derive(QueryId)]
struct Paged<Q> {
    query: Q,
    offset: i64,
}

impl<Q: Query> Query for Paged<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Paged<Q> {}

impl<Q, DB> QueryFragment<DB> for Paged<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT (SELECT ");
        out.push_bind_param::<BigInt, _>(&PER_PAGE)?;
        out.push_sql(") OFFSET (SELECT ");
        out.push_bind_param::<BigInt, _>(&self.offset)?;
        out.push_sql(")");
        Ok(())
    }
}

type Row = (
    i64,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<i32>,
    Option<String>,
    Option<i64>,
    i64,
    String,
    Option<String>,
    Option<String>,
);

/// Publication, person, position.
type Linked = (i64, String, Option<i32>);

#[derive(Serialize)]
struct Item {
    doi: String,
    slug: String,
    title: Option<Box<serde_json::value::RawValue>>,
    publication_date: Option<String>,
    publication_year: Option<i32>,
    publication_type: Option<String>,
    cited_by_count: Option<i64>,
    last_fetched_at: i64,
    author_match_state: String,
    journal: Option<String>,
    r#abstract: Option<String>,
    people: Vec<(String, Option<i32>)>,
}

/// The statements; both kinds of connection take them.
macro_rules! statements {
    ($workspace:expr, $offset:expr) => {
        Paged {
            offset: $offset,
            query: publications::table
                .filter(publications::workspace_id.eq($workspace))
                .filter(publications::is_public)
                .order((publications::last_fetched_at.desc(), publications::id.desc()))
                .select((
                    publications::id,
                    publications::doi,
                    publications::slug,
                    diesel::dsl::sql::<Nullable<Text>>("CAST(title AS TEXT)"),
                    publications::publication_date,
                    publications::publication_year,
                    publications::publication_type,
                    publications::cited_by_count,
                    publications::last_fetched_at,
                    publications::author_match_state,
                    publications::journal,
                    publications::abstract_text,
                )),
        }
    };
}

macro_rules! people {
    ($workspace:expr, $rows:expr) => {
        publication_people::table
            .filter(publication_people::workspace_id.eq($workspace))
            .filter(publication_people::publication_id.eq_any(ids($rows)))
            .filter(
                publication_people::person_orcid.ne_all(
                    people::table
                        .filter(people::workspace_id.eq($workspace))
                        .filter(people::hidden_at.is_not_null())
                        .select(people::orcid),
                ),
            )
            .select((
                publication_people::publication_id,
                publication_people::person_orcid,
                publication_people::position,
            ))
    };
}

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row.0).collect()
}

/// Through the pool.
pub(crate) async fn pooled(
    bench: web::Data<Bench>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, actix_web::Error> {
    let workspace = bench.workspace.as_str();
    let (rows, people): (Vec<Row>, Vec<Linked>) = match &bench.pools {
        Pools::Postgres(pool) => {
            let mut conn = pool.get().await.map_err(ErrorInternalServerError)?;
            let rows: Vec<Row> =
                diesel_async::RunQueryDsl::load(statements!(workspace, asked.offset()), &mut conn)
                    .await
                    .map_err(ErrorInternalServerError)?;
            let people = diesel_async::RunQueryDsl::load(people!(workspace, &rows), &mut conn)
                .await
                .map_err(ErrorInternalServerError)?;
            (rows, people)
        }
        Pools::Sqlite(pool) => {
            let mut conn = pool.get().await.map_err(ErrorInternalServerError)?;
            let rows: Vec<Row> =
                diesel_async::RunQueryDsl::load(statements!(workspace.to_owned(), asked.offset()), &mut conn)
                    .await
                    .map_err(ErrorInternalServerError)?;
            let people = diesel_async::RunQueryDsl::load(people!(workspace.to_owned(), &rows), &mut conn)
                .await
                .map_err(ErrorInternalServerError)?;
            (rows, people)
        }
    };
    Ok(answer(rows, people))
}

/// In the thread that answers the request.
pub(crate) async fn synchronous(
    bench: web::Data<Bench>,
    pool: web::Data<SyncPool>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, actix_web::Error> {
    let workspace = bench.workspace.as_str();
    let (rows, people) = pool
        .with(|conn| {
            let rows: Vec<Row> = RunQueryDsl::load(statements!(workspace, asked.offset()), conn)?;
            let people = RunQueryDsl::load(people!(workspace, &rows), conn)?;
            Ok((rows, people))
        })
        .map_err(|error| ErrorInternalServerError(error.to_string()))?;
    Ok(answer(rows, people))
}

fn answer(rows: Vec<Row>, people: Vec<Linked>) -> HttpResponse {
    let mut linked: BTreeMap<i64, Vec<(String, Option<i32>)>> = BTreeMap::new();
    for (id, orcid, position) in people {
        linked.entry(id).or_default().push((orcid, position));
    }
    let item = |row: Row| Item {
        people: linked.remove(&row.0).unwrap_or_default(),
        doi: row.1,
        slug: row.2,
        title: row
            .3
            .and_then(|text| serde_json::value::RawValue::from_string(text).ok()),
        publication_date: row.4,
        publication_year: row.5,
        publication_type: row.6,
        cited_by_count: row.7,
        last_fetched_at: row.8,
        author_match_state: row.9,
        journal: row.10,
        r#abstract: row.11,
    };
    let items: Vec<Item> = rows.into_iter().map(item).collect();
    HttpResponse::Ok().json(items)
}
