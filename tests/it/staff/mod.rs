//! What the staff do beside the catalogue: workspaces, teams, entities, categories, people.

mod groups;
mod members;
mod people;
mod slugs;
mod tenants;
mod workspaces;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, SignedIn};

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

/// The same, to compare with.
fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// PUT of a JSON body.
async fn put(who: &SignedIn, path: &str, body: &Value) -> Answer {
    who.send(Method::PUT, path, Some(body), &[]).await
}

/// POST without anything to say.
async fn post(who: &SignedIn, path: &str) -> Answer {
    who.post(path, &json!({})).await
}
