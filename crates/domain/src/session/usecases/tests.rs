//! Sessions on mocked ports.

use mockall::predicate::eq;

use super::*;
use crate::membership::MembershipStatus;
use crate::session::password::{MockPasswordHasher, SCRYPT};
use crate::session::store::{AccountRow, MockSessionStore, MockUserStore};
use crate::session::{Belonging, Organization};
use crate::workspace::store::MockWorkspaceStore;
use crate::workspace::{EntityId, Workspace, WorkspaceId};

const DAY: i64 = 86_400_000;
/// 2026-11-21T22:39:07.750Z
pub(crate) const NOW: i64 = 1_795_300_747_750;

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        NOW / 1000
    }

    fn now_millis(&self) -> i64 {
        NOW
    }
}

impl Ids for Still {
    fn id(&self) -> String {
        "id".to_owned()
    }

    fn secret(&self) -> [u8; 32] {
        [250; 32].map(|byte: u8| byte.wrapping_add(6))
    }
}

pub(crate) fn user() -> User {
    User {
        id: "u1".to_owned(),
        name: "Ana".to_owned(),
        email: "ana@example.org".to_owned(),
        email_verified: true,
        image: None,
        created_at: NOW - 30 * DAY,
        updated_at: NOW - 30 * DAY,
        role: None,
        banned: None,
        ban_reason: None,
        ban_expires: None,
        superadmin: None,
    }
}

pub(crate) fn session(expires_at: i64) -> Session {
    Session {
        id: "s1".to_owned(),
        token: SessionToken::new("token"),
        user_id: "u1".to_owned(),
        expires_at,
        created_at: NOW - DAY,
        updated_at: NOW - DAY,
        ip_address: None,
        user_agent: None,
        impersonated_by: None,
        active_organization_id: None,
    }
}

pub(crate) fn workspace(slug: &str) -> Workspace {
    Workspace {
        id: WorkspaceId::new(format!("ws-{slug}")),
        slug: slug.to_owned(),
        name: slug.to_uppercase(),
        default_entity: EntityId::new(slug),
        default_status: MembershipStatus::Internal,
        created_at: 0,
    }
}

pub(crate) fn belonging(slug: &str, words: &str) -> Belonging {
    Belonging {
        organization: Organization {
            id: format!("ws-{slug}"),
            name: slug.to_uppercase(),
            slug: slug.to_owned(),
            logo: None,
            created_at: 0,
            metadata: None,
        },
        workspace: Some(workspace(slug)),
        words: words.to_owned(),
    }
}

/// Passwords are their own keys here.
fn hasher() -> MockPasswordHasher {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_derive().returning(|password, _| {
        let mut key = [0; 64];
        key.iter_mut().zip(password).for_each(|(to, from)| *to = from);
        Ok(key)
    });
    hasher
}

pub(crate) fn sessions(store: MockSessionStore, users: MockUserStore) -> Sessions {
    Sessions {
        store: Arc::new(store),
        users: Arc::new(users),
        workspaces: Arc::new(MockWorkspaceStore::new()),
        passwords: Arc::new(hasher()),
        clock: Arc::new(Still),
        ids: Arc::new(Still),
    }
}

fn stored(session: Option<Session>, user: User) -> MockSessionStore {
    let mut store = MockSessionStore::new();
    store
        .expect_by_token()
        .returning(move |_| Ok(session.clone().map(|session| (session, user.clone()))));
    store
}

#[tokio::test]
async fn living_sessions_are_renewed_when_due_and_may() {
    for (left, may, renewed) in [
        (7 * DAY, true, false),
        (6 * DAY, true, true),
        (6 * DAY, false, false),
        (0, true, true),
    ] {
        let mut store = stored(Some(session(NOW + left)), user());
        store
            .expect_renew()
            .with(eq(SessionToken::new("token")), eq(NOW + 7 * DAY), eq(NOW))
            .times(usize::from(renewed))
            .returning(|_, _, _| Ok(()));
        let found = sessions(store, MockUserStore::new())
            .identify(&SessionToken::new("token"), may)
            .await
            .unwrap();
        let Identified::Live(identity) = found else {
            panic!("{left} {may}")
        };
        assert_eq!(identity.renewed, renewed, "{left} {may}");
        let expected = if renewed { NOW + 7 * DAY } else { NOW + left };
        assert_eq!(identity.session.expires_at, expected);
    }
}

#[tokio::test]
async fn sessions_that_are_over_unknown_or_of_the_banned_are_gone() {
    let banned = User {
        banned: Some(true),
        ..user()
    };
    for (session, user, deleted) in [
        (None, user(), 0),
        (Some(session(NOW - 1)), user(), 1),
        (Some(session(NOW + DAY)), banned, 0),
    ] {
        let mut store = stored(session, user);
        store.expect_delete().times(deleted).returning(|_| Ok(()));
        let found = sessions(store, MockUserStore::new())
            .identify(&SessionToken::new("token"), true)
            .await
            .unwrap();
        assert_eq!(found, Identified::Gone);
    }
}

fn asked(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        remember: true,
        ip_address: String::new(),
        user_agent: "curl".to_owned(),
    }
}

#[tokio::test]
async fn whoever_knows_the_password_is_signed_in() {
    let mut key = "password123"
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    key.push_str(&"00".repeat(53));
    let row = |banned| AccountRow {
        user: User { banned, ..user() },
        password: Some(format!("00ff:{key}")),
    };
    for (email, password, banned, outcome) in [
        ("ANA@example.org", "password123", None, "in"),
        ("ana@example.org", "Password123", None, "wrong"),
        ("rui@example.org", "password123", None, "wrong"),
        ("ana@example.org", "password123", Some(true), "banned"),
        ("ana@example.org", "wrong", Some(true), "wrong"),
    ] {
        let mut users = MockUserStore::new();
        let found = row(banned);
        users
            .expect_by_email()
            .returning(move |email| Ok((email == "ana@example.org").then(|| found.clone())));
        let mut store = MockSessionStore::new();
        store.expect_create().returning(|_| Ok(()));
        let ended = sessions(store, users).sign_in(&asked(email, password)).await;
        let found = match ended {
            Ok((session, _)) => {
                assert_eq!(session.expires_at, NOW + 7 * DAY);
                assert_eq!(session.token.reveal().len(), 32);
                "in"
            }
            Err(SignInError::Wrong) => "wrong",
            Err(SignInError::Banned) => "banned",
            Err(error) => panic!("{error}"),
        };
        assert_eq!(found, outcome, "{email} {password}");
    }
    assert_eq!(SCRYPT, (14, 16, 1));
}

#[tokio::test]
async fn nobody_ends_the_sessions_of_others() {
    for (owner, deleted) in [("u1", 1), ("u2", 0)] {
        let mut store = stored(Some(session(NOW + DAY)), user());
        store.expect_delete().times(deleted).returning(|_| Ok(()));
        sessions(store, MockUserStore::new())
            .revoke(owner, &SessionToken::new("token"))
            .await
            .unwrap();
    }
}
