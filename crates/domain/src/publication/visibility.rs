//! What is public: one rule for lists, details, counts, and both public surfaces.

/// The facts that decide whether a publication is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The staff did not hide it.
    pub visible: bool,
    /// It is soft-deleted.
    pub deleted: bool,
    /// At least one linked person holds an open membership with an internal status, and is not hidden.
    pub has_internal_person: bool,
}

/// Whether somebody makes what they are linked to public: they hold an open membership with an internal status, and
/// the staff have not hidden them.
pub fn counts_as_internal(holds_internal_membership: bool, hidden: bool) -> bool {
    holds_internal_membership && !hidden
}

/// A publication is public when it is visible, not deleted, and linked to an internal person.
pub fn publication_is_public(facts: Facts) -> bool {
    facts.visible && !facts.deleted && facts.has_internal_person
}

/// A work is public under the same conditions, once somebody has verified it.
pub fn work_is_public(facts: Facts, verified: bool) -> bool {
    verified && publication_is_public(facts)
}

/// A project is public when it is visible and not deleted.
pub fn project_is_public(visible: bool, deleted: bool) -> bool {
    visible && !deleted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_people_make_nothing_public() {
        for (member, hidden, expected) in [
            (true, false, true),
            (true, true, false),
            (false, false, false),
            (false, true, false),
        ] {
            assert_eq!(counts_as_internal(member, hidden), expected);
        }
    }

    #[test]
    fn everything_has_to_hold() {
        let all = [true, false];
        for (visible, deleted, person) in all
            .into_iter()
            .flat_map(|a| all.into_iter().flat_map(move |b| all.map(move |c| (a, b, c))))
        {
            let facts = Facts {
                visible,
                deleted,
                has_internal_person: person,
            };
            let expected = matches!((visible, deleted, person), (true, false, true));
            assert_eq!(publication_is_public(facts), expected, "{facts:?}");
            assert_eq!(work_is_public(facts, true), expected, "{facts:?}");
            assert!(!work_is_public(facts, false), "{facts:?}");
            assert_eq!(project_is_public(visible, deleted), visible && !deleted);
        }
    }
}
