//! Who asks: caller types that stand in the signature of every endpoint.

mod access;
mod call;
mod credential;
mod limits;
mod staff;
mod visit;

pub(crate) use access::{
    Access, Anyone, ApiClient, Installed, Open, Reader, ReadsCatalogue, Security, scopes,
};
pub(crate) use call::{Call, Input};
pub(crate) use limits::RateLimits;
pub(crate) use staff::{Staff, StaffRole, roles};
pub(crate) use visit::Visit;
