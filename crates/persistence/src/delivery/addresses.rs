//! Where the events of an integration may go, and what they are signed with.

use diesel::{ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl};
use domain::delivery::{Addresses, Tunnel};
use domain::identifier::{KeyHash, WebAddress};
use domain::integration::IntegrationName;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::schema::{integration_development, integrations};

/// The webhook, the secret's hash, and the columns of a tunnel.
type Row = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<bool>,
);

/// A tunnel, its workspace, and whether it is for all.
type TunnelColumns = (Option<String>, Option<String>, Option<bool>);

/// From the columns.
pub(crate) fn read(webhook: Option<String>, tunnel: TunnelColumns) -> Result<Addresses, DbError> {
    let address = |text: String, place| WebAddress::parse(&text).ok().ok_or(DbError::Corrupt(place));
    let tunnel = match tunnel {
        (Some(url), Some(workspace), Some(all)) => Some(Tunnel {
            url: address(url, "integration_development.tunnel_url")?,
            workspace: WorkspaceId::new(workspace),
            all,
        }),
        _ => None,
    };
    Ok(Addresses {
        webhook: webhook
            .map(|url| address(url, "integrations.webhook_url"))
            .transpose()?,
        tunnel,
    })
}

/// Of an integration; none where it is withdrawn.
pub(crate) async fn load(
    conn: &mut Conn,
    integration: &IntegrationName,
) -> Result<(Addresses, Option<KeyHash>), DbError> {
    let name = integration.as_str().to_owned();
    let rows: Vec<Row> = on!(conn, |c| c
        .fetch(
            integrations::table
                .left_join(
                    integration_development::table
                        .on(integration_development::integration.eq(integrations::name))
                )
                .filter(integrations::name.eq(name))
                .filter(integrations::unpublished_at.is_null())
                .select((
                    integrations::webhook_url,
                    integrations::secret_hash,
                    integration_development::tunnel_url.nullable(),
                    integration_development::workspace_id.nullable(),
                    integration_development::all_workspaces.nullable(),
                ))
        )
        .await)?;
    let Some((webhook, secret, tunnel, workspace, all)) = rows.into_iter().next() else {
        return Ok((Addresses::default(), None));
    };
    let secret = secret
        .map(|hash| {
            KeyHash::parse(&hash)
                .ok()
                .ok_or(DbError::Corrupt("integrations.secret_hash"))
        })
        .transpose()?;
    Ok((read(webhook, (tunnel, workspace, all))?, secret))
}
