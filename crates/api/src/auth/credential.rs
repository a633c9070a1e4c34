//! From the `X-API-Key` header to a known caller, or the refusal that fits.

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;
use domain::api_key::ApiKey;
use domain::identifier::{Key, KeyKind};
use domain::installation::{Grant, Installation, OriginStatus};

use super::visit::Visit;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// The one header that carries keys.
const HEADER: &str = "X-API-Key";

/// Reads the key that the request bears; prefix and checksum are checked here, so garbage costs no look-up.
/// `None` where there is no such header; an empty one counts as forgotten.
pub(super) fn presented(request: &HttpRequest, expected: Option<KeyKind>) -> Result<Option<Key>, Problem> {
    let mut values = request.headers().get_all(HEADER);
    let Some(first) = values.next() else {
        return Ok(None);
    };
    let text = first.to_str().unwrap_or_default();
    if first.is_empty() {
        return Err(missing());
    }
    let read = Key::parse(text).ok().filter(|_| values.next().is_none());
    match read {
        Some(key) if expected.is_none_or(|kind| kind == key.kind()) => Ok(Some(key)),
        _ => Err(unknown(expected.unwrap_or_else(|| kind_by_prefix(text)))),
    }
}

fn kind_by_prefix(text: &str) -> KeyKind {
    if text.starts_with("lgi_") {
        KeyKind::Installation
    } else {
        KeyKind::ApiKey
    }
}

/// The refusal where a key is needed and none came.
pub(super) fn missing() -> Problem {
    Problem::new(
        Code::MissingApiKey,
        "this route needs a key in the X-API-Key header",
    )
}

fn unknown(kind: KeyKind) -> Problem {
    match kind {
        KeyKind::ApiKey => Problem::new(Code::InvalidApiKey, "this API key is not known"),
        KeyKind::Installation | KeyKind::Integration | KeyKind::Webhook => Problem::new(
            Code::InvalidInstallationCredential,
            "this installation credential is not known",
        ),
    }
}

/// An API key that is known, active and within its limit.
pub(super) async fn api_key(state: &ApiState, request: &HttpRequest, key: &Key) -> Result<ApiKey, Problem> {
    let hash = key.hash();
    let Some(found) = state.services().api_keys.by_key(&hash).await? else {
        return Err(unknown(KeyKind::ApiKey));
    };
    let visit = Visit::of(request);
    visit.recognise(found.workspace.clone(), hash.clone());
    if !found.active {
        let why = match found.revoked_at {
            Some(_) => "this API key was revoked",
            None => "this API key is switched off",
        };
        return Err(Problem::new(Code::InactiveApiKey, why));
    }
    let allowance = state
        .limits()
        .count(&hash, found.rate_limit_per_minute, state.now())
        .await?;
    visit.allow(allowance);
    if allowance.granted {
        Ok(found)
    } else {
        Err(Problem::rate_limited(allowance.reset - state.now()))
    }
}

/// An installation credential that is accepted and within its limit.
pub(super) async fn installation(
    state: &ApiState,
    request: &HttpRequest,
    key: &Key,
) -> Result<Grant, Problem> {
    let now = state.now();
    let visit = Visit::of(request);
    let installations = &state.services().installations;
    let Some((installation, credential)) = installations.by_key(&key.hash()).await? else {
        return Err(unknown(KeyKind::Installation));
    };
    // An origin that is not even text is nobody's: the empty text stands for it.
    let origin = request
        .headers()
        .get(ORIGIN)
        .map(|value| value.to_str().unwrap_or_default());
    visit.note_origin(origin.is_some_and(|origin| is_own(&installation, origin)));
    let grant = Grant::decide(installation, credential, origin, now)?;
    let limit = grant.installation.rate_limit_per_minute;
    let allowance = state
        .limits()
        .count(&grant.credential.key_hash, limit, now)
        .await?;
    visit.allow(allowance);
    if !allowance.granted {
        return Err(Problem::rate_limited(allowance.reset - now));
    }
    if let Err(error) = installations.touch(&grant.credential.id, now).await {
        // When a credential was last used is a hint for people, not worth a refusal.
        tracing::warn!(
            error = error.to_string(),
            "the use of a credential could not be noted"
        );
    }
    Ok(grant)
}

fn is_own(installation: &Installation, origin: &str) -> bool {
    installation
        .origins
        .iter()
        .any(|own| own.status == OriginStatus::Verified && own.origin.as_str() == origin)
}
