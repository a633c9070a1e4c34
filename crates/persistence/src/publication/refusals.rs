//! People of whom staff said that a publication is not theirs.

use std::collections::BTreeMap;

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Orcid;
use domain::publication::Link;
use domain::publication::linking::RefusedPerson;
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{people, publication_refusals};

fn read(text: &str) -> Result<Orcid, DbError> {
    Orcid::parse(text)
        .ok()
        .ok_or(DbError::Corrupt("publication_refusals.person_orcid"))
}

/// Of one publication, by iD.
pub(crate) async fn of(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<Vec<Orcid>, DbError> {
    Ok(of_some(conn, workspace, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default())
}

/// Row number → refused people, by iD.
pub(super) async fn of_some(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Orcid>>, DbError> {
    let rows: Vec<(i64, String)> = on!(conn, |c| c
        .fetch(
            publication_refusals::table
                .filter(publication_refusals::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_refusals::publication_id.eq_any(ids.to_vec()))
                .order((
                    publication_refusals::publication_id,
                    publication_refusals::person_orcid
                ))
                .select((
                    publication_refusals::publication_id,
                    publication_refusals::person_orcid
                ))
        )
        .await)?;
    let mut refused: BTreeMap<i64, Vec<Orcid>> = BTreeMap::new();
    for (id, orcid) in rows {
        refused.entry(id).or_default().push(read(&orcid)?);
    }
    Ok(refused)
}

/// The same with names, times and who said so.
pub(super) async fn told(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
) -> Result<Vec<RefusedPerson>, DbError> {
    type Row = (String, String, Option<Json<Localised>>, i64, String);
    let rows: Vec<Row> = on!(conn, |c| c
        .fetch(
            publication_refusals::table
                .inner_join(
                    people::table.on(people::workspace_id
                        .eq(publication_refusals::workspace_id)
                        .and(people::orcid.eq(publication_refusals::person_orcid)))
                )
                .filter(publication_refusals::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(publication_refusals::publication_id.eq(id))
                .order(publication_refusals::person_orcid)
                .select((
                    publication_refusals::person_orcid,
                    people::display_name,
                    people::name_edit,
                    publication_refusals::at,
                    publication_refusals::actor_label,
                ))
        )
        .await)?;
    let told = rows.into_iter().map(|(orcid, display_name, name_edit, at, by)| {
        Ok(RefusedPerson {
            orcid: read(&orcid)?,
            name: name_edit.map_or(display_name, |Json(name)| name.any().to_owned()),
            at,
            by,
        })
    });
    told.collect()
}

/// Notes that it is not this person's.
pub(super) async fn add(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    person: &Orcid,
    (at, by): (i64, &str),
) -> Result<(), DbError> {
    let row = (
        publication_refusals::workspace_id.eq(workspace.as_str().to_owned()),
        publication_refusals::publication_id.eq(id),
        publication_refusals::person_orcid.eq(person.as_str().to_owned()),
        publication_refusals::at.eq(at),
        publication_refusals::actor_label.eq(by.to_owned()),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(publication_refusals::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

/// Forgets it.
pub(super) async fn take_back(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    people: &[Orcid],
) -> Result<(), DbError> {
    let people: Vec<String> = people.iter().map(|orcid| orcid.as_str().to_owned()).collect();
    if people.is_empty() {
        return Ok(());
    }
    let own = publication_refusals::table
        .filter(publication_refusals::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publication_refusals::publication_id.eq(id))
        .filter(publication_refusals::person_orcid.eq_any(people));
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    Ok(())
}

/// After a write: who is linked all the same was named by staff, so the refusal is over.
pub(super) async fn keep(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    refused: &[Orcid],
    links: &[Link],
) -> Result<(), DbError> {
    let is_linked = |orcid: &&Orcid| links.iter().any(|link| link.person == **orcid);
    let over: Vec<Orcid> = refused.iter().filter(is_linked).cloned().collect();
    take_back(conn, workspace, id, &over).await
}

/// Where an alias becomes part of another publication: these are refused there from now on.
pub(super) async fn moved(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    (from, to): (i64, i64),
    refused: &[Orcid],
) -> Result<(), DbError> {
    let present = of(conn, workspace, to).await?;
    for person in refused.iter().filter(|person| !present.contains(person)) {
        let own = publication_refusals::table
            .filter(publication_refusals::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publication_refusals::publication_id.eq(from))
            .filter(publication_refusals::person_orcid.eq(person.as_str().to_owned()));
        on!(conn, |c| c
            .exec(diesel::update(own).set(publication_refusals::publication_id.eq(to)))
            .await)?;
    }
    Ok(())
}
