//! Integrations of the deployment.

mod publish;
mod rows;

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::identifier::KeyHash;
use domain::integration::artwork::{MAX_ICON, MAX_PREVIEW};
use domain::integration::{
    Artwork, CatalogueQuery, Development, Image, Integration, IntegrationName, IntegrationStore, Publication,
    PublishRefusal, Published, ScriptName, Unpublication, UnpublishRefusal,
};
use domain::storage::{Cursor, Slice, StoreError};
use domain::workspace::WorkspaceId;

use self::rows::IntegrationRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{integration_development, integration_scripts, integrations};
use crate::stores::Diesel;
use crate::trail;

/// Rows that are read at once while the catalogue is searched.
const BATCH: i64 = 500;

/// Integrations by name, after one of them; withdrawn ones left out.
async fn batch(conn: &mut Conn, after: Option<&str>) -> Result<Vec<Integration>, DbError> {
    let after = after.map(str::to_owned);
    let rows: Vec<IntegrationRow> = on!(conn, |c| {
        let mut select = integrations::table
            .filter(integrations::unpublished_at.is_null())
            .order(integrations::name)
            .limit(BATCH)
            .select(IntegrationRow::as_select())
            .into_boxed::<Db>();
        if let Some(after) = after.clone() {
            select = select.filter(integrations::name.gt(after));
        }
        c.fetch(select).await
    })?;
    rows.into_iter().map(Integration::try_from).collect()
}

impl Diesel {
    /// The rules of the catalogue are the domain's, and the catalogue is small: it is read in order and sifted.
    async fn catalogue(&self, query: &CatalogueQuery) -> Result<Slice<Integration>, DbError> {
        let mut conn = self.db.read().await?;
        let wanted = usize::try_from(query.slice.limit).unwrap_or(usize::MAX);
        let mut found: Vec<Integration> = Vec::new();
        let mut after = query.slice.after.as_ref().map(|cursor| cursor.id.clone());
        loop {
            let next = batch(&mut conn, after.as_deref()).await?;
            let is_last = i64::try_from(next.len()).unwrap_or(i64::MAX) < BATCH;
            after = next.last().map(|last| last.name.to_string());
            found.extend(next.into_iter().filter(|integration| query.finds(integration)));
            if is_last || found.len() > wanted {
                return Ok(Slice::of(found, query.slice.limit, |last| Cursor {
                    at: 0,
                    id: last.name.to_string(),
                }));
            }
        }
    }
}

#[async_trait]
impl IntegrationStore for Diesel {
    async fn list(&self, query: &CatalogueQuery) -> Result<Slice<Integration>, StoreError> {
        Ok(self.catalogue(query).await?)
    }

    async fn find(&self, name: &IntegrationName) -> Result<Option<Integration>, StoreError> {
        let mut conn = self.db.read().await?;
        let name = name.as_str().to_owned();
        let rows: Vec<IntegrationRow> = on!(&mut conn, |c| c
            .fetch(
                integrations::table
                    .filter(integrations::name.eq(name))
                    .filter(integrations::unpublished_at.is_null())
                    .select(IntegrationRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().next().map(Integration::try_from).transpose()?)
    }

    async fn artwork(&self, name: &IntegrationName) -> Result<Artwork, StoreError> {
        let mut conn = self.db.read().await?;
        let name = name.as_str().to_owned();
        let rows: Vec<(Option<String>, Json<Vec<String>>)> = on!(&mut conn, |c| c
            .fetch(
                integrations::table
                    .filter(integrations::name.eq(name))
                    .select((integrations::icon, integrations::preview_images))
            )
            .await)
        .map_err(DbError::from)?;
        let Some((icon, Json(previews))) = rows.into_iter().next() else {
            return Ok(Artwork::default());
        };
        let read = |text: &String, most| {
            Image::parse(text, most)
                .ok()
                .ok_or(DbError::Corrupt("integrations.icon"))
        };
        Ok(Artwork {
            icon: icon.map(|text| read(&text, MAX_ICON)).transpose()?,
            previews: previews
                .iter()
                .map(|text| read(text, MAX_PREVIEW))
                .collect::<Result<_, _>>()?,
        })
    }

    async fn publish(&self, order: &Publication) -> Result<Result<Published, PublishRefusal>, StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| publish::publish(conn, order).await)
            .await?)
    }

    async fn unpublish(
        &self,
        order: &Unpublication,
    ) -> Result<Option<Result<(), UnpublishRefusal>>, StoreError> {
        let done = self
            .db
            .transaction(async |conn: &mut Conn| publish::unpublish(conn, order).await)
            .await?;
        self.forget_credentials();
        Ok(done)
    }

    async fn by_secret(&self, secret_hash: &KeyHash) -> Result<Option<Integration>, StoreError> {
        let mut conn = self.db.read().await?;
        let hash = secret_hash.as_str().to_owned();
        let rows: Vec<IntegrationRow> = on!(&mut conn, |c| c
            .fetch(
                integrations::table
                    .filter(integrations::secret_hash.eq(hash))
                    .filter(integrations::unpublished_at.is_null())
                    .select(IntegrationRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().next().map(Integration::try_from).transpose()?)
    }

    async fn develop(
        &self,
        name: &IntegrationName,
        mode: Option<Development>,
        workspace: &WorkspaceId,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        let own = integration_development::table
            .filter(integration_development::integration.eq(name.as_str().to_owned()));
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                let ended = on!(&mut *conn, |c| c.exec(diesel::delete(own)).await)?;
                if let Some(mode) = mode {
                    let row = (
                        integration_development::integration.eq(mode.integration.as_str().to_owned()),
                        integration_development::workspace_id.eq(mode.workspace.as_str().to_owned()),
                        integration_development::tunnel_url.eq(mode.tunnel.as_str().to_owned()),
                        integration_development::all_workspaces.eq(mode.all),
                        integration_development::since.eq(mode.since),
                    );
                    on!(&mut *conn, |c| c
                        .exec(diesel::insert_into(integration_development::table).values(row))
                        .await)?;
                } else if ended == 0 {
                    return Ok(());
                }
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn script(&self, name: &ScriptName) -> Result<Option<String>, StoreError> {
        let mut conn = self.db.read().await?;
        let name = name.as_str().to_owned();
        let rows: Vec<String> = on!(&mut conn, |c| c
            .fetch(
                integration_scripts::table
                    .filter(integration_scripts::hash.eq(name))
                    .select(integration_scripts::content)
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().next())
    }
}
