//! Bodies: JSON or forms, and what is wrong with them in the words of Better Auth's validator.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use serde_json::{Map, Value};

use super::Endpoint;
use super::refusal::{INVALID_JSON, Refusal, TOO_LARGE, TOO_SLOW};
use crate::wire::{self, Unread};

/// Largest body, in bytes.
const MAX_BYTES: usize = 64 * 1024;
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Reads the body; `None` where there is none.
pub(super) async fn read(
    request: &HttpRequest,
    payload: web::Payload,
    endpoint: Endpoint,
) -> Result<Option<Value>, Refusal> {
    let bytes = wire::collect(payload.into_inner(), MAX_BYTES)
        .await
        .map_err(|why| match why {
            Unread::Broken => INVALID_JSON,
            Unread::TooSlow => TOO_SLOW,
            Unread::TooLarge => TOO_LARGE,
        })?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let header = request.headers().get(CONTENT_TYPE);
    let declared = header
        .map(|value| value.to_str().unwrap_or_default())
        .unwrap_or_default();
    let kind = declared
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let takes_forms = endpoint.begins_a_session();
    if kind == FORM && takes_forms {
        let pairs = url::form_urlencoded::parse(&bytes).into_owned();
        let fields: Map<String, Value> = pairs.map(|(name, value)| (name, Value::String(value))).collect();
        return Ok(Some(Value::Object(fields)));
    }
    if kind != JSON {
        return Err(wrong_kind(declared, takes_forms));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        // What was sent may hold a password, and the error quotes nothing of it.
        tracing::debug!(line = error.line(), "a body is not JSON");
        INVALID_JSON
    })
}

fn wrong_kind(declared: &str, takes_forms: bool) -> Refusal {
    let allowed = if takes_forms {
        format!("{FORM}, {JSON}")
    } else {
        JSON.to_owned()
    };
    Refusal::media_type(if declared.is_empty() {
        format!("Content-Type is required. Allowed types: {allowed}")
    } else {
        let shown: String = declared.chars().take(100).collect();
        format!("Content-Type \"{shown}\" is not allowed. Allowed types: {allowed}")
    })
}

/// A field that may be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nullable<'a> {
    Absent,
    Null,
    Text(&'a str),
}

/// A body as an object, whose fields are taken one by one; faults are told all at once.
pub(super) struct Fields<'a> {
    fields: Option<&'a Map<String, Value>>,
    faults: Vec<String>,
}

impl<'a> Fields<'a> {
    /// A body that has to be an object.
    pub(super) fn required(body: Option<&'a Value>) -> Result<Self, Refusal> {
        match body {
            Some(Value::Object(_)) => Ok(Self::lenient(body)),
            other => Err(Refusal::validation(&[wrong("body", "object", other)])),
        }
    }

    /// A body that may be absent.
    pub(super) fn lenient(body: Option<&'a Value>) -> Self {
        Self {
            fields: body.and_then(Value::as_object),
            faults: Vec::new(),
        }
    }

    /// A field's value.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.and_then(|fields| fields.get(name))
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, name: &str) -> &'a str {
        let found = self.get(name);
        found.and_then(Value::as_str).unwrap_or_else(|| {
            self.faults.push(wrong(&format!("body.{name}"), "string", found));
            ""
        })
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&mut self, name: &str) -> Option<&'a str> {
        self.get(name).map(|_| self.text(name))
    }

    /// Yes or no, where it is there.
    pub(super) fn optional_flag(&mut self, name: &str) -> Option<bool> {
        let found = self.get(name)?;
        found.as_bool().or_else(|| {
            self.faults
                .push(wrong(&format!("body.{name}"), "boolean", Some(found)));
            None
        })
    }

    /// A text, null, or nothing.
    pub(super) fn nullable_text(&mut self, name: &str) -> Nullable<'a> {
        match self.get(name) {
            None => Nullable::Absent,
            Some(Value::Null) => Nullable::Null,
            Some(_) => Nullable::Text(self.text(name)),
        }
    }

    /// Notes a text that is longer than what is kept.
    pub(super) fn limit(&mut self, name: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.faults.push(format!(
                "[body.{name}] Too big: expected string to have <={most} characters"
            ));
        }
    }

    /// All faults in one refusal, where there are any.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::validation(&self.faults))
        }
    }
}

fn wrong(place: &str, expected: &str, found: Option<&Value>) -> String {
    let received = match found {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    };
    format!("[{place}] Invalid input: expected {expected}, received {received}")
}
