//! Teams: who joins, who is raised, who leaves, and the last administrator.

use serde_json::{Value, json};
use tests::{Centre, SignedIn, on_both_databases};

use super::{refusal, refused};

const MEMBERS: &str = "/api/workspaces/cesam/members";

fn of(who: &SignedIn) -> String {
    format!("{MEMBERS}/{}", who.user_id)
}

/// E-mail address → role.
fn roles(list: &Value) -> Vec<(String, Option<String>)> {
    let all = list["members"].as_array().unwrap();
    assert_eq!(list["total"], all.len());
    all.iter()
        .map(|item| {
            let role = item["role"].as_str().map(str::to_owned);
            (item["email"].as_str().unwrap().to_owned(), role)
        })
        .collect()
}

on_both_databases! {
    async fn administrators_let_people_in(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = centre.sign_in_to(&other, "viewer").await;
        let alone = admin.get(MEMBERS).await;
        assert_eq!(roles(&alone.json()), [(admin.email.clone(), Some("workspace_admin".to_owned()))]);
        assert!(!alone.text.contains("password"), "{}", alone.text);

        let joined = admin.post(MEMBERS, &json!({ "email": format!(" {} ", stranger.email.to_uppercase()), "role": "editor" })).await;
        assert_eq!(joined.status, 201, "{}", joined.text);
        assert_eq!((&joined.json()["id"], &joined.json()["role"]), (&json!(stranger.user_id), &json!("editor")));
        let there = stranger.clone().at("cesam");
        assert_eq!(there.get("/me").await.json()["role"], "editor", "it counts at once");
        let again = admin.post(MEMBERS, &json!({ "email": stranger.email, "role": "viewer" })).await;
        assert_eq!(refusal(&again), refused(409, "already_member"));

        // Somebody without an account gets one.
        let body = json!({ "email": "Eva@Example.org", "role": "viewer" });
        assert_eq!(refusal(&admin.post(MEMBERS, &body).await), refused(404, "user_not_found"));
        let body = json!({ "email": "Eva@Example.org", "role": "viewer", "name": "Eva", "password": "short" });
        assert_eq!(refusal(&admin.post(MEMBERS, &body).await), refused(400, "invalid_body"));
        let body = json!({ "email": "Eva@Example.org", "role": "viewer", "name": "Eva", "password": "correct horse battery" });
        let made = admin.post(MEMBERS, &body).await;
        assert_eq!((made.status, &made.json()["email"]), (201, &json!("eva@example.org")), "{}", made.text);
        let sign_in = json!({ "email": "eva@example.org", "password": "correct horse battery" }).to_string();
        let json_type = [("Content-Type", "application/json")];
        let session = centre.service.call_dashboard("POST", "/api/auth/sign-in/email", &json_type, Some(&sign_in)).await;
        assert_eq!((session.status, &session.json()["user"]["emailVerified"]), (200, &json!(false)), "{}", session.text);

        let now = roles(&admin.get(MEMBERS).await.json());
        let editor = (stranger.email.clone(), Some("editor".to_owned()));
        assert!(now.contains(&editor) && now.contains(&("eva@example.org".to_owned(), Some("viewer".to_owned()))));
        let events = centre.stores.activity.latest(&centre.workspace, 5).await.unwrap();
        let event = events.iter().find(|event| event.kind == "member.added").unwrap();
        assert_eq!((event.actor.label(), event.subject_id.as_str()), (admin.email.as_str(), stranger.user_id.as_str()));

        let theirs = centre.sign_in_to(&other, "editor").await;
        for (body, field) in [
            (json!({ "email": "eva", "role": "viewer" }), "email"),
            (json!({ "email": "e@example.org", "role": "superadmin" }), "role"),
            (json!({ "email": "e@example.org", "role": "owner" }), "role"),
            (json!({ "email": "e@example.org" }), "role"),
            (json!({ "email": "e@example.org", "role": "viewer", "name": " ", "password": "correct horse" }), "name"),
            (json!({ "email": "e@example.org", "role": "viewer", "superadmin": true }), "superadmin"),
            // Also of somebody who has an account, and so needs no password.
            (json!({ "email": theirs.email, "role": "viewer", "name": "T", "password": "short" }), "password"),
        ] {
            let answer = admin.post(MEMBERS, &body).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_body"), "{body}");
            assert!(answer.json()["details"]["fields"].to_string().contains(field), "{}", answer.text);
        }
    }

    async fn an_address_that_nobody_confirmed_opens_no_second_workspace(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let theirs = centre.sign_in_to(&other, "workspace_admin").await;
        let superadmin = centre.sign_in("superadmin").await;
        // An account for somebody else's address, with a password that its maker knows.
        let body = json!({ "email": "director@example.org", "role": "viewer", "name": "D", "password": "known to me" });
        assert_eq!(theirs.post("/api/workspaces/mare/members", &body).await.status, 201);
        let body = json!({ "email": "director@example.org", "role": "workspace_admin", "name": "D", "password": "known to you" });
        assert_eq!(refusal(&admin.post(MEMBERS, &body).await), refused(409, "unconfirmed_address"));
        let again = theirs.post("/api/workspaces/mare/members", &body).await;
        assert_eq!(refusal(&again), refused(409, "already_member"));
        let body = json!({ "email": "director@example.org", "role": "viewer" });
        assert_eq!(superadmin.post(MEMBERS, &body).await.status, 201);
        let body = json!({ "email": "new@example.org", "role": "viewer", "name": "N", "password": "correct horse" });
        assert_eq!(superadmin.post(MEMBERS, &body).await.status, 201);
        let theirs = theirs.post("/api/workspaces/mare/members", &json!({ "email": "new@example.org", "role": "viewer" })).await;
        assert_eq!(theirs.status, 201, "a superadmin's word confirms: {}", theirs.text);
    }

    async fn roles_change_up_to_ones_own_and_the_last_administrator_stays(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let editor = centre.sign_in("editor").await;
        let superadmin = centre.sign_in("superadmin").await;
        let role = |role: &str| json!({ "role": role });
        assert_eq!(refusal(&editor.patch(&of(&editor), &role("workspace_admin")).await), refused(403, "forbidden"));
        assert_eq!(refusal(&editor.get(MEMBERS).await), refused(403, "forbidden"));
        assert_eq!(refusal(&admin.patch(&of(&admin), &role("superadmin")).await), refused(400, "invalid_body"));

        for who in [&admin, &superadmin] {
            assert_eq!(refusal(&who.patch(&of(&admin), &role("editor")).await), refused(409, "last_admin"));
            assert_eq!(refusal(&who.delete(&of(&admin)).await), refused(409, "last_admin"));
        }
        assert_eq!(admin.get("/me").await.json()["role"], "workspace_admin");
        let raised = admin.patch(&of(&editor), &role("workspace_admin")).await;
        assert_eq!((raised.status, &raised.json()["role"]), (200, &json!("workspace_admin")));
        assert_eq!(editor.get("/me").await.json()["role"], "workspace_admin");
        let same = admin.patch(&of(&editor), &role("workspace_admin")).await;
        assert_eq!(same.status, 200);
        let lowered = editor.patch(&of(&admin), &role("viewer")).await;
        assert_eq!((lowered.status, &lowered.json()["role"]), (200, &json!("viewer")));
        assert_eq!(refusal(&admin.get(MEMBERS).await), refused(403, "forbidden"));
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let told: Vec<_> = events.iter().filter(|event| event.kind == "member.role_changed").collect();
        assert_eq!(told.len(), 2, "the same again leaves no trace");
        assert_eq!(told[0].details, json!({ "before": { "role": "workspace_admin" }, "after": { "role": "viewer" } }));

        let nobody = format!("{MEMBERS}/nobody");
        assert_eq!(refusal(&editor.patch(&nobody, &role("viewer")).await), refused(404, "member_not_found"));
        assert_eq!(refusal(&editor.delete(&nobody).await), refused(404, "member_not_found"));
        // An administrator who is shut out is no help.
        let raised = editor.patch(&of(&admin), &role("workspace_admin")).await;
        assert_eq!(raised.status, 200);
        let ban = if db.url.starts_with("sqlite") { "1" } else { "TRUE" };
        db.execute(&format!("UPDATE \"user\" SET \"banned\" = {ban} WHERE \"id\" = '{}'", admin.user_id)).await;
        assert_eq!(refusal(&editor.delete(&of(&editor)).await), refused(409, "last_admin"));
        let list = editor.get(MEMBERS).await.json();
        let banned = list["members"].as_array().unwrap().iter().find(|member| member["banned"] == true).unwrap();
        assert_eq!(banned["id"], json!(admin.user_id));
    }

    async fn who_leaves_works_there_no_more(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let both = centre.sign_in_to(&other, "viewer").await;
        let joined = admin.post(MEMBERS, &json!({ "email": both.email, "role": "editor" })).await;
        assert_eq!(joined.status, 201);
        let chosen = both.post("/api/auth/organization/set-active", &json!({ "organizationSlug": "cesam" })).await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        assert_eq!(both.get("/me").await.json()["workspace"]["slug"], "cesam");
        let gone = admin.delete(&of(&both)).await;
        assert_eq!((gone.status, gone.json()), (200, json!({ "success": true })));
        assert_eq!(refusal(&admin.delete(&of(&both)).await), refused(404, "member_not_found"));
        let me = both.get("/me").await.json();
        assert_eq!((&me["workspace"]["slug"], &me["role"]), (&json!("mare"), &json!("viewer")), "the session goes on elsewhere");
        assert_eq!(refusal(&both.clone().at("cesam").get("/api/people").await), refused(403, "forbidden"));
        let events = centre.stores.activity.latest(&centre.workspace, 5).await.unwrap();
        assert!(events.iter().any(|event| event.kind == "member.removed" && event.subject_id == both.user_id));
        // Whoever is in another workspace only is nobody here.
        let theirs = centre.sign_in_to(&other, "editor").await;
        assert_eq!(refusal(&admin.patch(&of(&theirs), &json!({ "role": "viewer" })).await), refused(404, "member_not_found"));
        assert_eq!(refusal(&admin.delete(&of(&theirs)).await), refused(404, "member_not_found"));
        assert_eq!(refusal(&theirs.get(MEMBERS).await), refused(403, "forbidden"));
    }

    async fn two_administrators_cannot_depose_each_other_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let one = centre.sign_in("workspace_admin").await;
        let two = centre.sign_in("workspace_admin").await;
        let superadmin = centre.sign_in("superadmin").await;
        let viewer = json!({ "role": "viewer" });
        for _ in 0..5 {
            let (paths, admin) = ((of(&one), of(&two)), json!({ "role": "workspace_admin" }));
            let (a, b) = tokio::join!(superadmin.patch(&paths.0, &viewer), superadmin.patch(&paths.1, &viewer));
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            for path in [&paths.0, &paths.1] {
                assert_eq!(superadmin.patch(path, &admin).await.status, 200);
            }
        }
    }
}
