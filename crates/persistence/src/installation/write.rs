//! Writes what an order made of an installation: only what differs.

use diesel::{ExpressionMethods, QueryDsl};
use domain::installation::{Credential, Installation, InstallationFile, InstallationOrigin};

use super::{insert_credential, insert_origin};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Exec as _;
use crate::json::Json;
use crate::schema::{
    installation_credentials, installation_entities, installation_external_ids, installation_origins,
    installations,
};

/// Turns one stored installation into another.
pub(super) async fn differences(
    conn: &mut Conn,
    before: &InstallationFile,
    after: &InstallationFile,
) -> Result<(), DbError> {
    let (was, is) = (&before.installation, &after.installation);
    write_row(conn, is).await?;
    if was.entities != is.entities {
        write_entities(conn, is).await?;
    }
    if was.external_ids != is.external_ids {
        write_external_ids(conn, is).await?;
    }
    for gone in was.origins.iter().filter(|old| !has_origin(is, old)) {
        delete_origin(conn, was, gone).await?;
    }
    for site in is.origins.iter().filter(|new| !was.origins.contains(new)) {
        insert_origin(conn, &is.workspace, &is.id, site).await?;
    }
    write_credentials(conn, before, after).await
}

fn has_origin(installation: &Installation, site: &InstallationOrigin) -> bool {
    installation.origins.iter().any(|own| own.id == site.id)
}

async fn write_row(conn: &mut Conn, installation: &Installation) -> Result<(), DbError> {
    let own = installations::table
        .filter(installations::workspace_id.eq(installation.workspace.to_string()))
        .filter(installations::id.eq(installation.id.to_string()));
    let set = (
        installations::status.eq(installation.status.as_str()),
        installations::display_name.eq(installation.display_name.clone()),
        installations::description.eq(installation.description.clone()),
        installations::scopes.eq(Json(installation.scopes.clone())),
        installations::space_selection.eq(installation.space_selection.as_str()),
        installations::site_selection.eq(installation.site_selection.as_str()),
        installations::updated_at.eq(installation.updated_at),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

/// The chosen entities.
async fn write_entities(conn: &mut Conn, installation: &Installation) -> Result<(), DbError> {
    let (workspace, id) = (installation.workspace.to_string(), installation.id.to_string());
    let old = installation_entities::table
        .filter(installation_entities::workspace_id.eq(workspace.clone()))
        .filter(installation_entities::installation_id.eq(id.clone()));
    on!(&mut *conn, |c| c.exec(diesel::delete(old)).await)?;
    let mut entities = installation.entities.clone();
    entities.sort_unstable();
    entities.dedup();
    for entity in entities {
        let row = (
            installation_entities::workspace_id.eq(workspace.clone()),
            installation_entities::installation_id.eq(id.clone()),
            installation_entities::entity_id.eq(entity.to_string()),
        );
        on!(&mut *conn, |c| c
            .exec(diesel::insert_into(installation_entities::table).values(row))
            .await)?;
    }
    Ok(())
}

/// What the integration calls it, in its order.
async fn write_external_ids(conn: &mut Conn, installation: &Installation) -> Result<(), DbError> {
    let (workspace, id) = (installation.workspace.to_string(), installation.id.to_string());
    let old = installation_external_ids::table
        .filter(installation_external_ids::workspace_id.eq(workspace.clone()))
        .filter(installation_external_ids::installation_id.eq(id.clone()));
    on!(&mut *conn, |c| c.exec(diesel::delete(old)).await)?;
    for (place, external_id) in (0_i32..).zip(&installation.external_ids) {
        let row = (
            installation_external_ids::workspace_id.eq(workspace.clone()),
            installation_external_ids::installation_id.eq(id.clone()),
            installation_external_ids::external_id.eq(external_id.clone()),
            installation_external_ids::place.eq(place),
        );
        on!(&mut *conn, |c| c
            .exec(diesel::insert_into(installation_external_ids::table).values(row))
            .await)?;
    }
    Ok(())
}

async fn delete_origin(
    conn: &mut Conn,
    installation: &Installation,
    site: &InstallationOrigin,
) -> Result<(), DbError> {
    let own = installation_origins::table
        .filter(installation_origins::workspace_id.eq(installation.workspace.to_string()))
        .filter(installation_origins::id.eq(site.id.to_string()));
    on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    Ok(())
}

async fn write_credentials(
    conn: &mut Conn,
    before: &InstallationFile,
    after: &InstallationFile,
) -> Result<(), DbError> {
    let installation = &after.installation;
    let workspace = installation.workspace.to_string();
    let old = |id: &Credential| before.credentials.iter().find(|found| found.id == id.id);
    for credential in &after.credentials {
        match old(credential) {
            None => {
                insert_credential(
                    conn,
                    &installation.workspace,
                    &installation.id,
                    credential.clone(),
                )
                .await?;
            }
            Some(before) if before == credential => {}
            Some(_) => update_credential(conn, &workspace, credential).await?,
        }
    }
    let kept: Vec<String> = after
        .credentials
        .iter()
        .map(|found| found.id.to_string())
        .collect();
    let gone: Vec<String> = before
        .credentials
        .iter()
        .map(|found| found.id.to_string())
        .filter(|id| !kept.contains(id))
        .collect();
    if !gone.is_empty() {
        let own = installation_credentials::table
            .filter(installation_credentials::workspace_id.eq(workspace))
            .filter(installation_credentials::id.eq_any(gone));
        on!(conn, |c| c.exec(diesel::delete(own)).await)?;
    }
    Ok(())
}

/// When it was last used is written elsewhere, and stays.
async fn update_credential(conn: &mut Conn, workspace: &str, credential: &Credential) -> Result<(), DbError> {
    let own = installation_credentials::table
        .filter(installation_credentials::workspace_id.eq(workspace.to_owned()))
        .filter(installation_credentials::id.eq(credential.id.to_string()));
    let set = (
        installation_credentials::active.eq(credential.active),
        installation_credentials::expires_at.eq(credential.expires_at),
        installation_credentials::revoked_at.eq(credential.revoked_at),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}
