//! Users, their passwords and memberships, in Better Auth's tables.

use async_trait::async_trait;
use diesel::{ExpressionMethods, JoinOnDsl, QueryDsl, SelectableHelper};
use domain::activity::Trail;
use domain::session::{AccountRow, Belonging, RoleChange, SessionsAfter, User, UserChanges, UserStore};
use domain::storage::StoreError;
use domain::workspace::{Workspace, WorkspaceId};

use super::rows::{OrganizationRow, UserRow};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::moment::Millis;
use crate::schema::{auth_accounts, auth_users, members, organizations, workspaces};
use crate::stores::Diesel;
use crate::trail;
use crate::workspace::WorkspaceRow;

/// Better Auth's word for accounts with a password.
const CREDENTIAL: &str = "credential";

/// A user's password counts where the account is named after its user, as Better Auth wants it.
async fn with_password(conn: &mut Conn, user: Option<UserRow>) -> Result<Option<AccountRow>, DbError> {
    let Some(user) = user.map(User::from) else {
        return Ok(None);
    };
    let id = user.id.clone();
    let found: Vec<Option<String>> = on!(conn, |c| c
        .fetch(
            auth_accounts::table
                .filter(auth_accounts::user_id.eq(id.clone()))
                .filter(auth_accounts::account_id.eq(id))
                .filter(auth_accounts::provider_id.eq(CREDENTIAL))
                .order((auth_accounts::created_at, auth_accounts::id))
                .select(auth_accounts::password)
        )
        .await)?;
    Ok(Some(AccountRow {
        user,
        password: found.into_iter().flatten().next(),
    }))
}

async fn by_id(conn: &mut Conn, user_id: String) -> Result<Option<UserRow>, DbError> {
    let rows: Vec<UserRow> = on!(conn, |c| c
        .fetch(
            auth_users::table
                .filter(auth_users::id.eq(user_id))
                .select(UserRow::as_select())
        )
        .await)?;
    Ok(rows.into_iter().next())
}

async fn insert_account(
    conn: &mut Conn,
    id: String,
    user_id: &str,
    password: String,
    now: i64,
) -> Result<(), DbError> {
    let row = (
        auth_accounts::id.eq(id),
        auth_accounts::account_id.eq(user_id.to_owned()),
        auth_accounts::provider_id.eq(CREDENTIAL),
        auth_accounts::user_id.eq(user_id.to_owned()),
        auth_accounts::password.eq(password),
        auth_accounts::created_at.eq(Millis(now)),
        auth_accounts::updated_at.eq(Millis(now)),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(auth_accounts::table).values(row))
        .await)?;
    Ok(())
}

/// Writes the words into all rows of the membership (nothing keeps them unique), or adds one.
async fn write_words(conn: &mut Conn, workspace: &WorkspaceId, change: &RoleChange) -> Result<(), DbError> {
    let Some(words) = change.words.clone() else {
        return Ok(());
    };
    let own = members::table
        .filter(members::organization_id.eq(workspace.as_str().to_owned()))
        .filter(members::user_id.eq(change.user_id.clone()));
    let set = members::role.eq(words.clone());
    let changed = on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    if changed > 0 {
        return Ok(());
    }
    let row = (
        members::id.eq(change.member_id.clone()),
        members::organization_id.eq(workspace.as_str().to_owned()),
        members::user_id.eq(change.user_id.clone()),
        members::role.eq(words),
        members::created_at.eq(Millis(change.now)),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(members::table).values(row))
        .await)?;
    Ok(())
}

async fn write_superadmin(conn: &mut Conn, change: &RoleChange) -> Result<(), DbError> {
    let Some(superadmin) = change.superadmin else {
        return Ok(());
    };
    let own = auth_users::table.filter(auth_users::id.eq(change.user_id.clone()));
    let set = (
        auth_users::superadmin.eq(superadmin),
        auth_users::updated_at.eq(Millis(change.now)),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    Ok(())
}

async fn write_password(conn: &mut Conn, user_id: &str, password: &str, now: i64) -> Result<(), DbError> {
    let own = auth_accounts::table
        .filter(auth_accounts::user_id.eq(user_id.to_owned()))
        .filter(auth_accounts::account_id.eq(user_id.to_owned()))
        .filter(auth_accounts::provider_id.eq(CREDENTIAL));
    let set = (
        auth_accounts::password.eq(password.to_owned()),
        auth_accounts::updated_at.eq(Millis(now)),
    );
    let changed = on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    if changed == 0 {
        // An account of one's own, so the user's id names it well enough.
        insert_account(conn, user_id.to_owned(), user_id, password.to_owned(), now).await?;
    }
    Ok(())
}

#[async_trait]
impl UserStore for Diesel {
    async fn by_email(&self, email: &str) -> Result<Option<AccountRow>, StoreError> {
        let mut conn = self.db.read().await?;
        let email = email.to_owned();
        let rows: Vec<UserRow> = on!(&mut conn, |c| c
            .fetch(
                auth_users::table
                    .filter(auth_users::email.eq(email))
                    .select(UserRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(with_password(&mut conn, rows.into_iter().next()).await?)
    }

    async fn by_id(&self, user_id: &str) -> Result<Option<AccountRow>, StoreError> {
        let mut conn = self.db.read().await?;
        let found = by_id(&mut conn, user_id.to_owned()).await?;
        Ok(with_password(&mut conn, found).await?)
    }

    async fn create(
        &self,
        workspace: &WorkspaceId,
        row: &AccountRow,
        change: &RoleChange,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        let AccountRow { user, password } = row.clone();
        let (id, now) = (user.id.clone(), user.created_at);
        let row = UserRow::from(user);
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c
                    .exec(diesel::insert_into(auth_users::table).values(row))
                    .await)?;
                if let Some(password) = password {
                    insert_account(conn, id.clone(), &id, password, now).await?;
                }
                write_words(conn, workspace, change).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn set_password(
        &self,
        user_id: &str,
        password: &str,
        now: i64,
        after: &SessionsAfter,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                write_password(conn, user_id, password, now).await?;
                if *after != SessionsAfter::Kept {
                    super::delete_of_user(conn, user_id, None).await?;
                }
                if let SessionsAfter::Replaced(session) = after {
                    super::insert(conn, session).await?;
                }
                Ok(())
            })
            .await?)
    }

    async fn update(
        &self,
        user_id: &str,
        changes: &UserChanges,
        now: i64,
    ) -> Result<Option<User>, StoreError> {
        let UserChanges { name, image } = changes.clone();
        let own = auth_users::table.filter(auth_users::id.eq(user_id.to_owned()));
        let set = (
            name.map(|name| auth_users::name.eq(name)),
            image.map(|image| auth_users::image.eq(image)),
            auth_users::updated_at.eq(Millis(now)),
        );
        let found = self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
                by_id(conn, user_id.to_owned()).await
            })
            .await?;
        Ok(found.map(User::from))
    }

    async fn set_role(
        &self,
        workspace: &WorkspaceId,
        change: &RoleChange,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                write_words(conn, workspace, change).await?;
                write_superadmin(conn, change).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn belongings(&self, user_id: &str) -> Result<Vec<Belonging>, StoreError> {
        let mut conn = self.db.read().await?;
        let user_id = user_id.to_owned();
        let rows: Vec<(String, OrganizationRow, Option<WorkspaceRow>)> = on!(&mut conn, |c| c
            .fetch(
                members::table
                    .inner_join(organizations::table)
                    .left_join(workspaces::table.on(workspaces::id.eq(members::organization_id)))
                    .filter(members::user_id.eq(user_id))
                    .order((organizations::slug, members::id))
                    .select((
                        members::role,
                        OrganizationRow::as_select(),
                        Option::<WorkspaceRow>::as_select(),
                    ))
            )
            .await)
        .map_err(DbError::from)?;
        let belonging =
            |(words, organization, workspace): (String, OrganizationRow, Option<WorkspaceRow>)| {
                Ok(Belonging {
                    organization: organization.into(),
                    workspace: workspace.map(Workspace::try_from).transpose()?,
                    words,
                })
            };
        let all: Result<Vec<_>, DbError> = rows.into_iter().map(belonging).collect();
        Ok(all?)
    }

    async fn members(&self, workspace: &WorkspaceId) -> Result<Vec<(User, String)>, StoreError> {
        let mut conn = self.db.read().await?;
        let workspace = workspace.as_str().to_owned();
        let rows: Vec<(UserRow, String)> = on!(&mut conn, |c| c
            .fetch(
                members::table
                    .inner_join(auth_users::table)
                    .filter(members::organization_id.eq(workspace))
                    .order((auth_users::email, members::id))
                    .select((UserRow::as_select(), members::role))
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows
            .into_iter()
            .map(|(user, words)| (user.into(), words))
            .collect())
    }
}
