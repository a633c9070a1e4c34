//! Every route of the dashboard, and who may call it: walked through its own document, so that no route is forgotten.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Centre, Service, SignedIn, on_both_databases};

const ROLES: [&str; 4] = ["viewer", "editor", "workspace_admin", "superadmin"];

/// A route, as its document tells it.
struct Route {
    method: Method,
    path: String,
    /// The place of the least role in [`ROLES`]; `None` where nobody has to be signed in.
    least: Option<usize>,
    /// No workspace stands behind it: any session will do, wherever its user works.
    anywhere: bool,
}

fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            routes.push(Route {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: filled(path),
                least: least(operation),
                anywhere: is_anywhere(operation),
            });
        }
    }
    routes
}

/// `x` for every parameter: who may call is decided before what is asked for. But the workspace that a path names decides
/// who may call.
fn filled(path: &str) -> String {
    let path = path.replace("/api/workspaces/{id}", "/api/workspaces/cesam");
    let part = |part: &str| {
        if part.starts_with('{') {
            "x".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn is_anywhere(operation: &Value) -> bool {
    let text = operation["description"].as_str().unwrap_or_default();
    text.ends_with("Any session will do.")
}

fn least(operation: &Value) -> Option<usize> {
    let session = json!({ "betterAuthSession": [] });
    if operation["security"][0] != session {
        return None;
    }
    if is_anywhere(operation) {
        return Some(0);
    }
    let text = operation["description"].as_str().unwrap_or_default();
    let (_, role) = text.rsplit_once("Sessions need the role `").unwrap_or_default();
    let place = ROLES
        .iter()
        .position(|known| role.starts_with(&format!("{known}`")));
    Some(place.unwrap_or_else(|| panic!("no role in {operation}")))
}

async fn status(caller: &SignedIn, route: &Route) -> u16 {
    let body = json!({});
    let body = (route.method != Method::GET && route.method != Method::DELETE).then_some(&body);
    caller
        .send(route.method.clone(), &route.path, body, &[])
        .await
        .status
}

on_both_databases! {
    async fn every_route_admits_whom_it_says_and_nobody_else(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let other = tests::sample::workspace(&db.stores, "mare").await;
        let mut own = Vec::new();
        let mut foreign = Vec::new();
        for role in ROLES {
            own.push(centre.sign_in(role).await);
            foreign.push(centre.sign_in_to(&other, role).await);
        }
        // Some routes ask for more than a role; here everybody has it, so that only roles decide.
        let emails: Vec<&str> = own.iter().chain(&foreign).map(|caller| caller.email.as_str()).collect();
        let service = Service::start(&db.url, "dashboard", &[("LEGACITI_RESET_EMAILS".to_owned(), emails.join(","))]);
        let through = |callers: Vec<SignedIn>| -> Vec<SignedIn> {
            callers.into_iter().map(|caller| caller.through(&service).at("cesam")).collect()
        };
        let (own, foreign) = (through(own), through(foreign));
        let document = service.call_dashboard("GET", "/openapi/dashboard-api.json", &[], None).await.json();
        let routes = routes(&document);
        assert!(routes.len() >= 3);
        for route in &routes {
            let line = format!("{} {}", route.method, route.path);
            let nobody = service.call_dashboard(route.method.as_str(), &route.path, &[], None).await;
            let Some(least) = route.least else {
                assert_eq!(nobody.status, 200, "{line}");
                continue;
            };
            assert_eq!((nobody.status, &nobody.json()["code"]), (401, &json!("unauthenticated")), "{line}");
            assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"dashboard\"");
            for (n, role) in ROLES.iter().enumerate() {
                let found = status(&own[n], route).await;
                assert_eq!(![401, 403].contains(&found), n >= least, "{line} as {role}: {found}");
                let found = status(&foreign[n], route).await;
                let admitted = *role == "superadmin" || route.anywhere;
                assert_eq!(found != 403 && found != 401, admitted, "{line} as {role} of another workspace: {found}");
            }
            if route.method != Method::GET {
                let evil = [("Cookie", own[3].cookie.as_str()), ("Origin", "https://evil.example")];
                let found = service.call_dashboard(route.method.as_str(), &route.path, &evil, None).await;
                assert_eq!((found.status, &found.json()["code"]), (403, &json!("invalid_origin")), "{line}");
            }
        }
    }
}
