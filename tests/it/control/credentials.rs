//! Credentials and tokens of installations.

use serde_json::{Value, json};
use tests::{Centre, SignedIn, on_both_databases};

use super::{as_integration, install, ok, publish, refused, refused_field, text};

/// The address of the centre's own WordPress installation, which is active.
async fn wordpress(admin: &SignedIn) -> String {
    let list = ok(&admin.get("/api/integrations/wordpress/installations").await, 200);
    format!(
        "/api/integrations/wordpress/installations/{}",
        text(&list["items"][0]["id"])
    )
}

on_both_databases! {
    async fn a_credential_from_its_issue_to_its_end(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let place = wordpress(&admin).await;
        let path = format!("{place}/credentials");
        let reads = async |key: &str| {
            let answer = centre.service.get_as(key, "/v1/people").await;
            (answer.status, if answer.status == 200 { Value::Null } else { answer.json()["code"].clone() })
        };
        let made = admin.post(&path, &json!({})).await;
        assert_eq!(made.header("cache-control"), "no-store");
        let made = ok(&made, 201);
        let (key, id) = (text(&made["key"]), text(&made["credential"]["id"]));
        assert!(key.starts_with("lgi_") && made["credential"]["expires_at"].is_null());
        assert_eq!(reads(&key).await, (200, Value::Null));
        let list = ok(&admin.get(&path).await, 200);
        assert_eq!((&list["items"][0]["id"], list["items"].as_array().unwrap().len()), (&json!(id), 2));
        assert!(list["items"][0]["last_used_at"].is_i64(), "it was used");
        assert!(!list.to_string().contains(key.trim_start_matches("lgi_")));

        let rotated = ok(&admin.post(&format!("{path}/{id}/rotate"), &json!({ "overlap_seconds": 60 })).await, 200);
        let second = text(&rotated["key"]);
        assert!(rotated["old_credential"]["expires_at"].is_i64() && rotated["old_credential"]["is_active"] == true);
        assert_eq!((reads(&key).await.0, reads(&second).await.0), (200, 200), "both are good");
        let second_id = text(&rotated["credential"]["id"]);
        let ended = ok(&admin.post(&format!("{path}/{second_id}/rotate"), &json!({ "overlap_seconds": 0 })).await, 200);
        let third = text(&ended["key"]);
        assert_eq!(reads(&second).await, (403, json!("inactive_installation_credential")));
        assert_eq!(reads(&third).await.0, 200);
        refused(&admin.post(&format!("{path}/{second_id}/rotate"), &json!({})).await, 409, "credential_over");
        let third_path = format!("{path}/{}", text(&ended["credential"]["id"]));
        for _ in 0..2 {
            assert_eq!(admin.delete(&third_path).await.status, 204, "once is enough");
        }
        assert_eq!(reads(&third).await, (403, json!("inactive_installation_credential")));

        db.execute(&format!("UPDATE installation_credentials SET expires_at = 1 WHERE id = '{id}'")).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert_eq!(reads(&key).await, (403, json!("expired_installation_credential")));
        refused(&admin.post(&format!("{path}/{id}/rotate"), &json!({})).await, 409, "credential_over");
        let timeline = admin.get("/api/activity?per_page=100").await;
        let told = |kind: &str| timeline.json()["events"].as_array().unwrap().iter().filter(|event| event["event_type"] == kind).count();
        assert_eq!((told("credential.issued"), told("credential.rotated"), told("credential.revoked")), (1, 2, 1));
    }

    async fn an_overlap_ends_by_itself(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let place = wordpress(&admin).await;
        let path = format!("{place}/credentials");
        let reads = async |key: &str| centre.service.get_as(key, "/v1/people").await;
        let made = ok(&admin.post(&path, &json!({})).await, 201);
        let (old, id) = (text(&made["key"]), text(&made["credential"]["id"]));
        assert_eq!(made["credential"]["last_used_at"], Value::Null, "never used");
        let rotated = ok(&admin.post(&format!("{path}/{id}/rotate"), &json!({ "overlap_seconds": 3 })).await, 200);
        let new = text(&rotated["key"]);
        assert_eq!((reads(&old).await.status, reads(&new).await.status), (200, 200), "during");
        tokio::time::sleep(std::time::Duration::from_millis(4_200)).await;
        refused(&reads(&old).await, 403, "expired_installation_credential");
        assert_eq!(reads(&new).await.status, 200, "after");
        let list = ok(&admin.get(&path).await, 200);
        let of = |id: &Value| list["items"].as_array().unwrap().iter().find(|found| found["id"] == *id).unwrap().clone();
        let (first, second) = (of(&json!(id)), of(&rotated["credential"]["id"]));
        assert!(first["last_used_at"].is_i64() && second["last_used_at"].is_i64(), "{list}");
        assert_eq!((&first["is_active"], &first["expires_at"]), (&json!(true), &rotated["old_credential"]["expires_at"]));

        let set = async |status: &str| ok(&admin.patch(&place, &json!({ "status": status })).await, 200);
        set("disabled").await;
        refused(&reads(&new).await, 403, "inactive_installation");
        set("active").await;
        assert_eq!(reads(&new).await.status, 200);
        set("revoked").await;
        refused(&reads(&new).await, 403, "inactive_installation_credential");
        refused(&reads("lgi_nonsense").await, 401, "invalid_installation_credential");
    }

    async fn an_expiry_is_kept_and_handed_on(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let path = format!("{}/credentials", wordpress(&admin).await);
        let in_a_week = tests::desk::now_millis() / 1000 + 7 * 86_400;
        let made = ok(&admin.post(&path, &json!({ "expires_at": in_a_week })).await, 201);
        assert_eq!(made["credential"]["expires_at"], in_a_week);
        let rotated = ok(&admin.post(&format!("{path}/{}/rotate", text(&made["credential"]["id"])), &json!({})).await, 200);
        let next = rotated["credential"]["expires_at"].as_i64().unwrap();
        assert!((in_a_week..in_a_week + 60).contains(&next), "as long as the old one was made for");
        let old = rotated["old_credential"]["expires_at"].as_i64().unwrap();
        assert!(old < in_a_week, "a day where nothing is said");
        for wrong in [json!({ "expires_at": 1 }), json!({ "expires_at": 999_999_999_999_i64 }), json!({ "expires_at": null }), json!({ "expires_at": "soon" })] {
            refused_field(&admin.post(&path, &wrong).await, "expires_at");
        }
        refused(&admin.post(&path, &json!({ "key": "mine" })).await, 400, "invalid_body");
        for wrong in [json!({ "overlap_seconds": -1 }), json!({ "overlap_seconds": 2_592_001 }), json!({ "overlap_seconds": "a" })] {
            let id = text(&rotated["credential"]["id"]);
            refused_field(&admin.post(&format!("{path}/{id}/rotate"), &wrong).await, "overlap_seconds");
        }
    }

    async fn tokens_are_for_the_integration_itself(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let secret = publish(&admin, "digest", &json!({ "scopes": ["people.read"] })).await;
        let other = publish(&admin, "other", &json!({})).await;
        let place = install(&admin, "digest").await;
        let path = format!("{place}/tokens");
        refused(&as_integration(&centre.service, &secret, "POST", &path, None).await, 403, "inactive_installation");
        let site = format!("{place}/sites");
        assert_eq!(admin.post(&site, &json!({ "siteId": "https://digest.example.org" })).await.status, 201);
        db.execute("UPDATE installation_origins SET status = 'verified', verified_at = 1").await;
        assert_eq!(ok(&admin.patch(&place, &json!({ "status": "active" })).await, 200)["status"], "active");

        let made = ok(&as_integration(&centre.service, &secret, "POST", &path, None).await, 200);
        let token = text(&made["token"]);
        let lives = made["expires_at"].as_i64().unwrap() - tests::desk::now_millis() / 1000;
        assert!((3_590..=3_600).contains(&lives), "an hour: {lives}");
        assert_eq!(centre.service.get_as(&token, "/v1/people").await.status, 200);
        refused(&centre.service.get_as(&token, "/integrations/v1/works").await, 403, "installation_scope_denied");
        assert_eq!(admin.post(&path, &json!({})).await.status, 200, "an admin may as well");
        let list = ok(&admin.get(&format!("{place}/credentials")).await, 200);
        assert!(list["items"].as_array().unwrap().iter().all(|found| found["is_temporary"] == true));
        assert_eq!(ok(&admin.get(&place).await, 200)["missing"], json!(["no_credential"]), "a token is none that lasts");

        refused(&as_integration(&centre.service, &other, "POST", &path, None).await, 403, "forbidden");
        refused(&as_integration(&centre.service, "lga_nonsense", "POST", &path, None).await, 401, "invalid_integration_secret");
        refused(&as_integration(&centre.service, &token, "POST", &path, None).await, 401, "unauthenticated");
        refused(&editor.post(&path, &json!({})).await, 403, "forbidden");
        let nobody = "/api/integrations/digest/installations/nobody/tokens";
        refused(&as_integration(&centre.service, &secret, "POST", nobody, None).await, 404, "installation_not_found");
        assert_eq!(ok(&admin.patch(&place, &json!({ "status": "disabled" })).await, 200)["status"], "disabled");
        refused(&centre.service.get_as(&token, "/v1/people").await, 403, "inactive_installation");
        assert_eq!(admin.delete(&place).await.status, 204);
        refused(&admin.post(&path, &json!({})).await, 409, "installation_over");
        refused(&as_integration(&centre.service, &secret, "DELETE", &place, None).await, 401, "unauthenticated");
    }

    async fn refusals_name_what_is_wrong(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let place = wordpress(&admin).await;
        let path = format!("{place}/credentials");
        for answer in [
            editor.get(&path).await, editor.post(&path, &json!({})).await, editor.delete(&format!("{path}/x")).await,
            editor.post(&format!("{path}/x/rotate"), &json!({})).await,
        ] {
            refused(&answer, 403, "forbidden");
        }
        for answer in [admin.delete(&format!("{path}/x")).await, admin.post(&format!("{path}/x/rotate"), &json!({})).await] {
            refused(&answer, 404, "credential_not_found");
        }
        let nobody = "/api/integrations/wordpress/installations/nobody/credentials";
        for answer in [
            admin.get(nobody).await, admin.post(nobody, &json!({})).await, admin.delete(&format!("{nobody}/x")).await,
            admin.post(&format!("{nobody}/x/rotate"), &json!({})).await,
        ] {
            refused(&answer, 404, "installation_not_found");
        }
        for _ in 0..19 {
            assert_eq!(admin.post(&path, &json!({})).await.status, 201);
        }
        refused(&admin.post(&path, &json!({})).await, 409, "limit_reached");
        assert_eq!(admin.delete(&place).await.status, 204);
        refused(&admin.post(&path, &json!({})).await, 409, "installation_over");
    }
}
