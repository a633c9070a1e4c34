//! Passwords: how they are written down (`salt:key`, scrypt), which are taken, and e-mail addresses beside them.

use std::fmt::Write as _;

use async_trait::async_trait;
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;

use crate::context::Ids;

/// Fewest and most UTF-16 code units of a password, as JavaScript counts.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=128;
/// Bytes of a salt; its hexadecimal *text* is what scrypt is given.
const SALT_BYTES: usize = 16;

/// The derived key's length in bytes.
pub const KEY_BYTES: usize = 64;
/// scrypt's parameters: `N` as a power of two, `r`, `p`.
pub const SCRYPT: (u8, u32, u32) = (14, 16, 1);

/// Why keys cannot be derived: the process has no strength left.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashingFailed(pub String);

/// Port: the costly function behind passwords.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// scrypt with [`SCRYPT`] of these bytes and this salt.
    async fn derive(&self, password: Vec<u8>, salt: String) -> Result<[u8; KEY_BYTES], HashingFailed>;
}

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// Under 8.
    #[error("Password too short")]
    Short,
    /// Over 128.
    #[error("Password too long")]
    Long,
}

/// Whether a new password is neither too short nor too long.
pub fn check_length(password: &str) -> Result<(), UnfitPassword> {
    let length = password.encode_utf16().count();
    if length < *LENGTHS.start() {
        return Err(UnfitPassword::Short);
    }
    if is_too_long(password) {
        return Err(UnfitPassword::Long);
    }
    Ok(())
}

/// Whether a password is longer than any that is taken.
pub fn is_too_long(password: &str) -> bool {
    password.encode_utf16().count() > *LENGTHS.end()
}

/// Writes a new password down.
pub async fn hash(
    hasher: &dyn PasswordHasher,
    ids: &dyn Ids,
    password: &str,
) -> Result<String, HashingFailed> {
    let salt = ids.secret().into_iter().take(SALT_BYTES);
    let salt = hex(salt);
    let key = hasher.derive(normal(password), salt.clone()).await?;
    Ok(format!("{salt}:{}", hex(key)))
}

/// Whether this is the password that was written down. Text of another form matches nothing, and takes as long.
pub async fn matches(
    hasher: &dyn PasswordHasher,
    password: &str,
    written: &str,
) -> Result<bool, HashingFailed> {
    let (salt, key) = written.split_once(':').unwrap_or_default();
    let derived = hasher.derive(normal(password), salt.to_owned()).await?;
    let same: bool = hex(derived).as_bytes().ct_eq(key.as_bytes()).into();
    Ok(same && !salt.is_empty())
}

/// Takes as long as a comparison: an unknown user must look like a wrong password.
pub async fn pretend(hasher: &dyn PasswordHasher, password: &str) -> Result<(), HashingFailed> {
    let salt = "0".repeat(SALT_BYTES * 2);
    hasher.derive(normal(password), salt).await.map(|_| ())
}

/// NFKC: the same password from any keyboard.
fn normal(password: &str) -> Vec<u8> {
    password.nfkc().collect::<String>().into_bytes()
}

fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    bytes.into_iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An e-mail address as it is stored and looked up.
pub fn normal_email(text: &str) -> String {
    text.to_lowercase()
}

/// Whether text has the form of an e-mail address (the rule of zod 4, which Better Auth checks with).
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b"_'+-.".contains(&byte);
    let local_is_fine = !local.is_empty()
        && local.bytes().all(is_local)
        && !local.starts_with('.')
        && !local.contains("..")
        && local
            .bytes()
            .next_back()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte));
    let Some((labels, top)) = host.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        label
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 320
        && local_is_fine
        && labels.split('.').all(is_label)
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}
