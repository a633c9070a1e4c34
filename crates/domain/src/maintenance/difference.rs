//! What a check of the read model finds.

use serde::Serialize;

/// A kept flag or count that its records contradict. There should be none: every write keeps them true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `table.column`.
    pub place: &'static str,
    /// Whose: a DOI, an ORCID iD, an id.
    pub subject: String,
    /// What is kept.
    pub kept: i64,
    /// What the records say.
    pub recomputed: i64,
}

impl Difference {
    /// The difference between two values, if there is one.
    pub fn between(place: &'static str, subject: &str, kept: i64, recomputed: i64) -> Option<Self> {
        (kept != recomputed).then(|| Self {
            place,
            subject: subject.to_owned(),
            kept,
            recomputed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_no_difference() {
        assert_eq!(Difference::between("works.is_public", "a", 1, 1), None);
        let found = Difference::between("works.is_public", "a", 1, 0).unwrap();
        assert_eq!((found.kept, found.recomputed), (1, 0));
    }
}
