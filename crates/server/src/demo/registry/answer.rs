//! Which answer a path gets, in the forms and with the error bodies of the real registries.

use actix_web::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;

use super::records::{Records, Work};

const JSON: &str = "application/json;charset=UTF-8";
const CSL: &str = "application/vnd.citationstyles.csl+json";
const HTML: &str = "text/html;charset=utf-8";
const TROUBLE: &str = "https://members.orcid.org/api/resources/troubleshooting";

/// A request, as far as it matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// As it came over the wire, still percent-encoded.
    pub(super) path: &'a str,
    pub(super) accept: &'a str,
    pub(super) host: &'a str,
}

/// What is sent back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) content_type: &'static str,
    pub(super) location: Option<String>,
    pub(super) body: String,
}

impl Answer {
    fn new(status: StatusCode, content_type: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type,
            location: None,
            body: body.into(),
        }
    }

    fn to(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }
}

impl Question<'_> {
    /// Finds the answer.
    pub(super) fn answer(&self, records: &Records) -> Answer {
        let after = |prefix: &str| self.path.strip_prefix(prefix).map(decoded);
        if let Some(rest) = after("/orcid/v3.0/") {
            return self.orcid(records, &rest);
        }
        if let Some(doi) = after("/crossref/works/").or_else(|| after("/crossref/v1/works/")) {
            return crossref(records, &doi);
        }
        if let Some(doi) = after("/datacite/dois/") {
            return datacite(records, &doi);
        }
        if let Some(rest) = after("/openalex/works/") {
            return openalex(records, &rest);
        }
        if let Some(items) = after("/doi/ra/") {
            return agencies(records, &items);
        }
        if let Some(doi) = after("/doi/") {
            return self.doi(records, &doi);
        }
        Answer::new(
            StatusCode::NOT_FOUND,
            "text/plain",
            "The bundled registries know no such address.\n",
        )
    }

    fn orcid(&self, records: &Records, rest: &str) -> Answer {
        let Some(id) = rest.strip_suffix("/record").map(str::to_ascii_uppercase) else {
            return Answer::new(
                StatusCode::NOT_FOUND,
                HTML,
                "<html><body><h1>404 Not Found</h1></body></html>\n",
            );
        };
        if !self.accept.contains("json") {
            return Answer::new(StatusCode::NOT_ACCEPTABLE, HTML, "");
        }
        let special = &records.registry.orcid;
        if let Some(primary) = special.deprecated.get(&id) {
            let told =
                format!("This account is deprecated. Please refer to account: https://orcid.org/{primary}.");
            let developer = format!("301 Moved Permanently: {told} ORCID https://orcid.org/{id}");
            let location = format!("http://{}/orcid/v3.0/{primary}/record", self.host);
            return orcid_error(StatusCode::MOVED_PERMANENTLY, 9007, &developer, &told).to(location);
        }
        if special.locked.contains(&id) {
            let developer = format!(
                "409 Conflict: The ORCID record is locked and cannot be edited. ORCID https://orcid.org/{id}"
            );
            return orcid_error(
                StatusCode::CONFLICT,
                9018,
                &developer,
                "The ORCID record is locked.",
            );
        }
        if special.deactivated.contains(&id) {
            let developer = format!(
                "409 Conflict: The ORCID record is deactivated and cannot be edited. \
                 Full validation error: {id} is deactivated"
            );
            return orcid_error(
                StatusCode::CONFLICT,
                9044,
                &developer,
                "The ORCID record is deactivated.",
            );
        }
        if let Some(record) = records.orcid.get(&id) {
            return Answer::new(StatusCode::OK, JSON, record);
        }
        let told = "The resource was not found.";
        let developer = format!("404 Not Found: {told} Full validation error: ORCID iD {id} not found");
        orcid_error(StatusCode::NOT_FOUND, 9016, &developer, told)
    }

    /// doi.org itself: where a DOI leads, or its citation where that is asked for.
    fn doi(&self, records: &Records, doi: &str) -> Answer {
        if let Some(target) = records.registry.aliases.get(doi) {
            // To ourselves: the demo asks nobody outside of this machine.
            let encoded = utf8_percent_encode(target, NON_ALPHANUMERIC);
            return found(&format!("http://{}/doi/{encoded}", self.host));
        }
        let Some(work) = records.crossref.get(doi).or_else(|| records.datacite.get(doi)) else {
            let page = "<html><head><title>Error: DOI Not Found</title></head><body><h2>DOI Not Found</h2></body></html>\n";
            return Answer::new(StatusCode::NOT_FOUND, HTML, page);
        };
        let wants_citation =
            self.accept.contains("citationstyles") || self.accept.contains("application/json");
        if wants_citation && records.crossref.contains_key(doi) {
            return csl(work);
        }
        found(&work.landing)
    }
}

/// A path's rest: percent-decoded once, in lower case (identifiers do not tell cases apart).
fn decoded(rest: &str) -> String {
    percent_decode_str(rest).decode_utf8_lossy().to_lowercase()
}

fn found(location: &str) -> Answer {
    let page = "<html><head><title>Handle Redirect</title></head></html>\n";
    Answer::new(StatusCode::FOUND, HTML, page).to(location.to_owned())
}

fn orcid_error(status: StatusCode, code: u32, developer: &str, user: &str) -> Answer {
    let body = json!({
        "response-code": status.as_u16(),
        "developer-message": developer,
        "user-message": user,
        "error-code": code,
        "more-info": TROUBLE,
    });
    Answer::new(status, JSON, body.to_string())
}

fn crossref(records: &Records, doi: &str) -> Answer {
    let Some(work) = records.crossref.get(doi) else {
        return Answer::new(StatusCode::NOT_FOUND, "text/plain", "Resource not found.");
    };
    let message = &work.payload;
    let body =
        format!(r#"{{"status":"ok","message-type":"work","message-version":"1.0.0","message":{message}}}"#);
    Answer::new(StatusCode::OK, "application/json", body)
}

fn datacite(records: &Records, doi: &str) -> Answer {
    let content_type = "application/json; charset=utf-8";
    if let Some(work) = records.datacite.get(doi) {
        return Answer::new(
            StatusCode::OK,
            content_type,
            format!(r#"{{"data":{}}}"#, work.payload),
        );
    }
    let title = "The resource you are looking for doesn't exist.";
    let body = json!({"errors": [{"status": "404", "title": title}]});
    Answer::new(StatusCode::NOT_FOUND, content_type, body.to_string())
}

fn openalex(records: &Records, rest: &str) -> Answer {
    let doi = ["doi:", "https://doi.org/"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))
        .unwrap_or(rest);
    if let Some(work) = records.openalex.get(doi) {
        return Answer::new(StatusCode::OK, "application/json", work);
    }
    let page = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n";
    Answer::new(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page)
}

/// The agencies of prefixes or DOIs, separated by commas.
fn agencies(records: &Records, items: &str) -> Answer {
    let told: Vec<serde_json::Value> = items
        .split(',')
        .map(|item| {
            let prefix = item.split('/').next().unwrap_or_default();
            match records.registry.agencies.get(prefix) {
                Some(agency) => json!({"DOI": item, "RA": agency}),
                None if prefix.starts_with("10.") => json!({"DOI": item, "status": "DOI does not exist"}),
                None => json!({"DOI": item, "status": "Invalid DOI"}),
            }
        })
        .collect();
    Answer::new(StatusCode::OK, JSON, serde_json::Value::from(told).to_string())
}

/// Crossref's message as CSL JSON: the same, with single titles.
fn csl(work: &Work) -> Answer {
    let Ok(serde_json::Value::Object(mut item)) = serde_json::from_str(&work.payload) else {
        return Answer::new(StatusCode::NO_CONTENT, CSL, "");
    };
    for key in ["title", "container-title"] {
        let first = item.get(key).and_then(|list| list.get(0)).cloned();
        if let Some(first) = first {
            item.insert(key.to_owned(), first);
        }
    }
    Answer::new(StatusCode::OK, CSL, serde_json::Value::from(item).to_string())
}
