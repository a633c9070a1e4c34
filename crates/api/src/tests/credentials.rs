//! Keys: which are let in where, and the word for why not.

use actix_web::test::TestRequest;
use domain::installation::{InstallationStatus, OriginStatus, Scope};
use domain::storage::Page;

use super::samples::{self, NOW, OTHER_SITE, SITE, api_key_text, drupal_key, wordpress_key};
use super::{Bench, Reply, Running};

const PEOPLE: &str = "/integrations/v1/people";

fn with_people(mut bench: Bench) -> Running {
    bench.people.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::person_summary()],
            total: 1,
        })
    });
    bench.start()
}

async fn from_origin(running: &Running, key: &str, origin: &str) -> Reply {
    let request = TestRequest::get().uri(PEOPLE).insert_header(("X-API-Key", key));
    running.send(request.insert_header(("Origin", origin))).await
}

#[actix_web::test]
async fn installations_read() {
    let running = with_people(Bench::new());
    for key in [wordpress_key(), drupal_key()] {
        assert_eq!(running.get_with(PEOPLE, &key).await.status, 200);
        assert_eq!(running.get_with("/v1/people", &key).await.status, 200);
    }
    assert_eq!(from_origin(&running, &wordpress_key(), SITE).await.status, 200);
}

#[actix_web::test]
async fn unknown_keys_are_401_in_the_word_of_the_route() {
    let running = with_people(Bench::new());
    let unknown = domain::identifier::Key::from_secret(domain::identifier::KeyKind::Installation, &[8; 32]);
    let mut typo = wordpress_key();
    typo.pop();
    for key in ["no-such-key-0123456789", unknown.reveal(), &typo, &api_key_text()] {
        for path in [PEOPLE, "/v1/people", "/integrations/v1/installation"] {
            let reply = running.get_with(path, key).await;
            let expected = (401, "invalid_installation_credential".to_owned());
            assert_eq!(reply.refusal(), expected, "{path} {key}");
        }
    }
    for key in ["no-such-key-0123456789", &wordpress_key()] {
        let reply = running.post("/api/ingest", key, &serde_json::json!({})).await;
        assert_eq!(reply.refusal(), (401, "invalid_api_key".to_owned()), "{key}");
    }
    assert!(running.log.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn a_wrong_key_is_never_ignored_on_open_routes() {
    let running = Bench::new().start();
    for path in [
        "/v1/publications",
        "/v1/doi/10.5555/1",
        "/v1/projects",
        "/v1/projects/x",
        "/v1/works",
        "/v1/works/x",
    ] {
        let reply = running.get_with(path, "garbage").await;
        assert_eq!(reply.refusal(), (401, "invalid_api_key".to_owned()), "{path}");
        let reply = running.get_with(path, "lgi_garbage").await;
        let expected = (401, "invalid_installation_credential".to_owned());
        assert_eq!(reply.refusal(), expected, "{path}");
        let reply = running.get_with(path, "").await;
        assert_eq!(reply.refusal(), (401, "missing_api_key".to_owned()), "{path}");
        assert!(reply.header("www-authenticate").is_some());
    }
}

#[actix_web::test]
async fn two_keys_are_no_key() {
    let running = with_people(Bench::new());
    let request = TestRequest::get()
        .uri(PEOPLE)
        .append_header(("X-API-Key", wordpress_key()))
        .append_header(("X-API-Key", drupal_key()));
    assert_eq!(running.send(request).await.status, 401);
}

#[actix_web::test]
async fn refusals_of_installations_have_their_words() {
    type Change = fn(&mut domain::installation::CredentialRecord);
    let cases: [(&str, Change); 7] = [
        ("inactive_installation_credential", |(_, c)| c.active = false),
        ("expired_installation_credential", |(_, c)| {
            c.expires_at = Some(NOW);
        }),
        ("inactive_installation", |(i, _)| {
            i.status = InstallationStatus::Disabled;
        }),
        ("inactive_installation", |(i, _)| {
            i.status = InstallationStatus::PendingVerification;
        }),
        ("origin_not_verified", |(i, _)| {
            i.origins[0].status = OriginStatus::Failed;
        }),
        ("origin_not_verified", |(i, _)| i.origins.clear()),
        ("installation_scope_denied", |(i, _)| {
            i.scopes = vec![Scope::WorksRead];
        }),
    ];
    for (code, change) in cases {
        let mut bench = Bench::new();
        change(&mut bench.credentials[0]);
        let running = with_people(bench);
        let reply = running.get_with(PEOPLE, &wordpress_key()).await;
        assert_eq!(reply.refusal(), (403, code.to_owned()));
    }
}

#[actix_web::test]
async fn origins_of_others_are_rejected() {
    let running = with_people(Bench::new());
    for origin in [OTHER_SITE, "https://www.example.org:444", "null", ""] {
        let reply = from_origin(&running, &wordpress_key(), origin).await;
        assert_eq!(reply.refusal(), (403, "origin_rejected".to_owned()), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[actix_web::test]
async fn refusals_of_api_keys_have_their_words() {
    let body = serde_json::json!({"orcid_ids": [samples::ORCID]});
    for (revoked_at, words) in [(None, "switched off"), (Some(1), "revoked")] {
        let mut bench = Bench::new();
        bench.api_key.active = false;
        bench.api_key.revoked_at = revoked_at;
        let running = bench.start();
        let reply = running.post("/api/ingest", &api_key_text(), &body).await;
        assert_eq!(reply.refusal(), (403, "inactive_api_key".to_owned()));
        let told = reply.json()["error"].to_string();
        assert!(told.contains(words), "{told}");
    }

    let mut bench = Bench::new();
    bench.api_key.scopes.clear();
    let running = bench.start();
    let reply = running.post("/api/ingest", &api_key_text(), &body).await;
    assert_eq!(reply.refusal(), (403, "api_key_scope_denied".to_owned()));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("59"));
    let path = format!("/api/partners/people/{}/membership", samples::ORCID);
    let reply = running.post(&path, &api_key_text(), &body).await;
    assert_eq!(reply.refusal(), (403, "api_key_scope_denied".to_owned()));
}

#[actix_web::test]
async fn who_asks_is_settled_before_what_they_ask() {
    let running = with_people(Bench::new());
    let reply = running.get(&format!("{PEOPLE}?page=0")).await;
    assert_eq!(reply.status, 401);
    let reply = running.get("/v1/people/nobody").await;
    assert_eq!(reply.status, 401);
}

#[actix_web::test]
async fn without_a_key_the_public_workspace_answers() {
    let empty = |bench: &mut Bench, id: &'static str| {
        bench
            .publications
            .expect_list_public()
            .withf(move |view, _| view.workspace().as_str() == id)
            .returning(|_, _| {
                Ok(Page {
                    items: Vec::new(),
                    total: 0,
                })
            });
    };
    let second = || domain::workspace::Workspace {
        id: domain::workspace::WorkspaceId::new("w-2"),
        slug: "second".to_owned(),
        ..samples::workspace()
    };
    let mut bench = Bench::new();
    empty(&mut bench, "w-1");
    assert_eq!(bench.start().get("/v1/publications").await.status, 200);

    for setting in ["second", "w-2"] {
        let mut bench = Bench::new();
        bench.all_workspaces.push(second());
        bench.settings.public_workspace = Some(setting.to_owned());
        empty(&mut bench, "w-2");
        assert_eq!(bench.start().get("/v1/publications").await.status, 200);
    }

    let mut bench = Bench::new();
    bench.all_workspaces.push(second());
    let running = bench.start();
    let reply = running.get("/v1/publications").await;
    assert_eq!(reply.refusal(), (400, "missing_workspace".to_owned()));
}
