//! A text in one language or in several.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Plain text, or language code → text once somebody translated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Localised {
    /// One text, language unknown or unimportant.
    Plain(String),
    /// BCP 47 language code → text; never empty.
    ByLanguage(BTreeMap<String, String>),
}

impl Localised {
    /// The text in this language (`pt-BR`), else in its main language (`pt`); else English; else any.
    pub fn in_language(&self, language: &str) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::ByLanguage(texts) => texts
                .get(language)
                .or_else(|| texts.get(language.split('-').next()?))
                .or_else(|| texts.get("en"))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }

    /// The text for readers whose language is not known.
    pub fn any(&self) -> &str {
        self.in_language("en")
    }

    /// All texts, for search.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::ByLanguage(texts) => texts.values().map(String::as_str).collect(),
        }
    }
}

impl From<String> for Localised {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Localised {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Localised {
        Localised::ByLanguage(
            pairs
                .iter()
                .map(|(code, text)| ((*code).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn chooses_the_nearest_language() {
        let both = texts(&[("en", "Sea"), ("pt", "Mar")]);
        for (language, text) in [
            ("pt", "Mar"),
            ("pt-BR", "Mar"),
            ("en", "Sea"),
            ("fr", "Sea"),
            ("", "Sea"),
        ] {
            assert_eq!(both.in_language(language), text, "{language}");
        }
        assert_eq!(both.any(), "Sea");
        assert_eq!(both.all(), ["Sea", "Mar"]);
        assert_eq!(texts(&[("pt", "Mar"), ("sv", "Hav")]).in_language("fr"), "Mar");
        assert_eq!(Localised::from("Sea").in_language("pt"), "Sea");
    }

    #[test]
    fn is_text_or_an_object_in_json() {
        for (value, json) in [
            (Localised::from("Sea"), "\"Sea\""),
            (texts(&[("pt", "Mar")]), "{\"pt\":\"Mar\"}"),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Localised>(json).unwrap(), value);
        }
    }
}
