//! The dashboard from outside.

mod better_auth;
mod info;
mod roles;
mod session_life;
mod people;
mod publications;
