//! Who belongs to which entity, from when to when.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{Membership, MembershipStatus, StartFault, Transition};
pub use store::MembershipStore;
pub use usecases::{ChangeError, Memberships, SetMembership};
