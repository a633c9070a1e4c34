//! JSON bodies: right type, right size, right shape, valid — and a refusal that names the field otherwise.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::upload::{self, Unread};
use crate::auth::Input;
use crate::problem::{Code, Problem};

/// Largest body.
const MAX_BYTES: usize = 64 * 1024;
/// Largest body of routes that take long lists: a thousand DOIs of the longest kind.
const MAX_LONG_BYTES: usize = 1024 * 1024;

/// Up to here (2^53) every whole number is itself as a floating point number too.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A body that was read, fits its type, and obeys the type's rules.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + Validate + 'static> Input for Json<T> {
    const REFUSALS: &'static [u16] = &[400, 408, 413, 415];

    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, MAX_BYTES).await.map(Self)
    }
}

/// The same for routes that take long lists.
pub(crate) struct LongJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Validate + 'static> Input for LongJson<T> {
    const REFUSALS: &'static [u16] = &[400, 408, 413, 415];

    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, MAX_LONG_BYTES).await.map(Self)
    }
}

/// A body that is JSON, for those who read it themselves.
pub(crate) struct JsonText(pub(crate) Bytes);

impl Input for JsonText {
    const REFUSALS: &'static [u16] = &[400, 408, 413, 415];

    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        require_json(request)?;
        let bytes = collect(payload.take(), MAX_BYTES).await?;
        serde_json::from_slice::<IgnoredAny>(&bytes).map_err(|error| not_json(&error))?;
        Ok(Self(bytes))
    }
}

/// A body that may be left out, which means the type's defaults.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Validate + Default + 'static> Input for OptionalJson<T> {
    const REFUSALS: &'static [u16] = &[400, 408, 413, 415];
    const BODY_OPTIONAL: bool = true;

    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        let bytes = collect(payload.take(), MAX_BYTES).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        require_json(request)?;
        checked(&bytes).map(Self)
    }
}

async fn read<T: DeserializeOwned + Validate>(
    request: &HttpRequest,
    payload: &mut Payload,
    most: usize,
) -> Result<T, Problem> {
    require_json(request)?;
    let bytes = collect(payload.take(), most).await?;
    checked(&bytes)
}

fn checked<T: DeserializeOwned + Validate>(bytes: &Bytes) -> Result<T, Problem> {
    let value: T = parse(bytes)?;
    match value.validate() {
        Ok(()) => Ok(value),
        Err(errors) => {
            let sent = serde_json::from_slice(bytes).unwrap_or_default();
            let mut fields = BTreeMap::new();
            name_faults(&errors, &sent, "", &mut fields);
            Err(invalid(&fields))
        }
    }
}

/// A field that may be left out, but null is no value. For `#[serde(default, deserialize_with = "given")]`.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A whole number, also where it is written with a fraction of nothing (`60.0`): JSON has one kind of number, and
/// some clients write all of them so. For `#[serde(deserialize_with = "whole")]`.
pub(crate) fn whole<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    let unfit = || D::Error::custom(format!("{number} is not a whole number that fits here"));
    let text = number.to_string();
    let digits = match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() <= MAX_EXACT => {
            format!("{value:.0}")
        }
        _ => text,
    };
    let value: i64 = digits.parse().ok().ok_or_else(unfit)?;
    T::try_from(value).ok().ok_or_else(unfit)
}

/// The same for a field that may be left out; null is no value.
pub(crate) fn given_whole<'de, D: Deserializer<'de>, T: TryFrom<i64>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    whole(deserializer).map(Some)
}

fn require_json(request: &HttpRequest) -> Result<(), Problem> {
    let header = |name| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let media_type = header(CONTENT_TYPE).and_then(|text| text.split(';').next());
    let is_json = media_type.is_some_and(|kind| {
        let kind = kind.trim().to_ascii_lowercase();
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    });
    let is_plain = header(CONTENT_ENCODING).is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    if is_json && is_plain {
        Ok(())
    } else {
        Err(Problem::new(
            Code::UnsupportedMediaType,
            "send the body as application/json, not compressed",
        ))
    }
}

async fn collect(payload: Payload, most: usize) -> Result<Bytes, Problem> {
    upload::collect(payload, most).await.map_err(|why| match why {
        Unread::Broken => Problem::new(Code::BadRequest, "the body ended before it was complete"),
        Unread::TooSlow => Problem::new(
            Code::RequestTimeout,
            format!(
                "the body must arrive within {} seconds",
                upload::MAX_TIME.as_secs()
            ),
        ),
        Unread::TooLarge => Problem::new(
            Code::PayloadTooLarge,
            format!("the body must have at most {most} bytes"),
        ),
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        let cause = error.into_inner();
        match cause.classify() {
            serde_json::error::Category::Data => invalid(&BTreeMap::from([(field, sentence(&cause))])),
            _ => not_json(&cause),
        }
    })?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// What serde says, without its line and column: a path says more.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((sentence, _)) => sentence.to_owned(),
        None => text,
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::new(
        Code::InvalidJson,
        format!(
            "the body is not JSON (line {}, column {})",
            error.line(),
            error.column()
        ),
    )
}

fn invalid(fields: &BTreeMap<String, String>) -> Problem {
    Problem::fields(
        Code::InvalidBody,
        "some fields of the body cannot be used",
        fields,
    )
}

/// Only the rules' own sentences leave: the library's errors also hold the values. It names fields as the code does,
/// the caller is told the names that were sent.
fn name_faults(errors: &ValidationErrors, sent: &Value, prefix: &str, fields: &mut BTreeMap<String, String>) {
    for (name, kind) in errors.errors() {
        let (key, value) = as_sent(name, sent);
        let path = if prefix.is_empty() {
            key.to_owned()
        } else {
            format!("{prefix}.{key}")
        };
        match kind {
            ValidationErrorsKind::Field(faults) => {
                let sentences: Vec<&str> = faults
                    .iter()
                    .map(|fault| fault.message.as_deref().unwrap_or("is not valid"))
                    .collect();
                fields.insert(path, sentences.join("; "));
            }
            ValidationErrorsKind::Struct(inner) => name_faults(inner, value, &path, fields),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    let item = value.get(index).unwrap_or(&Value::Null);
                    name_faults(inner, item, &format!("{path}[{index}]"), fields);
                }
            }
        }
    }
}

/// The member that a field of the code was read from: `thresholdSeconds` for `threshold_seconds`.
fn as_sent<'a>(name: &'a str, sent: &'a Value) -> (&'a str, &'a Value) {
    let bare = |text: &str| text.replace('_', "").to_ascii_lowercase();
    sent.as_object()
        .and_then(|members| members.iter().find(|(key, _)| bare(key) == bare(name)))
        .map_or((name, &Value::Null), |(key, value)| (key.as_str(), value))
}
