//! Texts that the staff write, in one language or several: their bounds, and the codes of their languages.

use std::collections::BTreeMap;

use crate::text::{Localised, visible_lines};

/// Most characters of a name.
pub const LONGEST_NAME: usize = 300;
/// Most characters of a biography, as at ORCID.
pub const LONGEST_BIOGRAPHY: usize = 5000;
/// Most languages of a text.
pub const MOST_LANGUAGES: usize = 20;

/// Why a text cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Blank, or longer than it may be.
    #[error("must have between 1 and {longest} characters{}", within(.language.as_deref()))]
    Length {
        /// Most characters.
        longest: usize,
        /// Of which text, where there are several.
        language: Option<String>,
    },
    /// No language at all, or too many.
    #[error("must have between 1 and {MOST_LANGUAGES} languages")]
    Languages,
    /// Not a language code.
    #[error("{0:?} is no language code such as en or pt-BR")]
    Code(String),
    /// The same language under two spellings of its code.
    #[error("the language {0} is there twice")]
    Twice(String),
}

fn within(language: Option<&str>) -> String {
    language
        .map(|code| format!(" (language {code})"))
        .unwrap_or_default()
}

/// A name: one line in each language.
pub fn name(text: Localised) -> Result<Localised, TextFault> {
    line(text, LONGEST_NAME)
}

/// One line in each language, blanks folded.
pub fn line(text: Localised, longest: usize) -> Result<Localised, TextFault> {
    let one_line = |text: &str| {
        let visible: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        visible.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    each(text, longest, one_line)
}

/// A biography: lines stay, other control characters go.
pub fn biography(text: Localised) -> Result<Localised, TextFault> {
    lines(text, LONGEST_BIOGRAPHY)
}

/// Text in each language: lines stay, other control characters go.
pub fn lines(text: Localised, longest: usize) -> Result<Localised, TextFault> {
    let tidy = |text: &str| visible_lines(text).trim().to_owned();
    each(text, longest, tidy)
}

fn each(text: Localised, longest: usize, tidy: impl Fn(&str) -> String) -> Result<Localised, TextFault> {
    let checked = |text: &str, language: Option<&str>| {
        let text = tidy(text);
        if (1..=longest).contains(&text.chars().count()) {
            return Ok(text);
        }
        let language = language.map(str::to_owned);
        Err(TextFault::Length { longest, language })
    };
    let texts = match text {
        Localised::Plain(text) => return checked(&text, None).map(Localised::Plain),
        Localised::ByLanguage(texts) => texts,
    };
    if !(1..=MOST_LANGUAGES).contains(&texts.len()) {
        return Err(TextFault::Languages);
    }
    let mut kept = BTreeMap::new();
    for (code, text) in texts {
        let code = language_code(&code).ok_or(TextFault::Code(code))?;
        let text = checked(&text, Some(&code))?;
        if kept.insert(code.clone(), text).is_some() {
            return Err(TextFault::Twice(code));
        }
    }
    Ok(Localised::ByLanguage(kept))
}

/// A language code in its usual spelling (`PT-br` → `pt-BR`, `zh-hant` → `zh-Hant`): a language of two or three
/// letters, then parts of two to eight letters and digits (the shape of BCP 47, not its registry).
pub fn language_code(text: &str) -> Option<String> {
    let mut parts = text.trim().split('-');
    let language = parts.next().filter(|part| matches!(part.len(), 2 | 3))?;
    if text.len() > 35 || !language.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut code = language.to_ascii_lowercase();
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        code.push('-');
        let part = part.to_ascii_lowercase();
        let mut letters = part.chars();
        match (part.len(), letters.next()) {
            (2, _) => code.push_str(&part.to_ascii_uppercase()),
            (4, Some(first)) if first.is_ascii_alphabetic() => {
                code.push(first.to_ascii_uppercase());
                code.push_str(letters.as_str());
            }
            _ => code.push_str(&part),
        }
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Localised {
        let own = |(code, text): &(&str, &str)| ((*code).to_owned(), (*text).to_owned());
        Localised::ByLanguage(pairs.iter().map(own).collect())
    }

    #[test]
    fn language_codes_have_one_spelling() {
        for (text, expected) in [
            ("en", Some("en")),
            ("PT-br", Some("pt-BR")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("ast", Some("ast")),
            (" fr ", Some("fr")),
            ("", None),
            ("e", None),
            ("english", None),
            ("en_GB", None),
            ("en-", None),
            ("12", None),
            ("en-x", None),
            ("en-toolongpart", None),
            ("é1", None),
        ] {
            assert_eq!(language_code(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn names_are_one_line_within_bounds() {
        let length = |language: Option<&str>| {
            Err(TextFault::Length {
                longest: LONGEST_NAME,
                language: language.map(str::to_owned),
            })
        };
        let longest = "é".repeat(LONGEST_NAME);
        let many: Vec<(String, String)> = (0..=MOST_LANGUAGES)
            .map(|n| {
                (
                    format!("a{}", char::from(b'a' + u8::try_from(n).unwrap())),
                    "x".to_owned(),
                )
            })
            .collect();
        for (given, expected) in [
            (" Ana \n Reis ".into(), Ok("Ana Reis".into())),
            (longest.clone().into(), Ok(longest.clone().into())),
            (format!("{longest}x").into(), length(None)),
            (" \u{7} ".into(), length(None)),
            (
                texts(&[("EN", "Ana"), ("pt-br", "Ana ")]),
                Ok(texts(&[("en", "Ana"), ("pt-BR", "Ana")])),
            ),
            (texts(&[("pt", " ")]), length(Some("pt"))),
            (texts(&[]), Err(TextFault::Languages)),
            (
                Localised::ByLanguage(many.into_iter().collect()),
                Err(TextFault::Languages),
            ),
            (
                texts(&[("klingon!", "x")]),
                Err(TextFault::Code("klingon!".to_owned())),
            ),
            (
                texts(&[("EN", "a"), ("en", "b")]),
                Err(TextFault::Twice("en".to_owned())),
            ),
        ] {
            assert_eq!(name(given), expected);
        }
    }

    #[test]
    fn biographies_keep_their_lines() {
        let kept = biography(" First.\n\nSecond.\u{0}\t ".into());
        assert_eq!(kept, Ok("First.\n\nSecond.".into()));
        assert!(biography("x".repeat(LONGEST_BIOGRAPHY).into()).is_ok());
        let fault = biography(texts(&[("pt", &"x".repeat(LONGEST_BIOGRAPHY + 1))])).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "must have between 1 and 5000 characters (language pt)"
        );
    }
}
