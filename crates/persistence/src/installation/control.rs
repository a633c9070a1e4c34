//! Installations for the control plane: lists that are walked by cursor, and orders carried out in one transaction.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, SelectableHelper};
use domain::activity::{Event, Trail};
use domain::installation::{
    Installation, InstallationControl, InstallationFile, InstallationFilter, InstallationId,
    InstallationRefusal, InstallationStatus, Order, Outcome, Place, Selection, SpaceInstallation,
};
use domain::storage::{Cursor, Slice, SliceRequest, StoreError};
use domain::text::Localised;
use domain::workspace::{Entity, EntityId, WorkspaceId};

use super::load::{complete, load, with_credentials};
use super::rows::InstallationRow;
use super::write;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{entities, installation_entities, installation_external_ids, installations};
use crate::stores::Diesel;
use crate::trail;

/// Installations that are over and gone.
const ARCHIVED: &str = InstallationStatus::Archived.as_str();
const REVOKED: &str = InstallationStatus::Revoked.as_str();

/// Narrows a boxed query over installations (and others) to what a filter asks for.
macro_rules! narrowed {
    ($select:expr, $filter:expr) => {{
        let filter = $filter;
        let mut select = $select.filter(installations::status.ne(ARCHIVED));
        if let Some(integration) = &filter.integration {
            select = select.filter(installations::platform.eq(integration.as_str().to_owned()));
        }
        if let Some(workspace) = &filter.workspace {
            select = select.filter(installations::workspace_id.eq(workspace.as_str().to_owned()));
        }
        if let Some(id) = &filter.id {
            select = select.filter(installations::id.eq(id.as_str().to_owned()));
        }
        if let Some(external_id) = filter.external_id.clone() {
            select = select.filter(exists(
                installation_external_ids::table
                    .filter(installation_external_ids::workspace_id.eq(installations::workspace_id))
                    .filter(installation_external_ids::installation_id.eq(installations::id))
                    .filter(installation_external_ids::external_id.eq(external_id)),
            ));
        }
        select
    }};
}

type SpaceRow = (String, String, String, Json<Localised>, i64, Option<i64>);

/// An installation and entity as the cursor's id.
fn place_of(space: &SpaceInstallation) -> Cursor {
    Cursor {
        at: 0,
        id: format!("{}/{}", space.installation, space.entity.id),
    }
}

impl Diesel {
    async fn installations(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<Installation>, DbError> {
        let mut conn = self.db.read().await?;
        let limit = i64::from(slice.limit) + 1;
        let rows: Vec<InstallationRow> = on!(&mut conn, |c| {
            let mut select = narrowed!(installations::table.into_boxed::<Db>(), filter);
            if let Some(Cursor { at, id }) = slice.after.clone() {
                let same_second = installations::created_at.eq(at).and(installations::id.lt(id));
                select = select.filter(installations::created_at.lt(at).or(same_second));
            }
            let select = select
                .order((installations::created_at.desc(), installations::id.desc()))
                .limit(limit)
                .select(InstallationRow::as_select());
            c.fetch(select).await
        })?;
        let found = complete(&mut conn, rows).await?;
        Ok(Slice::of(found, slice.limit, |last| Cursor {
            at: last.created_at,
            id: last.id.to_string(),
        }))
    }

    async fn installation_spaces(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<SpaceInstallation>, DbError> {
        let mut conn = self.db.read().await?;
        let limit = i64::from(slice.limit) + 1;
        let rows: Vec<SpaceRow> = on!(&mut conn, |c| {
            let is_chosen = exists(
                installation_entities::table
                    .filter(installation_entities::workspace_id.eq(installations::workspace_id))
                    .filter(installation_entities::installation_id.eq(installations::id))
                    .filter(installation_entities::entity_id.eq(entities::id)),
            );
            let joined = installations::table
                .inner_join(entities::table.on(entities::workspace_id.eq(installations::workspace_id)))
                .filter(
                    installations::space_selection
                        .eq(Selection::All.as_str())
                        .or(is_chosen),
                )
                .select((
                    installations::id,
                    installations::workspace_id,
                    entities::id,
                    entities::name,
                    entities::created_at,
                    entities::retired_at,
                ))
                .into_boxed::<Db>();
            let mut select = narrowed!(joined, filter).filter(installations::status.ne(REVOKED));
            if let Some(Cursor { id, .. }) = &slice.after {
                let (installation, entity) = id.split_once('/').unwrap_or((id, ""));
                let same = installations::id
                    .eq(installation.to_owned())
                    .and(entities::id.gt(entity.to_owned()));
                select = select.filter(installations::id.gt(installation.to_owned()).or(same));
            }
            c.fetch(select.order((installations::id, entities::id)).limit(limit))
                .await
        })?;
        let found = rows.into_iter().map(space).collect();
        Ok(Slice::of(found, slice.limit, place_of))
    }
}

fn space((installation, workspace, id, Json(name), created_at, retired_at): SpaceRow) -> SpaceInstallation {
    SpaceInstallation {
        installation: InstallationId::new(installation),
        workspace: WorkspaceId::new(workspace),
        entity: Entity {
            id: EntityId::new(id),
            name,
            created_at,
            retired_at,
        },
    }
}

/// In which workspace an installation is.
async fn workspace_of(conn: &mut Conn, place: &Place) -> Result<Option<String>, DbError> {
    let Place {
        integration,
        workspace,
        id,
    } = place.clone();
    let rows: Vec<String> = on!(conn, |c| {
        let mut select = installations::table
            .filter(installations::platform.eq(integration.as_str().to_owned()))
            .filter(installations::id.eq(id.as_str().to_owned()))
            .select(installations::workspace_id)
            .into_boxed::<Db>();
        if let Some(workspace) = &workspace {
            select = select.filter(installations::workspace_id.eq(workspace.as_str().to_owned()));
        }
        c.fetch(select).await
    })?;
    Ok(rows.into_iter().next())
}

async fn file(conn: &mut Conn, workspace: &str, id: &str) -> Result<Option<InstallationFile>, DbError> {
    let found = load(conn, workspace, Some(id)).await?;
    Ok(with_credentials(conn, workspace, found).await?.into_iter().next())
}

/// An installation that nobody else changes until the transaction ends.
async fn locked(conn: &mut Conn, workspace: &str, id: &str) -> Result<Option<InstallationFile>, DbError> {
    let own = installations::table
        .filter(installations::workspace_id.eq(workspace.to_owned()))
        .filter(installations::id.eq(id.to_owned()));
    // Writing the value that is there locks the row on both databases.
    on!(&mut *conn, |c| c
        .exec(diesel::update(own).set(installations::updated_at.eq(installations::updated_at + 0)))
        .await)?;
    file(conn, workspace, id).await
}

/// Carries an order out inside a transaction.
pub(crate) async fn carry_out(
    conn: &mut Conn,
    workspace: &str,
    id: &str,
    order: &dyn Order,
) -> Result<Option<Result<InstallationFile, InstallationRefusal>>, DbError> {
    let Some(before) = locked(conn, workspace, id).await? else {
        return Ok(None);
    };
    let Outcome { file, events } = match order.apply(&before) {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    if !events.is_empty() {
        write::differences(conn, &before, &file).await?;
        trail::leave(conn, &before.installation.workspace, &Trail::from(events)).await?;
    }
    Ok(Some(Ok(file)))
}

/// Installations of an integration that are not over, wherever they are: workspaces and ids.
pub(crate) async fn living(conn: &mut Conn, integration: &str) -> Result<Vec<(String, String)>, DbError> {
    let integration = integration.to_owned();
    Ok(on!(conn, |c| c
        .fetch(
            installations::table
                .filter(installations::platform.eq(integration))
                .filter(installations::status.ne_all([ARCHIVED, REVOKED]))
                .select((installations::workspace_id, installations::id))
        )
        .await)?)
}

#[async_trait]
impl InstallationControl for Diesel {
    async fn page(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<Installation>, StoreError> {
        Ok(self.installations(filter, slice).await?)
    }

    async fn file(&self, place: &Place) -> Result<Option<InstallationFile>, StoreError> {
        let mut conn = self.db.read().await?;
        let Some(workspace) = workspace_of(&mut conn, place).await? else {
            return Ok(None);
        };
        Ok(file(&mut conn, &workspace, place.id.as_str()).await?)
    }

    async fn install(&self, installation: &Installation, event: Event) -> Result<bool, StoreError> {
        // Alone among the writers of the workspace, so that two do not install the same at once.
        let done = self
            .db
            .workspace_transaction(&installation.workspace, async |conn: &mut Conn| {
                let own = installation.workspace.as_str();
                let found = living(conn, &installation.platform).await?;
                if found.iter().any(|(workspace, _)| workspace == own) {
                    return Ok(false);
                }
                super::insert_installation(conn, installation).await?;
                trail::leave(conn, &installation.workspace, &Trail::from(vec![event])).await?;
                Ok(true)
            })
            .await?;
        self.forget_credentials();
        Ok(done)
    }

    async fn change(
        &self,
        place: &Place,
        order: Arc<dyn Order>,
    ) -> Result<Option<Result<InstallationFile, InstallationRefusal>>, StoreError> {
        let done = self
            .db
            .transaction(async |conn: &mut Conn| {
                let Some(workspace) = workspace_of(conn, place).await? else {
                    return Ok(None);
                };
                carry_out(conn, &workspace, place.id.as_str(), order.as_ref()).await
            })
            .await?;
        self.forget_credentials();
        Ok(done)
    }

    async fn spaces(
        &self,
        filter: &InstallationFilter,
        slice: &SliceRequest,
    ) -> Result<Slice<SpaceInstallation>, StoreError> {
        Ok(self.installation_spaces(filter, slice).await?)
    }

    async fn files(&self, workspace: &WorkspaceId) -> Result<Vec<InstallationFile>, StoreError> {
        let mut conn = self.db.read().await?;
        let mut found = load(&mut conn, workspace.as_str(), None).await?;
        found.retain(|installation| !installation.is_over());
        found.sort_by(|a, b| (&a.platform, &a.id).cmp(&(&b.platform, &b.id)));
        Ok(with_credentials(&mut conn, workspace.as_str(), found).await?)
    }
}
