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
    /// The text in this language; else English; else any.
    pub fn in_language(&self, language: &str) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::ByLanguage(texts) => texts
                .get(language)
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
