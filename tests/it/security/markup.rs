//! Markup in texts of registries and of the staff: it reaches answers as text, or as `i b sub sup` in the fields that
//! say so, and addresses are addresses of the web.

use domain::activity::Trail;
use domain::publication::contribution::{ProviderContribution, ProviderOutcome};
use domain::registry::{
    Funder, License, OpenAccess, OtherId, ProviderAffiliation, ProviderContributor, ProviderRecord, RawType,
    Relation, Update,
};
use serde_json::{Value, json};
use tests::replay::registries_at;
use tests::sample::{self, contribution, crossref, doi, orcid};
use tests::{Centre, TestDatabase, legaciti, on_both_databases, run_json, run_json_with};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Texts that would run where somebody shows them unescaped.
const EVIL: [&str; 16] = [
    "<script>alert(1)</script>Salt",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>Salt",
    "<img src=x onerror=alert(1)>Salt",
    "Salt<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;Salt",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;Salt",
    "&#60;script&#62;alert(1)&#x3c;/script&#x3e;Salt",
    "<i onclick=\"alert(1)\">Salt</i>",
    "<a href=\"javascript:alert(1)\">Salt</a>",
    "<sc<script>ript>alert(1)</sc</script>ript>Salt",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math> Salt",
    "<iframe srcdoc=\"<script>alert(1)</script>\">Salt</iframe>",
    "<!--><script>alert(1)</script>-->Salt",
    "<![CDATA[<script>alert(1)</script>]]>Salt",
    "\"><b onmouseover=alert(1)>Salt",
    "\u{202e}Salt\u{0} <form action=//evil.example><input name=password>",
];
/// Addresses that a link must not lead to.
const ADDRESSES: [&str; 4] = [
    "javascript:alert(1)",
    " JavaScript:alert(1)//https://example.org",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
];

/// A record whose every text is this one.
fn record(text: &str, address: &str) -> ProviderRecord {
    let some = || Some(text.to_owned());
    let contributor = ProviderContributor {
        given: some(),
        family: some(),
        affiliations: vec![ProviderAffiliation {
            name: some(),
            ror: Some(address.to_owned()),
        }],
        ..ProviderContributor::default()
    };
    let organisation = ProviderContributor {
        name: some(),
        ..ProviderContributor::default()
    };
    ProviderRecord {
        authors: vec![contributor.clone(), organisation.clone()],
        editors: vec![contributor, organisation],
        alternate_titles: vec![text.to_owned()],
        translated_titles: vec![("pt".to_owned(), format!("{text} Sal"))],
        subtitle: Some(format!("{text} and sea")),
        container_title: some(),
        short_container_title: some(),
        publisher: some(),
        volume: some(),
        issue: some(),
        page: some(),
        article_number: some(),
        issn: vec![text.to_owned()],
        isbn: vec![text.to_owned()],
        identifiers: vec![OtherId {
            kind: text.to_owned(),
            value: text.to_owned(),
        }],
        relations: ["doi", "uri", text]
            .map(|id_type| Relation {
                kind: text.to_owned(),
                id: text.to_owned(),
                id_type: id_type.to_owned(),
            })
            .into(),
        updates: vec![Update {
            kind: text.to_owned(),
            doi: text.to_owned(),
            source: some(),
            date: None,
            incoming: true,
        }],
        abstract_text: some(),
        keywords: vec![text.to_owned()],
        url: Some(address.to_owned()),
        licenses: vec![License {
            url: address.to_owned(),
            version: some(),
            start: None,
        }],
        open_access: Some(OpenAccess {
            url: Some(address.to_owned()),
            status: some(),
        }),
        funders: vec![Funder {
            name: some(),
            doi: None,
            ror: Some(address.to_owned()),
            awards: vec![text.to_owned()],
        }],
        raw_type: Some(RawType {
            vocabulary: text.to_owned(),
            value: text.to_owned(),
        }),
        language: some(),
        container_kind: some(),
        ..crossref(text, 2024, &[])
    }
}

/// Ana's record at ORCID.
async fn orcid_record() -> MockServer {
    let text = |n: usize| json!({ "value": EVIL[n].replace('\0', "") });
    let record = json!({
        "orcid-identifier": { "path": orcid(1).as_str() },
        "person": {
            "name": { "given-names": text(0), "family-name": text(2), "credit-name": text(4) },
            "other-names": { "other-name": [{ "content": EVIL[6] }] },
            "biography": { "content": format!("First.\n{}\n<img\nsrc=x onerror=alert(1)>\nLast.", EVIL[..15].join("\n")) },
        },
    });
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(record);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// One paper for each text, of Ana, whose own record is no better.
async fn fill(db: &TestDatabase, centre: &Centre) {
    let registry = orcid_record().await;
    let settings = registries_at(&registry.uri());
    let done = run_json(
        &db.url,
        &settings,
        &["ingest", "--workspace", "cesam", "--wait", orcid(1).as_str()],
    );
    assert_eq!(done["complete"], 1, "{done}");
    for (n, text) in EVIL.iter().enumerate() {
        let record = record(text, ADDRESSES[n % ADDRESSES.len()]);
        let paper = contribution(&doi(&format!("evil{n}")), record, &[orcid(1)]);
        let outcomes = paper
            .providers
            .iter()
            .map(|provider: &ProviderContribution| &provider.outcome);
        assert!(
            outcomes
                .into_iter()
                .all(|outcome| matches!(outcome, ProviderOutcome::Described(_)))
        );
        let stored = db
            .stores
            .publications
            .contribute(&centre.workspace, vec![paper], &Trail::default())
            .await;
        stored.unwrap();
    }
}

/// Names of fields that hold addresses.
fn is_address(field: &str) -> bool {
    field == "url" || field == "href" || field == "ror" || field.ends_with("_url") || field.ends_with("Url")
}

/// HTML of the four elements, everything else escaped.
fn is_safe(html: &str) -> bool {
    let tags = html.split('<').skip(1);
    let allowed = ["i", "b", "sub", "sup"]
        .map(|tag| [format!("{tag}>"), format!("/{tag}>")])
        .concat();
    let well = tags
        .into_iter()
        .all(|rest| allowed.iter().any(|tag| rest.starts_with(tag.as_str())));
    well && html.split('&').skip(1).all(|rest| {
        ["amp;", "lt;", "gt;", "quot;", "nbsp;"]
            .iter()
            .any(|e| rest.starts_with(e))
    })
}

/// Whether a browser would see an element in it.
fn has_element(text: &str) -> bool {
    let small = text.to_lowercase();
    [
        "script", "img", "svg", "iframe", "style", "a ", "i ", "b ", "form", "input", "math", "!--",
    ]
    .iter()
    .any(|name| small.contains(&format!("<{name}")))
}

/// Walks an answer. `raw` says that texts were written by the staff: those stay as they were written.
fn check(place: &str, field: &str, value: &Value, by_hand: bool) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                check(&format!("{place}.{name}"), name, value, by_hand);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(place, field, item, by_hand)),
        Value::String(text) if field.ends_with("_markup") => assert!(is_safe(text), "{place}: {text}"),
        Value::String(text) if is_address(field) => {
            assert!(
                text.starts_with("https://") || text.starts_with("http://"),
                "{place}: {text}"
            );
            assert!(!text.contains(['<', '"', ' ']), "{place}: {text}");
        }
        Value::String(text) => {
            assert!(by_hand || !has_element(text), "{place}: {text}");
            assert!(!text.contains(['\0', '\u{202e}']) || by_hand, "{place}: {text:?}");
        }
        _ => {}
    }
}

/// Everything that anybody is told, on all three surfaces.
async fn check_all(centre: &Centre, by_hand: bool) -> usize {
    let viewer = centre.sign_in("viewer").await;
    let mut paths: Vec<String> = [
        "/v1/publications",
        "/integrations/v1/publications",
        "/v1/people",
        "/integrations/v1/people",
        "/v1/works",
        "/v1/projects",
    ]
    .map(|path| format!("{path}?per_page=100"))
    .into();
    paths.extend((0..EVIL.len()).map(|n| format!("/v1/doi/10.5555/evil{n}")));
    paths.push(format!("/v1/people/{}", orcid(1)));
    paths.push(format!("/v1/people/{}/publications", orcid(1)));
    for path in &paths {
        let found = centre.service.get_as(&centre.installation_key, path).await;
        assert_eq!(found.status, 200, "{path}: {}", found.text);
        assert_eq!(found.header("content-type"), "application/json", "{path}");
        check(path, "", &found.json(), by_hand);
    }
    let mut citations = 0;
    let mut staff: Vec<String> = [
        "/api/publications?perPage=100",
        "/api/people",
        "/api/activity?per_page=100",
    ]
    .map(str::to_owned)
    .into();
    staff.extend((0..EVIL.len()).map(|n| format!("/api/publications/10.5555/evil{n}")));
    staff.push(format!("/api/people/{}", orcid(1)));
    for path in &staff {
        let found = viewer.get(path).await;
        assert_eq!(found.status, 200, "{path}: {}", found.text);
        let body = found.json();
        check(path, "", &body, by_hand);
        let citation = body.get("apa_citation").and_then(Value::as_str);
        citations += usize::from(citation.is_some_and(|text| text.contains("Salt")));
    }
    citations
}

on_both_databases! {
    async fn markup_of_registries_is_text_everywhere(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        fill(db, &centre).await;
        let citations = check_all(&centre, false).await;
        assert_eq!(citations, EVIL.len(), "each has a citation, in plain words");
    }

    async fn markup_of_the_staff_stays_text(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        fill(db, &centre).await;
        let editor = centre.sign_in("editor").await;
        for (n, text) in EVIL.iter().enumerate() {
            let text = text.replace('\0', "");
            let path = format!("/api/publications/10.5555/evil{n}");
            let set = |field: &str, value: Value| json!([{ "op": "add", "path": field, "value": value }]);
            let kept = editor.patch(&path, &json!([
                { "op": "add", "path": "/title", "value": text },
                { "op": "add", "path": "/abstract", "value": text },
                { "op": "add", "path": "/keywords", "value": [text] },
                { "op": "add", "path": "/authors", "value": [{ "given": text, "family": text }] },
            ])).await;
            assert_eq!(kept.status, 200, "{text}: {}", kept.text);
            for field in ["/title_markup", "/abstract_markup"] {
                let refused = editor.patch(&path, &set(field, json!(text))).await;
                assert_eq!(refused.status, 400, "{text}: {}", refused.text);
            }
            for address in ADDRESSES {
                for (field, value) in [
                    ("/url", json!(address)),
                    ("/licenses", json!([{ "url": address }])),
                    ("/open_access", json!({ "url": address })),
                ] {
                    let refused = editor.patch(&path, &set(field, value)).await;
                    assert_eq!(refused.status, 400, "{field} {address}: {}", refused.text);
                }
            }
        }
        let person = format!("/api/people/{}", orcid(1));
        let named = editor.patch(&person, &json!({ "name": EVIL[0], "biography": EVIL[2] })).await;
        assert_eq!(named.status, 200, "{}", named.text);
        check_all(&centre, true).await;
        let public = centre.service.get("/v1/doi/10.5555/evil0").await.json();
        assert_eq!(public["data"]["title"], EVIL[0], "what the staff write as text is that text");
        assert_eq!(public["data"]["title_markup"], "&lt;script&gt;alert(1)&lt;/script&gt;Salt");
    }

    async fn files_of_the_operator_bring_no_other_addresses(db: &TestDatabase) {
        sample::workspace(&db.stores, "cesam").await;
        let work = |url: &str| json!({ "title": "Report", "url": url }).to_string();
        let project = |url: &str| json!({
            "title": "Tides", "programme": "P", "project_logo": { "url": url, "alt": "logo" },
            "cesam_funding_currency": "EUR", "total_funding_currency": "EUR",
        }).to_string();
        for address in ADDRESSES {
            for (kind, file) in [("work", work(address)), ("project", project(address))] {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("file.json");
                std::fs::write(&path, file).unwrap();
                let run = legaciti(&db.url, &[])
                    .args([kind, "create", "--workspace", "cesam", "--file"])
                    .arg(&path)
                    .output()
                    .unwrap();
                let told = String::from_utf8_lossy(&run.stderr).into_owned();
                assert_eq!(run.status.code(), Some(1), "{kind} {address}: {told}");
                assert!(told.contains("http or https"), "{kind} {address}: {told}");
            }
        }
        for (kind, file) in [("work", work("https://example.org/r")), ("project", project("/logo.png"))] {
            run_json_with(&db.url, &[kind, "create", "--workspace", "cesam", "--file", "-"], &file);
        }
    }
}
