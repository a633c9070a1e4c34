//! The staff: who they are in a workspace and what their role lets them do.

pub mod model;

pub use model::{Member, Role, StaffUser};
