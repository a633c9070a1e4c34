//! Sessions, in Better Auth's table. Nothing is cached: what another process ended is over here at once.

mod rows;
mod team;
mod users;

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use domain::session::{Session, SessionStore, SessionToken, User};
use domain::storage::StoreError;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::moment::Millis;
use crate::schema::{auth_sessions, auth_users};
use crate::stores::Diesel;
use rows::{SessionRow, UserRow};

async fn insert(conn: &mut Conn, session: &Session) -> Result<(), DbError> {
    let row = SessionRow::from(session.clone());
    on!(conn, |c| c
        .exec(diesel::insert_into(auth_sessions::table).values(row))
        .await)?;
    Ok(())
}

async fn delete_of_user(conn: &mut Conn, user_id: &str, but: Option<String>) -> Result<(), DbError> {
    let own = auth_sessions::table.filter(auth_sessions::user_id.eq(user_id.to_owned()));
    // No token is empty, so an empty one spares nobody.
    let others = own.filter(auth_sessions::token.ne(but.unwrap_or_default()));
    on!(conn, |c| c.exec(diesel::delete(others)).await)?;
    Ok(())
}

#[async_trait]
impl SessionStore for Diesel {
    async fn by_token(&self, token: &SessionToken) -> Result<Option<(Session, User)>, StoreError> {
        let mut conn = self.db.read().await?;
        let token = token.reveal().to_owned();
        let rows: Vec<(SessionRow, UserRow)> = on!(&mut conn, |c| c
            .fetch(
                auth_sessions::table
                    .inner_join(auth_users::table)
                    .filter(auth_sessions::token.eq(token))
                    .select((SessionRow::as_select(), UserRow::as_select()))
            )
            .await)
        .map_err(DbError::from)?;
        let found = rows.into_iter().next();
        Ok(found.map(|(session, user)| (session.into(), user.into())))
    }

    async fn create(&self, session: &Session) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| insert(conn, session).await)
            .await?)
    }

    async fn renew(&self, token: &SessionToken, expires_at: i64, now: i64) -> Result<(), StoreError> {
        let own = auth_sessions::table.filter(auth_sessions::token.eq(token.reveal().to_owned()));
        let row = (
            auth_sessions::expires_at.eq(Millis(expires_at)),
            auth_sessions::updated_at.eq(Millis(now)),
        );
        let renewed = self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c.exec(diesel::update(own).set(row)).await)?;
                Ok(())
            })
            .await;
        Ok(renewed?)
    }

    async fn activate(
        &self,
        token: &SessionToken,
        organization: Option<String>,
        now: i64,
    ) -> Result<(), StoreError> {
        let own = auth_sessions::table.filter(auth_sessions::token.eq(token.reveal().to_owned()));
        let row = (
            auth_sessions::active_organization_id.eq(organization),
            auth_sessions::updated_at.eq(Millis(now)),
        );
        let changed = self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c.exec(diesel::update(own).set(row)).await)?;
                Ok(())
            })
            .await;
        Ok(changed?)
    }

    async fn delete(&self, token: &SessionToken) -> Result<(), StoreError> {
        let own = auth_sessions::table.filter(auth_sessions::token.eq(token.reveal().to_owned()));
        let deleted = self
            .db
            .transaction(async |conn: &mut Conn| {
                on!(conn, |c| c.exec(diesel::delete(own)).await)?;
                Ok(())
            })
            .await;
        Ok(deleted?)
    }

    async fn of_user(&self, user_id: &str) -> Result<Vec<Session>, StoreError> {
        let mut conn = self.db.read().await?;
        let user_id = user_id.to_owned();
        let rows: Vec<SessionRow> = on!(&mut conn, |c| c
            .fetch(
                auth_sessions::table
                    .filter(auth_sessions::user_id.eq(user_id))
                    .order((auth_sessions::created_at, auth_sessions::id))
                    .select(SessionRow::as_select())
            )
            .await)
        .map_err(DbError::from)?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    async fn delete_of_user(&self, user_id: &str, but: Option<SessionToken>) -> Result<(), StoreError> {
        let but = but.map(|token| token.reveal().to_owned());
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| delete_of_user(conn, user_id, but).await)
            .await?)
    }
}
