//! The control plane of installations from outside, on both databases.

mod credentials;
mod document;
mod events;
mod installations;
mod integrations;
mod offers;
mod refusals;
mod sites;
mod spaces;
mod tenants;

use serde_json::{Value, json};
use tests::{Answer, Service, SignedIn};

/// Asserts a refusal.
fn refused(answer: &Answer, status: u16, code: &str) {
    let found = (answer.status, answer.json()["code"].clone());
    assert_eq!(found, (status, json!(code)), "{}", answer.text);
}

/// Asserts a refusal that names a field.
fn refused_field(answer: &Answer, field: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let fields = &answer.json()["details"]["fields"];
    assert!(fields.get(field).is_some(), "{field} in {}", answer.text);
}

/// Asserts a status; the body.
fn ok(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    if answer.text.is_empty() {
        Value::Null
    } else {
        answer.json()
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

/// What a publisher says at least.
fn manifest(extra: &Value) -> Value {
    let mut body = json!({
        "title": "Weekly digest",
        "description": "Mails what is new.",
        "script": "",
        "organization": "cesam",
        "visibility": "public",
        "scopes": ["publications.read", "people.read"],
    });
    let fields = body.as_object_mut().unwrap();
    fields.extend(extra.as_object().unwrap().clone());
    body
}

/// Publishes an integration; its secret.
async fn publish(admin: &SignedIn, name: &str, extra: &Value) -> String {
    let answer = admin
        .post(&format!("/api/integrations/{name}"), &manifest(extra))
        .await;
    text(&ok(&answer, 200)["secret"])
}

/// Installs an integration in `cesam`; the address of the installation.
async fn install(admin: &SignedIn, name: &str) -> String {
    let path = format!("/api/integrations/{name}/installations");
    let answer = admin.post(&path, &json!({ "organization": "cesam" })).await;
    format!("{path}/{}", text(&ok(&answer, 201)["id"]))
}

/// The id in the address of an installation.
fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// A call of an integration with its secret.
async fn as_integration(
    service: &Service,
    secret: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Answer {
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let body = body.map(Value::to_string);
    service
        .call_dashboard(method, path, &headers, body.as_deref())
        .await
}

/// A site as it stands in a path.
fn encoded(site: &str) -> String {
    site.replace(':', "%3A")
        .replace('/', "%2F")
        .replace('[', "%5B")
        .replace(']', "%5D")
}

/// Walks a list to its end by its cursor; all items, and how many parts there were.
async fn walk(caller: &SignedIn, path: &str, limit: u32) -> (Vec<Value>, usize) {
    let (mut items, mut parts, mut next) = (Vec::new(), 0, String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let answer = caller.get(&format!("{path}{sign}limit={limit}{next}")).await;
        let body = ok(&answer, 200);
        items.extend(body["items"].as_array().unwrap().clone());
        parts += 1;
        match body["next"]["page"].as_str() {
            Some(page) => next = format!("&page={page}"),
            None => return (items, parts),
        }
        assert!(parts < 100, "the list never ends");
    }
}

fn names(items: &[Value], field: &str) -> Vec<String> {
    items.iter().map(|item| text(&item[field])).collect()
}
