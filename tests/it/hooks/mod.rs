//! Deliveries to webhooks, from outside: a worker of its own process, and a receiver that does as it is told.

mod attempts;
mod catalogue;
mod deliveries;
mod guard;
mod log;
mod receiver;

use serde_json::{Value, json};
use tests::{Centre, Service, SignedIn, TestDatabase};

pub(crate) use receiver::Receiver;

/// Settings of a worker that does not wait long and may deliver to this machine.
fn impatient() -> Vec<(String, String)> {
    settings(&[
        ("LEGACITI_ALLOW_PRIVATE_ORIGINS", "true"),
        ("LEGACITI_WEBHOOK_RETRY_SECONDS", "1"),
        ("LEGACITI_WEBHOOK_RETRY_MAX_SECONDS", "1"),
        ("LEGACITI_WEBHOOK_LEASE_SECONDS", "6"),
    ])
}

fn settings(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn worker(db: &TestDatabase) -> Service {
    Service::start(&db.url, "worker", &impatient())
}

/// What a publisher says, with this webhook.
fn manifest(webhook: Option<&str>) -> Value {
    let mut manifest = json!({
        "title": "Weekly digest",
        "description": "Mails what is new.",
        "script": "",
        "organization": "cesam",
        "visibility": "public",
        "scopes": ["publications.read", "people.read"],
    });
    if let Some(webhook) = webhook {
        manifest["webhookUrl"] = json!(webhook);
    }
    manifest
}

/// Publishes an integration; what its deliveries are signed with.
async fn publish(admin: &SignedIn, name: &str, webhook: Option<&str>) -> String {
    let answer = admin
        .post(&format!("/api/integrations/{name}"), &manifest(webhook))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    text(&answer.json()["webhook_secret"])
}

/// Installs an integration in this workspace; the address of the installation.
async fn install(admin: &SignedIn, name: &str, workspace: &str) -> String {
    let path = format!("/api/integrations/{name}/installations");
    let answer = admin.post(&path, &json!({ "organization": workspace })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    format!("{path}/{}", text(&answer.json()["id"]))
}

/// Renames an installation: one event each.
async fn rename(admin: &SignedIn, installation: &str, names: std::ops::Range<u32>) {
    for n in names {
        let renamed = admin
            .patch(installation, &json!({ "display_name": format!("Name {n}") }))
            .await;
        assert_eq!(renamed.status, 200, "{}", renamed.text);
    }
}

/// The events of an integration as its publisher sees them, the first first.
async fn events(admin: &SignedIn, name: &str) -> Vec<Value> {
    let answer = admin
        .get(&format!("/api/integrations/{name}/events?limit=1000"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut events = answer.json()["items"].as_array().unwrap().clone();
    events.reverse();
    events
}

/// Statuses of the attempts at one event.
fn attempts(event: &Value) -> Vec<String> {
    let attempts = event["deliveries"].as_array().unwrap();
    attempts.iter().map(|attempt| text(&attempt["status"])).collect()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

/// A centre with an integration `digest` that is installed, and its receiver.
struct Scene {
    centre: Centre,
    admin: SignedIn,
    receiver: Receiver,
    installation: String,
    secret: String,
}

impl Scene {
    async fn open(db: &TestDatabase, receiver: Receiver) -> Self {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", Some(&receiver.url())).await;
        let installation = install(&admin, "digest", "cesam").await;
        Self {
            centre,
            admin,
            receiver,
            installation,
            secret,
        }
    }

    /// Waits until nothing waits any more; the events.
    async fn settled(&self, seconds: u64) -> Vec<Value> {
        for _ in 0..seconds * 10 {
            let events = events(&self.admin, "digest").await;
            let over = |event: &Value| {
                let attempts = attempts(event);
                attempts
                    .last()
                    .is_some_and(|last| last == "delivered" || last == "failed")
            };
            if events.iter().all(over) {
                return events;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("still waiting: {:#?}", events(&self.admin, "digest").await);
    }

    /// Every event was accepted once, in order, with good signatures.
    fn assert_received_once_in_order(&self, events: &[Value]) {
        let accepted = self.receiver.accepted();
        let ids: Vec<String> = events.iter().map(|event| text(&event["id"])).collect();
        assert_eq!(accepted, ids);
        for arrival in self.receiver.arrivals() {
            arrival.assert_genuine(&self.secret);
        }
    }
}
