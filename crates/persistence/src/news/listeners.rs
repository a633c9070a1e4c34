//! Who listens: the active installations of a workspace whose events are delivered somewhere.

use diesel::{ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl};
use domain::delivery::{Addresses, Listener};
use domain::installation::{InstallationId, InstallationStatus, Scope, Selection};
use domain::integration::IntegrationName;
use domain::workspace::{EntityId, WorkspaceId};

use crate::db::{Conn, on};
use crate::delivery::addresses;
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::schema::{installation_entities, installations, integration_development, integrations};

type Row = (
    String,
    String,
    Json<Vec<Scope>>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<bool>,
);

/// Who listens; asked once in a transaction.
pub(super) async fn listeners(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Vec<Listener>, DbError> {
    if let Some(known) = &conn.news.listeners {
        return Ok(known.clone());
    }
    let found = load(conn, workspace).await?;
    conn.news.listeners = Some(found.clone());
    Ok(found)
}

async fn load(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Vec<Listener>, DbError> {
    let id = workspace.as_str().to_owned();
    let rows: Vec<Row> = on!(&mut *conn, |c| c
        .fetch(
            installations::table
                .inner_join(integrations::table.on(integrations::name.eq(installations::platform)))
                .left_join(
                    integration_development::table
                        .on(integration_development::integration.eq(integrations::name))
                )
                .filter(installations::workspace_id.eq(id))
                .filter(installations::status.eq(InstallationStatus::Active.as_str()))
                .filter(integrations::unpublished_at.is_null())
                .order(installations::id)
                .select((
                    installations::id,
                    installations::platform,
                    installations::scopes,
                    installations::space_selection,
                    integrations::webhook_url,
                    integration_development::tunnel_url.nullable(),
                    integration_development::workspace_id.nullable(),
                    integration_development::all_workspaces.nullable(),
                ))
        )
        .await)?;
    let mut listeners = Vec::new();
    for (id, name, Json(scopes), selection, webhook, tunnel, of, all) in rows {
        let addresses: Addresses = addresses::read(webhook, (tunnel, of, all))?;
        if addresses.target(workspace).is_none() {
            continue;
        }
        listeners.push(Listener {
            installation: InstallationId::new(id),
            integration: IntegrationName::parse(&name)
                .ok()
                .ok_or(DbError::Corrupt("installations.platform"))?,
            scopes,
            selection: Selection::from_word(&selection)
                .ok_or(DbError::Corrupt("installations.space_selection"))?,
            entities: std::collections::BTreeSet::new(),
        });
    }
    if listeners.iter().any(Listener::is_limited) {
        limit(conn, workspace, &mut listeners).await?;
    }
    Ok(listeners)
}

/// Adds the entities that limited listeners see.
async fn limit(conn: &mut Conn, workspace: &WorkspaceId, listeners: &mut [Listener]) -> Result<(), DbError> {
    let id = workspace.as_str().to_owned();
    let chosen: Vec<(String, String)> = on!(conn, |c| c
        .fetch(
            installation_entities::table
                .filter(installation_entities::workspace_id.eq(id))
                .select((
                    installation_entities::installation_id,
                    installation_entities::entity_id
                ))
        )
        .await)?;
    for (installation, entity) in chosen {
        let own = listeners
            .iter_mut()
            .find(|listener| listener.installation.as_str() == installation);
        if let Some(listener) = own {
            listener.entities.insert(EntityId::new(entity));
        }
    }
    Ok(())
}
