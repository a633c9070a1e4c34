//! What the service asks of the world: the configured registries and nobody else, whatever they and our callers say.

use domain::ingestion::JobOutcome;
use serde_json::json;
use tests::desk::{SignedIn, user};
use tests::replay::registries_at;
use tests::sample::orcid;
use tests::{Centre, Service, Story, on_both_databases};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// The same person at another process.
fn at(service: &Service, who: &SignedIn) -> SignedIn {
    let name = who.email.split('@').next().unwrap();
    SignedIn::with(service, &user(name, false), &who.token)
}

/// Registries that answer everything like this.
async fn registries(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// Something inside of the operator's network that would answer whoever asks.
async fn inside() -> MockServer {
    let record = json!({
        "status": "ok",
        "message": { "DOI": "10.5555/x", "title": ["internal secret"], "type": "journal-article" },
        "DOI": "10.5555/x", "title": "internal secret", "type": "article-journal",
        "orcid-identifier": { "path": orcid(5).as_str() },
    });
    registries(ResponseTemplate::new(200).set_body_json(record)).await
}

async fn paths(server: &MockServer) -> Vec<String> {
    let requests: Vec<Request> = server.received_requests().await.unwrap();
    requests
        .iter()
        .map(|request| request.url.path().to_owned())
        .collect()
}

/// Settings for registries there, asked once.
fn settings(server: &MockServer) -> Vec<(String, String)> {
    let mut settings = registries_at(&server.uri());
    settings.push(("LEGACITI_PROVIDER_ATTEMPTS".to_owned(), "1".to_owned()));
    settings
}

/// An editor at a service with these registries.
fn desk(url: &str, editor: &SignedIn, server: &MockServer) -> (Service, SignedIn) {
    let service = Service::start(url, "dashboard", &settings(server));
    let editor = at(&service, editor);
    (service, editor)
}

/// Asks for a DOI; what was answered.
async fn ask(editor: &SignedIn, doi: &str) -> String {
    let imported = editor
        .post("/api/import/doi", &json!({ "doi": doi, "person_orcids": [] }))
        .await;
    assert!(
        [201, 400, 404, 502].contains(&imported.status),
        "{doi}: {}",
        imported.text
    );
    imported.text
}

on_both_databases! {
    async fn a_registry_sends_us_nowhere_else(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let inside = inside().await;
        let editor = centre.sign_in("editor").await;
        let there = format!("{}/works/10.5555/x", inside.uri());
        let statuses = [301, 302, 303, 307, 308].map(|status| (status, there.clone()));
        let targets = [
            inside.uri().replace("http:", ""),
            inside.uri().replace("127.0.0.1", "localhost"),
            inside.uri().replace("http://", "http://doi.org@"),
            inside.uri().replace("127.0.0.1", "2130706433"),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "file:///etc/passwd".to_owned(),
        ];
        for (status, target) in statuses.into_iter().chain(targets.map(|target| (302, target))) {
            let away = registries(ResponseTemplate::new(status).insert_header("Location", target.as_str())).await;
            let (_service, editor) = desk(&db.url, &editor, &away);
            let told = ask(&editor, "10.5555/x").await;
            assert!(!told.contains("secret") && !told.contains("127.0.0.1"), "{status} {target}: {told}");
            assert!(!paths(&away).await.is_empty(), "the registries were asked");
            assert_eq!(paths(&inside).await, Vec::<String>::new(), "{status} {target}");
        }
    }

    async fn an_ingestion_follows_no_redirect_either(db: &TestDatabase) {
        let inside = inside().await;
        let target = format!("{}/{}/record", inside.uri(), orcid(5));
        let away = registries(ResponseTemplate::new(302).insert_header("Location", target.as_str())).await;
        let story = Story::among(db, settings(&away)).await;
        let (_, outcome) = story.ingest(orcid(5).as_str()).await;
        assert!(!matches!(outcome, JobOutcome::Complete(..)), "{outcome:?}");
        assert!(!paths(&away).await.is_empty(), "the registry was asked");
        assert_eq!(paths(&inside).await, Vec::<String>::new());
        assert_eq!(story.size().await, 0);
    }

    async fn what_callers_name_is_looked_up_where_it_is_looked_up_always(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let inside = inside().await;
        let unknown = registries(ResponseTemplate::new(404)).await;
        let own = inside.uri();
        let somebody = centre.sign_in("editor").await;
        let (_service, editor) = desk(&db.url, &somebody, &unknown);
        for doi in [
            format!("{own}/10.5555/x"),
            format!("https://doi.org@{}/10.5555/x", own.trim_start_matches("http://")),
            format!("10.5555/x@{}", own.trim_start_matches("http://")),
            format!("10.5555/../../../..//{}", own.trim_start_matches("http://")),
            "10.5555/../../orcid/v3.0/secret".to_owned(),
            "10.5555/%2e%2e/%2e%2e/secret".to_owned(),
            "10.5555/x?url=http://169.254.169.254/".to_owned(),
            "10.5555/x#@169.254.169.254".to_owned(),
            "10.5555/x\\..\\..\\secret".to_owned(),
            "10.5555/x\r\nHost: evil.example".to_owned(),
        ] {
            ask(&editor, &doi).await;
        }
        assert_eq!(paths(&inside).await, Vec::<String>::new());
        let asked = paths(&unknown).await;
        assert!(!asked.is_empty());
        for path in asked {
            let at_home = ["/crossref/works/10.", "/datacite/dois/10.", "/doi/10.", "/doi/ra/10.", "/doi/doiRA/10.", "/openalex/works"];
            assert!(at_home.iter().any(|start| path.starts_with(start)), "{path}");
            assert!(!path.contains("/../") && !path.contains('\\'), "{path}");
        }
        let requests = unknown.received_requests().await.unwrap();
        for request in requests {
            let host = request.headers.get("host").unwrap().to_str().unwrap();
            assert_eq!(format!("http://{host}"), unknown.uri());
            assert!(request.url.fragment().is_none());
        }
        for person in [format!("{own}/{}", orcid(5)), format!("https://evil.example/{}", orcid(5)), "../0000".to_owned()] {
            let refused = editor.post("/api/ingest", &json!({ "orcid_ids": [person] })).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_orcid")), "{}", refused.text);
        }
    }
}
