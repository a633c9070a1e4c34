//! Digital object identifiers, in one normal form.

mod reading;
#[cfg(test)]
mod tests;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest text that is read, in characters.
pub const MAX_INPUT: usize = 2048;

/// Longest DOI, in characters.
pub const MAX_LEN: usize = 1024;

/// What a URL cannot hold as it is in its path (RFC 3986 §3.3, without the escapes of `;`, `:` and the like that
/// it does not ask for).
const URL_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// All but the unreserved characters and parentheses.
const PATH_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'(')
    .remove(b')');

/// A DOI: ASCII lower-case, no scheme, percent-decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Doi(String);

/// Text that is no DOI.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("not a DOI: expected a prefix such as 10.1234, a slash and a suffix without blanks{}", hint(.suggestion.as_deref()))]
pub struct InvalidDoi {
    /// What was probably meant, for a person to decide: never used silently.
    suggestion: Option<Box<Doi>>,
}

impl InvalidDoi {
    /// What was probably meant: hyphens in place of pasted dashes, no blank or invisible character inside,
    /// decoded once more where it was encoded twice.
    pub fn suggestion(&self) -> Option<&Doi> {
        self.suggestion.as_deref()
    }
}

fn hint(suggestion: Option<&Doi>) -> String {
    suggestion.map_or_else(String::new, |doi| format!("; did you mean {doi}?"))
}

impl Doi {
    /// Reads a DOI from what people and registries write: bare, with `doi:`, as a resolver's URL or a
    /// publisher's, in any case, escaped or percent-encoded, in the midst of other words.
    ///
    /// A trailing dot or slash stays, as some DOIs have one: see [`Self::candidates`]. Reading the normal form
    /// again gives the same DOI.
    pub fn parse(text: &str) -> Result<Self, InvalidDoi> {
        reading::read(text)
    }

    /// From a stored normal form: its shape is checked, nothing is changed.
    pub fn from_stored(text: &str) -> Result<Self, InvalidDoi> {
        let is_normal = |c: char| !c.is_whitespace() && !c.is_control() && !c.is_ascii_uppercase();
        let is_doi = reading::suffix(text).is_some_and(|suffix| !suffix.is_empty())
            && text.len() <= MAX_LEN * 4
            && text.chars().all(is_normal);
        if is_doi {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDoi::default())
        }
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
        // As path segments of their own, dots would be resolved by whoever opens the URL.
        if self.0.split('/').any(|segment| matches!(segment, "." | "..")) {
            return format!("https://doi.org/{}", self.path_segment());
        }
        format!("https://doi.org/{}", utf8_percent_encode(&self.0, URL_PATH))
    }

    /// The DOI as one path segment of somebody's API, encoded once (slashes too).
    pub fn path_segment(&self) -> String {
        utf8_percent_encode(&self.0, PATH_SEGMENT).to_string()
    }

    /// Forms to try in order where a registry does not know the first: as given; without trailing `.,;:` or
    /// slash; without an unmatched closing bracket; prefix 10.1037 with `//` collapsed.
    pub fn candidates(&self) -> Vec<Self> {
        let mut candidates = vec![self.clone()];
        let mut rest = self.0.as_str();
        loop {
            let shorter = rest.trim_end_matches(['.', ',', ';', ':', '/']);
            let shorter = if shorter == rest {
                without_unmatched_bracket(rest)
            } else {
                shorter
            };
            if shorter == rest
                || !reading::suffix(shorter).is_some_and(|suffix| suffix.contains(char::is_alphanumeric))
            {
                break;
            }
            candidates.push(Self(shorter.to_owned()));
            rest = shorter;
        }
        let collapsed = reading::collapse_slashes(rest);
        if collapsed != rest {
            candidates.push(Self(collapsed));
        }
        candidates
    }
}

/// The text without a closing bracket at its end that nothing opens.
fn without_unmatched_bracket(text: &str) -> &str {
    for (open, close) in [('(', ')'), ('[', ']'), ('<', '>')] {
        if let Some(shorter) = text.strip_suffix(close)
            && text.matches(close).count() > text.matches(open).count()
        {
            return shorter;
        }
    }
    text
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
