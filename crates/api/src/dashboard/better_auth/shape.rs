//! Users, sessions and organizations as Better Auth writes them: its names, its order, `null` for what is not set.

use domain::session::{Organization, Session, User};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Three digits of a second and `Z`, always: its client takes more digits for more milliseconds.
#[derive(Debug, Clone, Copy)]
struct Instant(i64);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Timestamp::from_millisecond(self.0) {
            Ok(time) => serializer.collect_str(&format_args!("{time:.3}")),
            Err(_) => serializer.serialize_none(),
        }
    }
}

/// A user.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserShape<'a> {
    name: &'a str,
    email: &'a str,
    email_verified: bool,
    image: Option<&'a str>,
    created_at: Instant,
    updated_at: Instant,
    role: Option<&'a str>,
    banned: Option<bool>,
    ban_reason: Option<&'a str>,
    ban_expires: Option<Instant>,
    superadmin: Option<bool>,
    id: &'a str,
}

impl<'a> From<&'a User> for UserShape<'a> {
    fn from(user: &'a User) -> Self {
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
            name,
            email,
            email_verified: *email_verified,
            image: image.as_deref(),
            created_at: Instant(*created_at),
            updated_at: Instant(*updated_at),
            role: role.as_deref(),
            banned: *banned,
            ban_reason: ban_reason.as_deref(),
            ban_expires: ban_expires.map(Instant),
            superadmin: *superadmin,
            id,
        }
    }
}

/// A session, with its token: the one place that Better Auth's contract wants it in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionShape<'a> {
    expires_at: Instant,
    token: &'a str,
    created_at: Instant,
    updated_at: Instant,
    ip_address: Option<&'a str>,
    user_agent: Option<&'a str>,
    user_id: &'a str,
    impersonated_by: Option<&'a str>,
    active_organization_id: Option<&'a str>,
    id: &'a str,
}

impl<'a> From<&'a Session> for SessionShape<'a> {
    fn from(session: &'a Session) -> Self {
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
            expires_at: Instant(*expires_at),
            token: token.reveal(),
            created_at: Instant(*created_at),
            updated_at: Instant(*updated_at),
            ip_address: ip_address.as_deref(),
            user_agent: user_agent.as_deref(),
            user_id,
            impersonated_by: impersonated_by.as_deref(),
            active_organization_id: active_organization_id.as_deref(),
            id,
        }
    }
}

/// An organization.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrganizationShape<'a> {
    name: &'a str,
    slug: &'a str,
    logo: Option<&'a str>,
    created_at: Instant,
    metadata: Option<Value>,
    id: &'a str,
}

impl<'a> From<&'a Organization> for OrganizationShape<'a> {
    fn from(organization: &'a Organization) -> Self {
        let Organization {
            id,
            name,
            slug,
            logo,
            created_at,
            metadata,
        } = organization;
        Self {
            name,
            slug,
            logo: logo.as_deref(),
            created_at: Instant(*created_at),
            metadata: metadata
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok()),
            id,
        }
    }
}
