//! Keys, tokens and passwords: what is stored of them, and how they are compared.

use std::fs;

use serde_json::json;
use tests::sample::orcid;
use tests::{Centre, on_both_databases, run_json_with};

const PASSWORD: &str = "low tide at half past six";

on_both_databases! {
    async fn a_stolen_copy_of_the_database_opens_nothing(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let create = [
            "user", "create", "--workspace", "cesam", "--email", "eve@example.org", "--name", "Eve", "--role",
            "workspace_admin", "--password-stdin",
        ];
        run_json_with(&db.url, &create, &format!("{PASSWORD}\n"));
        let body = json!({ "email": "eve@example.org", "password": PASSWORD }).to_string();
        let headers = [("Content-Type", "application/json")];
        let signed = centre.service.call_dashboard("POST", "/api/auth/sign-in/email", &headers, Some(&body)).await;
        let token = signed.json()["token"].as_str().unwrap().to_owned();
        let bearer = signed.header("set-auth-token").to_owned();
        let authorization = format!("Bearer {bearer}");
        let headers = [("Content-Type", "application/json"), ("Authorization", authorization.as_str())];
        let new = json!({ "client_name": "p", "scopes": ["ingest"] }).to_string();
        let made = centre.service.call_dashboard("POST", "/api/site-tools/api-keys", &headers, Some(&new)).await;
        let (key, hash) = (made.json()["key"].clone(), made.json()["api_key"]["key_hash"].clone());
        let (key, hash) = (key.as_str().unwrap(), hash.as_str().unwrap());
        let rotate = format!("/api/site-tools/api-keys/{hash}/rotate");
        let rotated = centre.service.call_dashboard("POST", &rotate, &headers, Some("{}")).await;
        assert_eq!(rotated.status, 200, "{}", rotated.text);
        centre.service.post_as(&centre.api_key, "/api/ingest", &json!({ "orcid_ids": [orcid(7).as_str()] })).await;
        let listed = centre.service.call_dashboard("GET", "/api/site-tools/api-keys", &headers, None).await;

        let dump = db.dump().await;
        assert!(dump.contains(hash), "the hash is there, so the dump is one");
        let (_, signature) = bearer.rsplit_once('.').unwrap();
        for (name, secret) in [
            ("key", key),
            ("new key", rotated.json()["key"].as_str().unwrap()),
            ("API key", &centre.api_key),
            ("installation key", &centre.installation_key),
            ("password", PASSWORD),
            ("signature", signature),
            ("secret", tests::desk::SECRET),
        ] {
            // The kind's prefix and the checksum are no secrets; the random part is.
            assert!(!dump.contains(secret), "{name} is stored");
            assert!(!listed.text.contains(secret), "{name} is listed");
        }
        // The token is stored, as Better Auth stores it, and is worth nothing without our signature.
        for worthless in [
            format!("Bearer {token}"),
            format!("Bearer {token}.{}", "A".repeat(43) + "="),
            format!("Bearer {hash}"),
        ] {
            let found = centre.service.call_dashboard("GET", "/me", &[("Authorization", &worthless)], None).await;
            assert_eq!(found.json()["email"], json!(null), "{worthless}");
            let cookie = format!("better-auth.session_token={}", worthless.trim_start_matches("Bearer "));
            let found = centre.service.call_dashboard("GET", "/me", &[("Cookie", &cookie)], None).await;
            assert_eq!(found.json()["email"], json!(null), "{cookie}");
        }
        for worthless in [hash, "lgc_", &key.replace("lgc_", "lgi_"), &key.to_lowercase(), &format!("{key} "), &format!("{key}, {key}")] {
            let found = centre.service.get_as(worthless, "/v1/works").await;
            let trimmed = worthless.trim() == key;
            assert!(trimmed || found.status == 401, "{worthless}: {}", found.text);
        }
    }
}

on_both_databases! {
    async fn nor_does_it_act_for_an_integration(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let manifest = json!({
            "title": "Digest", "description": "", "script": "", "organization": "cesam",
            "webhookUrl": "https://digest.example.org/events",
        });
        let published = admin.post("/api/integrations/digest", &manifest).await;
        let installed = admin.get("/api/integrations/wordpress/installations").await;
        let place = format!("/api/integrations/wordpress/installations/{}", installed.json()["items"][0]["id"].as_str().unwrap());
        let issued = admin.post(&format!("{place}/credentials"), &json!({})).await;
        let id = issued.json()["credential"]["id"].as_str().unwrap().to_owned();
        let rotated = admin.post(&format!("{place}/credentials/{id}/rotate"), &json!({})).await;
        let token = admin.post(&format!("{place}/tokens"), &json!({})).await;
        let told: Vec<(&str, String)> = [
            ("secret", &published, "/secret"), ("webhook secret", &published, "/webhook_secret"),
            ("credential", &issued, "/key"), ("new credential", &rotated, "/key"), ("token", &token, "/token"),
        ].into_iter().map(|(name, answer, place)| {
            assert_eq!(answer.header("cache-control"), "no-store", "{name}");
            (name, answer.json().pointer(place).unwrap().as_str().unwrap().to_owned())
        }).collect();
        let dump = db.dump().await;
        assert!(dump.contains(&id), "the credential is there, so the dump is one");
        for path in [
            "/api/integrations/digest", "/api/integrations/digest/events", "/api/integrations/wordpress/events",
            &place, &format!("{place}/credentials"), "/api/activity?per_page=100",
        ] {
            let answer = admin.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            for (name, secret) in &told {
                assert!(!answer.text.contains(secret), "{name} is told again at {path}");
            }
        }
        for (name, secret) in &told {
            assert!(!dump.contains(secret), "{name} is stored");
        }
    }
}

/// Text of a source file of the repository.
fn source(path: &str) -> String {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Timing cannot be measured in a test without false alarms; that nothing compares a secret by `==` of text can be read.
#[test]
fn secrets_are_compared_in_constant_time() {
    for (path, name) in [
        ("crates/domain/src/identifier/key.rs", "Key"),
        ("crates/domain/src/session/model.rs", "SessionToken"),
    ] {
        let text = source(path);
        let (before, _) = text
            .split_once(&format!("pub struct {name}"))
            .unwrap_or_else(|| panic!("{path} has {name}"));
        let derive = before.rsplit("#[derive(").next().unwrap();
        assert!(
            !derive.contains("PartialEq") && !derive.contains("Hash"),
            "{name}: {derive}"
        );
        let (_, own) = text.split_once(&format!("impl PartialEq for {name} ")).unwrap();
        assert!(own.split("\n}\n").next().unwrap().contains(".ct_eq("), "{name}");
        assert!(
            !text.contains(&format!("Deref for {name}"))
                && !text.contains(&format!("Borrow<str> for {name}"))
        );
    }
    // Signatures and passwords: the library's own check, and `subtle`.
    let signed = source("crates/domain/src/session/signed.rs");
    assert!(signed.contains(".verify_slice(&signature)"));
    let password = source("crates/domain/src/session/password.rs");
    assert!(password.contains(".as_bytes().ct_eq(key.as_bytes())"));
    assert!(
        password.contains("pub async fn pretend("),
        "unknown users take as long as wrong passwords"
    );
    // API keys and credentials are found by their SHA-256: what is compared is no secret, and tells nothing of one.
    let credential = source("crates/api/src/auth/credential.rs");
    assert!(credential.contains("by_key(&hash)") && credential.contains("by_key(&key.hash())"));
    assert!(!credential.contains("reveal()"));
}
