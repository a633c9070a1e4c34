//! The outbox: events for integrations, with the first attempt at delivering them, in the transaction that caused
//! them.

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl};
use domain::activity::{Event, derived_id};
use domain::event::{DeliveryStatus, EventKind, IntegrationEvent};
use domain::integration::IntegrationName;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{
    event_deliveries, installations, integration_development, integration_events, integrations,
};

/// Lets an integration hear of what happened to one of its installations.
pub(crate) async fn hear(conn: &mut Conn, workspace: &WorkspaceId, event: &Event) -> Result<(), DbError> {
    if EventKind::of_installation(event).is_none() {
        return Ok(());
    }
    let own = installations::table
        .filter(installations::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(installations::id.eq(event.subject_id.clone()))
        .select(installations::platform);
    let platforms: Vec<String> = on!(&mut *conn, |c| c.fetch(own).await)?;
    let name = platforms.first().map(|name| IntegrationName::parse(name));
    // Operators may call a platform as they like; only what can be an integration hears.
    let Some(Ok(name)) = name else {
        return Ok(());
    };
    if let Some(heard) = IntegrationEvent::of_installation(event, workspace, name) {
        write(conn, &heard).await?;
        queue(conn, &heard, heard.created_at).await?;
    }
    Ok(())
}

/// Writes an event.
pub(crate) async fn write(conn: &mut Conn, event: &IntegrationEvent) -> Result<(), DbError> {
    let IntegrationEvent {
        id,
        workspace,
        integration,
        installation,
        kind,
        payload,
        created_at,
    } = event.clone();
    let row = (
        integration_events::workspace_id.eq(workspace.as_str().to_owned()),
        integration_events::id.eq(id.as_str().to_owned()),
        integration_events::integration.eq(integration.as_str().to_owned()),
        integration_events::installation_id.eq(installation.map(|id| id.as_str().to_owned())),
        integration_events::kind.eq(kind.as_str()),
        integration_events::payload.eq(Json(payload)),
        integration_events::created_at.eq(created_at),
    );
    // The timeline keeps an event that was found out twice once; so does the outbox.
    on!(conn, |c| c
        .exec(
            diesel::insert_into(integration_events::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

/// Queues the first attempt at delivering an event, where there is somewhere to deliver to.
pub(crate) async fn queue(conn: &mut Conn, event: &IntegrationEvent, due_at: i64) -> Result<(), DbError> {
    if !has_target(conn, &event.integration, &event.workspace).await? {
        return Ok(());
    }
    let id = derived_id(event.created_at, &format!("delivery 1 of {}", event.id));
    let row = (
        event_deliveries::workspace_id.eq(event.workspace.as_str().to_owned()),
        event_deliveries::id.eq(id),
        event_deliveries::event_id.eq(event.id.as_str().to_owned()),
        event_deliveries::attempt.eq(1),
        event_deliveries::status.eq(DeliveryStatus::Queued.as_str()),
        event_deliveries::due_at.eq(due_at),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(event_deliveries::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

/// Whether what happens in a workspace is delivered to an integration: it has a webhook, or is in development there.
pub(crate) async fn has_target(
    conn: &mut Conn,
    integration: &IntegrationName,
    workspace: &WorkspaceId,
) -> Result<bool, DbError> {
    let name = integration.as_str().to_owned();
    let hooked = integrations::table
        .filter(integrations::name.eq(name.clone()))
        .filter(integrations::unpublished_at.is_null())
        .filter(integrations::webhook_url.is_not_null())
        .select(integrations::name);
    let found: Vec<String> = on!(&mut *conn, |c| c.fetch(hooked).await)?;
    if !found.is_empty() {
        return Ok(true);
    }
    let own = integration_development::workspace_id.eq(workspace.as_str().to_owned());
    let forwarded = integration_development::table
        .filter(integration_development::integration.eq(name))
        .filter(own.or(integration_development::all_workspaces))
        .select(integration_development::integration);
    let found: Vec<String> = on!(conn, |c| c.fetch(forwarded).await)?;
    Ok(!found.is_empty())
}
