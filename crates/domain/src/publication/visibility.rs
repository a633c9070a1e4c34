//! What is public: one rule for lists, details, counts, and both public surfaces.

/// The facts that decide whether a publication is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The staff did not hide it.
    pub visible: bool,
    /// It is soft-deleted.
    pub deleted: bool,
    /// At least one linked person holds an open membership with an internal status.
    pub has_internal_person: bool,
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
