//! The table of routes and the documents made from it.

use std::collections::BTreeSet;
use std::fmt::Write;

use actix_web::test::TestRequest;
use serde_json::Value;

use super::Bench;
use crate::auth::Security;
use crate::routes::Row;
use crate::{Surface, consumer, dashboard, integrations, openapi_document};

fn document(surface: Surface) -> Value {
    serde_json::from_str(&openapi_document(surface)).unwrap()
}

/// Every route and what it takes. A new route has to be entered here: by design, it cannot be entered anywhere
/// without the type of its caller.
#[test]
fn every_route_names_its_caller() {
    let mut table = String::new();
    for row in consumer::routes()
        .rows()
        .iter()
        .chain(&integrations::routes().rows())
    {
        let scope = row.scope.unwrap_or("-");
        let Row {
            method,
            path,
            security,
            ..
        } = row;
        let _ = writeln!(table, "{method} {path} {security:?} {scope}");
    }
    insta::assert_snapshot!(table);
}

#[actix_web::test]
async fn strangers_are_let_in_nowhere_but_where_the_table_says() {
    let running = Bench::new().start();
    for row in consumer::routes()
        .rows()
        .iter()
        .chain(&integrations::routes().rows())
    {
        let needs_key = matches!(row.security, Security::Installation | Security::ApiKey);
        if !needs_key {
            continue;
        }
        let path = row
            .path
            .replace("{orcid}", super::samples::ORCID)
            .replace("{id}", "x")
            .replace("{slug}", "x");
        let request = TestRequest::default().method(row.method.clone()).uri(&path);
        let reply = running.send(request).await;
        assert_eq!(reply.refusal(), (401, "missing_api_key".to_owned()), "{path}");
    }
}

#[test]
fn documents_say_who_is_let_in_and_what_can_go_wrong() {
    for (surface, rows) in [
        (Surface::Consumer, consumer::routes().rows()),
        (Surface::Integrations, integrations::routes().rows()),
        (Surface::Dashboard, dashboard::routes().rows()),
    ] {
        let document = document(surface);
        assert_eq!(document["openapi"], "3.1.0");
        for row in rows {
            let operation = &document["paths"][&row.path][row.method.as_str().to_lowercase()];
            let statuses: BTreeSet<&str> = operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let security = operation["security"].to_string();
            let expected = match row.security {
                Security::None => "[]",
                Security::Optional => r#"[{},{"apiKeyAuth":[]}]"#,
                Security::Installation | Security::ApiKey => r#"[{"apiKeyAuth":[]}]"#,
                Security::Session => r#"[{"betterAuthSession":[]}]"#,
                Security::OptionalSession => r#"[{},{"betterAuthSession":[]}]"#,
                Security::SessionOrIntegration => r#"[{"betterAuthSession":[]},{"integrationSecret":[]}]"#,
            };
            assert_eq!(security, expected, "{}", row.path);
            let asked = !matches!(row.security, Security::None | Security::OptionalSession);
            for status in ["401", "403"] {
                assert_eq!(statuses.contains(status), asked, "{} {status}", row.path);
            }
            let keyed = asked && row.security != Security::Session;
            assert_eq!(statuses.contains("429"), keyed, "{} 429", row.path);
            assert!(
                statuses.contains("503") && statuses.contains("500"),
                "{}",
                row.path
            );
            // The dashboard answers 304 for records with a version of their own.
            if !matches!(row.security, Security::Session | Security::SessionOrIntegration) {
                // A version of a script is known by its name.
                let is_named = row.path.starts_with("/integrations/v1/scripts/");
                let is_known =
                    is_named || matches!(row.security, Security::Optional | Security::Installation);
                assert_eq!(statuses.contains("304"), is_known, "{}", row.path);
            }
            assert!(operation["description"].is_string(), "{}", row.path);
        }
    }
}

#[test]
fn operation_ids_are_unique() {
    let mut seen = BTreeSet::new();
    for surface in Surface::ALL {
        let document = document(surface);
        let items = document["paths"].as_object().unwrap();
        for operation in items.values().flat_map(|item| item.as_object().unwrap().values()) {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(seen.insert(id.clone()), "{id} twice");
        }
    }
    let rows = [consumer::routes(), integrations::routes(), dashboard::routes()];
    assert_eq!(
        seen.len(),
        rows.iter().map(|routes| routes.rows().len()).sum::<usize>()
    );
}

#[test]
fn references_point_somewhere() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|inner| walk(inner, found));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, found)),
            _ => {}
        }
    }
    for surface in Surface::ALL {
        let document = document(surface);
        let mut found = Vec::new();
        walk(&document, &mut found);
        assert!(found.len() > 10);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}

#[actix_web::test]
async fn documents_and_reference_page_are_served() {
    let running = Bench::new().start();
    for surface in Surface::ALL {
        let path = format!("/openapi/{}-api.json", surface.as_str());
        let reply = match surface {
            Surface::Consumer | Surface::Integrations => running.get(&path).await,
            Surface::Dashboard => running.at_dashboard(TestRequest::get().uri(&path)).await,
        };
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json(), document(surface));
        assert_eq!(Surface::from_word(surface.as_str()), Some(surface));
    }
    let reply = running.get("/docs").await;
    assert_eq!((reply.status, reply.header("location")), (308, Some("/docs/")));
    let page = running.get("/docs/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .contains("default-src 'self'")
    );
    let start = running.get("/docs/swagger-initializer.js").await;
    let script = String::from_utf8(start.body).unwrap();
    assert!(
        script.contains("/openapi/consumer-api.json") && script.contains("/openapi/integrations-api.json")
    );
    let missing = running.get("/docs/nothing.js").await;
    assert_eq!(missing.refusal(), (404, "not_found".to_owned()));
}

#[test]
fn documents_say_what_may_be_left_out() {
    let dashboard = document(Surface::Dashboard);
    for path in [
        "clear-stuck-jobs",
        "repair-author-links/bulk",
        "api-keys/{keyHash}",
    ] {
        let item = &dashboard["paths"][format!("/api/site-tools/{path}")];
        let operation = item.get("post").unwrap_or(&item["patch"]);
        assert_eq!(operation["requestBody"]["required"], false, "{path}");
    }
    let needed = &dashboard["paths"]["/api/import/doi"]["post"]["requestBody"]["required"];
    assert_eq!(needed, true);
    for surface in Surface::ALL {
        let document = document(surface);
        let items = document["paths"].as_object().unwrap().values();
        let operations = items.flat_map(|item| item.as_object().unwrap().values());
        for parameter in
            operations.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten())
        {
            let expected = parameter["in"] == "query" && parameter["required"] == false;
            let said = parameter.get("allowEmptyValue") == Some(&Value::Bool(true));
            assert_eq!(said, expected, "{parameter}");
        }
    }
}
