//! Members of staff at the dashboard: users of a role with a session, and their calls.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::activity::Trail;
use domain::session::{AccountRow, RoleChange, Session, SessionToken, Signer, User};
use domain::workspace::WorkspaceId;
use persistence::Stores;
use reqwest::Method;
use serde_json::Value;

use crate::service::{Answer, read};
use crate::{Centre, Service};

/// What the sessions of tests are signed with.
pub const SECRET: &str = "a secret of the tests, long enough for anybody";
/// A long session, in milliseconds.
const WEEK: i64 = 7 * 86_400_000;

/// Somebody signed in at the dashboard.
#[derive(Clone)]
pub struct SignedIn {
    /// Their `user.id`.
    pub user_id: String,
    /// What they sign in with.
    pub email: String,
    /// `name=value` of their session's cookie.
    pub cookie: String,
    /// What their cookie carries, signed, for `Authorization: Bearer`.
    pub bearer: String,
    /// Their session's token.
    pub token: String,
    base: String,
    workspace: Option<String>,
    client: reqwest::Client,
}

impl Centre {
    /// Somebody new with this role in the centre: `viewer`, `editor`, `workspace_admin` or `superadmin`.
    pub async fn sign_in(&self, role: &str) -> SignedIn {
        sign_in(&self.service, &self.stores, Some(&self.workspace), role).await
    }

    /// Somebody new with this role in another workspace.
    pub async fn sign_in_to(&self, workspace: &WorkspaceId, role: &str) -> SignedIn {
        sign_in(&self.service, &self.stores, Some(workspace), role).await
    }
}

/// Now, in Unix milliseconds: the service runs on the real clock.
pub fn now_millis() -> i64 {
    let elapsed = std::time::UNIX_EPOCH.elapsed().expect("a clock after 1970");
    i64::try_from(elapsed.as_millis()).expect("a time before the end of time")
}

/// A user that belongs nowhere yet.
pub fn user(name: &str, superadmin: bool) -> User {
    let now = now_millis();
    User {
        id: format!("user-{name}"),
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        email_verified: true,
        image: None,
        created_at: now,
        updated_at: now,
        role: Some("user".to_owned()),
        banned: Some(false),
        ban_reason: None,
        ban_expires: None,
        superadmin: Some(superadmin),
    }
}

/// A user with a role (a `superadmin` may have no workspace at all) and a session, written straight into the database.
pub async fn sign_in(
    service: &Service,
    stores: &Stores,
    workspace: Option<&WorkspaceId>,
    role: &str,
) -> SignedIn {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    let superadmin = role == "superadmin";
    let user = user(&format!("{role}-{n}"), superadmin);
    let nowhere = WorkspaceId::new("nowhere");
    let words = workspace.map(|_| if superadmin { "viewer" } else { role }.to_owned());
    let change = RoleChange {
        user_id: user.id.clone(),
        words,
        superadmin: None,
        member_id: format!("member-{n}"),
        now: user.created_at,
    };
    let row = AccountRow {
        user: user.clone(),
        password: None,
    };
    stores
        .users
        .create(workspace.unwrap_or(&nowhere), &row, &change, &Trail::default())
        .await
        .expect("a user");
    let session = session(&user, &format!("token{n:027}"), user.created_at + WEEK);
    stores.sessions.create(&session).await.expect("a session");
    SignedIn::with(service, &user, session.token.reveal())
}

/// A session of this user that ends then.
pub fn session(user: &User, token: &str, expires_at: i64) -> Session {
    let now = now_millis();
    Session {
        id: format!("session-{token}"),
        token: SessionToken::new(token),
        user_id: user.id.clone(),
        expires_at,
        created_at: now,
        updated_at: now,
        ip_address: Some(String::new()),
        user_agent: Some("tests".to_owned()),
        impersonated_by: None,
        active_organization_id: None,
    }
}

impl SignedIn {
    /// This user with this token, whatever has become of its session.
    pub fn with(service: &Service, user: &User, token: &str) -> Self {
        let signer = Signer::new(SECRET).expect("a fit secret");
        Self {
            user_id: user.id.clone(),
            email: user.email.clone(),
            cookie: format!("better-auth.session_token={}", signer.cookie(token)),
            bearer: signer.sign(token),
            token: token.to_owned(),
            base: service.dashboard.clone(),
            workspace: None,
            client: service.client.clone(),
        }
    }

    /// The same at another process of the same catalogue.
    #[must_use]
    pub fn through(mut self, service: &Service) -> Self {
        self.base.clone_from(&service.dashboard);
        self
    }

    /// The same, naming this workspace (id or slug) in every call.
    #[must_use]
    pub fn at(mut self, workspace: &str) -> Self {
        self.workspace = Some(workspace.to_owned());
        self
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// POST of a JSON body, from a page of the dashboard's own origin.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    /// PATCH of a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }

    /// DELETE without a body.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// Any call, with further headers.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("Cookie", &self.cookie)
            .header("Origin", &self.base);
        if let Some(workspace) = &self.workspace {
            request = request.header("X-Workspace-Id", workspace);
        }
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }
}
