//! Our publication types, and how the registries' words map to them.

/// Our word for an ORCID work type.
pub fn from_orcid(word: &str) -> &'static str {
    let _ = word;
    "other"
}
