//! The staff: who they are in a workspace, what their role lets them do, and who lets them in.

pub mod model;
pub mod store;
pub mod team;
pub mod usecases;

pub use model::{Member, Role, StaffUser};
pub use store::TeamStore;
pub use team::{TeamAction, TeamChange, TeamMember, TeamRefusal};
pub use usecases::{Invitation, TeamError, Teams};
