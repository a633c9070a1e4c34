//! From which origins the dashboard may be used with a cookie: exact ones, and patterns with `*` and `?`.

use url::Url;

use crate::identifier::Origin;

/// Longest pattern, in bytes.
const MAX_PATTERN: usize = 512;

/// An origin, or a pattern of origins: `*` stands for any characters but a slash, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginPattern(String);

/// Why text is no such pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// No scheme and host.
    #[error("an origin such as https://app.example.org, or a pattern such as https://*.example.org")]
    Shape,
    /// A pattern that strangers could fit: the end of its host has to be spelled out.
    #[error("a pattern whose host ends in a domain, such as https://*.example.org")]
    TooWide,
}

impl OriginPattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, InvalidPattern> {
        let text = text.trim().trim_end_matches('/');
        if !text.contains(['*', '?']) {
            let origin = Origin::parse(text).ok().ok_or(InvalidPattern::Shape)?;
            return Ok(Self(origin.as_str().to_owned()));
        }
        let (scheme, authority) = text.split_once("://").ok_or(InvalidPattern::Shape)?;
        let is_pattern = |c: char| c.is_ascii_alphanumeric() || "-._*?:[]".contains(c);
        if !matches!(scheme, "http" | "https")
            || authority.is_empty()
            || text.len() > MAX_PATTERN
            || !authority.chars().all(is_pattern)
        {
            return Err(InvalidPattern::Shape);
        }
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let spelled = host.rsplit(['*', '?']).next().unwrap_or_default();
        let wide = host.contains(['*', '?']) && !(spelled.starts_with('.') && spelled.len() > 2);
        if wide || (scheme == "http" && !is_loopback(host)) {
            return Err(InvalidPattern::TooWide);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// Whether an origin fits.
    pub fn matches(&self, origin: &str) -> bool {
        fits(self.0.as_bytes(), origin.as_bytes())
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// Greedy matching with one place to come back to: linear in practice, never exponential.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(b'?') if *letter != b'/' => (p, t) = (p + 1, t + 1),
            Some(wanted) if wanted == letter => (p, t) = (p + 1, t + 1),
            _ => match back {
                Some((star, from)) if text.get(from) != Some(&b'/') => {
                    back = Some((star, from + 1));
                    (p, t) = (star + 1, from + 1);
                }
                _ => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

/// The origin of a header's text: `Origin` as it is, or the origin part of a `Referer`.
pub fn origin_of(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let origin = url.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
