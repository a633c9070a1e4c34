//! Who may do what among ingestion, imports, the timeline, site tools and API keys.

use std::collections::BTreeMap;

use crate::auth::Security;
use crate::dashboard;

/// Method, path, least role.
const ROLES: [(&str, &str, &str); 18] = [
    ("GET", "/api/activity", "viewer"),
    ("POST", "/api/activity/cleanup", "workspace_admin"),
    ("POST", "/api/import/doi", "editor"),
    ("POST", "/api/import/orcid", "editor"),
    ("POST", "/api/ingest", "editor"),
    ("GET", "/api/ingest/status", "viewer"),
    ("GET", "/api/ingest/stuck", "viewer"),
    ("POST", "/api/ingest/stuck/{jobId}/force-fail", "editor"),
    ("GET", "/api/site-tools/api-keys", "workspace_admin"),
    ("POST", "/api/site-tools/api-keys", "workspace_admin"),
    ("PATCH", "/api/site-tools/api-keys/{keyHash}", "workspace_admin"),
    ("DELETE", "/api/site-tools/api-keys/{keyHash}", "workspace_admin"),
    (
        "POST",
        "/api/site-tools/api-keys/{keyHash}/rotate",
        "workspace_admin",
    ),
    ("POST", "/api/site-tools/clear-stuck-jobs", "workspace_admin"),
    ("POST", "/api/site-tools/repair-author-links", "workspace_admin"),
    (
        "POST",
        "/api/site-tools/repair-author-links/bulk",
        "workspace_admin",
    ),
    ("POST", "/api/site-tools/reset-data", "superadmin"),
    ("GET", "/health", "-"),
];

#[test]
fn each_route_asks_for_the_least_role_that_it_needs() {
    let rows = dashboard::routes().rows();
    let known: BTreeMap<(String, String), (Security, &str)> = rows
        .iter()
        .map(|row| {
            let key = (row.method.to_string(), row.path.clone());
            (key, (row.security, row.scope.unwrap_or("-")))
        })
        .collect();
    for (method, path, role) in ROLES {
        let (security, asked) = known[&(method.to_owned(), path.to_owned())];
        let expected = if role == "-" {
            Security::None
        } else {
            Security::Session
        };
        assert_eq!((asked, security), (role, expected), "{method} {path}");
    }
    let ours = ["/api/activity", "/api/import", "/api/ingest", "/api/site-tools"];
    let listed = rows
        .iter()
        .filter(|row| ours.iter().any(|start| row.path.starts_with(start)))
        .count();
    assert_eq!(listed, ROLES.len() - 1, "a new route has to be entered here");
}
