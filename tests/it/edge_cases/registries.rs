//! Registries that say what a case needs, over HTTP, and remember the very bytes they were asked with.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// What Crossref says of a DOI that it does not have.
const CROSSREF_NOT_FOUND: &str = "Resource not found.";

/// Decoded path, lower-case → answers; each but the last is given once.
type Answers = BTreeMap<String, VecDeque<ResponseTemplate>>;

/// ORCID, Crossref, DataCite, OpenAlex and doi.org. Until they are told otherwise they know nothing, except that
/// every prefix is Crossref's.
pub(crate) struct Registries {
    server: MockServer,
    answers: Arc<Mutex<Answers>>,
}

/// A refusal or an outage.
pub(crate) fn status(status: u16, body: &str, media_type: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, media_type)
}

impl Registries {
    pub(crate) async fn start() -> Self {
        let answers = Arc::new(Mutex::new(Answers::new()));
        let shelves = Arc::clone(&answers);
        let server = MockServer::start().await;
        let answer = move |request: &Request| {
            let path = decoded(request.url.path());
            let mut shelves = shelves.lock().unwrap();
            match shelves.get_mut(&path) {
                Some(turns) if turns.len() > 1 => turns.pop_front().unwrap(),
                Some(turns) => turns.front().unwrap().clone(),
                None => not_told(&path),
            }
        };
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self { server, answers }
    }

    /// Where they are.
    pub(crate) fn address(&self) -> String {
        self.server.uri()
    }

    /// Answers at a path (decoded, such as `/crossref/works/10.5555/a`), in turn; the last one stays.
    pub(crate) fn say(&self, path: &str, turns: impl IntoIterator<Item = ResponseTemplate>) {
        let turns = turns.into_iter().collect();
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_ascii_lowercase(), turns);
    }

    /// A work at Crossref.
    pub(crate) fn crossref(&self, work: &Value) {
        let doi = work["DOI"].as_str().unwrap().to_owned();
        self.crossref_at(&doi, work);
    }

    /// A work that Crossref gives for this DOI, whatever DOI it names itself.
    pub(crate) fn crossref_at(&self, doi: &str, work: &Value) {
        let body =
            json!({ "status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work });
        self.say(&format!("/crossref/works/{doi}"), [found(&body)]);
    }

    /// A DOI at DataCite, whose prefix becomes DataCite's.
    pub(crate) fn datacite(&self, attributes: &Value) {
        let doi = attributes["doi"].as_str().unwrap();
        let body = json!({ "data": { "id": doi, "type": "dois", "attributes": attributes } });
        self.agency(doi, "DataCite");
        self.say(&format!("/datacite/dois/{doi}"), [found(&body)]);
    }

    /// A work at OpenAlex, found by this DOI.
    pub(crate) fn openalex(&self, doi: &str, work: &Value) {
        self.say(&format!("/openalex/works/doi:{doi}"), [found(work)]);
    }

    /// An ORCID record.
    pub(crate) fn orcid(&self, record: &Value) {
        let orcid = record["orcid-identifier"]["path"].as_str().unwrap();
        self.say(&format!("/orcid/v3.0/{orcid}/record"), [found(record)]);
    }

    /// Whose a DOI's prefix is.
    pub(crate) fn agency(&self, doi: &str, name: &str) {
        let prefix = doi.split('/').next().unwrap();
        self.say(
            &format!("/doi/ra/{prefix}"),
            [found(&json!([{ "DOI": prefix, "RA": name }]))],
        );
    }

    /// Where doi.org sends readers of a DOI.
    pub(crate) fn redirect(&self, doi: &str, target: &str) {
        let answer = ResponseTemplate::new(302).insert_header("Location", target);
        self.say(&format!("/doi/{doi}"), [answer]);
    }

    /// The paths (as sent, still encoded) asked of this provider, such as `crossref`, in order.
    pub(crate) async fn asked(&self, provider: &str) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let paths = requests.iter().map(|request| request.url.path());
        paths
            .filter_map(|path| path.strip_prefix(&format!("/{provider}")))
            .map(str::to_owned)
            .collect()
    }
}

/// A 200.
pub(crate) fn found(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn decoded(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.to_ascii_lowercase()
}

fn not_told(path: &str) -> ResponseTemplate {
    match path.split('/').nth(1).unwrap_or_default() {
        "doi" if path.starts_with("/doi/ra/") => {
            let prefix = path.trim_start_matches("/doi/ra/");
            found(&json!([{ "DOI": prefix, "RA": "Crossref" }]))
        }
        "crossref" => status(404, CROSSREF_NOT_FOUND, "text/plain"),
        "datacite" => status(
            404,
            r#"{"errors":[{"status":"404","title":"The resource you are looking for doesn't exist."}]}"#,
            "application/json",
        ),
        "orcid" => status(
            404,
            r#"{"response-code":404,"error-code":9016}"#,
            "application/json",
        ),
        _ => status(404, "<html><body>Not found</body></html>", "text/html"),
    }
}
