//! Better Auth's rows, and what they mean.

use diesel::{Insertable, Queryable, Selectable};
use domain::session::{Organization, Session, SessionToken, User};

use crate::moment::Millis;
use crate::schema::{auth_sessions, auth_users, organizations};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = auth_sessions)]
pub(super) struct SessionRow {
    id: String,
    expires_at: Millis,
    token: String,
    created_at: Millis,
    updated_at: Millis,
    ip_address: Option<String>,
    user_agent: Option<String>,
    user_id: String,
    impersonated_by: Option<String>,
    active_organization_id: Option<String>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        let SessionRow {
            id,
            expires_at,
            token,
            created_at,
            updated_at,
            ip_address,
            user_agent,
            user_id,
            impersonated_by,
            active_organization_id,
        } = row;
        Self {
            id,
            token: SessionToken::new(token),
            user_id,
            expires_at: expires_at.0,
            created_at: created_at.0,
            updated_at: updated_at.0,
            ip_address,
            user_agent,
            impersonated_by,
            active_organization_id,
        }
    }
}

impl From<Session> for SessionRow {
    fn from(session: Session) -> Self {
        let Session {
            id,
            token,
            user_id,
            expires_at,
            created_at,
            updated_at,
            ip_address,
            user_agent,
            impersonated_by,
            active_organization_id,
        } = session;
        Self {
            id,
            expires_at: Millis(expires_at),
            token: token.reveal().to_owned(),
            created_at: Millis(created_at),
            updated_at: Millis(updated_at),
            ip_address,
            user_agent,
            user_id,
            impersonated_by,
            active_organization_id,
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = auth_users)]
pub(super) struct UserRow {
    id: String,
    name: String,
    email: String,
    email_verified: bool,
    image: Option<String>,
    created_at: Millis,
    updated_at: Millis,
    role: Option<String>,
    banned: Option<bool>,
    ban_reason: Option<String>,
    ban_expires: Option<Millis>,
    superadmin: Option<bool>,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let UserRow {
            id,
            name,
            email,
            email_verified,
            image,
            created_at,
            updated_at,
            role,
            banned,
            ban_reason,
            ban_expires,
            superadmin,
        } = row;
        Self {
            id,
            name,
            email,
            email_verified,
            image,
            created_at: created_at.0,
            updated_at: updated_at.0,
            role,
            banned,
            ban_reason,
            ban_expires: ban_expires.map(|Millis(at)| at),
            superadmin,
        }
    }
}

impl From<User> for UserRow {
    fn from(user: User) -> Self {
        let User {
            id,
            name,
            email,
            email_verified,
            image,
            created_at,
            updated_at,
            role,
            banned,
            ban_reason,
            ban_expires,
            superadmin,
        } = user;
        Self {
            id,
            name,
            email,
            email_verified,
            image,
            created_at: Millis(created_at),
            updated_at: Millis(updated_at),
            role,
            banned,
            ban_reason,
            ban_expires: ban_expires.map(Millis),
            superadmin,
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = organizations)]
pub(super) struct OrganizationRow {
    id: String,
    name: String,
    slug: String,
    logo: Option<String>,
    created_at: Millis,
    metadata: Option<String>,
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        let OrganizationRow {
            id,
            name,
            slug,
            logo,
            created_at,
            metadata,
        } = row;
        Self {
            id,
            name,
            slug,
            logo,
            created_at: created_at.0,
            metadata,
        }
    }
}
