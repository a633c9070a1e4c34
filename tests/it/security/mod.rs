//! What strangers, other tenants, other people's pages and other people's texts must not be able to do.
//!
//! `SECURITY.md` names the threats; each file here proves the defence against some of them, over real HTTP.

mod bodies;
mod cross_origin;
mod forgery;
mod framing;
mod headers;
mod injection;
mod logs;
mod markup;
mod outward;
mod raw;
mod secrets;
mod slow_clients;
mod tenants;
