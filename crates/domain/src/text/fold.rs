//! Folding: the same word whatever its case, accents or special letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word in characters; the rest of a longer one is cut. PostgreSQL leaves out lexemes over 2 KiB.
const MAX_WORD: usize = 256;

/// Case-, accent- and compatibility-folded text: NFKD, combining marks dropped, lower-cased, special letters
/// spelled out (`ß` → `ss`, `ø` → `o`, `ł` → `l`, `ı` → `i`, `æ` → `ae`, …).
///
/// Marks go in every script, because the tokenisers of search split words at those that they do not know;
/// only the voicing marks of Japanese stay, which make other letters. Hangul stays in syllables. Folding
/// twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|&c| is_voicing(c) || !is_combining_mark(c))
        .flat_map(char::to_lowercase)
    {
        match spelled(c) {
            Some(spelling) => letters.push_str(spelling),
            None => letters.push(c),
        }
    }
    // Lower-casing may bring marks of its own (`İ`), composing uses up the voicing marks that have a letter.
    letters.nfc().filter(|&c| !is_combining_mark(c)).collect()
}

/// The folded words of a text: runs of letters and digits. The one tokenisation of search on both databases.
///
/// Ideographs and kana are words of their own, since Chinese and Japanese set no blanks between words. Each word
/// is one token to `unicode61` of SQLite and to `simple` of PostgreSQL.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for run in folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
    {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let length = if stands_alone(first) {
                first.len_utf8()
            } else {
                word_length(rest)
            };
            let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            words.push(word.chars().take(MAX_WORD).collect());
            rest = after;
        }
    }
    words
}

/// The bytes of the word that a run of letters and digits begins with.
fn word_length(run: &str) -> usize {
    // PostgreSQL reads digits, `e` and digits as a number, whatever follows: `1e5x` is `1e5` and `x` to it.
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mantissa = digits(run);
    let exponent = run
        .get(mantissa..)
        .and_then(|rest| rest.strip_prefix('e'))
        .map_or(0, digits);
    if mantissa > 0 && exponent > 0 {
        return mantissa + 1 + exponent;
    }
    run.find(stands_alone).unwrap_or(run.len())
}

/// Dakuten and handakuten, which make が of か.
fn is_voicing(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309A}')
}

/// Han, Hiragana, Katakana and Bopomofo.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{312F}'
        | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFD}')
}

/// How letters that have no decomposition, and characters within words, are written.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ł' | 'ƚ' => "l",
        'ı' | 'ɨ' => "i",
        'ȷ' | 'ɉ' => "j",
        'ħ' => "h",
        'ŧ' | 'ⱦ' => "t",
        'ŋ' => "n",
        'ĸ' | 'ƙ' => "k",
        'ə' | 'ǝ' | 'ɇ' => "e",
        'ɓ' | 'ƀ' => "b",
        'ƒ' => "f",
        'ǥ' => "g",
        'ʉ' => "u",
        'ƶ' => "z",
        'ς' => "σ",
        // Apostrophes of every kind, some of which count as letters.
        '\u{2018}' | '\u{2019}' | '\u{2B9}' | '\u{2BB}' | '\u{2BC}' | '\u{2BD}' | '\u{2032}' => "'",
        // Soft hyphen, joiners, direction marks: nothing that anybody types into a search box.
        '\u{AD}' | '\u{200C}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_case_accents_and_special_letters() {
        for (text, folded) in [
            ("JOÃO Martínez García", "joao martinez garcia"),
            ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
            ("Łukasz Øster Ærø Đorđe Þór", "lukasz oster aero dorde thor"),
            ("İstanbul Işık", "istanbul isik"),
            ("ﬁne Ⅷ ① x² H₂O ℡ ｆｕｌｌ", "fine viii 1 x2 h2o tel full"),
            ("ΌΔΟΣ οδός", "οδοσ οδοσ"),
            ("Ёлка Йод", "елка иод"),
            ("한글", "한글"),
            ("がぱ ｶﾞ", "がぱ ガ"),
            ("co\u{ad}operate", "cooperate"),
            ("O’Brien Hawaiʻi", "o'brien hawai'i"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn splits_into_words() {
        for (text, expected) in [
            (
                "The spin–orbital, liquid-state (LaSrVO₄)!",
                &["the", "spin", "orbital", "liquid", "state", "lasrvo4"][..],
            ),
            (
                "O’Brien's 10⁵ cells; α-helix ½",
                &["o", "brien", "s", "105", "cells", "α", "helix", "1", "2"],
            ),
            ("中国 地质 2014年", &["中", "国", "地", "质", "2014", "年"]),
            ("データX線", &["デ", "ー", "タ", "x", "線"]),
            ("한글 연구", &["한글", "연구"]),
            (
                "snake_case foo@bar.org \"x\" * %",
                &["snake", "case", "foo", "bar", "org", "x"],
            ),
            ("हिन्दी", &["हनद"]),
            (
                "1e5 1e5x 12e3e4y x1e5y 3e 5ht2a",
                &["1e5", "1e5", "x", "12e3", "e4y", "x1e5y", "3e", "5ht2a"],
            ),
            ("  ", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(words(&"a".repeat(5_000)), ["a".repeat(MAX_WORD)]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn words_are_the_words_of_themselves(text in any::<String>()) {
            let once = words(&text);
            prop_assert_eq!(words(&once.join(" ")), once.clone());
            for word in once {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric));
            }
        }
    }
}
