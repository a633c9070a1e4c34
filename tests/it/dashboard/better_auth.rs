//! The part of Better Auth's API that the dashboard serves, as its client sees it.

use serde_json::{Value, json};
use tests::desk::now_millis;
use tests::{Answer, Centre, Service, on_both_databases, run_json_with};

const PASSWORD: &str = "correct horse battery";

/// A user made at the command line: `ana@example.org`, an editor.
fn ana(db: &tests::TestDatabase) {
    let create = [
        "user",
        "create",
        "--workspace",
        "cesam",
        "--email",
        "Ana@Example.org",
        "--name",
        "Ana",
        "--role",
        "editor",
        "--password-stdin",
    ];
    let made = run_json_with(&db.url, &create, &format!("{PASSWORD}\n"));
    assert_eq!(
        (&made["email"], &made["role"]),
        (&json!("ana@example.org"), &json!("editor"))
    );
}

async fn post(service: &Service, path: &str, cookie: &str, body: &Value) -> Answer {
    let mut headers = vec![("Content-Type", "application/json")];
    if !cookie.is_empty() {
        headers.extend([("Cookie", cookie), ("Origin", service.dashboard.as_str())]);
    }
    let path = format!("/api/auth{path}");
    service
        .call_dashboard("POST", &path, &headers, Some(&body.to_string()))
        .await
}

async fn get(service: &Service, path: &str, cookie: &str) -> Answer {
    let path = format!("/api/auth{path}");
    service
        .call_dashboard("GET", &path, &[("Cookie", cookie)], None)
        .await
}

async fn sign_in(service: &Service, remember: bool) -> (String, Answer) {
    let body = json!({ "email": "ANA@example.org", "password": PASSWORD, "rememberMe": remember });
    let answer = post(service, "/sign-in/email", "", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let pairs: Vec<&str> = answer
        .all("set-cookie")
        .iter()
        .map(|cookie| cookie.split(';').next().unwrap())
        .collect();
    (pairs.join("; "), answer)
}

/// The keys of an object in the order of the text.
fn keys(text: &str, of: &[&str]) -> bool {
    let places: Vec<usize> = of
        .iter()
        .map(|key| text.find(&format!("\"{key}\":")).unwrap_or(usize::MAX))
        .collect();
    places.is_sorted() && !places.contains(&usize::MAX)
}

const USER: [&str; 12] = [
    "name",
    "email",
    "emailVerified",
    "image",
    "createdAt",
    "updatedAt",
    "role",
    "banned",
    "banReason",
    "banExpires",
    "superadmin",
    "id",
];
const SESSION: [&str; 10] = [
    "expiresAt",
    "token",
    "createdAt",
    "updatedAt",
    "ipAddress",
    "userAgent",
    "userId",
    "impersonatedBy",
    "activeOrganizationId",
    "id",
];
const CLEARED: [&str; 3] = ["session_token", "session_data", "dont_remember"];

fn assert_cleared(answer: &Answer) {
    let expected: Vec<String> = CLEARED
        .iter()
        .map(|of| format!("better-auth.{of}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"))
        .collect();
    assert_eq!(answer.all("set-cookie"), expected);
}

fn is_instant(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[19] == b'.'
}

on_both_databases! {
    async fn signing_in_begins_a_session_and_signing_out_ends_it(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        ana(db);
        let service = &centre.service;
        let (cookie, answer) = sign_in(service, true).await;
        assert!(keys(&answer.text, &["redirect", "token", "user"]), "{}", answer.text);
        let (_, user) = answer.text.split_once("\"user\"").unwrap();
        assert!(keys(user, &USER), "{user}");
        let body = answer.json();
        let token = body["token"].as_str().unwrap();
        assert_eq!((token.len(), &body["redirect"]), (32, &json!(false)));
        assert_eq!((&body["user"]["email"], &body["user"]["image"]), (&json!("ana@example.org"), &Value::Null));
        let set = answer.all("set-cookie");
        assert_eq!(set.len(), 1);
        assert!(set[0].starts_with(&format!("better-auth.session_token={token}.")), "{set:?}");
        assert!(set[0].ends_with("%3D; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"), "{set:?}");
        let bearer = answer.header("set-auth-token").to_owned();
        assert!(bearer.starts_with(&format!("{token}.")) && bearer.ends_with('='));
        assert_eq!(answer.header("access-control-expose-headers"), "set-auth-token");
        assert_eq!(answer.header("cache-control"), "no-store");

        let current = get(service, "/get-session", &cookie).await;
        assert!(keys(&current.text, &SESSION[..9]), "{}", current.text);
        assert_eq!((current.header("cache-control"), current.header("pragma")), ("no-store", "no-cache"));
        let found = current.json();
        assert_eq!((&found["session"]["token"], &found["session"]["ipAddress"]), (&json!(token), &json!("")));
        for field in ["expiresAt", "createdAt", "updatedAt"] {
            assert!(is_instant(&found["session"][field]), "{}", current.text);
        }
        let authorization = format!("bearer {bearer}");
        let by_bearer = service
            .call_dashboard("GET", "/api/auth/get-session", &[("Authorization", &authorization)], None)
            .await;
        assert_eq!(by_bearer.text, current.text);
        let unsigned = format!("Bearer {token}");
        let refused = service.call_dashboard("GET", "/api/auth/get-session", &[("Authorization", &unsigned)], None).await;
        assert_eq!(refused.text, "null", "only the signed form counts");
        assert_eq!(get(service, "/ok", &cookie).await.text, r#"{"ok":true}"#);

        let out = post(service, "/sign-out", &cookie, &json!({})).await;
        assert_eq!((out.status, out.text.as_str()), (200, r#"{"success":true}"#));
        assert_cleared(&out);
        let gone = get(service, "/get-session", &cookie).await;
        assert_eq!(gone.text, "null");
        assert_cleared(&gone);
        let nobody = service.call_dashboard("POST", "/api/auth/sign-out", &[], None).await;
        assert_eq!((nobody.status, nobody.text.as_str()), (200, r#"{"success":true}"#));
    }

    async fn sessions_that_are_not_to_be_remembered_end_with_the_browser(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        ana(db);
        let (cookie, answer) = sign_in(&centre.service, false).await;
        let set = answer.all("set-cookie");
        assert_eq!(set.len(), 2);
        assert!(set.iter().all(|cookie| cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax") && !cookie.contains("Max-Age")));
        assert!(set[1].starts_with("better-auth.dont_remember=true."), "{set:?}");
        let current = get(&centre.service, "/get-session", &cookie).await;
        assert!(current.all("set-cookie").is_empty(), "a brief session is not renewed");
        let sessions = db.stores.sessions.of_user(current.json()["user"]["id"].as_str().unwrap()).await.unwrap();
        let left = sessions[0].expires_at - now_millis();
        assert!((86_000_000..=86_400_000).contains(&left), "{left}");
        let updated = post(&centre.service, "/update-user", &cookie, &json!({ "name": "Ana R." })).await;
        assert_eq!(updated.all("set-cookie").len(), 2, "what is sent again stays brief");
    }

    async fn whoever_cannot_be_signed_in_is_told_why_in_better_auth_s_words(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        ana(db);
        let service = &centre.service;
        let wrong = r#"{"message":"Invalid email or password","code":"INVALID_EMAIL_OR_PASSWORD"}"#;
        for (path, body, status, text) in [
            ("/sign-in/email", json!({ "email": "ana@example.org", "password": "wrong password" }), 401, wrong),
            ("/sign-in/email", json!({ "email": "rui@example.org", "password": PASSWORD }), 401, wrong),
            ("/sign-in/email", json!({ "email": "ana", "password": PASSWORD }), 400, r#"{"message":"Invalid email","code":"INVALID_EMAIL"}"#),
            ("/sign-in/email", json!({ "email": "ana@example.org", "password": "x".repeat(129) }), 400, r#"{"message":"Password too long","code":"PASSWORD_TOO_LONG"}"#),
            ("/sign-in/email", json!({ "email": 7 }), 400, r#"{"message":"[body.email] Invalid input: expected string, received number; [body.password] Invalid input: expected string, received undefined","code":"VALIDATION_ERROR"}"#),
            ("/sign-in/email", json!([]), 400, r#"{"message":"[body] Invalid input: expected object, received array","code":"VALIDATION_ERROR"}"#),
            ("/sign-in/email", json!({ "email": "ana@example.org", "password": PASSWORD, "callbackURL": "https://evil.example" }), 403, r#"{"message":"Invalid callbackURL","code":"INVALID_CALLBACK_URL"}"#),
            ("/sign-up/email", json!({ "email": "rui@example.org", "name": "Rui", "password": PASSWORD }), 400, r#"{"message":"Email and password sign up is not enabled","code":"EMAIL_PASSWORD_SIGN_UP_DISABLED"}"#),
            ("/sign-up/email", json!({ "email": "rui@example.org", "password": PASSWORD }), 400, r#"{"message":"[body.name] Invalid input: expected string, received undefined","code":"VALIDATION_ERROR"}"#),
            ("/get-session", json!({}), 405, r#"{"message":"POST method requires deferSessionRefresh to be enabled in session config","code":"METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED"}"#),
            ("/revoke-sessions", json!({}), 401, r#"{"message":"Unauthorized","code":"UNAUTHORIZED"}"#),
            ("/revoke-session", json!({}), 400, r#"{"message":"[body.token] Invalid input: expected string, received undefined","code":"VALIDATION_ERROR"}"#),
        ] {
            let answer = post(service, path, "", &body).await;
            assert_eq!((answer.status, answer.text.as_str()), (status, text), "{path} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
        let call = async |headers: &[(&str, &str)], body: &str| {
            service.call_dashboard("POST", "/api/auth/sign-in/email", headers, Some(body)).await
        };
        let broken = call(&[("Content-Type", "application/json")], "{").await;
        assert_eq!((broken.status, broken.text.as_str()), (400, r#"{"message":"Invalid JSON in request body","code":"BAD_REQUEST"}"#));
        let plain = call(&[("Content-Type", "text/plain")], "{}").await;
        assert_eq!((plain.status, &plain.json()["code"]), (415, &json!("UNSUPPORTED_MEDIA_TYPE")));
        let form = call(
            &[("Content-Type", "application/x-www-form-urlencoded")],
            "email=ana%40example.org&password=correct+horse+battery&callbackURL=%2Fpeople",
        ).await;
        assert_eq!((form.status, form.header("location")), (200, "/people"), "{}", form.text);
        assert!(keys(&form.text, &["redirect", "token", "url", "user"]), "{}", form.text);
        assert_eq!(form.json()["redirect"], true);
        for (method, path) in [
            ("GET", "/api/auth"), ("GET", "/api/auth/"), ("GET", "/api/auth/get-session/"), ("GET", "/api/auth/sign-in/email"),
            ("HEAD", "/api/auth/ok"), ("OPTIONS", "/api/auth/ok"), ("GET", "/api/auth/admin/list-users"), ("DELETE", "/api/auth/ok"),
        ] {
            let answer = service.call_dashboard(method, path, &[], None).await;
            assert_eq!((answer.status, answer.text.as_str()), (404, ""), "{method} {path}");
        }
    }

    async fn users_see_and_end_their_sessions(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        ana(db);
        let service = &centre.service;
        let (first, _) = sign_in(service, true).await;
        let (second, answer) = sign_in(service, true).await;
        let second_token = answer.json()["token"].clone();
        let list = get(service, "/list-sessions", &first).await;
        assert_eq!(list.json().as_array().unwrap().len(), 2);
        assert!(keys(&list.text, &SESSION[..9]), "{}", list.text);
        let stranger = centre.sign_in("editor").await;
        let done = |answer: &Answer| assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"status":true}"#));
        done(&stranger.post("/api/auth/revoke-session", &json!({ "token": second_token })).await);
        assert_ne!(get(service, "/get-session", &second).await.text, "null", "sessions of others stay");
        done(&post(service, "/revoke-session", &first, &json!({ "token": second_token })).await);
        assert_eq!(get(service, "/get-session", &second).await.text, "null");
        done(&post(service, "/revoke-session", &first, &json!({ "token": "unknown" })).await);

        let (third, _) = sign_in(service, true).await;
        done(&post(service, "/revoke-other-sessions", &third, &json!({})).await);
        assert_eq!(get(service, "/get-session", &first).await.text, "null");
        let all = post(service, "/revoke-sessions", &third, &json!({})).await;
        done(&all);
        assert_cleared(&all);
        assert_eq!(get(service, "/get-session", &third).await.text, "null");

        let (old, answer) = sign_in(service, true).await;
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        let yesterday = if db.url.starts_with("sqlite") { "'2020-01-01T00:00:00.000Z'" } else { "'2020-01-01T00:00:00Z'" };
        db.execute(&format!(r#"UPDATE "session" SET "createdAt" = {yesterday} WHERE "token" = '{token}'"#)).await;
        let stale = get(service, "/list-sessions", &old).await;
        assert_eq!((stale.status, stale.text.as_str()), (403, r#"{"message":"Session is not fresh","code":"SESSION_NOT_FRESH"}"#));
    }

    async fn users_change_their_password_and_name(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        ana(db);
        let service = &centre.service;
        let (cookie, _) = sign_in(service, true).await;
        let (other, _) = sign_in(service, true).await;
        for (current, new, code) in [
            ("wrong password", "another password", "INVALID_PASSWORD"),
            (PASSWORD, "short", "PASSWORD_TOO_SHORT"),
            (PASSWORD, &"x".repeat(129), "PASSWORD_TOO_LONG"),
        ] {
            let body = json!({ "currentPassword": current, "newPassword": new });
            let refused = post(service, "/change-password", &cookie, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(code)));
        }
        let body = json!({ "currentPassword": PASSWORD, "newPassword": "another password" });
        let kept = post(service, "/change-password", &cookie, &body).await;
        assert_eq!((kept.status, &kept.json()["token"]), (200, &Value::Null));
        let body = json!({ "currentPassword": "another password", "newPassword": PASSWORD, "revokeOtherSessions": true });
        let renewed = post(service, "/change-password", &cookie, &body).await;
        let token = renewed.json()["token"].as_str().unwrap().to_owned();
        assert!(renewed.all("set-cookie")[0].starts_with(&format!("better-auth.session_token={token}.")));
        for ended in [&cookie, &other] {
            assert_eq!(get(service, "/get-session", ended).await.text, "null");
        }
        let (cookie, _) = sign_in(service, true).await;
        for (body, status, code) in [
            (json!({ "name": "Ana Reis", "image": "https://example.org/ana.png" }), 200, Value::Null),
            (json!({ "image": null }), 200, Value::Null),
            (json!({ "email": "rui@example.org" }), 400, json!("EMAIL_CAN_NOT_BE_UPDATED")),
            (json!({ "superadmin": true }), 400, json!("FIELD_NOT_ALLOWED")),
            (json!({ "name": "x".repeat(256) }), 400, json!("VALIDATION_ERROR")),
            (json!({}), 400, json!("NO_FIELDS_TO_UPDATE")),
        ] {
            let answer = post(service, "/update-user", &cookie, &body).await;
            assert_eq!((answer.status, &answer.json()["code"]), (status, &code), "{body}");
            assert_eq!(answer.all("set-cookie").len(), usize::from(status == 200), "{body}");
        }
        let user = get(service, "/get-session", &cookie).await.json()["user"].clone();
        assert_eq!((&user["name"], &user["image"], &user["superadmin"]), (&json!("Ana Reis"), &Value::Null, &json!(false)));
    }

    async fn the_active_workspace_is_the_session_s(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let editor = centre.sign_in("editor").await;
        let list = editor.get("/api/auth/organization/list").await;
        assert!(keys(&list.text, &["name", "slug", "logo", "createdAt", "metadata", "id"]), "{}", list.text);
        assert_eq!((list.json().as_array().unwrap().len(), &list.json()[0]["slug"]), (1, &json!("cesam")));
        let set = async |body: Value| editor.post("/api/auth/organization/set-active", &body).await;
        let chosen = set(json!({ "organizationSlug": "cesam" })).await;
        assert_eq!((chosen.status, &chosen.json()["id"]), (200, &json!(centre.workspace.as_str())));
        assert_eq!(editor.get("/debug-auth").await.json()["active_organization_id"], centre.workspace.as_str());
        let foreign = set(json!({ "organizationId": other.as_str() })).await;
        assert_eq!((foreign.status, &foreign.json()["code"]), (403, &json!("USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")));
        let unknown = set(json!({ "organizationId": "nowhere" })).await;
        assert_eq!((unknown.status, &unknown.json()["code"]), (400, &json!("ORGANIZATION_NOT_FOUND")));
        assert_eq!(set(json!({})).await.json()["slug"], "cesam");
        assert_eq!(set(json!({ "organizationId": null })).await.text, "null");
        assert_eq!(editor.get("/debug-auth").await.json()["active_organization_id"], Value::Null);
        let superadmin = centre.sign_in("superadmin").await;
        let there = superadmin.post("/api/auth/organization/set-active", &json!({ "organizationSlug": "mare" })).await;
        assert_eq!(there.status, 200);
        assert_eq!(superadmin.get("/me").await.json()["workspace"]["slug"], "mare");
    }

    async fn requests_from_strange_pages_are_refused(db: &TestDatabase) {
        tests::sample::workspace(&db.stores, "cesam").await;
        ana(db);
        let trusting = [("LEGACITI_TRUSTED_ORIGINS".to_owned(), "https://*.example.org,http://localhost:3000".to_owned())];
        let service = Service::start(&db.url, "dashboard", &trusting);
        let own = service.dashboard.clone();
        let body = json!({ "email": "ana@example.org", "password": PASSWORD }).to_string();
        for (headers, outcome) in [
            (vec![], "200"),
            (vec![("Origin", own.as_str())], "200"),
            (vec![("Origin", "https://app.example.org")], "200"),
            (vec![("Origin", "http://localhost:3000")], "200"),
            (vec![("Referer", "https://app.example.org/sign-in")], "200"),
            (vec![("Origin", "https://example.org.evil.example")], "INVALID_ORIGIN"),
            (vec![("Origin", "http://app.example.org")], "INVALID_ORIGIN"),
            (vec![("Origin", "http://localhost:3001")], "INVALID_ORIGIN"),
            (vec![("Origin", "null")], "MISSING_OR_NULL_ORIGIN"),
            (vec![("Origin", "null"), ("Sec-Fetch-Site", "same-origin")], "200"),
            (vec![("Sec-Fetch-Mode", "cors")], "MISSING_OR_NULL_ORIGIN"),
            (vec![("Cookie", "theme=dark")], "MISSING_OR_NULL_ORIGIN"),
            (vec![("Cookie", "theme=dark"), ("Origin", own.as_str())], "200"),
            (vec![("Cookie", "theme=dark"), ("Origin", "https://evil.example")], "INVALID_ORIGIN"),
            (vec![("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED"),
        ] {
            let mut all = vec![("Content-Type", "application/json")];
            all.extend(headers.iter().copied());
            let answer = service.call_dashboard("POST", "/api/auth/sign-in/email", &all, Some(&body)).await;
            let found = answer.json()["code"].as_str().map_or_else(|| answer.status.to_string(), str::to_owned);
            assert_eq!(found, outcome, "{headers:?}");
        }
        for (origin, trusted) in [("https://app.example.org", true), ("https://evil.example", false)] {
            let preflight = [("Origin", origin), ("Access-Control-Request-Method", "PATCH")];
            let answer = service.call_dashboard("OPTIONS", "/api/people/x", &preflight, None).await;
            assert_eq!(answer.status, if trusted { 204 } else { 403 });
            let answers = [answer, service.call_dashboard("GET", "/me", &[("Origin", origin)], None).await];
            for answer in answers {
                assert_eq!(answer.header("access-control-allow-origin"), if trusted { origin } else { "" });
                assert_eq!(answer.header("access-control-allow-credentials"), if trusted { "true" } else { "" });
            }
        }
    }

    async fn passwords_cannot_be_tried_in_a_hurry(db: &TestDatabase) {
        tests::sample::workspace(&db.stores, "cesam").await;
        ana(db);
        let limited = [("LEGACITI_LIMIT_SIGN_INS".to_owned(), "true".to_owned())];
        let service = Service::start(&db.url, "dashboard", &limited);
        let body = json!({ "email": "ana@example.org" });
        for _ in 0..3 {
            assert_eq!(post(&service, "/sign-in/email", "", &body).await.status, 400);
        }
        let fourth = post(&service, "/sign-in/email", "", &body).await;
        assert_eq!((fourth.status, fourth.text.as_str()), (429, r#"{"message":"Too many requests. Please try again later."}"#));
        assert!((1..=10).contains(&fourth.header("x-retry-after").parse::<u32>().unwrap()));
        assert_eq!(get(&service, "/ok", "").await.status, 200, "other paths go on");
    }
}
