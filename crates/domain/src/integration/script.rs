//! The JavaScript that an integration has embedded into pages: served as it is, never run by us.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// Largest script, in bytes.
pub const MAX_SCRIPT: usize = 256 * 1024;

/// A script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script(String);

/// A version of a script: what it is called, and what browsers check it by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScriptHash(String);

/// What a version of a script is called in addresses: the SHA-256 of its content, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScriptName(String);

impl ScriptName {
    /// 64 digits of lower-case hex.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Script {
    /// A script of at most [`MAX_SCRIPT`] bytes; blank text is none. U+0000, which no program needs and PostgreSQL cannot
    /// store, is left out before the content is hashed.
    pub fn new(text: &str) -> Option<Self> {
        let kept = text.replace('\0', "");
        let fits = text.len() <= MAX_SCRIPT && !kept.trim().is_empty();
        fits.then_some(Self(kept))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its version.
    pub fn hash(&self) -> ScriptHash {
        let short = hex(&Sha256::digest(self.0.as_bytes()));
        let integrity = STANDARD.encode(Sha384::digest(self.0.as_bytes()));
        ScriptHash(format!("{short}.{integrity}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl ScriptHash {
    /// From stored text.
    pub fn from_stored(text: &str) -> Option<Self> {
        let (name, integrity) = text.split_once('.')?;
        let is_hash = name.len() == 64 && integrity.len() == 64;
        is_hash.then(|| Self(text.to_owned()))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its name in addresses: the SHA-256 in hex.
    pub fn name(&self) -> &str {
        self.0.split_once('.').map_or("", |(name, _)| name)
    }

    /// For the attribute `integrity` of the element `script`.
    pub fn integrity(&self) -> String {
        let sha384 = self.0.split_once('.').map_or("", |(_, integrity)| integrity);
        format!("sha384-{sha384}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_known_by_its_content() {
        let hash = Script::new("alert('Hello, world.');").unwrap().hash();
        // The example of the Subresource Integrity specification (W3C, section 3.3).
        assert_eq!(
            hash.integrity(),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
        assert_eq!(hash.name().len(), 64);
        assert_eq!(ScriptHash::from_stored(hash.as_str()), Some(hash));
        assert_eq!(ScriptHash::from_stored("abc.def"), None);
        assert_eq!(ScriptHash::from_stored(""), None);
        assert!(ScriptName::parse(&"0a".repeat(32)).is_some());
        for wrong in ["", "0a", &"0A".repeat(32), &"0g".repeat(32), &"a".repeat(65)] {
            assert_eq!(ScriptName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn blank_ones_are_none_and_large_ones_are_refused() {
        assert_eq!(Script::new(" \n"), None);
        assert_eq!(Script::new("\0"), None);
        assert_eq!(Script::new("a\0b"), Script::new("ab"));
        assert!(Script::new(&"x".repeat(MAX_SCRIPT)).is_some());
        assert_eq!(Script::new(&"x".repeat(MAX_SCRIPT + 1)), None);
    }
}
