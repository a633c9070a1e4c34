//! What an integration is called in addresses.

/// Longest name, in characters.
const MAX: usize = 100;

/// 1 to 100 of `a-z A-Z 0-9 - _ .`: unique in the deployment, whatever its case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct IntegrationName(String);

/// Text that is no name of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 100 characters of a-z, A-Z, 0-9, -, _ and .")]
pub struct InvalidName;

impl IntegrationName {
    /// Reads a name; nothing is forgiven.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        if is_word(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What no two integrations share.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Whether text is of the form of names and of the domains of blocks.
pub(super) fn is_word(text: &str) -> bool {
    (1..=MAX).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        // Addresses cannot hold these as a segment: every client resolves them away.
        && !matches!(text, "." | "..")
}

impl std::fmt::Display for IntegrationName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for IntegrationName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_names() {
        let long = "a".repeat(100);
        for name in ["a", "WordPress", "my-app_2.0", "-", "...", &long] {
            assert_eq!(IntegrationName::parse(name).unwrap().as_str(), name);
        }
        let longer = "a".repeat(101);
        for wrong in ["", " a", "a b", "a/b", "é", "a\n", ".", "..", "a%2Fb", &longer] {
            assert_eq!(IntegrationName::parse(wrong), Err(InvalidName), "{wrong:?}");
        }
        assert_eq!(IntegrationName::parse("WordPress").unwrap().key(), "wordpress");
    }
}
