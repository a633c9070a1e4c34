//! Who works in a workspace, in Better Auth's tables.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::session::User;
use domain::staff::{Role, TeamChange, TeamMember, TeamRefusal, TeamStore};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;

use super::rows::UserRow;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::moment::Millis;
use crate::schema::{auth_sessions, auth_users, members};
use crate::stores::Diesel;
use crate::trail;

/// Nothing keeps a user from having several rows of a membership: they are one member.
async fn team(conn: &mut Conn, workspace: &WorkspaceId, now: i64) -> Result<Vec<TeamMember>, DbError> {
    let workspace = workspace.as_str().to_owned();
    let rows: Vec<(UserRow, String, Millis)> = on!(conn, |c| c
        .fetch(
            members::table
                .inner_join(auth_users::table)
                .filter(members::organization_id.eq(workspace))
                .order((auth_users::email, members::id))
                .select((UserRow::as_select(), members::role, members::created_at))
        )
        .await)?;
    let mut team: Vec<TeamMember> = Vec::new();
    for (user, words, Millis(since)) in rows {
        let user = User::from(user);
        let role = Role::of_member(&words);
        match team.iter_mut().find(|member| member.user.id == user.id) {
            Some(member) => {
                member.role = member.role.max(role);
                member.since = member.since.min(since);
            }
            None => team.push(TeamMember {
                superadmin: user.is_superadmin(),
                banned: user.is_banned(now),
                user: user.staff(),
                role,
                since,
            }),
        }
    }
    Ok(team)
}

/// Writes the role into all rows of the membership, adds one, or takes them away.
async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    change: &TeamChange,
    after: Option<&TeamMember>,
) -> Result<(), DbError> {
    let key = (workspace.as_str().to_owned(), change.user.id.clone());
    let Some(role) = after.and_then(|member| member.role) else {
        return leave(conn, key, change.now).await;
    };
    let own = members::table
        .filter(members::organization_id.eq(key.0.clone()))
        .filter(members::user_id.eq(key.1.clone()));
    let set = members::role.eq(role.as_str());
    let changed = on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    if changed > 0 {
        return Ok(());
    }
    let row = (
        members::id.eq(change.member_id.clone()),
        members::organization_id.eq(key.0),
        members::user_id.eq(key.1),
        members::role.eq(role.as_str()),
        members::created_at.eq(Millis(change.now)),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(members::table).values(row))
        .await)?;
    Ok(())
}

/// A session that had chosen the workspace has chosen none.
async fn leave(conn: &mut Conn, (workspace, user): (String, String), now: i64) -> Result<(), DbError> {
    on!(conn, |c| {
        let own = members::table
            .filter(members::organization_id.eq(workspace.clone()))
            .filter(members::user_id.eq(user.clone()));
        c.exec(diesel::delete(own)).await?;
        let there = auth_sessions::table
            .filter(auth_sessions::user_id.eq(user))
            .filter(auth_sessions::active_organization_id.eq(workspace));
        let set = (
            auth_sessions::active_organization_id.eq(None::<String>),
            auth_sessions::updated_at.eq(Millis(now)),
        );
        c.exec(diesel::update(there).set(set)).await
    })?;
    Ok(())
}

async fn apply(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    change: &TeamChange,
) -> Result<Result<Option<TeamMember>, TeamRefusal>, DbError> {
    let team = team(conn, workspace, change.now).await?;
    let (after, event) = match change.on(&team) {
        Ok(changed) => changed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(event) = event {
        write(conn, workspace, change, after.as_ref()).await?;
        let trail = Trail::from(event);
        trail::leave(conn, workspace, &trail).await?;
    }
    Ok(Ok(after))
}

#[async_trait]
impl TeamStore for Diesel {
    async fn team(&self, workspace: &WorkspaceId, now: i64) -> Result<Vec<TeamMember>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(team(&mut conn, workspace, now).await?)
    }

    async fn change(
        &self,
        workspace: &WorkspaceId,
        change: &TeamChange,
    ) -> Result<Result<Option<TeamMember>, TeamRefusal>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                apply(conn, workspace, change).await
            })
            .await?)
    }
}
