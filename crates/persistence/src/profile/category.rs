//! Categories, and who is in which.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Orcid;
use domain::profile::{Category, CategoryId};
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{categories, person_categories};

type CategoryRow = (String, Json<Localised>, i64, Option<i64>);

fn category((id, Json(name), created_at, retired_at): CategoryRow) -> Category {
    Category {
        id: CategoryId::new(id),
        name,
        created_at,
        retired_at,
    }
}

pub(crate) async fn insert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    category: &Category,
) -> Result<(), DbError> {
    let Category {
        id,
        name,
        created_at,
        retired_at,
    } = category.clone();
    let row = (
        categories::workspace_id.eq(workspace.as_str().to_owned()),
        categories::id.eq(id.as_str().to_owned()),
        categories::name.eq(Json(name)),
        categories::created_at.eq(created_at),
        categories::retired_at.eq(retired_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(categories::table).values(row))
        .await)?;
    Ok(())
}

/// All categories, by id.
pub(crate) async fn all(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Vec<Category>, DbError> {
    let id = workspace.as_str().to_owned();
    let rows: Vec<CategoryRow> = on!(conn, |c| c
        .fetch(
            categories::table
                .filter(categories::workspace_id.eq(id))
                .order(categories::id)
                .select((
                    categories::id,
                    categories::name,
                    categories::created_at,
                    categories::retired_at,
                ))
        )
        .await)?;
    Ok(rows.into_iter().map(category).collect())
}

/// Which of these there are, each with whether it is retired.
pub(super) async fn known(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    asked: &BTreeSet<CategoryId>,
) -> Result<BTreeMap<CategoryId, bool>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked: Vec<String> = asked.iter().map(|id| id.as_str().to_owned()).collect();
    let rows: Vec<(String, Option<i64>)> = on!(conn, |c| c
        .fetch(
            categories::table
                .filter(categories::workspace_id.eq(id))
                .filter(categories::id.eq_any(asked))
                .select((categories::id, categories::retired_at))
        )
        .await)?;
    let retired = |(id, retired_at): (String, Option<i64>)| (CategoryId::new(id), retired_at.is_some());
    Ok(rows.into_iter().map(retired).collect())
}

/// The categories of these people, by id.
pub(super) async fn of_people(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, Vec<Category>>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked = orcids.to_vec();
    let rows: Vec<(String, CategoryRow)> = on!(conn, |c| c
        .fetch(
            person_categories::table
                .inner_join(
                    categories::table.on(categories::workspace_id
                        .eq(person_categories::workspace_id)
                        .and(categories::id.eq(person_categories::category_id)))
                )
                .filter(person_categories::workspace_id.eq(id))
                .filter(person_categories::person_orcid.eq_any(asked))
                .order((person_categories::person_orcid, person_categories::category_id))
                .select((
                    person_categories::person_orcid,
                    (
                        categories::id,
                        categories::name,
                        categories::created_at,
                        categories::retired_at,
                    ),
                ))
        )
        .await)?;
    let mut found: BTreeMap<String, Vec<Category>> = BTreeMap::new();
    for (orcid, row) in rows {
        found.entry(orcid).or_default().push(category(row));
    }
    Ok(found)
}

/// Puts somebody into these categories and no others.
pub(super) async fn replace(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    ids: &BTreeSet<CategoryId>,
) -> Result<(), DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let own = person_categories::table
        .filter(person_categories::workspace_id.eq(key.0.clone()))
        .filter(person_categories::person_orcid.eq(key.1.clone()));
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    for id in ids {
        let row = (
            person_categories::workspace_id.eq(key.0.clone()),
            person_categories::category_id.eq(id.as_str().to_owned()),
            person_categories::person_orcid.eq(key.1.clone()),
        );
        on!(conn, |c| c
            .exec(diesel::insert_into(person_categories::table).values(row))
            .await)?;
    }
    Ok(())
}
