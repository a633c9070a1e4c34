//! Installations with all that hangs on them.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::installation::{Credential, Installation, InstallationFile};

use super::rows::{Belongings, CredentialRow, InstallationRow, OriginRow};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::schema::{
    installation_credentials, installation_entities, installation_external_ids, installation_origins,
    installations,
};

/// Installations of a workspace, newest first; one, where an id is given.
pub(super) async fn load(
    conn: &mut Conn,
    workspace: &str,
    id: Option<&str>,
) -> Result<Vec<Installation>, DbError> {
    let (workspace, id) = (workspace.to_owned(), id.map(str::to_owned));
    let rows: Vec<InstallationRow> = on!(conn, |c| {
        let mut query = installations::table
            .filter(installations::workspace_id.eq(workspace.clone()))
            .order((installations::created_at.desc(), installations::id))
            .select(InstallationRow::as_select())
            .into_boxed::<Db>();
        if let Some(id) = id.clone() {
            query = query.filter(installations::id.eq(id));
        }
        c.fetch(query).await
    })?;
    complete(conn, rows).await
}

/// Adds what hangs on rows.
pub(super) async fn complete(
    conn: &mut Conn,
    rows: Vec<InstallationRow>,
) -> Result<Vec<Installation>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut workspaces: Vec<String> = rows.iter().map(|row| row.workspace_id.clone()).collect();
    workspaces.sort_unstable();
    workspaces.dedup();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let all = belongings(conn, workspaces, ids).await?;
    rows.into_iter().map(|row| row.complete(&all)).collect()
}

async fn belongings(
    conn: &mut Conn,
    workspaces: Vec<String>,
    ids: Vec<String>,
) -> Result<Belongings, DbError> {
    let origins: Vec<OriginRow> = on!(&mut *conn, |c| c
        .fetch(
            installation_origins::table
                .filter(installation_origins::workspace_id.eq_any(workspaces.clone()))
                .filter(installation_origins::installation_id.eq_any(ids.clone()))
                .order(installation_origins::id)
                .select(OriginRow::as_select())
        )
        .await)?;
    let entities: Vec<(String, String, String)> = on!(&mut *conn, |c| c
        .fetch(
            installation_entities::table
                .filter(installation_entities::workspace_id.eq_any(workspaces.clone()))
                .filter(installation_entities::installation_id.eq_any(ids.clone()))
                .order(installation_entities::entity_id)
                .select((
                    installation_entities::workspace_id,
                    installation_entities::installation_id,
                    installation_entities::entity_id,
                ))
        )
        .await)?;
    let external_ids: Vec<(String, String, String)> = on!(&mut *conn, |c| c
        .fetch(
            installation_external_ids::table
                .filter(installation_external_ids::workspace_id.eq_any(workspaces))
                .filter(installation_external_ids::installation_id.eq_any(ids))
                .order(installation_external_ids::place)
                .select((
                    installation_external_ids::workspace_id,
                    installation_external_ids::installation_id,
                    installation_external_ids::external_id,
                ))
        )
        .await)?;
    Ok(Belongings {
        origins,
        entities,
        external_ids,
    })
}

/// Installations of one workspace with their credentials, oldest first.
pub(super) async fn with_credentials(
    conn: &mut Conn,
    workspace: &str,
    installations: Vec<Installation>,
) -> Result<Vec<InstallationFile>, DbError> {
    let ids: Vec<String> = installations.iter().map(|found| found.id.to_string()).collect();
    let workspace = workspace.to_owned();
    let rows: Vec<CredentialRow> = on!(conn, |c| c
        .fetch(
            installation_credentials::table
                .filter(installation_credentials::workspace_id.eq(workspace))
                .filter(installation_credentials::installation_id.eq_any(ids))
                .order((installation_credentials::created_at, installation_credentials::id))
                .select(CredentialRow::as_select())
        )
        .await)?;
    let mut credentials: Vec<(String, Credential)> = Vec::with_capacity(rows.len());
    for row in rows {
        credentials.push((row.installation_id.clone(), Credential::try_from(row)?));
    }
    Ok(installations
        .into_iter()
        .map(|installation| InstallationFile {
            credentials: credentials
                .iter()
                .filter(|(id, _)| id == installation.id.as_str())
                .map(|(_, credential)| credential.clone())
                .collect(),
            installation,
        })
        .collect())
}
