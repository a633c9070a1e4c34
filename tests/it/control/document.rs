//! Our document against the reference that the control plane was modelled on: no operation, status, parameter or limit
//! of it is forgotten.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The reference, told in rows: method, path and statuses, then each parameter as `place:name` with its limits;
/// `body:` is the body as a whole.
const OPERATIONS: &str = include_str!("operations.txt");
/// How many operations and rows below them the reference has.
const COUNTS: (usize, usize) = (27, 95);

fn document() -> Value {
    let output = tests::legaciti("sqlite://unused.db", &[])
        .args(["openapi", "dashboard"])
        .output()
        .expect("the binary runs");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A row below an operation.
struct Row {
    kind: String,
    name: String,
    required: bool,
    limits: BTreeMap<String, String>,
}

/// What a row says: `query:limit type=number maximum=1000`.
fn row(words: &str) -> Row {
    let mut words = words.split_whitespace();
    let (kind, name) = words.next().unwrap().split_once(':').unwrap();
    let mut limits: BTreeMap<String, String> = words
        .map(|word| word.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Row {
        required: limits.remove("required").is_some_and(|value| value == "true"),
        kind: kind.to_owned(),
        name: name.to_owned(),
        limits,
    }
}

/// What a reference within the document stands for.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

/// A limit as our schema has it: whole numbers are numbers, and what is text stays as it is.
fn limit(schema: &Value, name: &str) -> String {
    let (schema, name) = match name.strip_prefix("items.") {
        Some(name) => (&schema["items"], name),
        None => (schema, name),
    };
    match &schema[name] {
        Value::String(text) if text == "integer" => "number".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn holds(list: &Value, name: &str) -> bool {
    list.as_array().is_some_and(|names| names.contains(&json!(name)))
}

/// Our schema for a row, and whether it is required.
fn ours<'a>(document: &'a Value, operation: &'a Value, row: &Row) -> Option<(&'a Value, bool)> {
    if row.kind != "body" {
        let all = operation["parameters"].as_array()?;
        let found = all
            .iter()
            .find(|own| own["in"] == row.kind.as_str() && own["name"] == row.name.as_str())?;
        return Some((&found["schema"], found["required"] == true));
    }
    let body = operation.get("requestBody")?;
    let schema = resolved(document, &body["content"]["application/json"]["schema"]);
    if row.name.is_empty() {
        return Some((schema, body["required"] == true));
    }
    let found = schema["properties"].get(&row.name)?;
    Some((resolved(document, found), holds(&schema["required"], &row.name)))
}

#[test]
fn nothing_of_the_reference_is_forgotten() {
    let document = document();
    let (mut operations, mut rows) = (0, 0);
    let mut current = (&Value::Null, "");
    let lines = OPERATIONS.lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some(words) = line.strip_prefix("  ") else {
            let [method, path, status] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            let operation = &document["paths"][path][method.to_lowercase()];
            let answers = operation["responses"].as_object().expect(line);
            // What the reference leaves open makes something here.
            let status = if status == "0" { "201" } else { status };
            assert!(answers.contains_key(status), "{line}");
            current = (operation, line);
            operations += 1;
            continue;
        };
        let (operation, place) = current;
        let row = row(words);
        rows += 1;
        let found = ours(&document, operation, &row);
        let (schema, required) = found.unwrap_or_else(|| panic!("{place}: no {words}"));
        assert_eq!(required, row.required, "{place}: {words}");
        for (name, value) in &row.limits {
            assert_eq!(limit(schema, name), *value, "{place}: {words}: {name}");
        }
    }
    assert_eq!((operations, rows), COUNTS);
}
