//! Our publication types, and how the registries' words map to them.
