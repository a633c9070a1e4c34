//! Slugs: names for URLs, `[a-z0-9-]`, at most 190 characters.

use crate::text::fold::fold;

/// Longest slug.
pub const MAX_LEN: usize = 190;

/// How much of the end may go so that a slug ends with a whole word.
const MAX_CUT: usize = 40;

/// The slug of what has neither text nor identifier in Latin letters or digits.
const NAMELESS: &str = "untitled";

/// A slug from text: folded, words joined by single hyphens, cut at a word where that is near; `fallback` (an
/// identifier) where nothing is left. Letters other than Latin ones count as gaps.
pub fn from_text(text: &str, fallback: &str) -> String {
    [text, fallback]
        .into_iter()
        .map(slugified)
        .find(|slug| !slug.is_empty())
        .unwrap_or_else(|| NAMELESS.to_owned())
}

/// The same slug for the n-th record that wants it: `n` ≥ 2 is appended, the whole stays within [`MAX_LEN`].
pub fn numbered(base: &str, n: u32) -> String {
    if n < 2 {
        return base.to_owned();
    }
    let number = format!("-{n}");
    format!("{}{number}", cut(base, MAX_LEN.saturating_sub(number.len())))
}

/// Whether text is a slug already: no hyphen at the ends, no two together.
pub fn is_slug(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= MAX_LEN && text.split('-').all(is_word)
}

fn slugified(text: &str) -> String {
    let folded = fold(text);
    let mut slug = String::new();
    for word in folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
        if slug.len() > MAX_LEN {
            break;
        }
    }
    cut(&slug, MAX_LEN).to_owned()
}

/// At most `length` characters, without half a word at the end where whole ones are near.
fn cut(slug: &str, length: usize) -> &str {
    let Some((head, tail)) = slug.split_at_checked(length).filter(|(_, tail)| !tail.is_empty()) else {
        return slug;
    };
    if tail.starts_with('-') {
        return head.trim_end_matches('-');
    }
    match head.rsplit_once('-') {
        Some((whole, half)) if half.len() <= MAX_CUT => whole,
        _ => head,
    }
}

/// Slugs to try in order for a record: from its text; with a short hash of its identifier, for the second record
/// of the same text; with a long one. The hash makes the choice independent of the order of arrival.
pub fn choices(text: &str, id: &str) -> [String; 3] {
    use std::fmt::Write as _;

    use sha2::{Digest, Sha256};
    let base = from_text(text, id);
    let hash = Sha256::digest(id.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    let hashed = |n: usize| {
        let hash: String = hash.chars().take(n).collect();
        let kept: String = base.chars().take(MAX_LEN - n - 1).collect();
        format!("{}-{hash}", kept.trim_end_matches('-'))
    };
    [base.clone(), hashed(8), hashed(32)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_and_joins() {
        for (text, slug) in [
            ("Étude de l’ADN: β-catenin & H₂O", "etude-de-l-adn-catenin-h2o"),
            ("  --João Ærø--  ", "joao-aero"),
            ("10.5555/ABC.(1)", "10-5555-abc-1"),
            ("中国地质", "w-7"),
            ("中国 2014", "2014"),
        ] {
            assert_eq!(from_text(text, "W 7"), slug, "{text}");
        }
        assert_eq!(from_text("中国", "地质"), "untitled");
        assert_eq!(from_text("", ""), "untitled");
    }

    #[test]
    fn cuts_at_a_word_where_that_is_near() {
        let words = "seaweed ".repeat(40);
        assert_eq!(from_text(&words, ""), ["seaweed"; 23].join("-"));
        assert_eq!(from_text(&"a".repeat(400), ""), "a".repeat(190));
        let exact = format!("{} b", "a".repeat(190));
        assert_eq!(from_text(&exact, ""), "a".repeat(190));
        let near = format!("{}-{}", "a".repeat(160), "b".repeat(100));
        assert_eq!(from_text(&near, ""), "a".repeat(160));
    }

    #[test]
    fn numbers() {
        assert_eq!(numbered("sea", 0), "sea");
        assert_eq!(numbered("sea", 1), "sea");
        assert_eq!(numbered("sea", 2), "sea-2");
        assert_eq!(numbered(&"a".repeat(190), 12), format!("{}-12", "a".repeat(187)));
    }

    #[test]
    fn knows_a_slug() {
        for text in ["a", "a-b", "2014", &"a".repeat(190)] {
            assert!(is_slug(text), "{text}");
        }
        for text in [
            "",
            "-",
            "-a",
            "a-",
            "a--b",
            "A",
            "ä",
            "a b",
            "a_b",
            &"a".repeat(191),
        ] {
            assert!(!is_slug(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn makes_slugs(text in prop_oneof![any::<String>(), "[a-zA-Z -]{0,400}"], fallback in any::<String>(), n in any::<u32>()) {
            let slug = from_text(&text, &fallback);
            prop_assert!(is_slug(&slug), "{}", slug);
            prop_assert_eq!(from_text(&slug, ""), slug.clone());
            let next = numbered(&slug, n);
            prop_assert!(is_slug(&next), "{}", next);
            prop_assert_eq!(n < 2, next == slug);
        }
    }
}
