//! Compares the table that the tests of the control plane go by with the reference that it was taken from.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace;

/// Where the table is, from the root.
const TABLE: &str = "tests/it/control/operations.txt";
/// What stands before the reference's paths.
const PREFIX: &str = "/api";
/// What is kept of a schema, in the order of the table's words.
const LIMITS: [&str; 9] = [
    "type",
    "format",
    "default",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "maxItems",
    "pattern",
];

/// Fails where the table is not what the reference says.
pub(crate) fn check(contract: &Path) -> Result<()> {
    let file = contract.join("gitbook-integrations.json");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let reference = of_reference(&serde_json::from_str(&text)?)?;
    let table = of_table(&fs::read_to_string(workspace::root()?.join(TABLE))?);
    let missing = reference
        .difference(&table)
        .map(|row| format!("not there: {row}"));
    let surplus = table.difference(&reference).map(|row| format!("too much: {row}"));
    let faults: Vec<String> = missing.chain(surplus).collect();
    if !faults.is_empty() {
        bail!("{TABLE} is not the reference:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// The rows of the table, each with its operation.
fn of_table(text: &str) -> BTreeSet<String> {
    let mut operation = String::new();
    let mut rows = BTreeSet::new();
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let row = if let Some(words) = line.strip_prefix("  ") {
            format!("{operation} | {words}")
        } else {
            operation = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
            line.to_owned()
        };
        rows.insert(row);
    }
    rows
}

/// The same rows from the reference itself.
fn of_reference(document: &Value) -> Result<BTreeSet<String>> {
    let mut rows = BTreeSet::new();
    let paths = document["paths"].as_object().context("no paths")?;
    for (path, item) in paths {
        let shared = item["parameters"].as_array();
        let operations = item.as_object().context("a path is no object")?;
        for (method, operation) in operations.iter().filter(|(name, _)| *name != "parameters") {
            let name = format!("{} {PREFIX}{path}", method.to_uppercase());
            rows.insert(format!("{name} {}", statuses(operation)?));
            let own = operation["parameters"].as_array();
            for parameter in shared.into_iter().chain(own).flatten() {
                let place = format!("{}:{}", word(&parameter["in"]), word(&parameter["name"]));
                let is_required = parameter["required"] == true;
                rows.insert(row(&name, &place, is_required, &parameter["schema"]));
            }
            rows.extend(of_body(&name, operation)?);
        }
    }
    Ok(rows)
}

fn of_body(name: &str, operation: &Value) -> Result<Vec<String>> {
    let Some(body) = operation.get("requestBody") else {
        return Ok(Vec::new());
    };
    let schema = body.pointer("/content/application~1json/schema");
    let schema = schema.context("a body without JSON")?;
    let mut rows = vec![row(name, "body:", body["required"] == true, &Value::Null)];
    let required = schema["required"].as_array();
    for (field, kind) in schema["properties"]
        .as_object()
        .context("a body without fields")?
    {
        let is_required = required.is_some_and(|names| names.iter().any(|name| name == field.as_str()));
        rows.push(row(name, &format!("body:{field}"), is_required, kind));
    }
    Ok(rows)
}

/// One row: the operation, the place, and its limits.
fn row(name: &str, place: &str, is_required: bool, schema: &Value) -> String {
    let mut words = vec![format!("{name} | {place}")];
    if is_required {
        words.push("required=true".to_owned());
    }
    let items = &schema["items"];
    let own = LIMITS.iter().map(|limit| ("", *limit, &schema[*limit]));
    let of_items = ["type", "format"]
        .iter()
        .map(|limit| ("items.", *limit, &items[*limit]));
    for (prefix, limit, value) in own.chain(of_items).filter(|(_, _, value)| !value.is_null()) {
        words.push(format!("{prefix}{limit}={}", word(value)));
    }
    words.join(" ")
}

fn statuses(operation: &Value) -> Result<String> {
    let answers = operation["responses"].as_object().context("no answers")?;
    // What the reference leaves open has the status 0.
    let statuses = answers
        .keys()
        .map(|status| if status == "default" { "0" } else { status });
    Ok(statuses.collect::<Vec<_>>().join(" "))
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_the_same_from_both_sides() {
        let document = json!({
            "paths": { "/a/{n}": {
                "parameters": [{ "in": "path", "name": "n", "required": true, "schema": { "type": "string", "maxLength": 9 } }],
                "post": {
                    "responses": { "default": {} },
                    "requestBody": { "content": { "application/json": { "schema": {
                        "required": ["b"],
                        "properties": { "b": { "type": "array", "items": { "type": "string" }, "maxItems": 3 } },
                    } } } },
                },
            } },
        });
        let table = "# words\nPOST /api/a/{n} 0\n  path:n required=true type=string maxLength=9\n  body:\n  body:b required=true type=array maxItems=3 items.type=string\n";
        assert_eq!(of_reference(&document).unwrap(), of_table(table));
        assert_ne!(
            of_reference(&document).unwrap(),
            of_table(&table.replace("maxLength=9", "maxLength=8"))
        );
    }
}
