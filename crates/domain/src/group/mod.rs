//! What a centre sorts its people by: entities (units that people belong to) and categories (groups that they are in).
//!
//! Both have an id chosen for good, a name in one language or several, and may be retired: then they take nobody new.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{Group, GroupChange, GroupKind, GroupOrder, GroupRefusal, may_join};
pub use store::GroupStore;
pub use usecases::{Groups, NewGroup};
