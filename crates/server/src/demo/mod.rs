//! The demo: what a newcomer sees without a network, a key or a database.

pub mod registry;
