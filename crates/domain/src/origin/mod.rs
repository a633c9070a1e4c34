//! Sites of installations: added, verified by what they serve themselves, removed; and which addresses may be asked.

pub mod guard;
pub mod probe;
pub mod site;
pub mod usecases;

pub use guard::{Guard, NotPublic};
pub use probe::{ProbeFault, SiteProbe};
