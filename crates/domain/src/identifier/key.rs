//! API keys, installation credentials and secrets of integrations: a prefix that tells the kind, 256 random bits, a checksum.
//!
//! `lgc_`, `lgi_`, `lga_` or `lgw_`, then 43 characters of base 62 that hold the 32 random bytes, then 6 characters of base 62
//! that hold the CRC-32 of all that stands before them. A typo or a leaked key is known without any look-up.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters that hold 32 bytes: 62^43 > 2^256.
const SECRET_LEN: usize = 43;

/// Characters that hold a CRC-32: 62^6 > 2^32.
const CHECKSUM_LEN: usize = 6;

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// `lgc_`: an API key of the Consumer API.
    ApiKey,
    /// `lgi_`: an installation credential.
    Installation,
    /// `lga_`: the secret of an integration.
    Integration,
    /// `lgw_`: what deliveries to an integration are signed with; it opens nothing.
    Webhook,
}

impl KeyKind {
    /// What every key of the kind begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "lgc_",
            Self::Installation => "lgi_",
            Self::Integration => "lga_",
            Self::Webhook => "lgw_",
        }
    }
}

/// A key in plain text. `Debug` shows its kind only, and `==` does not tell where two differ.
#[derive(Clone)]
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
        let mut text = format!("{}{}", kind.prefix(), base62(*secret, SECRET_LEN));
        let checksum = checksum(&text);
        text.push_str(&checksum);
        Self { kind, text }
    }

    /// Reads a key and checks its checksum, without any look-up.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let kinds = [
            KeyKind::ApiKey,
            KeyKind::Installation,
            KeyKind::Integration,
            KeyKind::Webhook,
        ];
        let (kind, body) = kinds
            .into_iter()
            .find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))
            .ok_or(InvalidKey)?;
        if body.len() != SECRET_LEN + CHECKSUM_LEN || !body.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(InvalidKey);
        }
        let checked_part = text.len().checked_sub(CHECKSUM_LEN).ok_or(InvalidKey)?;
        let (head, stated) = text.split_at_checked(checked_part).ok_or(InvalidKey)?;
        if checksum(head) == stated {
            Ok(Self {
                kind,
                text: text.to_owned(),
            })
        } else {
            Err(InvalidKey)
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
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(self.text.as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        KeyHash(hex)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

impl Eq for Key {}

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
        let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidKey)
        }
    }

    /// 64 lower-case hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

fn checksum(text: &str) -> String {
    base62(crc32fast::hash(text.as_bytes()).to_be_bytes(), CHECKSUM_LEN)
}

/// A big-endian number in base 62, filled up with zeros to `width`.
fn base62<const N: usize>(mut number: [u8; N], width: usize) -> String {
    let mut digits = Vec::with_capacity(width);
    for _ in 0..width {
        let mut remainder = 0_u16;
        for byte in &mut number {
            let part = remainder * 256 + u16::from(*byte);
            // At most (61 · 256 + 255) / 62 = 255.
            let [_, quotient] = (part / 62).to_be_bytes();
            *byte = quotient;
            remainder = part % 62;
        }
        digits.extend(ALPHABET.get(usize::from(remainder)).copied().map(char::from));
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> Key {
        Key::from_secret(KeyKind::ApiKey, &[7; 32])
    }

    #[test]
    fn has_a_prefix_a_secret_and_a_checksum() {
        for (kind, prefix) in [
            (KeyKind::ApiKey, "lgc_"),
            (KeyKind::Installation, "lgi_"),
            (KeyKind::Integration, "lga_"),
            (KeyKind::Webhook, "lgw_"),
        ] {
            let key = Key::from_secret(kind, &[255; 32]);
            assert!(key.reveal().starts_with(prefix));
            assert_eq!(key.reveal().len(), 4 + 43 + 6);
            assert_eq!(key.kind(), kind);
        }
        assert_eq!(base62([0; 32], 43), "0".repeat(43));
        assert_eq!(base62(3_844_u32.to_be_bytes(), 6), "000100");
        assert_eq!(base62(u32::MAX.to_be_bytes(), 6), "4gfFC3");
    }

    #[test]
    fn refuses_other_text() {
        let text = key().reveal().to_owned();
        let installation = text.replace("lgc_", "lgi_");
        for wrong in [
            "",
            "lgc_",
            text.split_at(52).0,
            &format!("{text}0"),
            &format!(" {text}"),
            &text.to_lowercase(),
            &installation,
            &text.replace("lgc_", "xyz_"),
            &format!("{}é", text.split_at(51).0),
        ] {
            assert_eq!(Key::parse(wrong), Err(InvalidKey), "{wrong}");
        }
    }

    #[test]
    fn debug_keeps_the_secret() {
        let key = key();
        let shown = format!("{key:?} {key:#?}");
        assert!(shown.contains("ApiKey"));
        assert!(!shown.contains(key.reveal().trim_start_matches("lgc_")));
    }

    #[test]
    fn is_stored_as_its_hash() {
        let hash = key().hash();
        assert_eq!(KeyHash::parse(hash.as_str()), Ok(hash.clone()));
        assert!(hash.matches(&key().hash()));
        assert!(!hash.matches(&Key::from_secret(KeyKind::ApiKey, &[8; 32]).hash()));
        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        let abc = Key {
            kind: KeyKind::ApiKey,
            text: "abc".to_owned(),
        };
        assert_eq!(
            abc.hash().as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        for wrong in ["", "ba78", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
            assert_eq!(KeyHash::parse(wrong), Err(InvalidKey));
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(secret in any::<[u8; 32]>(), other in any::<[u8; 32]>()) {
            let key = Key::from_secret(KeyKind::Installation, &secret);
            prop_assert_eq!(Key::parse(key.reveal()), Ok(key.clone()));
            prop_assert_eq!(secret == other, key == Key::from_secret(KeyKind::Installation, &other));
        }

        #[test]
        fn finds_a_typo(secret in any::<[u8; 32]>(), place in 4_usize..53, letter in "[0-9A-Za-z]") {
            let text = Key::from_secret(KeyKind::ApiKey, &secret).reveal().to_owned();
            let mut typo = text.clone();
            typo.replace_range(place..=place, &letter);
            prop_assert_eq!(Key::parse(&typo).is_ok(), typo == text);
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            prop_assert!(Key::parse(&text).is_err());
        }
    }
}
