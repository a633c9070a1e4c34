//! Our document against the reference that the control plane was modelled on: no operation, parameter or limit of it
//! is forgotten.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The reference, told in rows: method, path, then each parameter as `place:name` with its limits.
const OPERATIONS: &str = include_str!("operations.txt");

fn document() -> Value {
    let text = api_document();
    serde_json::from_str(&text).unwrap()
}

fn api_document() -> String {
    let output = tests::legaciti("sqlite://unused.db", &[])
        .args(["openapi", "dashboard"])
        .output()
        .expect("the binary runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What a row says of a parameter: `query:limit maximum=1000`.
fn limits(words: &str) -> (String, String, BTreeMap<String, String>) {
    let mut words = words.split_whitespace();
    let (place, name) = words.next().unwrap().split_once(':').unwrap();
    let limits = words
        .map(|word| word.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    (place.to_owned(), name.to_owned(), limits.collect())
}

/// A limit as our schema has it.
fn limit(schema: &Value, name: &str) -> String {
    match &schema[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The schema of a field of the operation's body.
fn body_field<'a>(document: &'a Value, operation: &'a Value, name: &str) -> (&'a Value, bool) {
    let mut schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(reference.strip_prefix('#').unwrap()).unwrap();
    }
    let required = schema["required"].as_array();
    let required = required.is_some_and(|fields| fields.contains(&json!(name)));
    (&schema["properties"][name], required)
}

#[test]
fn nothing_of_the_reference_is_forgotten() {
    let document = document();
    let (mut operations, mut parameters) = (0, 0);
    let mut current = (&Value::Null, String::new());
    for line in OPERATIONS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let Some(words) = line.strip_prefix("  ") else {
            let (method, path) = line.split_once(' ').unwrap();
            let operation = &document["paths"][path][method.to_lowercase()];
            assert!(operation.is_object(), "{line}");
            current = (operation, line.to_owned());
            operations += 1;
            continue;
        };
        let (operation, place) = (current.0, &current.1);
        let (kind, name, limits) = limits(words);
        parameters += 1;
        let required = limits.get("required").is_some_and(|value| value == "true");
        let schema = if kind == "body" {
            let (schema, is_required) = body_field(&document, operation, &name);
            assert!(!schema.is_null(), "{place}: {name}");
            assert_eq!(is_required, required, "{place}: {name}");
            schema
        } else {
            let all = operation["parameters"].as_array().unwrap();
            let found = all
                .iter()
                .find(|own| own["in"] == kind.as_str() && own["name"] == name.as_str());
            let found = found.unwrap_or_else(|| panic!("{place}: no {name}"));
            assert_eq!(found["required"] == true, required, "{place}: {name}");
            &found["schema"]
        };
        for (limit_name, value) in limits.iter().filter(|(name, _)| *name != "required") {
            assert_eq!(limit(schema, limit_name), *value, "{place}: {name} {limit_name}");
        }
    }
    assert_eq!((operations, parameters), (27, PARAMETERS));
}

/// How many rows the reference has.
const PARAMETERS: usize = 89;
