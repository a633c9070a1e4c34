//! A working day of a curator, from signing in to the timeline of the evening, with recorded registries behind it.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Answer, Replay, Service, TestDatabase, on_both_databases, run_json, run_json_with, sample};

/// Recorded researchers: a dozen works and more, a few, and one whose DOI is not their own.
const PEOPLE: [&str; 3] = [
    "0000-0003-2614-0303",
    "0000-0002-1883-1115",
    "0000-0001-7112-8069",
];
const PASSWORD: &str = "low tide at half past six";

/// The curator's browser.
struct Browser<'a> {
    service: &'a Service,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Signs in with e-mail and password.
    async fn sign_in(service: &'a Service) -> Self {
        let body = json!({ "email": "ana@example.org", "password": PASSWORD }).to_string();
        let headers = [("Content-Type", "application/json")];
        let answer = service
            .call_dashboard("POST", "/api/auth/sign-in/email", &headers, Some(&body))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { service, cookie }
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Origin", self.service.dashboard.as_str()),
            ("Content-Type", "application/json"),
        ];
        let body = body.map(Value::to_string);
        self.service
            .call_dashboard(method, path, &headers, body.as_deref())
            .await
    }

    /// A call that has to go well.
    async fn does(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.call(method, path, Some(body)).await;
        assert!(
            (200..300).contains(&answer.status),
            "{method} {path}: {}",
            answer.text
        );
        answer.json()
    }

    async fn sees(&self, path: &str) -> Value {
        let answer = self.call("GET", path, None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// Waits for the worker.
    async fn waits_for_ingestion(&self) {
        let path = format!("/api/ingest/status?orcid_ids={}", PEOPLE.join(","));
        for _ in 0..600 {
            let found = self.sees(&path).await;
            let done = |status: &Value| status["status"] == "complete";
            if found["statuses"].as_array().unwrap().iter().all(done) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("ingestion takes too long: {}", self.sees(&path).await);
    }
}

/// A served centre with a curator; `None` where the recordings are missing.
async fn open(db: &TestDatabase) -> Option<(Replay, Service, String)> {
    let replay = Replay::start(&[])?;
    sample::workspace(&db.stores, "cesam").await;
    let user = [
        "user",
        "create",
        "--workspace",
        "cesam",
        "--email",
        "ana@example.org",
        "--name",
        "Ana",
        "--role",
        "workspace_admin",
        "--password-stdin",
    ];
    run_json_with(&db.url, &user, &format!("{PASSWORD}\n"));
    let installation = run_json(
        &db.url,
        &[],
        &[
            "installation",
            "create",
            "--workspace",
            "cesam",
            "--platform",
            "wordpress",
            "--name",
            "Site",
            "--origin",
            "https://www.example.org",
            "--scope",
            "people.read",
            "--scope",
            "publications.read",
            "--active",
        ],
    );
    let key = installation["key"].as_str().unwrap().to_owned();
    let service = Service::start(&db.url, "api,dashboard,worker", &replay.environment());
    Some((replay, service, key))
}

/// Two DOIs that are nobody's but this person's.
fn own_papers(list: &Value, orcid: &str) -> (String, String) {
    let papers = list["publications"].as_array().unwrap();
    let mut own = papers
        .iter()
        .filter(|paper| paper["person_orcids"] == json!([orcid]))
        .map(|paper| paper["id"].as_str().unwrap().to_owned());
    (own.next().unwrap(), own.next().unwrap())
}

on_both_databases! {
    async fn from_signing_in_to_the_evenings_timeline(db: &TestDatabase) {
        let Some((_replay, service, site)) = open(db).await else { return };
        let ana = Browser::sign_in(&service).await;
        assert_eq!(ana.sees("/me").await["email"], "ana@example.org");

        let queued = ana.does("POST", "/api/ingest", &json!({ "orcid_ids": PEOPLE })).await;
        assert_eq!((&queued["requested"], &queued["queued"]), (&json!(3), &json!(3)));
        ana.waits_for_ingestion().await;
        assert_eq!(ana.sees("/api/people").await["total"], 3);
        let first = PEOPLE[0];
        let list = ana.sees(&format!("/api/publications?perPage=100&orcid_id={first}")).await;
        let total = list["total"].as_u64().unwrap();
        assert!(total > 10, "{total}");
        assert!(list["publications"][0]["apa_citation"].as_str().unwrap().ends_with(list["publications"][0]["doi_url"].as_str().unwrap()));
        let (wrong, embarrassing) = own_papers(&list, first);

        // A title is fixed, a paper hidden; the site sees both at its next request.
        let (fixed, hidden) = (format!("/api/publications/{wrong}"), format!("/api/publications/{embarrassing}"));
        let patch = json!([{ "op": "replace", "path": "/title", "value": "Tides, properly spelt" }]);
        assert_eq!(ana.does("PATCH", &fixed, &patch).await["edit_count"], 1);
        assert_eq!(service.get(&format!("/v1/doi/{wrong}")).await.json()["data"]["title"], "Tides, properly spelt");
        assert_eq!(service.get(&format!("/v1/doi/{embarrassing}")).await.status, 200);
        let patch = json!([{ "op": "replace", "path": "/visible", "value": false }]);
        assert_eq!(ana.does("PATCH", &hidden, &patch).await["visible"], false);
        assert_eq!(service.get(&format!("/v1/doi/{embarrassing}")).await.status, 404);
        assert_eq!(ana.sees("/api/publications?visibility=hidden").await["total"], 1);

        // Somebody leaves the centre, and their papers with them.
        let theirs = format!("/v1/people/{first}/publications");
        assert_eq!(service.get_as(&site, &theirs).await.json()["total"], total - 1);
        let affiliation = json!({ "entity_id": "cesam", "status": "external" });
        ana.does("PATCH", &format!("/api/people/{first}/affiliation"), &affiliation).await;
        assert_eq!(service.get_as(&site, &theirs).await.status, 404);
        assert_eq!(service.get(&format!("/v1/doi/{wrong}")).await.status, 404);
        assert_eq!(ana.sees(&fixed).await["merged"]["title"], "Tides, properly spelt", "the staff still have it");

        // Links are looked at, and nothing is wrong with them.
        let dry = ana.does("POST", "/api/site-tools/repair-author-links/bulk", &json!({ "dryRun": true })).await;
        assert_eq!(dry["dryRun"], true);
        ana.does("POST", "/api/site-tools/repair-author-links", &json!({ "doi": wrong })).await;

        // A partner gets a key, and another when the first one was seen by too many.
        let asked = json!({ "client_name": "library", "scopes": ["ingest"] });
        let made = ana.does("POST", "/api/site-tools/api-keys", &asked).await;
        let (old, hash) = (made["key"].as_str().unwrap(), made["api_key"]["key_hash"].as_str().unwrap());
        let again = json!({ "orcid_ids": [PEOPLE[1]] });
        assert_eq!(service.post_as(old, "/api/ingest", &again).await.status, 202);
        let rotated = ana.does("POST", &format!("/api/site-tools/api-keys/{hash}/rotate"), &json!({})).await;
        let new = rotated["key"].as_str().unwrap();
        assert_eq!(service.post_as(old, "/api/ingest", &again).await.status, 403);
        assert_eq!(service.post_as(new, "/api/ingest", &again).await.status, 202);

        // The evening: all of it is on the timeline, newest first, and no key with it.
        let timeline = ana.call("GET", "/api/activity?per_page=100&actor=ana@example.org", None).await;
        assert!(!timeline.text.contains(old) && !timeline.text.contains(new));
        let events = timeline.json();
        let kinds: Vec<&str> = events["events"].as_array().unwrap().iter().map(|event| event["event_type"].as_str().unwrap()).collect();
        let story = ["api_key.rotated", "api_key.created", "membership.changed", "publication.edited", "publication.edited", "ingestion.requested"];
        let told: Vec<&&str> = kinds.iter().filter(|kind| story.contains(*kind)).collect();
        assert_eq!(told, story.iter().collect::<Vec<_>>(), "{kinds:?}");

        assert_eq!(ana.does("POST", "/api/auth/sign-out", &json!({})).await, json!({ "success": true }));
        assert_eq!(ana.call("GET", "/api/people", None).await.status, 401);
    }
}
