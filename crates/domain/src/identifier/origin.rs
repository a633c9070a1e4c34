//! Web origins: scheme, host and port.

use url::{Host, Url};

use super::web_address::is_loopback;

/// Longest text that is read, in bytes: the longest host name has 253.
const MAX_INPUT: usize = 512;

/// Longest host name, in bytes (RFC 1035 §2.3.4).
const MAX_HOST: usize = 253;

/// A web origin in the serialisation of RFC 6454 §6.1 (`https://www.example.org`, `http://localhost:8080`):
/// lower-case, IDNA-encoded, without the scheme's default port, path or trailing slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

/// Why text is no origin that an installation may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// No absolute `http` or `https` URL, or one with a path, query, user or fragment.
    #[error("an origin is a scheme and a host, such as https://www.example.org")]
    Shape,
    /// `http` to anything but loopback.
    #[error("an origin has to be https, except on loopback")]
    Insecure,
}

impl Origin {
    /// Reads an origin; a trailing slash is forgiven.
    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.trim();
        if !is_scheme_and_authority(text) {
            return Err(InvalidOrigin::Shape);
        }
        let url = Url::parse(text).ok().ok_or(InvalidOrigin::Shape)?;
        let host = url.host().filter(is_host).ok_or(InvalidOrigin::Shape)?;
        if url.port() == Some(0) {
            return Err(InvalidOrigin::Shape);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => return Err(InvalidOrigin::Insecure),
            _ => return Err(InvalidOrigin::Shape),
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the URL parser would forgive, but nobody means: a user, backslashes, a path that leads nowhere.
fn is_scheme_and_authority(text: &str) -> bool {
    let Some((_, authority)) = text.split_once("://") else {
        return false;
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let is_foreign = |c: char| c.is_whitespace() || c.is_control() || "/\\?#@%".contains(c);
    text.len() <= MAX_INPUT && !authority.is_empty() && !authority.contains(is_foreign)
}

/// A host that can be somebody's: no wildcard, no empty label.
fn is_host(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else { return true };
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    // A name may end in the dot of the root.
    name.len() <= MAX_HOST && name.strip_suffix('.').unwrap_or(name).split('.').all(is_label)
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn normalises() {
        for (text, origin) in [
            ("https://www.example.org", "https://www.example.org"),
            (" HTTPS://WWW.Example.ORG/ ", "https://www.example.org"),
            ("https://example.org:443", "https://example.org"),
            ("https://example.org:8443/", "https://example.org:8443"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://intranet", "https://intranet"),
            ("https://192.0.2.7", "https://192.0.2.7"),
            ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://localhost:80/", "http://localhost"),
            ("http://cms.localhost", "http://cms.localhost"),
            ("http://127.1.2.3:3000", "http://127.1.2.3:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(
                Origin::parse(text).map(|origin| origin.to_string()),
                Ok(origin.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses() {
        let long = format!("https://{}.example", "a".repeat(MAX_HOST));
        for text in [
            "",
            "www.example.org",
            "//www.example.org",
            "https:www.example.org",
            "https:///",
            "https://",
            "null",
            "*",
            "ftp://example.org",
            "file:///x",
            "https://example.org/path",
            "https://example.org//",
            "https://example.org/.",
            "https://example.org?",
            "https://example.org#",
            "https://ana@example.org",
            "https://@example.org",
            "https://exam ple.org",
            "https://example.org\\x",
            "https://*.example.org",
            "https://example..org",
            "https://example.org:0",
            "https://example.org:99999",
            "https://%65xample.org",
            long.as_str(),
        ] {
            assert_eq!(Origin::parse(text), Err(InvalidOrigin::Shape), "{text}");
        }
        for text in [
            "http://example.org",
            "http://localhost.example.org",
            "http://192.0.2.7",
            "http://notlocalhost",
        ] {
            assert_eq!(Origin::parse(text), Err(InvalidOrigin::Insecure), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_normal_form_is_one(text in prop_oneof![any::<String>(), "https?://[a-zäß.:0-9\\[\\]-]{1,20}/?"]) {
            if let Ok(origin) = Origin::parse(&text) {
                prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
            }
        }
    }
}
