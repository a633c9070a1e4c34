//! Absolute addresses in answers.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::state::ApiSettings;

/// RFC 3986 §2.3: what may stand in a path segment as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Scheme and host, without a trailing slash: as configured, else as the request was addressed.
pub(crate) fn base_url(settings: &ApiSettings, request: &HttpRequest) -> String {
    if settings.public_url.is_empty() {
        requested_base(request)
    } else {
        settings.public_url.clone()
    }
}

/// Scheme and host as the request was addressed.
pub(crate) fn requested_base(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    let scheme = if connection.scheme() == "https" {
        "https"
    } else {
        "http"
    };
    let host = connection.host();
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    format!("{scheme}://{}", if is_host { host } else { "localhost" })
}

/// Text as one path segment.
pub(crate) fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
