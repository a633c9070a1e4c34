//! One person in detail.

use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::identifier::Orcid;
use domain::person::PersonNames;
use domain::profile::ProfileDetail;
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use super::around::{self, ProfileRow};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::person::{all_aliases, primary, stored};
use crate::schema::people;

/// Registry's and staff's values beside each other.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = people)]
pub(super) struct SourcesRow {
    pub(super) display_name: String,
    pub(super) names: Json<PersonNames>,
    pub(super) name_edit: Option<Json<Localised>>,
    pub(super) biography: Option<String>,
    pub(super) biography_edit: Option<Json<Localised>>,
}

pub(super) async fn find(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Option<ProfileDetail>, DbError> {
    let Some(orcid) = primary(conn, workspace, orcid).await? else {
        return Ok(None);
    };
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<(ProfileRow, SourcesRow)> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0))
                .filter(people::orcid.eq(key.1.clone()))
                .select((ProfileRow::as_select(), SourcesRow::as_select()))
        )
        .await)?;
    let Some((row, sources)) = rows.into_iter().next() else {
        return Ok(None);
    };
    let aliases = all_aliases(conn, workspace, vec![key.1]).await?;
    let aliases = aliases
        .iter()
        .map(|(alias, _)| stored(alias))
        .collect::<Result<_, _>>()?;
    let profile = around::profiles(conn, workspace, vec![row]).await?;
    let SourcesRow {
        display_name,
        names,
        name_edit,
        biography,
        biography_edit,
    } = sources;
    Ok(profile.into_iter().next().map(|profile| ProfileDetail {
        profile,
        names: names.0,
        registry_name: display_name,
        name_edit: name_edit.map(|Json(name)| name),
        registry_biography: biography,
        biography_edit: biography_edit.map(|Json(text)| text),
        aliases,
    }))
}
