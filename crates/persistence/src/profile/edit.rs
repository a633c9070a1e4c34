//! Writing what the staff make of a person.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::person::{PersonNames, name};
use domain::profile::{CategoryId, Current, EditOutcome, Edited, ProfileEdit, Stamp};
use domain::workspace::WorkspaceId;

use super::category;
use super::detail::SourcesRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::person::primary;
use crate::revision::Sizes;
use crate::schema::people;
use crate::search::indexed;
use crate::trail;

/// Edits inside a transaction that is alone among the writers of the workspace.
pub(super) async fn edit(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    edit: &ProfileEdit,
    stamp: &Stamp,
) -> Result<EditOutcome, DbError> {
    let Some((names, current)) = current(conn, workspace, orcid).await? else {
        return Ok(EditOutcome::NoPerson);
    };
    let asked: BTreeSet<CategoryId> = edit.categories.clone().unwrap_or_default();
    let known = category::known(conn, workspace, &asked).await?;
    let edited = match edit.on(&current, &known) {
        Ok(edited) => edited,
        Err(refusal) => return Ok(EditOutcome::Refused(refusal)),
    };
    if !edited.changes_something() {
        return Ok(EditOutcome::Done);
    }
    write(conn, workspace, (&names, &current), &edited, stamp.at).await?;
    if edited.categories != current.categories {
        category::replace(conn, workspace, &current.orcid, &edited.categories).await?;
    }
    conn.news.changed_person(current.orcid.as_str(), stamp.at);
    let trail = Trail::from(edited.event(&current.orcid, stamp));
    trail::close(conn, workspace, &trail, (stamp.at, Sizes::default())).await?;
    Ok(EditOutcome::Done)
}

async fn current(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Option<(PersonNames, Current)>, DbError> {
    let Some(orcid) = primary(conn, workspace, orcid).await? else {
        return Ok(None);
    };
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<SourcesRow> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0))
                .filter(people::orcid.eq(key.1.clone()))
                .select(SourcesRow::as_select())
        )
        .await)?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let categories = category::of_people(conn, workspace, &[key.1]).await?;
    let SourcesRow {
        display_name,
        names,
        name_edit,
        biography,
        biography_edit,
    } = row;
    let current = Current {
        orcid,
        registry_name: display_name,
        name_edit: name_edit.map(|Json(name)| name),
        registry_biography: biography,
        biography_edit: biography_edit.map(|Json(text)| text),
        categories: categories
            .into_values()
            .flatten()
            .map(|category| category.id)
            .collect(),
    };
    Ok(Some((names.0, current)))
}

/// The edits, and what is made from them. Name keys stay: authors are matched by the registry's names.
async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    (names, current): (&PersonNames, &Current),
    edited: &Edited,
    now: i64,
) -> Result<(), DbError> {
    let name_edit = edited.name_edit.as_ref();
    let searched = name::searched_by(names, &current.orcid, name_edit);
    let values = (
        people::name_edit.eq(name_edit.cloned().map(Json)),
        people::biography_edit.eq(edited.biography_edit.clone().map(Json)),
        people::sort_name.eq(name::sorted_as(&current.registry_name, name_edit)),
        people::search_text.eq(indexed(&searched)),
        people::changed_at.eq(now),
    );
    let own = people::table
        .filter(people::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(people::orcid.eq(current.orcid.as_str().to_owned()));
    on!(conn, |c| c.exec(diesel::update(own).set(values)).await)?;
    Ok(())
}
