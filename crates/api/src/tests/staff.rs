//! Staff as callers: cookies and bearer tokens, workspaces, roles, and the pages that changes come from.

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use domain::membership::MembershipStatus;
use domain::session::{Belonging, Organization, OriginPattern, Session, SessionToken, Signer, User};
use domain::workspace::{EntityId, Workspace, WorkspaceId};

use super::bench::{Bench, Reply, Running};
use super::samples::NOW;
use crate::auth::{Call, Staff, roles};
use crate::dashboard;
use crate::edge;
use crate::routes::Answer;

const SECRET: &str = "a secret of the tests, long enough for anybody";
const WEEK: i64 = 7 * 86_400_000;

fn user(superadmin: bool) -> User {
    User {
        id: "u1".to_owned(),
        name: "Ana".to_owned(),
        email: "ana@example.org".to_owned(),
        email_verified: true,
        image: None,
        created_at: NOW * 1000,
        updated_at: NOW * 1000,
        role: None,
        banned: None,
        ban_reason: None,
        ban_expires: None,
        superadmin: Some(superadmin),
    }
}

fn session(active: Option<&str>) -> Session {
    Session {
        id: "s1".to_owned(),
        token: SessionToken::new("token"),
        user_id: "u1".to_owned(),
        expires_at: NOW * 1000 + WEEK,
        created_at: NOW * 1000,
        updated_at: NOW * 1000,
        ip_address: None,
        user_agent: None,
        impersonated_by: None,
        active_organization_id: active.map(str::to_owned),
    }
}

fn belonging(slug: &str, words: &str) -> Belonging {
    let workspace = Workspace {
        id: WorkspaceId::new(format!("ws-{slug}")),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        default_entity: EntityId::new(slug),
        default_status: MembershipStatus::Internal,
        created_at: NOW,
    };
    Belonging {
        organization: Organization {
            id: workspace.id.to_string(),
            name: slug.to_owned(),
            slug: slug.to_owned(),
            logo: None,
            created_at: NOW * 1000,
            metadata: None,
        },
        workspace: Some(workspace),
        words: words.to_owned(),
    }
}

/// One user, with these memberships and a session.
fn running(superadmin: bool, active: Option<&'static str>, belongings: &[(&str, &str)]) -> Running {
    let mut bench = Bench::new();
    bench.settings.dashboard.signer = Some(Signer::new(SECRET).unwrap());
    bench.settings.dashboard.trusted_origins = vec![OriginPattern::parse("https://*.example.org").unwrap()];
    bench.sessions.expect_by_token().returning(move |token| {
        let known = token.reveal() == "token";
        Ok(known.then(|| (session(active), user(superadmin))))
    });
    let all: Vec<Belonging> = belongings
        .iter()
        .map(|(slug, words)| belonging(slug, words))
        .collect();
    bench
        .users
        .expect_belongings()
        .returning(move |_| Ok(all.clone()));
    let known = belonging("mare", "").workspace;
    bench
        .workspaces
        .expect_find()
        .returning(move |name| Ok(known.clone().filter(|found| found.slug == name)));
    bench.start()
}

async fn who<R: roles::StaffRole>(request: HttpRequest, payload: web::Payload) -> Answer {
    let call: Call<Staff<R>> = Call::admit(request, payload.into_inner()).await?;
    let member = &call.caller.member;
    let text = format!("{} as {}", member.workspace.slug, member.role.as_str());
    Ok(HttpResponse::Ok().insert_header(("x-member", text)).finish())
}

/// The dashboard's listener with a route for each role.
async fn send(running: &Running, request: TestRequest) -> Reply {
    let app = App::new()
        .app_data(running.state.clone())
        .route("/viewers", web::get().to(who::<roles::Viewer>))
        .route("/editors", web::post().to(who::<roles::Editor>))
        .route("/admins", web::delete().to(who::<roles::WorkspaceAdmin>))
        .route("/superadmins", web::get().to(who::<roles::Superadmin>))
        .wrap(from_fn(edge::account))
        .wrap(from_fn(edge::surround_dashboard));
    Reply::read(call_service(&init_service(app).await, request.to_request()).await).await
}

fn cookie() -> (&'static str, String) {
    let value = Signer::new(SECRET).unwrap().cookie("token");
    ("Cookie", format!("better-auth.session_token={value}"))
}

fn outcome(reply: &Reply) -> String {
    match reply.header("x-member") {
        Some(member) => member.to_owned(),
        None => reply.refusal().1,
    }
}

#[actix_web::test]
async fn the_workspace_is_named_active_or_the_only_one() {
    let both = [("cesam", "editor"), ("mare", "viewer")];
    for (superadmin, active, own, named, expected) in [
        (false, None, &both[..1], None, "cesam as editor"),
        (false, None, &both[..], None, "missing_workspace"),
        (false, Some("ws-mare"), &both[..], None, "mare as viewer"),
        (
            false,
            Some("ws-mare"),
            &both[..],
            Some("cesam"),
            "cesam as editor",
        ),
        (false, None, &both[..], Some("ws-mare"), "mare as viewer"),
        (false, None, &both[..], Some(" "), "missing_workspace"),
        (false, None, &both[..1], Some("mare"), "forbidden"),
        (false, None, &both[..1], Some("nowhere"), "forbidden"),
        (false, None, &[], None, "missing_workspace"),
        (true, None, &[], Some("mare"), "mare as superadmin"),
        (true, None, &[], Some("nowhere"), "missing_workspace"),
    ] {
        let running = running(superadmin, active, own);
        let mut request = TestRequest::get().uri("/viewers").insert_header(cookie());
        if let Some(named) = named {
            request = request.insert_header(("X-Workspace-Id", named));
        }
        let reply = send(&running, request).await;
        assert_eq!(outcome(&reply), expected, "{active:?} {own:?} {named:?}");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[actix_web::test]
async fn roles_are_asked_for() {
    for (words, least) in [
        ("viewer", 1),
        ("member", 1),
        ("editor", 2),
        ("admin", 3),
        ("owner,viewer", 3),
        ("guest", 0),
    ] {
        let running = running(false, None, &[("cesam", words)]);
        let requests = [
            TestRequest::get().uri("/viewers"),
            TestRequest::post().uri("/editors"),
            TestRequest::delete().uri("/admins"),
            TestRequest::get().uri("/superadmins"),
        ];
        for (n, request) in requests.into_iter().enumerate() {
            let request = request
                .insert_header(cookie())
                .insert_header(("X-Workspace-Id", "cesam"))
                .insert_header(("Origin", "https://app.example.org"));
            let reply = send(&running, request).await;
            let expected = if n < least { 200 } else { 403 };
            assert_eq!(reply.status, expected, "{words} {n}");
        }
    }
}

#[actix_web::test]
async fn changes_with_a_cookie_come_from_pages_that_are_trusted() {
    let running = running(false, None, &[("cesam", "editor")]);
    for (headers, expected) in [
        (vec![], "invalid_origin"),
        (vec![("Origin", "http://localhost:8080")], "cesam as editor"),
        (vec![("Origin", "https://app.example.org")], "cesam as editor"),
        (vec![("Origin", "https://evil.example")], "invalid_origin"),
        (vec![("Origin", "null")], "invalid_origin"),
        (
            vec![("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
            "cesam as editor",
        ),
        (
            vec![("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
            "invalid_origin",
        ),
        (vec![("Origin", "not an origin")], "invalid_origin"),
        (
            vec![("Referer", "https://app.example.org/people")],
            "cesam as editor",
        ),
        (vec![("Referer", "https://evil.example/")], "invalid_origin"),
        (
            vec![
                ("Origin", "https://evil.example"),
                ("Referer", "https://app.example.org/"),
            ],
            "invalid_origin",
        ),
    ] {
        let mut request = TestRequest::post()
            .uri("/editors")
            .insert_header(("Host", "localhost:8080"))
            .insert_header(cookie());
        for header in &headers {
            request = request.insert_header(*header);
        }
        let reply = send(&running, request).await;
        assert_eq!(outcome(&reply), expected, "{headers:?}");
    }
}

#[actix_web::test]
async fn bearers_are_programs_and_come_first() {
    let running = running(false, None, &[("cesam", "editor")]);
    let signed = Signer::new(SECRET).unwrap().sign("token");
    for (authorization, with_cookie, expected) in [
        (format!("Bearer {signed}"), false, "cesam as editor"),
        (format!("bearer  {signed} "), false, "cesam as editor"),
        (signed.clone(), false, "unauthenticated"),
        ("Bearer token".to_owned(), false, "unauthenticated"),
        ("Bearer token".to_owned(), true, "unauthenticated"),
        ("Basic YTpi".to_owned(), true, "invalid_origin"),
    ] {
        let mut request = TestRequest::post()
            .uri("/editors")
            .insert_header(("Authorization", authorization.as_str()));
        if with_cookie {
            request = request.insert_header(cookie());
        }
        let reply = send(&running, request).await;
        assert_eq!(outcome(&reply), expected, "{authorization}");
        if expected == "unauthenticated" {
            assert_eq!(reply.status, 401);
            assert_eq!(
                reply.header("www-authenticate"),
                Some("Bearer realm=\"dashboard\"")
            );
        }
    }
}

/// By design: the only routes of the dashboard that let strangers in.
#[test]
fn only_three_routes_are_open() {
    use crate::auth::Security;
    let rows = dashboard::routes().rows();
    let open: Vec<&str> = rows
        .iter()
        .filter(|row| !matches!(row.security, Security::Session | Security::SessionOrIntegration))
        .map(|row| row.path.as_str())
        .collect();
    assert_eq!(open, ["/health", "/me", "/debug-auth"]);
}
