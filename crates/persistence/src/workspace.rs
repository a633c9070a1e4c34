//! Workspaces and entities.

use async_trait::async_trait;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::Trail;
use domain::membership::MembershipStatus;
use domain::storage::StoreError;
use domain::text::Localised;
use domain::workspace::{
    Entity, EntityId, Workspace, WorkspaceChange, WorkspaceId, WorkspaceRefusal, WorkspaceRevision,
    WorkspaceStore,
};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::moment::Millis;
use crate::schema::{entities, organizations, workspaces};
use crate::stores::Diesel;
use crate::trail;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = workspaces)]
pub(crate) struct WorkspaceRow {
    id: String,
    slug: String,
    name: String,
    default_entity: String,
    default_status: String,
    created_at: i64,
}

impl TryFrom<WorkspaceRow> for Workspace {
    type Error = DbError;

    fn try_from(row: WorkspaceRow) -> Result<Self, DbError> {
        let WorkspaceRow {
            id,
            slug,
            name,
            default_entity,
            default_status,
            created_at,
        } = row;
        Ok(Self {
            id: WorkspaceId::new(id),
            slug,
            name,
            default_entity: EntityId::new(default_entity),
            default_status: MembershipStatus::from_word(&default_status)
                .ok_or(DbError::Corrupt("workspaces.default_status"))?,
            created_at,
        })
    }
}

/// A workspace inside a transaction.
pub(crate) async fn find(conn: &mut Conn, id: &WorkspaceId) -> Result<Option<Workspace>, DbError> {
    let id = id.as_str().to_owned();
    let rows: Vec<WorkspaceRow> = on!(conn, |c| c
        .fetch(
            workspaces::table
                .filter(workspaces::id.eq(id))
                .select(WorkspaceRow::as_select())
        )
        .await)?;
    rows.into_iter().next().map(Workspace::try_from).transpose()
}

pub(crate) async fn insert_entity(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    entity: &Entity,
) -> Result<(), DbError> {
    let Entity {
        id,
        name,
        created_at,
        retired_at,
    } = entity.clone();
    let row = (
        entities::workspace_id.eq(workspace.as_str().to_owned()),
        entities::id.eq(id.as_str().to_owned()),
        entities::name.eq(Json(name)),
        entities::created_at.eq(created_at),
        entities::retired_at.eq(retired_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(entities::table).values(row))
        .await)?;
    Ok(())
}

/// A workspace is an organization of the same id. One that Better Auth made already is taken over as it is.
async fn insert_organization(conn: &mut Conn, workspace: &Workspace) -> Result<(), DbError> {
    let row = (
        organizations::id.eq(workspace.id.as_str().to_owned()),
        organizations::name.eq(workspace.name.clone()),
        organizations::slug.eq(workspace.slug.clone()),
        organizations::created_at.eq(Millis(workspace.created_at.saturating_mul(1000))),
    );
    on!(conn, |c| c
        .exec(
            diesel::insert_into(organizations::table)
                .values(row)
                .on_conflict(organizations::id)
                .do_nothing()
        )
        .await)?;
    Ok(())
}

type EntityRow = (String, Json<Localised>, i64, Option<i64>);

fn entity((id, Json(name), created_at, retired_at): EntityRow) -> Entity {
    Entity {
        id: EntityId::new(id),
        name,
        created_at,
        retired_at,
    }
}

/// What is read of an entity.
macro_rules! entity_columns {
    () => {
        (
            entities::id,
            entities::name,
            entities::created_at,
            entities::retired_at,
        )
    };
}

/// An entity inside a transaction.
pub(crate) async fn entity_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &EntityId,
) -> Result<Option<Entity>, DbError> {
    let key = (workspace.as_str().to_owned(), id.as_str().to_owned());
    let rows: Vec<EntityRow> = on!(conn, |c| c
        .fetch(
            entities::table
                .filter(entities::workspace_id.eq(key.0))
                .filter(entities::id.eq(key.1))
                .select(entity_columns!())
        )
        .await)?;
    Ok(rows.into_iter().next().map(entity))
}

/// All entities, by id.
pub(crate) async fn entities_of(conn: &mut Conn, workspace: &WorkspaceId) -> Result<Vec<Entity>, DbError> {
    let id = workspace.as_str().to_owned();
    let rows: Vec<EntityRow> = on!(conn, |c| c
        .fetch(
            entities::table
                .filter(entities::workspace_id.eq(id))
                .order(entities::id)
                .select(entity_columns!())
        )
        .await)?;
    Ok(rows.into_iter().map(entity).collect())
}

/// A workspace's name is its organization's too.
async fn change(
    conn: &mut Conn,
    id: &WorkspaceId,
    change: &WorkspaceChange,
) -> Result<Option<Result<Workspace, WorkspaceRefusal>>, DbError> {
    let Some(before) = find(conn, id).await? else {
        return Ok(None);
    };
    let wanted = match &change.default_entity {
        Some(entity) => entity_of(conn, id, entity).await?,
        None => None,
    };
    let (after, event) = match change.on(&before, wanted.as_ref()) {
        Ok(changed) => changed,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let Some(event) = event else {
        return Ok(Some(Ok(after)));
    };
    write(conn, &after).await?;
    let trail = Trail::from(event);
    trail::leave(conn, id, &trail).await?;
    Ok(Some(Ok(after)))
}

async fn write(conn: &mut Conn, workspace: &Workspace) -> Result<(), DbError> {
    let Workspace {
        id,
        name,
        default_entity,
        default_status,
        ..
    } = workspace.clone();
    let key = id.as_str().to_owned();
    on!(conn, |c| {
        let own = workspaces::table.filter(workspaces::id.eq(key.clone()));
        c.exec(diesel::update(own).set((
            workspaces::name.eq(name.clone()),
            workspaces::default_entity.eq(default_entity.as_str().to_owned()),
            workspaces::default_status.eq(default_status.as_str()),
        )))
        .await?;
        let own = organizations::table.filter(organizations::id.eq(key));
        c.exec(diesel::update(own).set(organizations::name.eq(name)))
            .await
    })?;
    Ok(())
}

#[async_trait]
impl WorkspaceStore for Diesel {
    async fn create(&self, workspace: &Workspace, trail: &Trail) -> Result<(), StoreError> {
        let Workspace {
            id,
            slug,
            name,
            default_entity,
            default_status,
            created_at,
        } = workspace.clone();
        let row = (
            workspaces::id.eq(id.as_str().to_owned()),
            workspaces::slug.eq(slug),
            workspaces::name.eq(name.clone()),
            workspaces::default_entity.eq(default_entity.as_str().to_owned()),
            workspaces::default_status.eq(default_status.as_str()),
            workspaces::changed_at.eq(created_at),
            workspaces::created_at.eq(created_at),
        );
        let entity = Entity {
            id: default_entity,
            name: Localised::Plain(name),
            created_at,
            retired_at: None,
        };
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c
                    .exec(diesel::insert_into(workspaces::table).values(row))
                    .await)?;
                insert_organization(conn, workspace).await?;
                insert_entity(conn, &id, &entity).await?;
                trail::leave(conn, &id, trail).await
            })
            .await?)
    }

    async fn list(&self) -> Result<Vec<Workspace>, StoreError> {
        let mut conn = self.db.read().await?;
        let rows: Vec<WorkspaceRow> = on!(&mut conn, |c| c
            .fetch(
                workspaces::table
                    .order(workspaces::slug)
                    .select(WorkspaceRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(Workspace::try_from)
            .collect::<Result<_, _>>()?)
    }

    async fn find(&self, id_or_slug: &str) -> Result<Option<Workspace>, StoreError> {
        let mut conn = self.db.read().await?;
        let text = id_or_slug.to_owned();
        let rows: Vec<WorkspaceRow> = on!(&mut conn, |c| c
            .fetch(
                workspaces::table
                    .filter(workspaces::id.eq(text.clone()).or(workspaces::slug.eq(text)))
                    .select(WorkspaceRow::as_select())
                    .limit(1)
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().next().map(Workspace::try_from).transpose()?)
    }

    async fn revision(&self, workspace: &WorkspaceId) -> Result<WorkspaceRevision, StoreError> {
        Ok(self.db.revision(workspace).await?.revision)
    }

    async fn create_entity(
        &self,
        workspace: &WorkspaceId,
        entity: &Entity,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                insert_entity(conn, workspace, entity).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        change: &WorkspaceChange,
    ) -> Result<Option<Result<Workspace, WorkspaceRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                self::change(conn, workspace, change).await
            })
            .await?)
    }

    async fn entities(&self, workspace: &WorkspaceId) -> Result<Vec<Entity>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(entities_of(&mut conn, workspace).await?)
    }

    async fn find_entity(
        &self,
        workspace: &WorkspaceId,
        id: &EntityId,
    ) -> Result<Option<Entity>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(entity_of(&mut conn, workspace, id).await?)
    }
}
