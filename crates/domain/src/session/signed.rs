//! How tokens leave and come back: `token.base64(HMAC-SHA256(secret, token))`, as Better Auth signs cookies.

use std::fmt;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::Sha256;

use super::SessionToken;
use crate::context::Ids;

/// What JavaScript's `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
/// A signature: 32 bytes in padded base64.
const SIGNATURE_LENGTH: usize = 44;
/// The secret that Better Auth falls back to; everybody knows it.
const KNOWN_SECRET: &str = "better-auth-secret-12345678901234567890";
/// Fewest characters of a secret.
const MIN_SECRET: usize = 32;
/// What tokens are made of, and how long they are.
const ALPHABET: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const TOKEN_LENGTH: usize = 32;
/// Longest cookie value that is looked at, in bytes.
const MAX_VALUE: usize = 4096;

/// Why a secret is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitSecret {
    /// Guessable.
    #[error("a secret of at least {MIN_SECRET} characters")]
    Short,
    /// Better Auth's own default.
    #[error("a secret of your own: this one is Better Auth's default, which everybody knows")]
    Known,
}

/// Signs and checks with one secret. `Debug` leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub struct Signer(String);

impl Signer {
    /// With this secret; its UTF-8 bytes are the key as they are.
    pub fn new(secret: &str) -> Result<Self, UnfitSecret> {
        if secret == KNOWN_SECRET {
            return Err(UnfitSecret::Known);
        }
        if secret.chars().count() < MIN_SECRET {
            return Err(UnfitSecret::Short);
        }
        Ok(Self(secret.to_owned()))
    }

    /// `value.signature`, as bearer tokens and `set-auth-token` have it.
    pub fn sign(&self, value: &str) -> String {
        let signature = self.mac(value).finalize().into_bytes();
        format!("{value}.{}", STANDARD.encode(signature))
    }

    /// The same as the value of a cookie.
    pub fn cookie(&self, value: &str) -> String {
        utf8_percent_encode(&self.sign(value), COMPONENT).to_string()
    }

    /// The value of a cookie or a bearer token whose signature is ours. Quotes around it and percent-encoding are
    /// taken off first; the standard alphabet and padding are asked for, and bits that the last digit of base64
    /// has too many are not looked at.
    pub fn open(&self, text: &str) -> Option<String> {
        if text.len() > MAX_VALUE {
            return None;
        }
        let text = decoded(text);
        let (value, signature) = text.rsplit_once('.')?;
        if value.is_empty() || signature.len() != SIGNATURE_LENGTH || !signature.ends_with('=') {
            return None;
        }
        let config = GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        let signature = engine.decode(signature).ok()?;
        self.mac(value).verify_slice(&signature).ok()?;
        Some(value.to_owned())
    }

    fn mac(&self, value: &str) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(value.as_bytes());
        mac
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

/// Quotes off, percent-encoding off where there is any; text that cannot be decoded stays as it is.
fn decoded(text: &str) -> String {
    let bare = text
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(text);
    if !bare.contains('%') || has_broken_escape(bare) {
        return bare.to_owned();
    }
    percent_decode_str(bare)
        .decode_utf8()
        .map_or_else(|_| bare.to_owned(), |decoded| decoded.into_owned())
}

fn has_broken_escape(text: &str) -> bool {
    text.split('%').skip(1).any(|rest| {
        let digits = rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
        digits < 2
    })
}

/// A fresh token or id, as Better Auth makes them: 32 letters and digits, each as likely as any other.
pub fn random_text(ids: &dyn Ids) -> String {
    let mut text = String::with_capacity(TOKEN_LENGTH);
    // A secret that holds no usable byte at all is as good as impossible; 64 of them are enough for anybody.
    for _ in 0..64 {
        for byte in ids.secret() {
            let fits = usize::from(byte) < ALPHABET.len() * 4;
            if let Some(letter) = ALPHABET.get(usize::from(byte) % ALPHABET.len()).filter(|_| fits) {
                text.push(char::from(*letter));
            }
            if text.len() == TOKEN_LENGTH {
                return text;
            }
        }
    }
    text
}

/// A fresh token.
pub fn random_token(ids: &dyn Ids) -> SessionToken {
    SessionToken::new(random_text(ids))
}
