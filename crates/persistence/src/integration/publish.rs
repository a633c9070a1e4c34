//! Publishing and withdrawing, inside a transaction.

use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::{Trail, derived_id};
use domain::installation::Uninstall;
use domain::installation::control::Act;
use domain::integration::publishing::NameHolder;
use domain::integration::{
    Artwork, Image, Integration, IntegrationName, Publication, PublishRefusal, Published, Script,
    Unpublication, UnpublishRefusal,
};
use domain::workspace::WorkspaceId;

use super::rows::IntegrationRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::installation::control::{carry_out, living};
use crate::json::Json;
use crate::schema::{integration_development, integration_scripts, integrations};
use crate::trail;

/// Who holds a name, whatever its case; nobody else changes that until the transaction ends.
async fn holder(conn: &mut Conn, name: &IntegrationName) -> Result<Option<NameHolder>, DbError> {
    let own = integrations::table.filter(integrations::name_key.eq(name.key()));
    // Writing the value that is there locks the row on both databases.
    let rows: Vec<IntegrationRow> = on!(conn, |c| c
        .fetch(
            diesel::update(own)
                .set(integrations::updated_at.eq(integrations::updated_at + 0))
                .returning(IntegrationRow::as_returning())
        )
        .await)?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(NameHolder {
        unpublished: row.unpublished_at.is_some(),
        integration: Integration::try_from(row)?,
    }))
}

pub(super) async fn publish(
    conn: &mut Conn,
    order: &Publication,
) -> Result<Result<Published, PublishRefusal>, DbError> {
    let holder = holder(conn, &order.name).await?;
    let published = match order.decide(holder.as_ref()) {
        Ok(published) => published,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if holder.is_none() {
        insert(conn, &published.integration).await?;
    }
    update(conn, &published.integration, &order.manifest.artwork).await?;
    if let Some(script) = &order.manifest.script {
        keep_script(conn, script, order.now).await?;
    }
    trail::leave(conn, &order.publisher, &Trail::from(published.event.clone())).await?;
    Ok(Ok(published))
}

/// A row that `update` fills.
async fn insert(conn: &mut Conn, integration: &Integration) -> Result<(), DbError> {
    let row = (
        integrations::name.eq(integration.name.as_str().to_owned()),
        integrations::name_key.eq(integration.name.key()),
        integrations::built_in.eq(integration.built_in),
        integrations::title.eq(""),
        integrations::description.eq(""),
        integrations::summary.eq(""),
        integrations::preview_images.eq(Json(Vec::<String>::new())),
        integrations::visibility.eq(""),
        integrations::target.eq(""),
        integrations::categories.eq(Json(Vec::<String>::new())),
        integrations::scopes.eq(Json(Vec::<String>::new())),
        integrations::blocks.eq(Json(Vec::<String>::new())),
        integrations::created_at.eq(integration.created_at),
        integrations::updated_at.eq(integration.updated_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(integrations::table).values(row))
        .await)?;
    Ok(())
}

async fn update(conn: &mut Conn, integration: &Integration, artwork: &Artwork) -> Result<(), DbError> {
    let Integration {
        name,
        publisher,
        built_in: _,
        title,
        description,
        summary,
        visibility,
        target,
        categories,
        scopes,
        blocks,
        script,
        content_security_policy,
        webhook,
        secret_hash,
        created_at,
        updated_at,
    } = integration.clone();
    let text = |image: &Image| image.base64().to_owned();
    let previews: Vec<String> = artwork.previews.iter().map(text).collect();
    let own = integrations::table.filter(integrations::name.eq(name.as_str().to_owned()));
    let set = (
        (
            integrations::workspace_id.eq(publisher.map(|id| id.as_str().to_owned())),
            integrations::title.eq(title),
            integrations::description.eq(description),
            integrations::summary.eq(summary),
            integrations::icon.eq(artwork.icon.as_ref().map(text)),
            integrations::preview_images.eq(Json(previews)),
            integrations::visibility.eq(visibility.as_str()),
            integrations::target.eq(target.as_str()),
            integrations::categories.eq(Json(categories)),
            integrations::scopes.eq(Json(scopes)),
            integrations::blocks.eq(Json(blocks)),
        ),
        (
            integrations::script_hash.eq(script.map(|hash| hash.as_str().to_owned())),
            integrations::content_security_policy.eq(content_security_policy),
            integrations::webhook_url.eq(webhook.map(|url| url.as_str().to_owned())),
            integrations::secret_hash.eq(secret_hash.map(|hash| hash.as_str().to_owned())),
            integrations::unpublished_at.eq(None::<i64>),
            integrations::created_at.eq(created_at),
            integrations::updated_at.eq(updated_at),
        ),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

/// Versions are kept for ever: pages embed the one whose hash they know.
async fn keep_script(conn: &mut Conn, script: &Script, now: i64) -> Result<(), DbError> {
    let row = (
        integration_scripts::hash.eq(script.hash().name().to_owned()),
        integration_scripts::content.eq(script.as_str().to_owned()),
        integration_scripts::created_at.eq(now),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(integration_scripts::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

pub(super) async fn unpublish(
    conn: &mut Conn,
    order: &Unpublication,
) -> Result<Option<Result<(), UnpublishRefusal>>, DbError> {
    let holder = holder(conn, &order.name).await?;
    let Some(integration) = holder
        .filter(|holder| !holder.unpublished && holder.integration.name == order.name)
        .map(|holder| holder.integration)
    else {
        return Ok(None);
    };
    let installed = living(conn, order.name.as_str()).await?;
    let event = match order.decide(&integration, installed.len()) {
        Ok(event) => event,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    for (workspace, id) in &installed {
        let uninstall = Uninstall {
            act: Act {
                at: order.now,
                actor: order.actor.clone(),
                event_id: derived_id(order.now, &format!("{} {workspace} {id}", order.event_id)),
            },
        };
        // Refusals are for those that are over, and these are not.
        let _done = carry_out(conn, workspace, id, &uninstall).await?;
    }
    let name = order.name.as_str().to_owned();
    let own = integrations::table.filter(integrations::name.eq(name.clone()));
    let set = (
        integrations::unpublished_at.eq(Some(order.now)),
        integrations::secret_hash.eq(None::<String>),
    );
    on!(&mut *conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    let mode = integration_development::table.filter(integration_development::integration.eq(name));
    on!(&mut *conn, |c| c.exec(diesel::delete(mode)).await)?;
    if let Some(publisher) = &integration.publisher {
        let publisher: &WorkspaceId = publisher;
        trail::leave(conn, publisher, &Trail::from(event)).await?;
    }
    Ok(Some(Ok(())))
}
