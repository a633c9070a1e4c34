//! The headers that every answer of both listeners has, whatever it is.

use tests::{Answer, Centre, Service, TestDatabase};

/// No script but the service's own files, no frame, no other base; nothing at all outside of the reference page.
fn assert_guarded(line: &str, answer: &Answer, is_docs: bool) {
    assert_eq!(answer.all("x-content-type-options"), ["nosniff"], "{line}");
    assert_eq!(answer.all("referrer-policy"), ["no-referrer"], "{line}");
    assert_eq!(answer.all("x-request-id").len(), 1, "{line}");
    assert_eq!(answer.all("vary").len(), 1, "{line}");
    assert!(answer.header("vary").contains("Origin"), "{line}");
    let policies = answer.all("content-security-policy");
    assert_eq!(policies.len(), 1, "{line}");
    let directives: Vec<&str> = policies[0].split(';').map(str::trim).collect();
    assert!(
        directives.contains(&"frame-ancestors 'none'"),
        "{line}: {directives:?}"
    );
    if is_docs {
        assert!(
            directives.contains(&"default-src 'self'") && directives.contains(&"base-uri 'none'"),
            "{line}"
        );
        let scripts = directives
            .iter()
            .any(|directive| directive.starts_with("script-src"));
        assert!(!scripts, "{line}: scripts follow default-src");
    } else {
        assert!(
            directives.contains(&"default-src 'none'"),
            "{line}: {directives:?}"
        );
        let kind = answer.header("content-type");
        let is_data =
            kind.starts_with("application/json") || kind.starts_with("text/plain") || kind.is_empty();
        assert!(is_data, "{line}: nothing a browser would show as a page: {kind}");
    }
    for telling in ["server", "x-powered-by", "via"] {
        assert!(answer.all(telling).is_empty(), "{line}: {telling}");
    }
}

/// Every documented route with every method, and what is no route.
async fn requests(service: &Service, dashboard: bool) -> Vec<(&'static str, String)> {
    let documents: &[&str] = if dashboard {
        &["/openapi/dashboard-api.json"]
    } else {
        &["/openapi/consumer-api.json", "/openapi/integrations-api.json"]
    };
    let mut paths: Vec<String> = documents.iter().map(|path| (*path).to_owned()).collect();
    for document in documents {
        let document = answer(service, dashboard, "GET", document, &[]).await.json();
        let found = document["paths"].as_object().unwrap().keys();
        paths.extend(found.map(|path| path.replace(['{', '}'], "")));
    }
    paths.extend(
        [
            "/",
            "/nowhere",
            "/docs",
            "/docs/",
            "/docs/swagger-ui-bundle.js",
            "/docs/none",
            "/v1/publications?page=0",
            "/api/auth/get-session",
            "/api/auth/nothing",
            "/%00",
            "/%0d%0aSet-Cookie:%20a=b",
        ]
        .map(str::to_owned),
    );
    let methods = [
        "GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "PROPFIND",
    ];
    let all = |path: String| methods.map(|method| (method, path.clone()));
    paths.into_iter().flat_map(all).collect()
}

async fn answer(
    service: &Service,
    dashboard: bool,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    if dashboard {
        return service.call_dashboard(method, path, headers, None).await;
    }
    service.call_api(method, path, headers).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_guarded() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let admin = centre.sign_in("workspace_admin").await;
    for dashboard in [false, true] {
        let requests = requests(&centre.service, dashboard).await;
        let credential = if dashboard {
            ("Cookie", admin.cookie.as_str())
        } else {
            ("X-API-Key", centre.installation_key.as_str())
        };
        for (method, path) in requests {
            let is_docs = path.starts_with("/docs");
            for headers in [
                vec![],
                vec![credential, ("Origin", "https://evil.example")],
                vec![("Accept-Encoding", "identity;q=0, *;q=0")],
                vec![
                    ("X-API-Key", "lgc_nonsense"),
                    ("Authorization", "Bearer nonsense"),
                ],
            ] {
                let found = answer(&centre.service, dashboard, method, &path, &headers).await;
                let line = format!("{method} {path} ({dashboard}) {}", found.status);
                assert_guarded(&line, &found, is_docs);
                assert!(found.status != 500, "{line}: {}", found.text);
                let is_for_everybody = is_docs || path.starts_with("/openapi/");
                let has_key = headers.contains(&credential);
                assert!(
                    is_for_everybody || is_kept_from_caches(&found, dashboard, has_key),
                    "{line}"
                );
            }
        }
    }
}

/// Nothing of the dashboard is kept by anybody, nothing for one caller by a shared cache.
fn is_kept_from_caches(answer: &Answer, dashboard: bool, has_key: bool) -> bool {
    if dashboard {
        answer.all("cache-control") == ["no-store"]
    } else {
        !has_key || !answer.header("cache-control").contains("public")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_page_runs_no_script_of_its_own_address() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    for dashboard in [false, true] {
        let page = answer(
            &centre.service,
            dashboard,
            "GET",
            "/docs/?url=https://evil.example/x.json",
            &[],
        )
        .await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("evil"), "{}", page.text);
        // The policy forbids scripts in the page, so there must be none.
        for script in page.text.split("<script").skip(1) {
            let (attributes, content) = script.split_once('>').unwrap();
            assert!(attributes.contains("src=\"./"), "{attributes}");
            assert!(
                content.starts_with("</script>") || content.trim_start().starts_with("</script>"),
                "{content}"
            );
        }
        let start = answer(
            &centre.service,
            dashboard,
            "GET",
            "/docs/swagger-initializer.js",
            &[],
        )
        .await;
        assert_eq!(start.status, 200);
        assert!(
            !start.text.contains("http://") && !start.text.contains("https://"),
            "{}",
            start.text
        );
        assert!(
            !start.text.contains("\"queryConfigEnabled\": true"),
            "{}",
            start.text
        );
        let moved = answer(&centre.service, dashboard, "GET", "/docs", &[]).await;
        assert!(
            moved.status == 200 || moved.header("location") == "/docs/",
            "{moved:?}"
        );
    }
}
