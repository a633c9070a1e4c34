//! Who asks: caller types that stand in the signature of every endpoint.

mod access;
mod call;
mod cookie;
mod credential;
mod limits;
mod origin;
mod party;
mod place;
mod session;
mod staff;
mod visit;

pub(crate) use access::{
    Access, Anyone, ApiClient, Installed, Open, Reader, ReadsCatalogue, Security, scopes,
};
pub(crate) use call::{Call, Input};
pub(crate) use cookie::Cookies;
pub(crate) use limits::RateLimits;
pub(crate) use origin::{OriginFault, check as check_origin, is_trusted};
pub(crate) use party::Party;
pub(crate) use place::{Account, StaffOf, Superuser};
pub(crate) use session::{
    SignedIn, clear as clear_session, find as find_session, presented_token, send as send_session, signed_in,
};
pub(crate) use staff::{Staff, Visitor, roles};
pub(crate) use visit::Visit;
