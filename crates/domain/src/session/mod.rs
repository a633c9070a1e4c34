//! Sessions of the staff, as Better Auth keeps them: who is signed in, for how long, and how a cookie proves it.
//!
//! `model` holds users and sessions; `signed` how tokens leave and come back; `lifetime`, `password` and
//! `trust` the rules; `store` the ports; `usecases` identifies, signs in and out, `workplace` finds the workspace,
//! `accounts` changes users.

pub mod accounts;
pub mod lifetime;
pub mod model;
pub mod password;
pub mod signed;
pub mod store;
pub mod trust;
pub mod usecases;
pub mod workplace;

pub use accounts::{Accounts, ChangeError, NewAccount};
pub use model::{Belonging, Organization, Session, SessionToken, User, UserChanges};
pub use password::PasswordHasher;
pub use signed::{Signer, UnfitSecret};
pub use store::{AccountRow, RoleChange, SessionStore, SessionsAfter, UserStore};
pub use trust::{InvalidPattern, OriginPattern};
pub use usecases::{Identified, Identity, Sessions, SignIn, SignInError};
pub use workplace::{Workplace, WorkplaceError};
