//! What happens around every request: its id, its span and measures, its headers; the log of API-key uses.

mod account;
mod cors;
mod dashboard_cors;
mod measures;
mod surround;
mod unread;

pub(crate) use account::account;
pub(crate) use surround::{surround, surround_dashboard};
