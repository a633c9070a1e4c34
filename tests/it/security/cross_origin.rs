//! Which pages may read answers in a browser, on all three surfaces.

use tests::{Answer, Centre, Service, TestDatabase, run_json};

const SITE: &str = "https://www.example.org";
/// A verified origin of another installation.
const OTHER: &str = "https://other.example.org";
/// The dashboard's own pages, elsewhere.
const TRUSTED: &str = "https://curate.example.org";

/// Origins that look like verified or trusted ones.
const FOREIGN: [&str; 14] = [
    "null",
    "",
    "*",
    "https://evil.example",
    "http://www.example.org",
    "https://www.example.org:8443",
    "https://www.example.org.evil.example",
    "https://evil.example/https://www.example.org",
    "https://www.example.org@evil.example",
    "https://WWW.EXAMPLE.ORG.",
    "https://xwww.example.org",
    "https://example.org",
    "https://www.example.org https://evil.example",
    "file://",
];

fn allowed(answer: &Answer) -> Vec<&str> {
    answer.all("access-control-allow-origin")
}

/// What a browser asks before a request that is not simple.
fn preflight<'a>(origin: &'a str, method: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("Origin", origin),
        ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", "x-api-key, content-type"),
    ]
}

/// A key of another active installation.
fn other_installation(db: &TestDatabase) -> String {
    let create = [
        "installation",
        "create",
        "--workspace",
        "cesam",
        "--platform",
        "drupal",
        "--name",
        "Other",
        "--origin",
        OTHER,
        "--scope",
        "publications.read",
        "--scope",
        "people.read",
        "--active",
    ];
    run_json(&db.url, &[], &create)["key"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_apis_are_read_by_verified_origins_alone() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let other = other_installation(&db);
    let service = &centre.service;
    for path in ["/v1/publications", "/integrations/v1/publications"] {
        for origin in [SITE, OTHER] {
            let asked = service.call_api("OPTIONS", path, &preflight(origin, "GET")).await;
            assert_eq!((asked.status, allowed(&asked)), (204, vec![origin]), "{path}");
            assert_eq!(asked.header("access-control-allow-methods"), "GET, HEAD");
            assert!(asked.all("access-control-allow-credentials").is_empty());
        }
        for origin in FOREIGN {
            let asked = service.call_api("OPTIONS", path, &preflight(origin, "GET")).await;
            assert_eq!(
                (asked.status, allowed(&asked)),
                (403, vec![]),
                "{path} from {origin}"
            );
            assert!(asked.all("access-control-allow-methods").is_empty(), "{origin}");
        }
    }
    for (key, own, foreign) in [(&centre.installation_key, SITE, OTHER), (&other, OTHER, SITE)] {
        let found = service
            .get_with("/v1/publications", &[("X-API-Key", key), ("Origin", own)])
            .await;
        assert_eq!((found.status, allowed(&found)), (200, vec![own]));
        assert!(found.all("access-control-allow-credentials").is_empty());
        for origin in FOREIGN.iter().copied().chain([foreign]) {
            let found = service
                .get_with("/v1/publications", &[("X-API-Key", key), ("Origin", origin)])
                .await;
            assert_eq!(
                (found.status, allowed(&found)),
                (403, vec![]),
                "{origin}: {}",
                found.text
            );
        }
    }
    for origin in FOREIGN {
        for headers in [
            vec![("Origin", origin)],
            vec![("Origin", origin), ("X-API-Key", centre.api_key.as_str())],
        ] {
            let found = service.get_with("/v1/publications", &headers).await;
            assert_eq!(
                (found.status, allowed(&found)),
                (200, vec![]),
                "{origin}: programs are answered, pages are not"
            );
        }
    }
    let open = service.get_with("/v1/publications", &[("Origin", SITE)]).await;
    assert_eq!((open.status, allowed(&open)), (200, vec![SITE]));
    assert!(
        open.header("vary").contains("Origin"),
        "shared caches keep them apart"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_counts_as_long_as_its_installation() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let listed = run_json(&db.url, &[], &["installation", "list", "--workspace", "cesam"]);
    let id = listed["installations"][0]["id"].as_str().unwrap();
    run_json(
        &db.url,
        &[],
        &[
            "installation",
            "set-status",
            "--workspace",
            "cesam",
            id,
            "disabled",
        ],
    );
    // Other processes see it within a second.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    let asked = centre
        .service
        .call_api("OPTIONS", "/v1/works", &preflight(SITE, "GET"))
        .await;
    assert_eq!((asked.status, allowed(&asked)), (403, vec![]));
    let found = centre.service.get_with("/v1/works", &[("Origin", SITE)]).await;
    assert_eq!((found.status, allowed(&found)), (200, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_is_read_by_its_own_and_trusted_pages() {
    let db = TestDatabase::sqlite().await;
    let centre = Centre::open(&db).await;
    let viewer = centre.sign_in("viewer").await;
    let settings = [(
        "LEGACITI_TRUSTED_ORIGINS".to_owned(),
        format!("{TRUSTED}, https://*.preview.example.org"),
    )];
    let service = Service::start(&db.url, "dashboard", &settings);
    let own = service.dashboard.clone();
    let cookie = ("Cookie", viewer.cookie.as_str());
    for origin in [own.as_str(), TRUSTED, "https://a.preview.example.org"] {
        let asked = service
            .call_dashboard("OPTIONS", "/api/publications", &preflight(origin, "PATCH"), None)
            .await;
        assert_eq!((asked.status, allowed(&asked)), (204, vec![origin]));
        assert_eq!(asked.all("access-control-allow-credentials"), ["true"]);
        let found = service
            .call_dashboard("GET", "/api/publications", &[cookie, ("Origin", origin)], None)
            .await;
        assert_eq!((found.status, allowed(&found)), (200, vec![origin]));
        assert_eq!(found.all("access-control-allow-credentials"), ["true"]);
    }
    let lookalikes = [
        format!("{own}.evil.example"),
        own.replace("127.0.0.1", "localhost"),
        own.replace("http:", "https:"),
        "https://preview.example.org".to_owned(),
        "https://a.preview.example.org.evil.example".to_owned(),
        "https://evil.example/.preview.example.org".to_owned(),
        "http://a.preview.example.org".to_owned(),
    ];
    for origin in FOREIGN
        .iter()
        .copied()
        .chain(lookalikes.iter().map(String::as_str))
    {
        for path in ["/api/publications", "/api/auth/get-session", "/me", "/health"] {
            let asked = service
                .call_dashboard("OPTIONS", path, &preflight(origin, "PATCH"), None)
                .await;
            assert_eq!(
                (asked.status, allowed(&asked)),
                (403, vec![]),
                "{path} from {origin}"
            );
            let found = service
                .call_dashboard("GET", path, &[cookie, ("Origin", origin)], None)
                .await;
            assert_eq!(allowed(&found), Vec::<&str>::new(), "{path} from {origin}");
            assert!(
                found.all("access-control-allow-credentials").is_empty(),
                "{path} from {origin}"
            );
        }
    }
}
