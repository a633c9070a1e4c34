//! The people linked to publications, with what the staff want to know of each link.

use std::collections::BTreeMap;

use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, Queryable, Selectable, SelectableHelper,
};
use domain::identifier::Orcid;
use domain::publication::LinkOrigin;
use domain::publication::curation::LinkedPerson;
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::publication::links;
use crate::schema::{people, publication_people};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = publication_people)]
struct LinkRow {
    publication_id: i64,
    person_orcid: String,
    position: Option<i32>,
    origin: String,
    score: f64,
    claimed: bool,
    confirmed: bool,
}

/// Row number → linked people, by position; those without one last.
pub(in crate::publication) async fn linked(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, Vec<LinkedPerson>>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(LinkRow, String, Option<Json<Localised>>, bool)> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .inner_join(
                    people::table.on(people::workspace_id
                        .eq(publication_people::workspace_id)
                        .and(people::orcid.eq(publication_people::person_orcid)))
                )
                .filter(publication_people::workspace_id.eq(key))
                .filter(publication_people::publication_id.eq_any(ids))
                .select((
                    LinkRow::as_select(),
                    people::display_name,
                    people::name_edit,
                    people::is_internal,
                ))
        )
        .await)?;
    let mut linked: BTreeMap<i64, Vec<LinkedPerson>> = BTreeMap::new();
    for (row, display_name, name_edit, internal) in rows {
        let LinkRow {
            publication_id,
            person_orcid,
            position,
            origin,
            score,
            claimed,
            confirmed,
        } = row;
        let origin = links::origin(&origin)?;
        linked.entry(publication_id).or_default().push(LinkedPerson {
            orcid: Orcid::parse(&person_orcid)
                .ok()
                .ok_or(DbError::Corrupt("publication_people.person_orcid"))?,
            name: name_edit.map_or(display_name, |Json(name)| name.any().to_owned()),
            position: position.and_then(|position| u32::try_from(position).ok()),
            origin,
            score,
            claimed,
            confirmed: confirmed || origin == LinkOrigin::Manual,
            internal,
        });
    }
    for people in linked.values_mut() {
        people.sort_by(|a, b| {
            (a.position.is_none(), a.position, &a.orcid).cmp(&(b.position.is_none(), b.position, &b.orcid))
        });
    }
    Ok(linked)
}
