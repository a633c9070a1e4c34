//! The binary `legaciti`.

pub mod clock;
pub mod ids;
pub mod worker;
