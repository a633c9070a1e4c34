//! API keys from the dashboard, used at the Consumer API.

use std::time::Duration;

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Answer, Centre, Service, on_both_databases};

const KEYS: &str = "/api/site-tools/api-keys";

/// What the key may queue now: its status and code.
async fn used(service: &Service, key: &str, n: u32) -> (u16, Value) {
    let asked = json!({ "orcid_ids": [orcid(n).as_str()] });
    let answer = service.post_as(key, "/api/ingest", &asked).await;
    (answer.status, answer.json()["code"].clone())
}

fn text(answer: &Answer, pointer: &str) -> String {
    let found = answer
        .json()
        .pointer(pointer)
        .and_then(Value::as_str)
        .map(str::to_owned);
    found.unwrap_or_else(|| panic!("no {pointer} in {}", answer.text))
}

on_both_databases! {
    async fn a_key_from_its_making_to_its_end(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let new = json!({ "client_name": " partner two ", "scopes": (["ingest"].repeat(30)) });
        let made = admin.post(KEYS, &new).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let (key, hash) = (text(&made, "/key"), text(&made, "/api_key/key_hash"));
        assert!(key.starts_with("lgc_") && hash.len() == 64);
        assert_eq!(made.json()["api_key"]["client_name"], "partner two");
        assert_eq!(made.json()["api_key"]["scopes"], json!(["ingest"]));
        assert_eq!(made.json()["api_key"]["rate_limit_per_minute"], 60);
        assert_eq!(used(&centre.service, &key, 50).await, (202, Value::Null));

        let path = format!("{KEYS}/{hash}");
        let same = admin.patch(&path, &json!({})).await;
        assert_eq!((same.status, &same.json()["api_key"]["is_active"]), (200, &json!(true)), "nothing was named");
        let off = admin.patch(&path, &json!({ "is_active": false, "rate_limit_per_minute": 120.0 })).await;
        assert_eq!((off.status, &off.json()["api_key"]["is_active"]), (200, &json!(false)));
        assert_eq!(used(&centre.service, &key, 51).await, (403, json!("inactive_api_key")), "at once");
        assert_eq!(admin.patch(&path, &json!({ "is_active": true, "scopes": ["membership.update"] })).await.status, 200);
        assert_eq!(used(&centre.service, &key, 51).await, (403, json!("api_key_scope_denied")));
        assert_eq!(admin.patch(&path, &json!({ "scopes": ["ingest"] })).await.status, 200);
        assert_eq!(used(&centre.service, &key, 51).await, (202, Value::Null));

        let kept = admin.post(&format!("{path}/rotate"), &json!({ "revoke_old": false })).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        let second = text(&kept, "/key");
        assert_eq!(kept.json()["api_key"]["rate_limit_per_minute"], 120, "the limit is taken over");
        assert_eq!(used(&centre.service, &key, 52).await.0, 202, "the old key still counts");
        assert_eq!(used(&centre.service, &second, 53).await.0, 202);
        let ended = admin.post(&format!("{path}/rotate"), &json!({})).await;
        assert_eq!(ended.json()["old_api_key"]["is_active"], false, "revoke_old is true unless told");
        let third = text(&ended, "/key");
        assert_eq!(used(&centre.service, &key, 54).await, (403, json!("inactive_api_key")));
        assert_eq!(used(&centre.service, &third, 54).await.0, 202);

        for (answer, what) in [
            (admin.patch(&path, &json!({ "is_active": true })).await, "switching on"),
            (admin.post(&format!("{path}/rotate"), &json!({})).await, "rotating"),
        ] {
            assert_eq!((answer.status, &answer.json()["code"]), (409, &json!("api_key_revoked")), "{what}");
        }
        let last = format!("{KEYS}/{}", text(&ended, "/api_key/key_hash"));
        for _ in 0..2 {
            let revoked = admin.delete(&last).await;
            assert_eq!((revoked.status, &revoked.json()["api_key"]["is_active"]), (200, &json!(false)));
        }
        assert_eq!(used(&centre.service, &third, 55).await.0, 403);

        let list = admin.get(KEYS).await;
        assert_eq!(list.json()["total"], 4, "the centre's own, and three");
        let timeline = admin.get("/api/activity?per_page=100").await;
        for secret in [&key, &second, &third] {
            let random = secret.trim_start_matches("lgc_");
            assert!(!list.text.contains(random) && !timeline.text.contains(random), "shown once only");
        }
        let told = |kind: &str| timeline.json()["events"].as_array().unwrap().iter().filter(|event| event["event_type"] == kind).count();
        assert_eq!((told("api_key.created"), told("api_key.updated"), told("api_key.rotated")), (2, 3, 2));
        assert_eq!(told("api_key.revoked"), 1, "revoking twice is told once");
    }

    async fn another_process_sees_it_within_a_second(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let other = Service::start(&db.url, "api", &[]);
        assert_eq!(used(&other, &centre.api_key, 60).await.0, 202);
        let hash = text(&admin.get(KEYS).await, "/api_keys/0/key_hash");
        assert_eq!(admin.delete(&format!("{KEYS}/{hash}")).await.status, 200);
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        assert_eq!(used(&other, &centre.api_key, 61).await, (403, json!("inactive_api_key")));
    }

    async fn refusals_name_what_is_wrong(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let hash = text(&admin.get(KEYS).await, "/api_keys/0/key_hash");
        let unknown = format!("{KEYS}/{}", "0".repeat(64));
        assert_eq!(editor.get(KEYS).await.status, 403);
        assert_eq!(editor.delete(&format!("{KEYS}/{hash}")).await.status, 403);
        for body in [
            json!({ "client_name": "", "scopes": ["ingest"] }),
            json!({ "client_name": "  ", "scopes": ["ingest"] }),
            json!({ "client_name": "x".repeat(121), "scopes": ["ingest"] }),
            json!({ "client_name": "x", "scopes": [] }),
            json!({ "client_name": "x", "scopes": ["people.read"] }),
            json!({ "client_name": "x", "scopes": ["ingest"], "rate_limit_per_minute": 0 }),
            json!({ "client_name": "x", "scopes": ["ingest"], "rate_limit_per_minute": 10_001 }),
            json!({ "client_name": "x", "scopes": ["ingest"], "key": "mine" }),
        ] {
            let refused = admin.post(KEYS, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_body")), "{body}");
        }
        for body in [json!({ "is_active": null }), json!({ "scopes": [] }), json!({ "client_name": "y" })] {
            let refused = admin.patch(&format!("{KEYS}/{hash}"), &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_body")), "{body}");
        }
        for wrong in ["abc", &"g".repeat(64), &"0".repeat(63)] {
            let refused = admin.delete(&format!("{KEYS}/{wrong}")).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_key_hash")), "{wrong}");
        }
        for refused in [
            admin.delete(&unknown).await,
            admin.patch(&unknown, &json!({ "is_active": false })).await,
            admin.post(&format!("{unknown}/rotate"), &json!({})).await,
        ] {
            assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("api_key_not_found")));
        }
        let other = tests::sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(stranger.delete(&format!("{KEYS}/{hash}")).await.status, 404, "a key of another workspace");
        assert_eq!(stranger.get(KEYS).await.json()["total"], 0);
        assert_eq!(used(&centre.service, &centre.api_key, 70).await.0, 202);
    }
}
