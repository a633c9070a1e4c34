//! Entities and categories, alike.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::group::{Group, GroupKind, GroupOrder, GroupRefusal, GroupStore};
use domain::profile::{Category, CategoryId};
use domain::storage::StoreError;
use domain::workspace::{Entity, EntityId, WorkspaceId};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Exec as _;
use crate::json::Json;
use crate::profile::category;
use crate::schema::{categories, entities};
use crate::stores::Diesel;
use crate::{trail, workspace as workspaces};

async fn all(conn: &mut Conn, workspace: &WorkspaceId, kind: GroupKind) -> Result<Vec<Group>, DbError> {
    Ok(match kind {
        GroupKind::Entity => {
            let found = workspaces::entities_of(conn, workspace).await?;
            found.into_iter().map(Group::from).collect()
        }
        GroupKind::Category => {
            let found = category::all(conn, workspace).await?;
            found.into_iter().map(Group::from).collect()
        }
    })
}

async fn insert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: GroupKind,
    group: &Group,
) -> Result<(), DbError> {
    let Group {
        id,
        name,
        created_at,
        retired_at,
    } = group.clone();
    match kind {
        GroupKind::Entity => {
            let entity = Entity {
                id: EntityId::new(id),
                name,
                created_at,
                retired_at,
            };
            workspaces::insert_entity(conn, workspace, &entity).await
        }
        GroupKind::Category => {
            let category = Category {
                id: CategoryId::new(id),
                name,
                created_at,
                retired_at,
            };
            category::insert(conn, workspace, &category).await
        }
    }
}

/// Writes what a change may touch.
macro_rules! update {
    ($conn:expr, $workspace:expr, $group:expr, $table:ident) => {{
        let own = $table::table
            .filter($table::workspace_id.eq($workspace.as_str().to_owned()))
            .filter($table::id.eq($group.id.clone()));
        let values = (
            $table::name.eq(Json($group.name.clone())),
            $table::retired_at.eq($group.retired_at),
        );
        on!($conn, |c| c.exec(diesel::update(own).set(values)).await)?;
    }};
}

/// Changes a group inside a transaction that is alone among the writers of the workspace. No public answer shows
/// groups, so the revision stays.
async fn change(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    (kind, id): (GroupKind, &str),
    order: &GroupOrder,
) -> Result<Option<Result<Group, GroupRefusal>>, DbError> {
    let found = all(conn, workspace, kind).await?;
    let Some(before) = found.into_iter().find(|group| group.id == id) else {
        return Ok(None);
    };
    let home = workspaces::find(conn, workspace)
        .await?
        .ok_or(DbError::Conflict)?;
    let is_default = kind == GroupKind::Entity && home.default_entity.as_str() == id;
    let (after, event) = match order.on(kind, &before, is_default) {
        Ok(changed) => changed,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let Some(event) = event else {
        return Ok(Some(Ok(after)));
    };
    match kind {
        GroupKind::Entity => update!(conn, workspace, after, entities),
        GroupKind::Category => update!(conn, workspace, after, categories),
    }
    let trail = Trail::from(event);
    trail::leave(conn, workspace, &trail).await?;
    Ok(Some(Ok(after)))
}

#[async_trait]
impl GroupStore for Diesel {
    async fn list(&self, workspace: &WorkspaceId, kind: GroupKind) -> Result<Vec<Group>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(all(&mut conn, workspace, kind).await?)
    }

    async fn create(
        &self,
        workspace: &WorkspaceId,
        kind: GroupKind,
        group: &Group,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                insert(conn, workspace, kind, group).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        kind: GroupKind,
        id: &str,
        order: &GroupOrder,
    ) -> Result<Option<Result<Group, GroupRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                change(conn, workspace, (kind, id), order).await
            })
            .await?)
    }
}
