//! What proves that a delivery is ours, and how old it is.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The value of `Legaciti-Signature`: `t=…,v1=…`, where `v1` is the HMAC-SHA256 of `t`, a full stop and the body, in
/// lower-case hex. The key is the text of the webhook secret, prefix and all.
pub fn signature(secret: &str, at: i64, body: &[u8]) -> String {
    let mut text = format!("t={at},v1=");
    // Any length of key will do for HMAC.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(format!("{at}.").as_bytes());
        mac.update(body);
        for byte in mac.finalize().into_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `printf '%s' "$t.$body" | openssl dgst -sha256 -hmac "$secret"`.
    #[test]
    fn signatures_are_what_openssl_makes() {
        for (secret, at, body, expected) in SIGNED {
            assert_eq!(
                signature(secret, at, body.as_bytes()),
                format!("t={at},v1={expected}")
            );
        }
    }

    const SIGNED: [(&str, i64, &str, &str); 3] = [
        (
            "lgw_a",
            1_780_272_000,
            "{}",
            "b309745056cfaa03734a8d24b52aed1e39c3975c4803153a95b6e4e5f0bc368f",
        ),
        (
            "lgw_a",
            1_780_272_001,
            "{}",
            "9d0edea53cdfe6ca4be46a449afe4351591e463f80750d64eb43853e56429f60",
        ),
        (
            "lgw_b",
            1_780_272_000,
            "{\"type\":\"task\",\"é\":1}",
            "19cd78145e7bd05d4a4c789bad674386774c4271fa5fe72b8ebfa599018fa6e8",
        ),
    ];
}
