//! What becomes of sessions: their end, their renewal, tampering, bans; and dates as others write them.

use domain::session::{Session, SessionToken};
use serde_json::{Value, json};
use tests::desk::{now_millis, session, user};
use tests::{Centre, SignedIn, on_both_databases};

const DAY: i64 = 86_400_000;

/// A session of the editor with this token that ends then.
async fn with_session(centre: &Centre, editor: &SignedIn, token: &str, left: i64) -> SignedIn {
    let mut owner = user("x", false);
    owner.id.clone_from(&editor.user_id);
    let row = session(&owner, token, now_millis() + left);
    centre.stores.sessions.create(&row).await.unwrap();
    SignedIn::with(&centre.service, &owner, token)
}

async fn email(caller: &SignedIn) -> Value {
    caller.get("/me").await.json()["email"].clone()
}

async fn stored(centre: &Centre, token: &str) -> Option<Session> {
    let found = centre
        .stores
        .sessions
        .by_token(&SessionToken::new(token))
        .await
        .unwrap();
    found.map(|(session, _)| session)
}

on_both_databases! {
    async fn sessions_end_by_themselves_and_are_renewed_in_time(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let over = with_session(&centre, &editor, "over", -1).await;
        let answer = over.get("/me").await;
        assert_eq!(answer.json()["email"], Value::Null);
        assert_eq!(answer.all("set-cookie").len(), 3, "its cookies are taken back");
        assert_eq!(stored(&centre, "over").await, None, "its row is gone");

        let due = with_session(&centre, &editor, "due", 5 * DAY).await;
        let quiet = due.get("/api/auth/get-session?disableRefresh=true").await;
        assert!(quiet.all("set-cookie").is_empty());
        let answer = due.get("/me").await;
        assert_eq!(answer.json()["email"], json!(editor.email));
        let set = answer.all("set-cookie");
        assert!(set.len() == 1 && set[0].starts_with(&due.cookie), "{set:?}");
        let renewed = stored(&centre, "due").await.unwrap();
        assert!(renewed.expires_at - now_millis() > 6 * DAY);
        assert!(due.get("/me").await.all("set-cookie").is_empty(), "once a day is enough");
    }

    async fn what_is_not_ours_is_nobody_s(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(email(&editor).await, json!(editor.email));
        let (name, value) = editor.cookie.split_once('=').unwrap();
        let other = SignedIn::with(&centre.service, &user("y", false), "unknown-token");
        for cookie in [
            format!("{name}={}", editor.token),
            format!("{name}={}", value.replacen("token", "tokem", 1)),
            format!("{name}={value}x"),
            format!("{name}=; {name}={value}"),
            format!("__Secure-{name}={value}"),
            other.cookie,
        ] {
            let answer = centre.service.call_dashboard("GET", "/me", &[("Cookie", &cookie)], None).await;
            assert_eq!(answer.json()["email"], Value::Null, "{cookie}");
        }
        for cookie in [format!("{name}=\"{value}\""), format!("a=b; {name}={value}; {name}=c")] {
            let answer = centre.service.call_dashboard("GET", "/me", &[("Cookie", &cookie)], None).await;
            assert_eq!(answer.json()["email"], json!(editor.email), "{cookie}");
        }
    }

    async fn bans_and_lost_roles_count_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let (yes, no) = if db.url.starts_with("sqlite") { ("1", "0") } else { ("true", "false") };
        let set = async |assignment: &str| {
            let sql = format!(r#"UPDATE "user" SET {assignment} WHERE "id" = '{}'"#, editor.user_id);
            db.execute(&sql).await;
        };
        set(&format!(r#""banned" = {yes}, "banExpires" = NULL"#)).await;
        assert_eq!(email(&editor).await, Value::Null);
        set(r#""banExpires" = '2020-01-01T00:00:00.000Z'"#).await;
        assert_eq!(email(&editor).await, json!(editor.email), "a ban ends by itself");
        set(&format!(r#""banned" = {no}"#)).await;
        db.execute(&format!(r#"UPDATE "member" SET "role" = 'member,admin' WHERE "userId" = '{}'"#, editor.user_id)).await;
        assert_eq!(editor.get("/me").await.json()["role"], "workspace_admin");
        set(&format!(r#""superadmin" = {yes}"#)).await;
        assert_eq!(editor.get("/me").await.json()["role"], "superadmin");
        set(r#""superadmin" = NULL"#).await;
        db.execute(&format!(r#"DELETE FROM "member" WHERE "userId" = '{}'"#, editor.user_id)).await;
        let me = editor.get("/me").await.json();
        assert_eq!((&me["role"], &me["workspace"], &me["email"]), (&Value::Null, &Value::Null, &json!(editor.email)));
        db.execute(&format!(r#"DELETE FROM "user" WHERE "id" = '{}'"#, editor.user_id)).await;
        assert_eq!(email(&editor).await, Value::Null);
    }

    async fn rows_of_others_are_read_whatever_their_dates_look_like(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let dates: &[&str] = if db.url.starts_with("sqlite") {
            &["'2099-01-01T00:00:00Z'", "'2099-01-01T00:00:00.123456Z'", "'2099-01-01T00:00:00.000+00:00'", "'2099-01-01 00:00:00'", "'2099-01-01'", "4070908800000"]
        } else {
            &["'2099-01-01T00:00:00Z'", "'2099-01-01 00:00:00.123456+02'", "now() + interval '90 days'"]
        };
        for (n, date) in dates.iter().enumerate() {
            let token = format!("foreign-{n}");
            db.execute(&format!(
                r#"INSERT INTO "session" ("id", "expiresAt", "token", "createdAt", "updatedAt", "userId") VALUES ('{token}', {date}, '{token}', {date}, {date}, '{}')"#,
                editor.user_id,
            )).await;
            let mut owner = user("z", false);
            owner.id.clone_from(&editor.user_id);
            let caller = SignedIn::with(&centre.service, &owner, &token);
            let found = caller.get("/api/auth/get-session").await.json();
            let text = found["session"]["expiresAt"].as_str().unwrap_or_default().to_owned();
            assert!(text.len() == 24 && text.ends_with('Z'), "{date}: {text}");
            assert_eq!(found["session"]["userAgent"], Value::Null);
        }
    }
}
